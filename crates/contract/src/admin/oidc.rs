//! Signing in at an OpenID Connect issuer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::endpoint::response_bodies;
use crate::params::{Query, QueryParams, parameter};
use crate::problem::FieldError;

/// How people can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInMethods {
    /// Whether the accounts `viewer` and `operator` can, with their passwords.
    pub password: bool,
    /// The host of the OpenID Connect issuer at which people can; null if there is none.
    pub issuer: Option<String>,
    /// The URL where a sign-in at the issuer begins; null if there is none.
    pub issuer_sign_in: Option<String>,
}

response_bodies!(SignInMethods);

/// Longest authorization code, in characters. Issuers use up to two thousand.
const CODE: usize = 4096;
/// Longest other value, in characters.
const VALUE: usize = 256;

/// What an issuer answers through the browser (OpenID Connect Core 1.0, section 3.1.2.5, and 3.1.2.6 for errors).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuerAnswer {
    /// The authorization code.
    pub code: Option<String>,
    /// What the request had as `state`.
    pub state: Option<String>,
    /// The error's code, in place of an authorization code.
    pub error: Option<String>,
    /// The issuer that answers (RFC 9207).
    pub iss: Option<String>,
}

impl QueryParams for IssuerAnswer {
    const NAMES: &'static [&'static str] = &["code", "state", "error", "iss"];
    const IGNORES_OTHERS: bool = true;

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut bounded = |name: &str, most: usize| {
            let text = query.first(name)?;
            if text.is_empty() || text.chars().count() > most {
                errors.push(FieldError::new(name, format!("must have 1 to {most} characters")));
            }
            Some(text.to_owned())
        };
        let answer = Self {
            code: bounded("code", CODE),
            state: bounded("state", VALUE),
            error: bounded("error", VALUE),
            iss: bounded("iss", VALUE),
        };
        if errors.is_empty() { Ok(answer) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let Self { code, state, error, iss } = self.clone();
        let all = Self::NAMES.iter().copied().zip([code, state, error, iss]);
        all.filter_map(|(name, value)| Some((name, value?))).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let of = |name: &str, about: &str, most: usize| {
            let text =
                ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(most));
            parameter(name, ParameterIn::Query, false, about, text.into())
        };
        vec![
            of("code", "The authorization code", CODE),
            of("state", "The state of the request to the issuer", VALUE),
            of("error", "The code of an error, in place of an authorization code", VALUE),
            of("iss", "The issuer that answers", VALUE),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_may_add_parameters_and_no_value_is_endless() {
        let query = Query::parse("code=a%2Fb&state=c&session_state=d&scope=openid+email");
        query.check::<IssuerAnswer>().unwrap();
        let answer = IssuerAnswer::read(&query).unwrap();
        assert_eq!(
            (answer.code.as_deref(), answer.state.as_deref(), answer.error),
            (Some("a/b"), Some("c"), None)
        );
        let endless = Query::parse(&format!("code={}&state=", "x".repeat(CODE + 1)));
        let fields: Vec<_> =
            IssuerAnswer::read(&endless).unwrap_err().into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["code", "state"]);
        assert!(Query::parse("code=a&code=b").check::<IssuerAnswer>().is_err());
    }
}
