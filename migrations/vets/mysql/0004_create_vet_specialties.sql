CREATE TABLE IF NOT EXISTS vet_specialties (
    vet_id INT NOT NULL,
    specialty_id INT NOT NULL,
    PRIMARY KEY (vet_id, specialty_id),
    CONSTRAINT vet_specialties_vet FOREIGN KEY (vet_id) REFERENCES vets (id),
    CONSTRAINT vet_specialties_specialty FOREIGN KEY (specialty_id) REFERENCES specialties (id),
    INDEX vet_specialties_specialty_id (specialty_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
