-- Whom an OpenID Connect issuer knows; none for an account of the admin server's own.
ALTER TABLE admin_sessions ADD COLUMN person VARCHAR(200) NULL;
