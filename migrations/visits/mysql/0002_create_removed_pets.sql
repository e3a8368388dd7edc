-- Pets that are gone: a visit that arrives late for one is refused.
CREATE TABLE IF NOT EXISTS removed_pets (
    pet_id INT NOT NULL PRIMARY KEY,
    removed_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
