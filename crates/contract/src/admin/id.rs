//! The id of an instance.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::params::{PathParams, parameter};
use crate::problem::FieldError;

/// 12 hexadecimal digits, which follow from the instance's name and the URL of its health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InstanceId(u64);

impl InstanceId {
    /// The id of the first 48 bits of a digest.
    pub fn of_digest(digest: [u8; 6]) -> Self {
        Self(digest.into_iter().fold(0, |id, byte| (id << 8) | u64::from(byte)))
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}

/// The rule of an id, for error messages.
const RULE: &str = "12 hexadecimal digits, as the list of instances has it";

impl FromStr for InstanceId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let is_id = text.len() == 12 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        is_id.then(|| u64::from_str_radix(text, 16).ok()).flatten().map(Self).ok_or(RULE)
    }
}

impl TryFrom<String> for InstanceId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        text.parse()
    }
}

impl From<InstanceId> for String {
    fn from(id: InstanceId) -> Self {
        id.to_string()
    }
}

impl PartialSchema for InstanceId {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{12}$")).into()
    }
}

impl ToSchema for InstanceId {}

/// The path of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstancePath {
    /// The instance's id.
    pub instance_id: InstanceId,
}

const PARAMETER: &str = "instanceId";

impl InstanceId {
    /// Reads the id in a path.
    pub(super) fn in_path<'a>(
        value: &impl Fn(&str) -> Option<&'a str>,
        errors: &mut Vec<FieldError>,
    ) -> Option<Self> {
        Self::read(PARAMETER, value(PARAMETER).unwrap_or_default(), errors)
    }

    pub(super) fn read(field: &str, text: &str, errors: &mut Vec<FieldError>) -> Option<Self> {
        text.parse().map_err(|rule| errors.push(FieldError::new(field, format!("must be {rule}")))).ok()
    }

    /// The description of the id in a path.
    pub(super) fn parameter() -> Parameter {
        parameter(PARAMETER, ParameterIn::Path, true, "The instance's id", Self::schema())
    }
}

impl PathParams for InstancePath {
    const NAMES: &'static [&'static str] = &[PARAMETER];

    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        InstanceId::in_path(&value, &mut errors).map(|instance_id| Self { instance_id }).ok_or(errors)
    }

    fn values(&self) -> Vec<String> {
        vec![self.instance_id.to_string()]
    }

    fn parameters() -> Vec<Parameter> {
        vec![InstanceId::parameter()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_12_lower_case_hexadecimal_digits() {
        let id = InstanceId::of_digest([0, 1, 0xab, 0xff, 2, 3]);
        assert_eq!(id.to_string(), "0001abff0203");
        assert_eq!("0001abff0203".parse(), Ok(id));
        for bad in ["", "1", "0001ABFF0203", "+001abff0203", "0001abff02031", "ㅎ"] {
            assert!(bad.parse::<InstanceId>().is_err(), "{bad}");
        }
    }
}
