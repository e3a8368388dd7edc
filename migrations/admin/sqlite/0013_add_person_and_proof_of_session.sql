-- Whom an OpenID Connect issuer knows, none for an account of the admin server's own, and what binds a session to the password that it
-- began with.
ALTER TABLE admin_sessions ADD COLUMN person VARCHAR(200) NULL;
ALTER TABLE admin_sessions ADD COLUMN password_proof CHAR(64) NULL;
CREATE INDEX IF NOT EXISTS admin_sessions_account ON admin_sessions (account, began_at);
