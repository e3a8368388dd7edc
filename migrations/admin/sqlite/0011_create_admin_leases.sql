-- Which process of the admin server does what only one may do, when it was last done, and what it came to.
CREATE TABLE IF NOT EXISTS admin_leases (
    name VARCHAR(16) NOT NULL PRIMARY KEY,
    holder CHAR(64) NOT NULL,
    until_at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    done_at BIGINT NOT NULL,
    result TEXT NULL
);
