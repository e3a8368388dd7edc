-- The sounds of the names and the last digits of the telephone, for likely duplicates; `key_version` counts them, too.
ALTER TABLE owners
    ADD COLUMN email VARCHAR(254) NULL,
    ADD COLUMN telephone_tail VARCHAR(8) NOT NULL DEFAULT '',
    ADD COLUMN first_name_sound VARCHAR(90) NOT NULL DEFAULT '',
    ADD COLUMN last_name_sound VARCHAR(90) NOT NULL DEFAULT '',
    ADD INDEX owners_telephone_tail (telephone_tail),
    ADD INDEX owners_sounds (last_name_sound, first_name_sound);
