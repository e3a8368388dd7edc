-- The sounds of the names and the last digits of the telephone, for likely duplicates; `key_version` counts them, too.
ALTER TABLE owners ADD COLUMN email VARCHAR(254) NULL;
ALTER TABLE owners ADD COLUMN telephone_tail VARCHAR(8) NOT NULL DEFAULT '';
ALTER TABLE owners ADD COLUMN first_name_sound VARCHAR(90) NOT NULL DEFAULT '';
ALTER TABLE owners ADD COLUMN last_name_sound VARCHAR(90) NOT NULL DEFAULT '';
CREATE INDEX IF NOT EXISTS owners_telephone_tail ON owners (telephone_tail);
CREATE INDEX IF NOT EXISTS owners_sounds ON owners (last_name_sound, first_name_sound);
