//! The wire types of feeds: a vet's appointments for calendar programs.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::endpoint::{ResponseBody, response_bodies};
use crate::params::{PathParams, parameter, path_params};
use crate::problem::FieldError;
use crate::schemas::Schemas;

path_params! {
    /// Where the feed of a vet is made and revoked.
    VetPath {
        /// The vet's id.
        vet_id: "vetId"
    }
}

/// The secret part of a feed's address: 128 random bits, written as 32 hexadecimal digits. Anyone who has it can read the feed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FeedToken(pub u128);

impl fmt::Display for FeedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Masked, because it must not reach a log.
impl fmt::Debug for FeedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FeedToken(..)")
    }
}

impl FeedToken {
    fn read(text: &str) -> Option<Self> {
        let is_token = text.len() == 32 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        is_token.then(|| u128::from_str_radix(text, 16).ok()).flatten().map(Self)
    }
}

/// The path of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedPath {
    /// The token.
    pub token: FeedToken,
}

const NAME: &str = "feedToken";

impl PathParams for FeedPath {
    const NAMES: &'static [&'static str] = &[NAME];

    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        let token = FeedToken::read(value(NAME).unwrap_or_default());
        let rule = || vec![FieldError::new(NAME, "must be 32 hexadecimal digits, as a feed's path has them")];
        Ok(Self { token: token.ok_or_else(rule)? })
    }

    fn values(&self) -> Vec<String> {
        vec![self.token.to_string()]
    }

    fn parameters() -> Vec<Parameter> {
        let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{32}$"));
        vec![parameter(NAME, ParameterIn::Path, true, "The secret of the feed's address", schema.into())]
    }
}

/// The address of a vet's feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VetFeed {
    /// The path on this server. It is a secret: who has it reads the feed. It is shown this once; a new one replaces it.
    pub path: String,
}

response_bodies!(VetFeed);

/// A calendar in the format of RFC 5545, as text.
#[derive(Clone, Copy, Debug)]
pub struct Calendar;

impl ResponseBody for Calendar {
    const MEDIA: &'static str = "text/calendar;charset=UTF-8";

    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(String::schema())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_32_lower_case_hexadecimal_digits_and_is_not_shown_by_debugging() {
        let text = "000102030405060708090a0b0c0d0e0f";
        let path = FeedPath::read(|_| Some(text)).unwrap();
        assert_eq!(path.values(), [text]);
        assert!(!format!("{path:?}").contains("0a0b"));
        for bad in ["", "1", "000102030405060708090A0B0C0D0E0F", "+00102030405060708090a0b0c0d0e0f"] {
            assert!(FeedPath::read(|_| Some(bad)).is_err(), "{bad}");
        }
    }
}
