//! The log of an instance.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::endpoint::response_bodies;
use crate::params::{Query, QueryParams, parameter};
use crate::problem::FieldError;

/// Whole lines of an instance's log, at most 256 KiB.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LogPiece {
    /// The position of the first byte.
    pub from: i64,
    /// The position to ask for next.
    pub next: i64,
    /// The lines; empty if there are no new ones.
    pub text: String,
    /// Whether lines between the position that was asked for and `from` are gone: the log was rotated, or the instance restarted.
    pub is_interrupted: bool,
}

response_bodies!(LogPiece);

/// Which part of a log is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// The position that an earlier answer ended with; `None` for the end of the log.
    pub from: Option<i64>,
}

const FROM: &str = "from";
/// The last position: browsers know no greater number exactly.
const LAST: i64 = 1 << 53;

impl QueryParams for LogQuery {
    const NAMES: &'static [&'static str] = &[FROM];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let Some(text) = query.first(FROM) else { return Ok(Self::default()) };
        let is_number = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
        let from = text.parse().ok().filter(|it| is_number && *it <= LAST);
        let rule = || vec![FieldError::new(FROM, format!("must be a whole number from 0 to {LAST}"))];
        from.map(|from| Self { from: Some(from) }).ok_or_else(rule)
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        self.from.iter().map(|it| (FROM, it.to_string())).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let number =
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0.0)).maximum(Some(LAST as f64));
        let about = "The position that an earlier answer ended with; without it, the end of the log is shown";
        vec![parameter(FROM, ParameterIn::Query, false, about, number.into())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_a_whole_number() {
        let read = |text: &str| LogQuery::read(&Query::parse(text));
        assert_eq!(read("").unwrap().from, None);
        assert_eq!(read("from=0").unwrap().from, Some(0));
        assert_eq!(read("from=9007199254740992").unwrap().from, Some(LAST));
        for bad in ["from=", "from=-1", "from=+1", "from=1.5", "from=9007199254740993", "from=x"] {
            assert_eq!(read(bad).unwrap_err()[0].field, "from", "{bad}");
        }
    }
}
