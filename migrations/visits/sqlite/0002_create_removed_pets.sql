-- Pets that are gone: a visit that arrives late for one is refused.
CREATE TABLE IF NOT EXISTS removed_pets (
    pet_id INTEGER NOT NULL PRIMARY KEY,
    removed_at BIGINT NOT NULL
);
