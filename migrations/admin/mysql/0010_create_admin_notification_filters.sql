-- Filters of notifications, each for an application or an instance. One without an end holds until someone removes it.
CREATE TABLE IF NOT EXISTS admin_notification_filters (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    application VARCHAR(200) NULL,
    instance_id CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
    expires_at BIGINT NULL,
    INDEX admin_notification_filters_expires_at (expires_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
