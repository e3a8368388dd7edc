-- Conversations with the assistant. Whoever knows an id may read and continue it, so ids are random.
CREATE TABLE IF NOT EXISTS conversations (
    id CHAR(32) NOT NULL PRIMARY KEY,
    touched_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS conversations_touched_at ON conversations (touched_at);
