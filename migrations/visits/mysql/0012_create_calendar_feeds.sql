-- The feed of a vet's appointments. Of the secret in its address only the digest is kept.
CREATE TABLE IF NOT EXISTS calendar_feeds (
    vet_id INT NOT NULL PRIMARY KEY,
    token_digest VARCHAR(64) NOT NULL,
    made_at BIGINT NOT NULL,
    UNIQUE INDEX calendar_feeds_token_digest (token_digest)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
