//! Instances, and the applications that they belong to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{InstanceId, Registration, names};
use crate::endpoint::response_bodies;
use crate::paging::MAX_SIZE;
use crate::params::{PathParams, Query, QueryParams, parameter};
use crate::problem::FieldError;

/// An instance of an application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    pub id: InstanceId,
    /// Grows with each change of its status.
    pub version: i32,
    pub registration: Registration,
    /// Always true: an instance that is gone is not listed.
    pub registered: bool,
    pub status_info: StatusInfo,
    /// Since when it has this status, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub status_timestamp: String,
    /// What it says of itself at `/actuator/info`.
    #[schema(value_type = Object)]
    pub info: Map<String, Value>,
    /// What its actuator offers.
    pub endpoints: Vec<ActuatorLink>,
    /// The version of its build, if it says one.
    pub build_version: Option<String>,
    /// Its labels.
    pub tags: BTreeMap<String, String>,
}

/// How an instance is, by the latest poll.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StatusInfo {
    /// `UP`, `DOWN`, `OUT_OF_SERVICE`, `OFFLINE` if it does not answer, `UNKNOWN` before the first poll, or a word of its own.
    pub status: String,
    /// What it says of its parts, or why there is no answer.
    #[schema(value_type = Object)]
    pub details: Map<String, Value>,
}

/// An endpoint of an instance's actuator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActuatorLink {
    /// Its name, such as `loggers`.
    pub id: String,
    /// Where it is.
    pub url: String,
}

/// An application: the instances of one name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    pub name: String,
    /// The version of all its instances; null if they differ.
    pub build_version: Option<String>,
    /// The status of all its instances; `RESTRICTED` if some are up and others are not.
    pub status: String,
    /// Since when the status is so, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub status_timestamp: String,
    pub instances: Vec<Instance>,
}

/// The answer to a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Registered {
    pub id: InstanceId,
}

response_bodies!(Instance, Application, Registered);

/// Which instances are listed, a page at a time, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceQuery {
    /// Only those of this application.
    pub name: Option<String>,
    /// Only those after this one.
    pub after: Option<InstanceId>,
    /// The maximum number of them.
    pub size: u16,
}

impl QueryParams for InstanceQuery {
    const NAMES: &'static [&'static str] = &["name", "after", "size"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = query.first("name").map(str::to_owned);
        if let Some(name) = &name {
            names::check("name", name, &mut errors);
        }
        let after = query.first("after").and_then(|it| InstanceId::read("after", it, &mut errors));
        let size = query.first("size").map_or(Some(MAX_SIZE), |it| it.parse().ok());
        let size = size.filter(|it| (1..=MAX_SIZE).contains(it)).unwrap_or_else(|| {
            errors.push(FieldError::new("size", format!("must be a whole number from 1 to {MAX_SIZE}")));
            MAX_SIZE
        });
        if errors.is_empty() { Ok(Self { name, after, size }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let name = self.name.iter().map(|it| ("name", it.clone()));
        let after = self.after.iter().map(|it| ("after", it.to_string()));
        name.chain(after).chain([("size", self.size.to_string())]).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let size = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(MAX_SIZE))
            .default(Some(MAX_SIZE.into()));
        let query = |name, about, schema| parameter(name, ParameterIn::Query, false, about, schema);
        vec![
            query("name", "Only the instances of this application", names::schema()),
            query("after", "The id of the last instance of the page before", InstanceId::schema()),
            query("size", "Instances on a page", size.into()),
        ]
    }
}

/// The path of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationPath {
    /// Its name.
    pub application: String,
}

pub(super) const APPLICATION: &str = "application";

impl PathParams for ApplicationPath {
    const NAMES: &'static [&'static str] = &[APPLICATION];

    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let application = names::in_path(APPLICATION, &value, &mut errors);
        if errors.is_empty() { Ok(Self { application }) } else { Err(errors) }
    }

    fn values(&self) -> Vec<String> {
        vec![self.application.clone()]
    }

    fn parameters() -> Vec<Parameter> {
        vec![names::in_path_parameter(APPLICATION, "The application's name")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_it_was_written_and_hundreds_fit_on_a_page() {
        let query =
            InstanceQuery { name: Some("vets".to_owned()), after: "0123456789ab".parse().ok(), size: 7 };
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(query.pairs()).finish();
        assert_eq!(InstanceQuery::read(&Query::parse(&text)).unwrap(), query);
        assert_eq!(InstanceQuery::read(&Query::parse("")).unwrap().size, 500);
        assert_eq!(InstanceQuery::read(&Query::parse("size=0&after=x")).unwrap_err().len(), 2);
    }
}
