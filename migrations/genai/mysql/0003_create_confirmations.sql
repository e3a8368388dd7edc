-- Changes that a person was asked to agree to. Each is decided once. `planned` is the change, as JSON.
CREATE TABLE IF NOT EXISTS confirmations (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    conversation_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    planned TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT NULL,
    INDEX confirmations_conversation_id (conversation_id, expires_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
