-- The digits of the telephone, for searches. `key_version` is that of the functions that made the row's keys, so that those of an earlier
-- release can be found and made anew.
ALTER TABLE owners ADD COLUMN telephone_key VARCHAR(20) NOT NULL DEFAULT '';
ALTER TABLE owners ADD COLUMN key_version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS owners_telephone_key ON owners (telephone_key);
CREATE INDEX IF NOT EXISTS owners_key_version ON owners (key_version);
