-- What became of each notification at each target. Those that wait are due at an instant.
CREATE TABLE IF NOT EXISTS admin_deliveries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    notification_id INTEGER NOT NULL,
    target VARCHAR(16) NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    attempts INTEGER NOT NULL,
    due_at BIGINT NOT NULL,
    reason VARCHAR(200) NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS admin_deliveries_notification_id ON admin_deliveries (notification_id, target);
CREATE INDEX IF NOT EXISTS admin_deliveries_outcome ON admin_deliveries (outcome);
