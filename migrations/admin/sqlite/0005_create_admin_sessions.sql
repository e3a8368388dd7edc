-- Who is signed in. Of the secret in a cookie only the digest is kept.
CREATE TABLE IF NOT EXISTS admin_sessions (
    token_digest CHAR(64) NOT NULL PRIMARY KEY,
    account VARCHAR(16) NOT NULL,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS admin_sessions_began_at ON admin_sessions (began_at);
CREATE INDEX IF NOT EXISTS admin_sessions_seen_at ON admin_sessions (seen_at);
