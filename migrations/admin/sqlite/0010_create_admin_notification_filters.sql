-- Filters of notifications, each for an application or an instance. One without an end holds until someone removes it.
CREATE TABLE IF NOT EXISTS admin_notification_filters (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    application VARCHAR(200) NULL,
    instance_id CHAR(12) NULL,
    expires_at BIGINT NULL
);
CREATE INDEX IF NOT EXISTS admin_notification_filters_expires_at ON admin_notification_filters (expires_at);
