-- What happened to instances. The oldest rows are deleted beyond a bound.
CREATE TABLE IF NOT EXISTS admin_events (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    instance_id CHAR(12) NOT NULL,
    application VARCHAR(200) NOT NULL,
    version INTEGER NOT NULL,
    kind VARCHAR(16) NOT NULL,
    status VARCHAR(32) NULL,
    registration TEXT NULL,
    happened_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS admin_events_happened_at ON admin_events (happened_at);
