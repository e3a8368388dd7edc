//! The credentials of a service for its database.

use contract::settings::Sensitive;
use serde_json::{Map, Value};

use super::SecretError;

/// A database secret in the JSON format of RDS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseSecret {
    /// The database's user.
    pub username: String,
    /// The user's password.
    pub password: Sensitive,
    /// The host of the writer.
    pub host: Option<String>,
    /// The port of the writer.
    pub port: Option<u16>,
    /// The name of the schema.
    pub dbname: Option<String>,
}

impl DatabaseSecret {
    /// Parses a secret; `name` is for the error. Unknown fields are allowed.
    ///
    /// # Errors
    /// If it is not a JSON object, lacks user or password, or has an invalid port.
    pub fn parse(name: &str, secret: &Sensitive) -> Result<Self, SecretError> {
        // The messages are our own, since an error of serde may quote the value.
        let malformed = |rule| SecretError::Malformed { name: name.to_owned(), rule };
        let fields: Map<String, Value> =
            serde_json::from_str(secret.expose()).map_err(|_| malformed("must be a JSON object"))?;
        let text = |field: &str| fields.get(field).and_then(Value::as_str).filter(|it| !it.is_empty());
        let port = match fields.get("port") {
            None | Some(Value::Null) => None,
            Some(port) => {
                Some(port_number(port).ok_or(malformed("must have a port from 1 to 65535, or none"))?)
            }
        };
        Ok(Self {
            username: text("username").ok_or(malformed("must have a text username"))?.to_owned(),
            password: Sensitive::new(text("password").ok_or(malformed("must have a text password"))?),
            host: text("host").map(str::to_owned),
            port,
            dbname: text("dbname").map(str::to_owned),
        })
    }
}

/// A port as a number or, from some tools, as a string.
fn port_number(value: &Value) -> Option<u16> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    u16::try_from(number).ok().filter(|it| *it != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<DatabaseSecret, SecretError> {
        DatabaseSecret::parse("db", &Sensitive::new(text))
    }

    #[test]
    fn the_form_of_rds_is_read_and_unknown_fields_are_fine() {
        let secret = parse(
            r#"{"username": "vets", "password": "p", "engine": "mysql", "host": "h", "port": 3306, "dbname": "d",
                "dbClusterIdentifier": "x"}"#,
        )
        .unwrap();
        assert_eq!((secret.username.as_str(), secret.password.expose()), ("vets", "p"));
        assert_eq!(
            (secret.host.as_deref(), secret.port, secret.dbname.as_deref()),
            (Some("h"), Some(3306), Some("d"))
        );
    }

    #[test]
    fn a_port_may_be_a_text_and_all_but_user_and_password_may_be_absent() {
        assert_eq!(parse(r#"{"username": "u", "password": "p", "port": "3307"}"#).unwrap().port, Some(3307));
        let least = parse(r#"{"username": "u", "password": "p", "host": "", "port": null}"#).unwrap();
        assert_eq!((least.host, least.port, least.dbname), (None, None, None));
    }

    #[test]
    fn errors_name_the_secret_and_never_show_what_is_in_it() {
        for bad in [
            "hunter2",
            "\"hunter2\"",
            "{\"username\": \"u\", \"password\": \"hunter2\"",
            r#"{"username": 5, "password": "hunter2"}"#,
            r#"{"username": "hunter2", "password": ""}"#,
            r#"{"username": "u", "password": "p", "port": "hunter2"}"#,
            r#"{"username": "u", "password": "p", "port": 65536}"#,
        ] {
            let told = parse(bad).unwrap_err();
            assert!(told.to_string().starts_with("the secret db must"), "{told}");
            assert!(!format!("{told} {told:?}").contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn a_password_is_masked_wherever_it_is_printed() {
        let secret = parse(r#"{"username": "u", "password": "hunter2"}"#).unwrap();
        assert!(!format!("{secret:?} {}", secret.password).contains("hunter2"));
    }
}
