-- Which process does what only one may do, and until when.
CREATE TABLE IF NOT EXISTS admin_leases (
    name VARCHAR(32) NOT NULL PRIMARY KEY,
    holder CHAR(32) NOT NULL,
    held_until BIGINT NOT NULL
);
