//! The way to an instance's actuator through the admin server. Only what an actuator of this clinic reads is passed on, so that nobody
//! reaches another path or another host by it.

use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use super::{InstanceId, NAME, names};
use crate::endpoint::ResponseBody;
use crate::params::{PathParams, Query, QueryParams, parameter, texts};
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// What the actuator of an instance answers, as it is.
#[derive(Debug, serde::Serialize)]
#[serde(transparent)]
pub struct ActuatorDocument(pub Box<RawValue>);

impl ResponseBody for ActuatorDocument {
    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        let about = "What the actuator answers, as Spring Boot's actuator does";
        Some(ObjectBuilder::new().schema_type(Type::Object).description(Some(about)).into())
    }
}

macro_rules! endpoints {
    ($($(#[doc = $doc:literal])+ $name:ident: $text:literal),+) => {
        /// An endpoint of an actuator that reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
        pub enum ActuatorEndpoint {
            $($(#[doc = $doc])+ $name),+
        }

        impl ActuatorEndpoint {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in paths.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

endpoints! {
    /// The settings in effect.
    Env: "env",
    /// The health of the instance and of its parts.
    Health: "health",
    /// The last requests.
    HttpExchanges: "httpexchanges",
    /// The build.
    Info: "info",
    /// The levels of the log.
    Loggers: "loggers",
    /// The routes.
    Mappings: "mappings",
    /// The names of the metrics.
    Metrics: "metrics"
}

/// The endpoints that have parts of their own, apart from loggers, whose parts can be changed as well.
pub const SERVED_PARTS: [ActuatorEndpoint; 3] =
    [ActuatorEndpoint::Env, ActuatorEndpoint::Health, ActuatorEndpoint::Metrics];

/// The path of an endpoint of an instance's actuator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActuatorPath {
    /// The instance.
    pub instance_id: InstanceId,
    /// The endpoint.
    pub endpoint: ActuatorEndpoint,
}

/// The path of a part of an endpoint, such as one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActuatorPartPath {
    /// The instance.
    pub instance_id: InstanceId,
    /// The endpoint.
    pub endpoint: ActuatorEndpoint,
    /// The part's name.
    pub part: String,
}

const ENDPOINT: &str = "endpoint";
const PART: &str = "part";

fn endpoint_in<'a>(
    value: &impl Fn(&str) -> Option<&'a str>,
    known: &[ActuatorEndpoint],
    errors: &mut Vec<FieldError>,
) -> Option<ActuatorEndpoint> {
    let text = value(ENDPOINT).unwrap_or_default();
    let found = known.iter().copied().find(|it| it.as_str() == text);
    if found.is_none() {
        let names: Vec<_> = known.iter().map(|it| it.as_str()).collect();
        errors.push(FieldError::new(ENDPOINT, format!("must be one of {}", names.join(", "))));
    }
    found
}

fn endpoint_parameter(known: &[ActuatorEndpoint]) -> Parameter {
    let names: Vec<_> = known.iter().map(|it| it.as_str()).collect();
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    parameter(ENDPOINT, ParameterIn::Path, true, "The endpoint of the actuator", schema.into())
}

impl PathParams for ActuatorPath {
    const NAMES: &'static [&'static str] = &["instanceId", ENDPOINT];

    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let instance_id = InstanceId::in_path(&value, &mut errors);
        let endpoint = endpoint_in(&value, ActuatorEndpoint::ALL, &mut errors);
        instance_id.zip(endpoint).map(|(instance_id, endpoint)| Self { instance_id, endpoint }).ok_or(errors)
    }

    fn values(&self) -> Vec<String> {
        vec![self.instance_id.to_string(), self.endpoint.as_str().to_owned()]
    }

    fn parameters() -> Vec<Parameter> {
        vec![InstanceId::parameter(), endpoint_parameter(ActuatorEndpoint::ALL)]
    }
}

impl PathParams for ActuatorPartPath {
    const NAMES: &'static [&'static str] = &["instanceId", ENDPOINT, PART];

    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let instance_id = InstanceId::in_path(&value, &mut errors);
        let endpoint = endpoint_in(&value, &SERVED_PARTS, &mut errors);
        let part = names::in_path(PART, &value, &mut errors);
        match instance_id.zip(endpoint) {
            Some((instance_id, endpoint)) if errors.is_empty() => Ok(Self { instance_id, endpoint, part }),
            _ => Err(errors),
        }
    }

    fn values(&self) -> Vec<String> {
        vec![self.instance_id.to_string(), self.endpoint.as_str().to_owned(), self.part.clone()]
    }

    fn parameters() -> Vec<Parameter> {
        let part = names::in_path_parameter(PART, "The part, such as the name of a metric");
        vec![InstanceId::parameter(), endpoint_parameter(&SERVED_PARTS), part]
    }
}

/// Which series of a metric are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActuatorQuery {
    /// Conditions such as `uri:/api/vets/vets`.
    pub tags: Vec<String>,
}

impl QueryParams for ActuatorQuery {
    const NAMES: &'static [&'static str] = &["tag"];
    const REPEATS: bool = true;

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let tags = texts(query, "tag", NAME, &mut errors);
        if errors.is_empty() { Ok(Self { tags }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        self.tags.iter().map(|it| ("tag", it.clone())).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let tag = ObjectBuilder::new().schema_type(Type::String).max_length(Some(NAME));
        let tags = ArrayBuilder::new().items(tag).max_items(Some(16));
        vec![parameter(
            "tag",
            ParameterIn::Query,
            false,
            "Only series with these tags, of a metric",
            tags.into(),
        )]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process_routes;

    #[test]
    fn every_endpoint_is_one_that_an_actuator_of_this_clinic_reads() {
        for endpoint in ActuatorEndpoint::ALL {
            let path = format!("/actuator/{}", endpoint.as_str());
            assert!(process_routes::with_path(&path).is_some(), "{path}");
        }
        for endpoint in SERVED_PARTS {
            let begin = format!("/actuator/{}/{{", endpoint.as_str());
            assert!(process_routes::ALL.iter().any(|it| it.path.starts_with(&begin)), "{begin}");
        }
    }

    #[test]
    fn other_endpoints_and_paths_are_refused() {
        let read = |endpoint: &'static str, part: &'static str| {
            ActuatorPartPath::read(|name| match name {
                "instanceId" => Some("0123456789ab"),
                ENDPOINT => Some(endpoint),
                _ => Some(part),
            })
        };
        assert!(read("metrics", "http.server.requests").is_ok());
        for (endpoint, part) in
            [("refresh", "x"), ("..", "x"), ("env", ".."), ("env", "a/b"), ("heapdump", "x")]
        {
            assert!(read(endpoint, part).is_err(), "{endpoint}/{part}");
        }
    }
}
