-- What people were or are to be told. The instances are JSON. The oldest rows are deleted beyond a bound.
CREATE TABLE IF NOT EXISTS admin_notifications (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    application VARCHAR(200) NOT NULL,
    status VARCHAR(32) NOT NULL,
    known INT NOT NULL,
    failed INT NOT NULL,
    instances TEXT NOT NULL,
    happened_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
