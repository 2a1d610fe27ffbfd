-- How the editions spell the names that were discovered in them (bodies that no gazetteer lists, and persons). Kept by
-- triggers, so that a spelling goes when the last edition that held it is replaced or taken down.

CREATE TABLE name (
    kind     TEXT NOT NULL,                 -- unlisted or person
    entity   TEXT NOT NULL,                 -- the key that spellings of one name share
    label    TEXT NOT NULL,
    editions INTEGER NOT NULL,              -- that show this spelling
    PRIMARY KEY (kind, entity, label)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER edition_names_added AFTER INSERT ON edition BEGIN
    INSERT INTO name (kind, entity, label, editions)
        SELECT json_extract(value, '$.kind'), json_extract(value, '$.entity'), json_extract(value, '$.label'), 1
        FROM json_each(NEW.tags, '$.entities') WHERE json_extract(value, '$.label') IS NOT NULL
        ON CONFLICT DO UPDATE SET editions = editions + 1;
END;

CREATE TRIGGER edition_names_gone AFTER DELETE ON edition BEGIN
    UPDATE name SET editions = editions - 1 WHERE (kind, entity, label) IN (
        SELECT json_extract(value, '$.kind'), json_extract(value, '$.entity'), json_extract(value, '$.label')
        FROM json_each(OLD.tags, '$.entities') WHERE json_extract(value, '$.label') IS NOT NULL);
    DELETE FROM name WHERE editions < 1 AND (kind, entity, label) IN (
        SELECT json_extract(value, '$.kind'), json_extract(value, '$.entity'), json_extract(value, '$.label')
        FROM json_each(OLD.tags, '$.entities') WHERE json_extract(value, '$.label') IS NOT NULL);
END;

CREATE TRIGGER edition_names_changed AFTER UPDATE OF tags ON edition WHEN OLD.tags <> NEW.tags BEGIN
    UPDATE name SET editions = editions - 1 WHERE (kind, entity, label) IN (
        SELECT json_extract(value, '$.kind'), json_extract(value, '$.entity'), json_extract(value, '$.label')
        FROM json_each(OLD.tags, '$.entities') WHERE json_extract(value, '$.label') IS NOT NULL);
    INSERT INTO name (kind, entity, label, editions)
        SELECT json_extract(value, '$.kind'), json_extract(value, '$.entity'), json_extract(value, '$.label'), 1
        FROM json_each(NEW.tags, '$.entities') WHERE json_extract(value, '$.label') IS NOT NULL
        ON CONFLICT DO UPDATE SET editions = editions + 1;
    DELETE FROM name WHERE editions < 1 AND (kind, entity, label) IN (
        SELECT json_extract(value, '$.kind'), json_extract(value, '$.entity'), json_extract(value, '$.label')
        FROM json_each(OLD.tags, '$.entities') WHERE json_extract(value, '$.label') IS NOT NULL);
END;
