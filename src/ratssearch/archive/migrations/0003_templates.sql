-- What was learnt of each site from its own pages, with the evidence. Derived: `ratssearch reindex --from extract` learns
-- it anew from the bodies.
CREATE TABLE site_templates (
    source    TEXT PRIMARY KEY,
    revision  INTEGER NOT NULL,     -- goes up with each learning; editions name it behind the extractor's version
    learnt_at TEXT NOT NULL,
    model     TEXT NOT NULL         -- JSON of models.SiteTemplates
) STRICT;
