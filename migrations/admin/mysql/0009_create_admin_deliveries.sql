-- What became of each notification at each target. Those that wait are due at an instant.
CREATE TABLE IF NOT EXISTS admin_deliveries (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    notification_id INT NOT NULL,
    target VARCHAR(16) NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    attempts INT NOT NULL,
    due_at BIGINT NOT NULL,
    reason VARCHAR(200) NULL,
    UNIQUE INDEX admin_deliveries_notification_id (notification_id, target),
    INDEX admin_deliveries_outcome (outcome)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
