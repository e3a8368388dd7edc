-- What the clinic records of a pet beside its classic fields.
ALTER TABLE pets ADD COLUMN sex VARCHAR(8) NOT NULL DEFAULT 'unknown';
ALTER TABLE pets ADD COLUMN is_neutered BOOLEAN NULL;
ALTER TABLE pets ADD COLUMN microchip VARCHAR(15) NULL;
ALTER TABLE pets ADD COLUMN died_on DATE NULL;
CREATE UNIQUE INDEX IF NOT EXISTS pets_microchip ON pets (microchip);
