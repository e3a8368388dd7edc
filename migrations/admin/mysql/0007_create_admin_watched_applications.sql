-- What people were told of each application: well, restricted or down. What was noted includes what a filter suppressed.
CREATE TABLE IF NOT EXISTS admin_watched_applications (
    application VARCHAR(200) NOT NULL PRIMARY KEY,
    told VARCHAR(16) NOT NULL,
    told_failed INT NOT NULL,
    noted VARCHAR(16) NOT NULL,
    noted_failed INT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
