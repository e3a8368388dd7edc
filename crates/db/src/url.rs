//! Where the database is, as a URL that never shows its password.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::mysql::MySqlConnectOptions;

use crate::error::Error;

/// Which SQL the database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// MySQL 8.0, MariaDB 10.11 and what is compatible with them.
    MySql,
    /// The embedded database.
    Sqlite,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
        })
    }
}

/// The address of a database: `sqlite::memory:`, `sqlite://FILE` or `mysql://USER:PASSWORD@HOST:PORT/SCHEMA`
/// (`mariadb://` is the same). Schemes may be in capitals. Only a server's URL may have options after a `?`.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// A database that lives as long as its [`Db`](crate::Db).
    SqliteMemory,
    /// A database file; it and its folder are created when missing.
    SqliteFile(PathBuf),
    /// A schema on a server; created when missing, if the user may.
    MySql(Box<MySqlConnectOptions>),
}

impl DatabaseUrl {
    /// The SQL this database speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::SqliteMemory | Self::SqliteFile(_) => Dialect::Sqlite,
            Self::MySql(_) => Dialect::MySql,
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        const FORMS: &str =
            "expected sqlite::memory:, sqlite://FILE or mysql://USER:PASSWORD@HOST:PORT/SCHEMA";
        let Some((scheme, rest)) = url.split_once(':') else {
            return Err(Error::Url(format!("database URL has no scheme; {FORMS}")));
        };
        match scheme.to_ascii_lowercase().as_str() {
            "sqlite" => match rest.strip_prefix("//").unwrap_or(rest) {
                file if file.contains('?') => Err(Error::Url(format!(
                    "database URL `{url}` has options after `?`, which sqlite takes none of; {FORMS}"
                ))),
                file if file.eq_ignore_ascii_case(":memory:") => Ok(Self::SqliteMemory),
                "" => Err(Error::Url(format!("database URL `{url}` names no file; {FORMS}"))),
                file => Ok(Self::SqliteFile(PathBuf::from(file))),
            },
            "mysql" | "mariadb" => {
                let options = MySqlConnectOptions::from_str(url)
                    .map_err(|error| Error::Url(format!("mysql database URL is wrong: {error}; {FORMS}")))?;
                if options.get_database().is_none_or(|schema| schema.is_empty() || schema.contains('/')) {
                    let host = options.get_host();
                    return Err(Error::Url(format!(
                        "mysql database URL for `{host}` names no schema; {FORMS}"
                    )));
                }
                Ok(Self::MySql(Box::new(options)))
            }
            _ => Err(Error::Url(format!("database URL has the unknown scheme `{scheme}`; {FORMS}"))),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SqliteMemory => f.write_str("sqlite::memory:"),
            Self::SqliteFile(file) => write!(f, "sqlite://{}", file.display()),
            Self::MySql(options) => {
                let (user, host, port) = (options.get_username(), options.get_host(), options.get_port());
                write!(f, "mysql://{user}@{host}:{port}/{}", options.get_database().unwrap_or_default())
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> DatabaseUrl {
        url.parse().unwrap()
    }

    #[test]
    fn each_form_is_understood_and_shown_without_its_password() {
        assert_eq!(parse("sqlite::memory:").to_string(), "sqlite::memory:");
        assert_eq!(parse("sqlite://data/clinic.db").to_string(), "sqlite://data/clinic.db");
        assert_eq!(parse("sqlite:///var/lib/clinic.db").to_string(), "sqlite:///var/lib/clinic.db");
        let url = parse("mysql://vet:s%40crt@db.example:3307/petclinic");
        assert_eq!(url.to_string(), "mysql://vet@db.example:3307/petclinic");
        assert_eq!(format!("{url:?}"), "DatabaseUrl(mysql://vet@db.example:3307/petclinic)");
        assert_eq!(
            parse("mariadb://root@localhost/clinic").to_string(),
            "mysql://root@localhost:3306/clinic"
        );
    }

    #[test]
    fn a_scheme_may_be_in_capitals() {
        assert_eq!(parse("SQLITE::memory:").to_string(), "sqlite::memory:");
        assert_eq!(parse("SQLite://Clinic.db").to_string(), "sqlite://Clinic.db");
        assert_eq!(parse("MySQL://Vet@h/S").to_string(), "mysql://Vet@h:3306/S");
        assert_eq!(parse("MARIADB://Vet@h/S").to_string(), "mysql://Vet@h:3306/S");
    }

    #[test]
    fn options_of_sqlite_are_refused_and_not_taken_for_a_file_name() {
        for url in ["sqlite::memory:?cache=shared", "sqlite:///f.db?mode=ro", "sqlite://f.db?", "SQLITE:?"] {
            let text = url.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(text.contains(&format!("`{url}` has options after `?`")), "{text}");
        }
    }

    #[test]
    fn a_wrong_url_says_what_is_expected_and_keeps_the_password_to_itself() {
        for url in [
            "",
            "petclinic.db",
            "sqlite://",
            "postgres://u:hush@h/s",
            "mysql://u:hush@h",
            "mysql://u:hush@h:x/s",
        ] {
            let text = url.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(text.contains("expected sqlite::memory:"), "{text}");
            assert!(!text.contains("hush"), "{text}");
        }
    }
}
