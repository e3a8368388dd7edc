//! Filters, which suppress notifications. They have the paths, the parameters and the JSON of Spring Boot Admin.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::admin::{InstanceId, names};
use crate::params::{PathParams, Query, QueryParams, parameter};
use crate::problem::FieldError;

/// The longest time for which a filter holds, unless it holds until it is removed: 30 days, in milliseconds.
const LONGEST: i64 = 30 * 24 * 60 * 60 * 1000;

/// Suppresses the notifications of an application or of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationFilter {
    /// `F-` and a number.
    pub id: String,
    /// The application, of a filter for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub application_name: Option<String>,
    /// The instance, of a filter for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instance_id: Option<InstanceId>,
    /// When it ends, RFC 3339 in UTC; null if it holds until it is removed.
    #[schema(format = "date-time")]
    pub expiry: Option<String>,
    /// Whether it has ended. Such filters are not listed.
    pub expired: bool,
}

/// What a filter is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewFilter {
    /// All instances of an application.
    Application(String),
    /// An instance.
    Instance(InstanceId),
}

/// A new filter. If both an instance and an application are given, the filter is for the instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationFilterQuery {
    /// What it is for.
    pub filter: NewFilter,
    /// For how long it holds; `None` if it holds until it is removed.
    pub ttl: Option<Duration>,
}

const INSTANCE: &str = "instanceId";
const APPLICATION: &str = "applicationName";
const TTL: &str = "ttl";

impl QueryParams for NotificationFilterQuery {
    const NAMES: &'static [&'static str] = &[INSTANCE, APPLICATION, TTL];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let given = |name| query.first(name).filter(|it| !it.trim().is_empty());
        let filter = match (given(INSTANCE), given(APPLICATION)) {
            (Some(id), _) => InstanceId::read(INSTANCE, id, &mut errors).map(NewFilter::Instance),
            (None, Some(name)) => {
                names::check(APPLICATION, name, &mut errors);
                Some(NewFilter::Application(name.to_owned()))
            }
            (None, None) => {
                let rule = "must be given, unless applicationName is";
                errors.push(FieldError::new(INSTANCE, rule));
                None
            }
        };
        let ttl = match given(TTL).map(str::parse::<i64>) {
            None => None,
            Some(Ok(ttl)) if ttl <= LONGEST => u64::try_from(ttl).ok().map(Duration::from_millis),
            Some(_) => {
                let rule = format!("must be a whole number of milliseconds to {LONGEST}; below 0 for no end");
                errors.push(FieldError::new(TTL, rule));
                None
            }
        };
        match filter {
            Some(filter) if errors.is_empty() => Ok(Self { filter, ttl }),
            _ => Err(errors),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let filter = match &self.filter {
            NewFilter::Instance(id) => (INSTANCE, id.to_string()),
            NewFilter::Application(name) => (APPLICATION, name.clone()),
        };
        let ttl = self.ttl.map(|it| (TTL, it.as_millis().to_string()));
        std::iter::once(filter).chain(ttl).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let ttl = ObjectBuilder::new().schema_type(Type::Integer).maximum(Some(LONGEST));
        let query = |name, about, schema| parameter(name, ParameterIn::Query, false, about, schema);
        let instance = "The instance; needed unless an application is given";
        vec![
            query(INSTANCE, instance, InstanceId::schema()),
            query(APPLICATION, "The application whose instances it is for", names::schema()),
            query(TTL, "For how long it holds, in milliseconds; by default until it is removed", ttl.into()),
        ]
    }
}

/// The path of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationFilterPath {
    /// Its id.
    pub filter_id: String,
}

const FILTER: &str = "filterId";

impl PathParams for NotificationFilterPath {
    const NAMES: &'static [&'static str] = &[FILTER];

    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let filter_id = names::in_path(FILTER, &value, &mut errors);
        if errors.is_empty() { Ok(Self { filter_id }) } else { Err(errors) }
    }

    fn values(&self) -> Vec<String> {
        vec![self.filter_id.clone()]
    }

    fn parameters() -> Vec<Parameter> {
        vec![names::in_path_parameter(FILTER, "The filter's id")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<NotificationFilterQuery, Vec<FieldError>> {
        NotificationFilterQuery::read(&Query::parse(text))
    }

    #[test]
    fn a_filter_is_for_an_instance_or_an_application_and_holds_for_a_while_or_on() {
        let instance = NewFilter::Instance("0123456789ab".parse().unwrap());
        let found = read("instanceId=0123456789ab&applicationName=vets&ttl=10000").unwrap();
        assert_eq!(found, NotificationFilterQuery { filter: instance, ttl: Some(Duration::from_secs(10)) });
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(found.pairs()).finish();
        assert_eq!(read(&text).unwrap(), found);
        let found = read("instanceId=&applicationName=vets&ttl=-1").unwrap();
        assert_eq!(
            found,
            NotificationFilterQuery { filter: NewFilter::Application("vets".to_owned()), ttl: None }
        );
        for (bad, field) in [
            ("", INSTANCE),
            ("instanceId=1337", INSTANCE),
            ("applicationName=a/b", APPLICATION),
            ("applicationName=vets&ttl=soon", TTL),
            ("applicationName=vets&ttl=2592000001", TTL),
        ] {
            assert_eq!(read(bad).unwrap_err()[0].field, field, "{bad}");
        }
    }

    #[test]
    fn a_filter_has_the_fields_of_spring_boot_admin() {
        let filter = NotificationFilter {
            id: "F-1".to_owned(),
            application_name: Some("vets".to_owned()),
            instance_id: None,
            expiry: None,
            expired: false,
        };
        let expected =
            serde_json::json!({"id": "F-1", "applicationName": "vets", "expiry": null, "expired": false});
        assert_eq!(serde_json::to_value(filter).unwrap(), expected);
    }
}
