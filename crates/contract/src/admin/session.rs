//! Signing in to the admin server.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::NAME;
use crate::endpoint::{RequestBody, response_bodies};
use crate::params::NoParams;
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// Longest password, in bytes.
const PASSWORD: usize = 1024;

/// What someone may do at the admin server. A role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees everything, and changes nothing.
    Viewer,
    /// Changes log levels and registrations, too.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 2] = [Self::Viewer, Self::Operator];

    /// Its name on the wire, which is also the name of its account.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// What someone signs in with.
#[derive(Deserialize, Serialize, ToSchema)]
pub struct SignIn {
    /// `viewer` or `operator`.
    #[schema(min_length = 1, max_length = 200)]
    pub username: String,
    /// The account's password.
    #[schema(min_length = 1, max_length = 1024)]
    pub password: String,
}

/// What someone signs in with, of a length that can be right.
pub struct Credentials {
    /// The account.
    pub username: String,
    /// Its password.
    pub password: String,
}

impl RequestBody<NoParams> for SignIn {
    type Checked = Credentials;

    fn check(self, _: &NoParams, _: Date) -> Result<Credentials, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut bounded = |field, text: &str, most| {
            if text.is_empty() || text.len() > most {
                errors.push(FieldError::new(field, format!("must have 1 to {most} bytes")));
            }
        };
        bounded("username", &self.username, NAME);
        bounded("password", &self.password, PASSWORD);
        let Self { username, password } = self;
        if errors.is_empty() { Ok(Credentials { username, password }) } else { Err(errors) }
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// The account; of a program that shows the operators' token, `operator-token`.
    pub username: String,
    /// What the account may do.
    pub role: Role,
    /// When the session ends in any case, RFC 3339 in UTC; null for a program.
    #[schema(format = "date-time")]
    pub expires_at: Option<String>,
}

response_bodies!(Session);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_may_do_what_a_viewer_may() {
        assert!(Role::Operator > Role::Viewer);
        assert!(Role::ALL.into_iter().all(|it| Role::named(it.as_str()) == Some(it)));
        assert_eq!(Role::named("admin"), None);
    }

    #[test]
    fn a_password_is_neither_empty_nor_endless() {
        let check = |password: &str| {
            let sign_in = SignIn { username: "viewer".to_owned(), password: password.to_owned() };
            sign_in.check(&NoParams, Date::MIN).map(|it| it.username)
        };
        assert_eq!(check("rosebud").unwrap(), "viewer");
        assert_eq!(check("").unwrap_err()[0].field, "password");
        assert!(check(&"x".repeat(1025)).is_err());
    }
}
