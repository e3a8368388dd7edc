-- What was said: by `user` or by `assistant`. `lookups` has what was looked up for an answer, as JSON.
CREATE TABLE IF NOT EXISTS conversation_messages (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    conversation_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    author VARCHAR(16) NOT NULL,
    content MEDIUMTEXT NOT NULL,
    lookups MEDIUMTEXT NULL,
    created_at BIGINT NOT NULL,
    INDEX conversation_messages_conversation_id (conversation_id, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
