-- Which process does what only one may do, and until when.
CREATE TABLE IF NOT EXISTS admin_leases (
    name VARCHAR(32) NOT NULL PRIMARY KEY,
    holder CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    held_until BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
