-- The feed of a vet's appointments. Of the secret in its address only the digest is kept.
CREATE TABLE IF NOT EXISTS calendar_feeds (
    vet_id INTEGER NOT NULL PRIMARY KEY,
    token_digest VARCHAR(64) NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS calendar_feeds_token_digest ON calendar_feeds (token_digest);
