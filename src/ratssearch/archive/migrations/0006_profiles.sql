-- The profile that a run crawled its source with, as JSON of models.Source; empty for runs before this step. By the last
-- one kept pages are read again where no profile is given.
ALTER TABLE run ADD COLUMN profile TEXT NOT NULL DEFAULT '';
