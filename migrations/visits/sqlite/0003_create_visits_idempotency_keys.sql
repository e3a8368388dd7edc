-- Answers already given, so that a repeated request gets the same one.
CREATE TABLE IF NOT EXISTS visits_idempotency_keys (
    request_key VARCHAR(255) NOT NULL PRIMARY KEY,
    fingerprint CHAR(64) NOT NULL,
    status INTEGER NULL,
    etag VARCHAR(64) NULL,
    body TEXT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS visits_idempotency_keys_created_at ON visits_idempotency_keys (created_at);
