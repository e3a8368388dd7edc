-- Log levels that return to what they were. No level stands for that of the settings.
CREATE TABLE IF NOT EXISTS admin_level_returns (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    instance_id CHAR(12) NOT NULL,
    application VARCHAR(200) NOT NULL,
    logger VARCHAR(200) NOT NULL,
    level_now VARCHAR(8) NULL,
    level_before VARCHAR(8) NULL,
    due_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    who VARCHAR(200) NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS admin_level_returns_logger ON admin_level_returns (instance_id, logger);
CREATE INDEX IF NOT EXISTS admin_level_returns_due_at ON admin_level_returns (due_at);
