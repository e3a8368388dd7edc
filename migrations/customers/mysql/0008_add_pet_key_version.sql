-- As for owners: the version of the function that made the row's key.
ALTER TABLE pets
    ADD COLUMN key_version INT NOT NULL DEFAULT 0,
    ADD INDEX pets_key_version (key_version);
