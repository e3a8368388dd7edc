-- Pets belong to another service, so nothing here refers to them but a number.
CREATE TABLE visits (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pet_id INTEGER NOT NULL,
    visit_date DATE NULL,
    description VARCHAR(8192) NULL,
    pet_verified BOOLEAN NOT NULL DEFAULT TRUE,
    version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX visits_pet_id ON visits (pet_id, id);

-- Pets that are gone: a visit that arrives late for one is refused.
CREATE TABLE removed_pets (
    pet_id INTEGER NOT NULL PRIMARY KEY,
    removed_at BIGINT NOT NULL
);

-- Answers already given, so that a repeated request gets the same one.
CREATE TABLE visits_idempotency_keys (
    request_key VARCHAR(255) NOT NULL PRIMARY KEY,
    fingerprint CHAR(64) NOT NULL,
    status INTEGER NULL,
    etag VARCHAR(64) NULL,
    body TEXT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX visits_idempotency_keys_created_at ON visits_idempotency_keys (created_at);
