CREATE TABLE vets (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    first_name VARCHAR(30) NOT NULL,
    last_name VARCHAR(30) NOT NULL
);

CREATE TABLE specialties (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(80) NOT NULL
);

-- Reference data.
insert into specialties (id, name)
values
    (1, 'radiology'),
    (2, 'surgery'),
    (3, 'dentistry');

CREATE TABLE vet_specialties (
    vet_id INTEGER NOT NULL,
    specialty_id INTEGER NOT NULL,
    PRIMARY KEY (vet_id, specialty_id),
    CONSTRAINT vet_specialties_vet FOREIGN KEY (vet_id) REFERENCES vets (id),
    CONSTRAINT vet_specialties_specialty FOREIGN KEY (specialty_id) REFERENCES specialties (id)
);
CREATE INDEX vet_specialties_specialty_id ON vet_specialties (specialty_id);
