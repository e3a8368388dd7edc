-- Vets as vectors, each computed once. A vet is another service's, so nothing here refers to it but a number.
CREATE TABLE IF NOT EXISTS vet_embeddings (
    vet_id INT NOT NULL,
    model VARCHAR(128) NOT NULL,
    digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    vector MEDIUMTEXT NOT NULL,
    PRIMARY KEY (model, vet_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
