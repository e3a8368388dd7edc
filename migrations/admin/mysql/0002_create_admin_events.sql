-- What happened to instances. The oldest rows are deleted beyond a bound.
CREATE TABLE IF NOT EXISTS admin_events (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    instance_id CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    application VARCHAR(200) NOT NULL,
    version INT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    status VARCHAR(32) NULL,
    registration TEXT NULL,
    happened_at BIGINT NOT NULL,
    INDEX admin_events_happened_at (happened_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
