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
/// (`mariadb://` is the same). Schemes may be in capitals. A file's URL has one option: `?synchronous=normal` ([`Durability`]).
#[derive(Clone)]
pub enum DatabaseUrl {
    /// A database that lives as long as its [`Db`](crate::Db).
    SqliteMemory,
    /// A database file; it and its folder are created when missing.
    SqliteFile(PathBuf, Durability),
    /// A schema on a server; created when missing, if the user may.
    MySql(Box<MySqlConnectOptions>),
}

/// What an embedded database's acknowledged writes survive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// A power cut: each commit waits until the disk has it (`synchronous=full`).
    #[default]
    Full,
    /// A crash of the program. A power cut may undo the last commits, and leaves the database consistent (`synchronous=normal`).
    Normal,
}

impl DatabaseUrl {
    /// A database file whose acknowledged writes survive a power cut.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::SqliteFile(path.into(), Durability::default())
    }

    /// The SQL this database speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::SqliteMemory | Self::SqliteFile(..) => Dialect::Sqlite,
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
            "sqlite" => {
                let rest = rest.strip_prefix("//").unwrap_or(rest);
                let (file, option) = rest.split_once('?').map_or((rest, None), |(file, it)| (file, Some(it)));
                let in_memory = file.eq_ignore_ascii_case(":memory:");
                let durability = match option {
                    None | Some("synchronous=full") if !in_memory => Durability::Full,
                    Some("synchronous=normal") if !in_memory => Durability::Normal,
                    None => return Ok(Self::SqliteMemory),
                    Some(_) => {
                        return Err(Error::Url(format!(
                            "database URL `{url}` has an unknown option after `?`; a file takes synchronous=full, the default, or \
                             synchronous=normal"
                        )));
                    }
                };
                if file.is_empty() {
                    return Err(Error::Url(format!("database URL `{url}` names no file; {FORMS}")));
                }
                Ok(Self::SqliteFile(PathBuf::from(file), durability))
            }
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
            Self::SqliteFile(file, Durability::Full) => write!(f, "sqlite://{}", file.display()),
            Self::SqliteFile(file, Durability::Normal) => {
                write!(f, "sqlite://{}?synchronous=normal", file.display())
            }
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
    fn unknown_options_of_sqlite_are_refused_and_not_taken_for_a_file_name() {
        for url in [
            "sqlite::memory:?cache=shared",
            "sqlite::memory:?synchronous=normal",
            "sqlite:///f.db?mode=ro",
            "sqlite://f.db?synchronous=off",
            "sqlite://f.db?",
            "SQLITE:?",
        ] {
            let text = url.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(text.contains(&format!("`{url}` has an unknown option after `?`")), "{text}");
        }
    }

    #[test]
    fn a_file_survives_a_power_cut_unless_its_url_says_that_it_need_not() {
        for (url, expected) in [
            ("sqlite://f.db", Durability::Full),
            ("sqlite://f.db?synchronous=full", Durability::Full),
            ("sqlite://f.db?synchronous=normal", Durability::Normal),
        ] {
            let DatabaseUrl::SqliteFile(file, durability) = parse(url) else { panic!("{url}") };
            assert_eq!((file.to_str(), durability), (Some("f.db"), expected), "{url}");
        }
        assert_eq!(parse("sqlite://f.db?synchronous=normal").to_string(), "sqlite://f.db?synchronous=normal");
        assert_eq!(parse("sqlite://f.db?synchronous=full").to_string(), "sqlite://f.db");
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
