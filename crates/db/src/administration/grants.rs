//! What a user may do in a schema.

use sqlx::mysql::MySqlConnection;

use super::quote::pattern;
use crate::error::{Error, classify};

/// What a service needs: its rows.
pub(super) const PRIVILEGES: [&str; 4] = ["select", "insert", "update", "delete"];

/// The word for no privilege at all.
const NOTHING: &str = "usage";

/// A user, as far as a schema is concerned.
pub(super) struct Grantee<'a> {
    pub(super) username: &'a str,
    pub(super) schema: &'a str,
}

/// A privilege that is more than needed.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Excess {
    pub(super) privilege: String,
    /// The schema, or the pattern of schemas, as it was granted.
    pub(super) on: String,
}

impl Grantee<'_> {
    /// Stops at a user that may do something on the whole server.
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

    /// What the user was granted on the schema itself and does not need, whether the name was written as a pattern or not.
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
            // What was granted on the name as it stands holds for all names that look alike; ours has taken its place.
            if (!is_needed || on != exact) && !privilege.eq_ignore_ascii_case(NOTHING) {
                excess.push(Excess { privilege, on });
            }
        }
        // Whether it may be passed on is told with each privilege, and taken away once.
        excess.sort_unstable();
        excess.dedup();
        Ok(excess)
    }

    /// As the information schema writes it.
    fn grantee(&self) -> String {
        format!("'{}'@'%'", self.username)
    }
}
