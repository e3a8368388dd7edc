-- Whom an OpenID Connect issuer knows, none for an account of the admin server's own, and what binds a session to the password that it
-- began with.
ALTER TABLE admin_sessions
    ADD COLUMN person VARCHAR(200) NULL,
    ADD COLUMN password_proof CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD INDEX admin_sessions_account (account, began_at);
