-- The instances that are found or registered themselves, with the status of the latest poll. The registration is JSON.
CREATE TABLE IF NOT EXISTS admin_instances (
    id CHAR(12) NOT NULL PRIMARY KEY,
    application VARCHAR(200) NOT NULL,
    source VARCHAR(16) NOT NULL,
    registration TEXT NOT NULL,
    version INTEGER NOT NULL,
    status VARCHAR(32) NOT NULL,
    status_at BIGINT NOT NULL,
    registered_at BIGINT NOT NULL,
    renewed_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS admin_instances_renewed_at ON admin_instances (source, renewed_at);
