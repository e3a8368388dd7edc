-- Changes that a person was asked to agree to. Each is decided once.
CREATE TABLE IF NOT EXISTS confirmations (
    id CHAR(32) NOT NULL PRIMARY KEY,
    conversation_id CHAR(32) NOT NULL,
    tool VARCHAR(64) NOT NULL,
    input TEXT NOT NULL,
    summary TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT NULL
);
CREATE INDEX IF NOT EXISTS confirmations_conversation_id ON confirmations (conversation_id, expires_at);
