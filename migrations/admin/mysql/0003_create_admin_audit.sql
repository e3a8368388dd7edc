-- Who changed what. The oldest rows are deleted beyond a bound.
CREATE TABLE IF NOT EXISTS admin_audit (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    who VARCHAR(200) NOT NULL,
    role VARCHAR(16) NULL,
    action VARCHAR(32) NOT NULL,
    target VARCHAR(450) NOT NULL,
    value_before VARCHAR(200) NULL,
    value_after VARCHAR(200) NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
