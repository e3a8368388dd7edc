/// MySQL or PostgreSQL, and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuroraEngine {
    kind: Kind,
    version: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    MySql,
    PostgreSql,
}

impl AuroraEngine {
    /// MySQL 8.0 by Aurora's own version, such as `3.10.1`.
    pub fn mysql(version: impl Into<String>) -> Self {
        Self { kind: Kind::MySql, version: version.into() }
    }

    /// PostgreSQL by its version, such as `16.9`.
    pub fn postgresql(version: impl Into<String>) -> Self {
        Self { kind: Kind::PostgreSql, version: version.into() }
    }

    pub(super) const fn name(&self) -> &'static str {
        match self.kind {
            Kind::MySql => "aurora-mysql",
            Kind::PostgreSql => "aurora-postgresql",
        }
    }

    pub(super) fn version(&self) -> String {
        match self.kind {
            Kind::MySql => format!("8.0.mysql_aurora.{}", self.version),
            Kind::PostgreSql => self.version.clone(),
        }
    }

    /// The family of its parameter groups.
    pub(super) fn family(&self) -> String {
        match self.kind {
            Kind::MySql => "aurora-mysql8.0".to_owned(),
            Kind::PostgreSql => {
                format!("aurora-postgresql{}", self.version.split('.').next().unwrap_or_default())
            }
        }
    }

    pub(super) const fn port(&self) -> u16 {
        match self.kind {
            Kind::MySql => 3306,
            Kind::PostgreSql => 5432,
        }
    }

    /// The parameter by which it refuses connections without TLS.
    pub(super) const fn tls_only(&self) -> (&'static str, &'static str) {
        match self.kind {
            Kind::MySql => ("require_secure_transport", "ON"),
            Kind::PostgreSql => ("rds.force_ssl", "1"),
        }
    }

    pub(super) const fn usual_user(&self) -> &'static str {
        match self.kind {
            Kind::MySql => "admin",
            Kind::PostgreSql => "postgres",
        }
    }

    /// The error log.
    pub(super) const fn error_log(&self) -> &'static str {
        match self.kind {
            Kind::MySql => "error",
            Kind::PostgreSql => "postgresql",
        }
    }

    /// Secrets Manager's name for the rotation of one user's password.
    pub(super) const fn rotation_type(&self) -> &'static str {
        match self.kind {
            Kind::MySql => "MySQLSingleUser",
            Kind::PostgreSql => "PostgreSQLSingleUser",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AuroraEngine;

    #[test]
    fn engines_are_called_as_rds_calls_them() {
        let mysql = AuroraEngine::mysql("3.10.1");
        assert_eq!(
            (mysql.version().as_str(), mysql.family().as_str()),
            ("8.0.mysql_aurora.3.10.1", "aurora-mysql8.0")
        );
        let postgresql = AuroraEngine::postgresql("16.9");
        assert_eq!(
            (postgresql.version().as_str(), postgresql.family().as_str()),
            ("16.9", "aurora-postgresql16")
        );
    }
}
