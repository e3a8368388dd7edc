-- As for owners: the version of the function that made the row's key.
ALTER TABLE pets ADD COLUMN key_version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS pets_key_version ON pets (key_version);
