-- Conversations with the assistant. Whoever knows an id may read and continue it, so ids are random.
CREATE TABLE IF NOT EXISTS conversations (
    id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    touched_at BIGINT NOT NULL,
    INDEX conversations_touched_at (touched_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
