-- What the clinic records of a pet beside its classic fields.
ALTER TABLE pets
    ADD COLUMN sex VARCHAR(8) NOT NULL DEFAULT 'unknown',
    ADD COLUMN is_neutered BOOLEAN NULL,
    ADD COLUMN microchip VARCHAR(15) NULL,
    ADD COLUMN died_on DATE NULL,
    ADD UNIQUE INDEX pets_microchip (microchip);
