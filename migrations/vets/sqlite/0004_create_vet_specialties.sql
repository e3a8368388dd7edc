CREATE TABLE IF NOT EXISTS vet_specialties (
    vet_id INTEGER NOT NULL,
    specialty_id INTEGER NOT NULL,
    PRIMARY KEY (vet_id, specialty_id),
    CONSTRAINT vet_specialties_vet FOREIGN KEY (vet_id) REFERENCES vets (id),
    CONSTRAINT vet_specialties_specialty FOREIGN KEY (specialty_id) REFERENCES specialties (id)
);
CREATE INDEX IF NOT EXISTS vet_specialties_specialty_id ON vet_specialties (specialty_id);
