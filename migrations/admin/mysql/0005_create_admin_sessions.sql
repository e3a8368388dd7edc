-- Who is signed in. Of the secret in a cookie only the digest is kept.
CREATE TABLE IF NOT EXISTS admin_sessions (
    token_digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    account VARCHAR(16) NOT NULL,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    INDEX admin_sessions_began_at (began_at),
    INDEX admin_sessions_seen_at (seen_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
