-- What was said: by `user` or by `assistant`. `lookups` has what was looked up for an answer, as JSON.
CREATE TABLE IF NOT EXISTS conversation_messages (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    conversation_id CHAR(32) NOT NULL,
    author VARCHAR(16) NOT NULL,
    content TEXT NOT NULL,
    lookups TEXT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS conversation_messages_conversation_id ON conversation_messages (conversation_id, id);
