-- What people were told of each application: well, restricted or down. What was noted includes what a filter suppressed.
CREATE TABLE IF NOT EXISTS admin_watched_applications (
    application VARCHAR(200) NOT NULL PRIMARY KEY,
    told VARCHAR(16) NOT NULL,
    told_failed INTEGER NOT NULL,
    noted VARCHAR(16) NOT NULL,
    noted_failed INTEGER NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL
);
