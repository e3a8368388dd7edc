-- Pets belong to another service, so nothing here refers to them but a number.
CREATE TABLE visits (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pet_id INT NOT NULL,
    visit_date DATE NULL,
    description VARCHAR(8192) NULL,
    pet_verified BOOLEAN NOT NULL DEFAULT TRUE,
    version INT NOT NULL DEFAULT 0,
    INDEX visits_pet_id (pet_id, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Pets that are gone: a visit that arrives late for one is refused.
CREATE TABLE removed_pets (
    pet_id INT NOT NULL PRIMARY KEY,
    removed_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Answers already given, so that a repeated request gets the same one.
CREATE TABLE visits_idempotency_keys (
    request_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status INT NULL,
    etag VARCHAR(64) NULL,
    body MEDIUMTEXT NULL,
    created_at BIGINT NOT NULL,
    INDEX visits_idempotency_keys_created_at (created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
