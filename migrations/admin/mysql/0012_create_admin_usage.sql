-- What services were used for, hour by hour. Rows of more than a month ago are deleted.
CREATE TABLE IF NOT EXISTS admin_usage (
    hour_at BIGINT NOT NULL,
    service VARCHAR(32) NOT NULL,
    what VARCHAR(32) NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (hour_at, service, what)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
