-- Vets as vectors, each computed once. A vet is another service's, so nothing here refers to it but a number.
CREATE TABLE IF NOT EXISTS vet_embeddings (
    vet_id INTEGER NOT NULL,
    model VARCHAR(128) NOT NULL,
    digest CHAR(64) NOT NULL,
    vector TEXT NOT NULL,
    PRIMARY KEY (model, vet_id)
);
