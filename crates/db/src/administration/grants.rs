//! A user's privileges on a schema.

use sqlx::mysql::MySqlConnection;

use super::quote::pattern;
use crate::error::{Error, classify};

/// Row-level (DML) rights, which are all that a service needs.
pub(super) const PRIVILEGES: [&str; 4] = ["select", "insert", "update", "delete"];

/// The server's name for having no privilege.
const NOTHING: &str = "usage";

/// A user of a schema.
pub(super) struct Grantee<'a> {
    pub(super) username: &'a str,
    pub(super) schema: &'a str,
}

/// A privilege that the user does not need.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Excess {
    pub(super) privilege: String,
    /// The name or pattern of the schema in the grant.
    pub(super) on: String,
}

impl Grantee<'_> {
    /// Fails if the user has a privilege on the whole server.
    pub(super) async fn refuse_global(&self, connection: &mut MySqlConnection) -> Result<(), Error> {
        let sql =
            "select cast(privilege_type as char) from information_schema.user_privileges where grantee = ?";
        let all: Vec<String> = sqlx::query_scalar(sql)
            .bind(self.grantee())
            .fetch_all(connection)
            .await
            .map_err(|error| classify(error).error)?;
        match all.iter().find(|it| !it.eq_ignore_ascii_case(NOTHING)) {
            None => Ok(()),
            Some(privilege) => Err(Error::failed(format!(
                "user `{}` has the privilege {privilege} on the whole server, so it is not a service's; use another one",
                self.username
            ))),
        }
    }

    /// The unneeded privileges on the schema, granted by its name or by a pattern for it.
    pub(super) async fn excess(&self, connection: &mut MySqlConnection) -> Result<Vec<Excess>, sqlx::Error> {
        let sql = "select cast(privilege_type as char), cast(table_schema as char), cast(is_grantable as char) \
            from information_schema.schema_privileges where grantee = ?";
        let all: Vec<(String, String, String)> =
            sqlx::query_as(sql).bind(self.grantee()).fetch_all(connection).await?;
        let exact = pattern(self.schema);
        let exact = exact.trim_matches('`');
        let mut excess = Vec::new();
        for (privilege, on, is_grantable) in all {
            if on != exact && on != self.schema {
                continue;
            }
            let is_needed = PRIVILEGES.iter().any(|it| privilege.eq_ignore_ascii_case(it));
            if is_grantable.eq_ignore_ascii_case("yes") {
                excess.push(Excess { privilege: "grant option".to_owned(), on: on.clone() });
            }
            // `_` in an unescaped name matches any character, so that grant reaches other schemas; the escaped one replaces it.
            if (!is_needed || on != exact) && !privilege.eq_ignore_ascii_case(NOTHING) {
                excess.push(Excess { privilege, on });
            }
        }
        // The information schema repeats the grant option with each privilege; it is revoked once.
        excess.sort_unstable();
        excess.dedup();
        Ok(excess)
    }

    /// As the information schema writes it.
    fn grantee(&self) -> String {
        format!("'{}'@'%'", self.username)
    }
}
