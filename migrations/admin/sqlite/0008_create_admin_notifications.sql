-- What people were or are to be told. The instances are JSON. The oldest rows are deleted beyond a bound.
CREATE TABLE IF NOT EXISTS admin_notifications (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    application VARCHAR(200) NOT NULL,
    status VARCHAR(32) NOT NULL,
    known INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    instances TEXT NOT NULL,
    happened_at BIGINT NOT NULL
);
