-- Changes that a person was asked to agree to. Each is decided once. `planned` is the change, as JSON.
CREATE TABLE IF NOT EXISTS confirmations (
    id CHAR(32) NOT NULL PRIMARY KEY,
    conversation_id CHAR(32) NOT NULL,
    planned TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT NULL
);
CREATE INDEX IF NOT EXISTS confirmations_conversation_id ON confirmations (conversation_id, expires_at);
