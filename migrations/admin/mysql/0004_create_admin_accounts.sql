-- The accounts of a clinic without AWS. Of a password only the hash is kept.
CREATE TABLE IF NOT EXISTS admin_accounts (
    name VARCHAR(16) NOT NULL PRIMARY KEY,
    password_hash VARCHAR(255) NOT NULL,
    made_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
