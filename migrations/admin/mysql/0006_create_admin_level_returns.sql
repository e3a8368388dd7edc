-- Log levels that return to what they were. No level stands for that of the settings.
CREATE TABLE IF NOT EXISTS admin_level_returns (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    instance_id CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    application VARCHAR(200) NOT NULL,
    logger VARCHAR(200) NOT NULL,
    level_now VARCHAR(8) NULL,
    level_before VARCHAR(8) NULL,
    due_at BIGINT NOT NULL,
    attempts INT NOT NULL,
    who VARCHAR(200) NOT NULL,
    UNIQUE INDEX admin_level_returns_logger (instance_id, logger),
    INDEX admin_level_returns_due_at (due_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
