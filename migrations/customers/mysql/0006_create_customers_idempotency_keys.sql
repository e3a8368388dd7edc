-- Answers already given, so that a repeated request gets the same one.
CREATE TABLE IF NOT EXISTS customers_idempotency_keys (
    request_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status INT NULL,
    etag VARCHAR(64) NULL,
    body MEDIUMTEXT NULL,
    created_at BIGINT NOT NULL,
    INDEX customers_idempotency_keys_created_at (created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
