-- The digits of the telephone, for searches. `key_version` is that of the functions that made the row's keys, so that those of an earlier
-- release can be found and made anew.
ALTER TABLE owners
    ADD COLUMN telephone_key VARCHAR(20) NOT NULL DEFAULT '',
    ADD COLUMN key_version INT NOT NULL DEFAULT 0,
    ADD INDEX owners_telephone_key (telephone_key),
    ADD INDEX owners_key_version (key_version);
