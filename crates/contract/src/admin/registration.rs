//! Registrations: what an application says of an instance.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::{URL, names};
use crate::endpoint::RequestBody;
use crate::params::NoParams;
use crate::problem::FieldError;
use crate::schemas::Schemas;
use crate::settings::is_url;

/// Most entries of an instance's metadata.
const ENTRIES: usize = 32;
/// Longest key and longest value of an entry, in bytes.
const ENTRY: usize = 200;

/// An instance as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// The application.
    pub name: String,
    /// Where its actuator is; null if it has none.
    pub management_url: Option<String>,
    /// What is asked how the instance is.
    pub health_url: String,
    /// Where the application itself is.
    pub service_url: Option<String>,
    /// `discovery` if the admin server found it, `http-api` if it registered itself.
    pub source: String,
    /// What else the application says of itself. What looks like a secret is masked.
    pub metadata: BTreeMap<String, String>,
}

/// A registration as a client of Spring Boot Admin sends it. Fields of other names are ignored.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewRegistration {
    /// The application.
    #[serde(default)]
    #[schema(schema_with = names::schema, required = true)]
    pub name: String,
    /// Where its actuator is.
    #[schema(max_length = 500, pattern = "^https?://")]
    pub management_url: Option<String>,
    /// What is asked how the instance is. Its host is that of `managementUrl`.
    #[serde(default)]
    #[schema(max_length = 500, pattern = "^https?://", required = true)]
    pub health_url: String,
    /// Where the application itself is.
    #[schema(max_length = 500, pattern = "^https?://")]
    pub service_url: Option<String>,
    /// What else it says of itself: at most 32 entries.
    #[serde(default)]
    #[schema(required = false)]
    pub metadata: BTreeMap<String, String>,
}

impl RequestBody<NoParams> for NewRegistration {
    type Checked = Registration;

    fn check(self, _: &NoParams, _: Date) -> Result<Registration, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = self.name.trim().to_owned();
        names::check("name", &name, &mut errors);
        let urls = [
            ("managementUrl", self.management_url.as_deref()),
            ("healthUrl", Some(self.health_url.as_str())),
            ("serviceUrl", self.service_url.as_deref()),
        ];
        for (field, url) in urls {
            if !url.is_none_or(is_good) {
                let rule =
                    format!("must be an http or https URL of at most {URL} characters, without a user");
                errors.push(FieldError::new(field, rule));
            }
        }
        if let Some(management) = &self.management_url
            && host(management) != host(&self.health_url)
        {
            errors.push(FieldError::new("healthUrl", "must be on the host of managementUrl"));
        }
        if self.metadata.len() > ENTRIES {
            errors.push(FieldError::new("metadata", format!("must have at most {ENTRIES} entries")));
        }
        if self.metadata.iter().any(|(key, value)| key.len() > ENTRY || value.len() > ENTRY) {
            let rule = format!("must have keys and values of at most {ENTRY} bytes");
            errors.push(FieldError::new("metadata", rule));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let Self { management_url, health_url, service_url, metadata, .. } = self;
        let metadata = metadata.into_iter().map(masked).collect();
        Ok(Registration {
            name,
            management_url,
            health_url,
            service_url,
            source: "http-api".to_owned(),
            metadata,
        })
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

fn is_good(url: &str) -> bool {
    url.len() <= URL && is_url(url, &["http", "https"], |path| !path.contains('#'))
}

/// The host of a URL, in lower case.
fn host(url: &str) -> String {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = &authority[..authority.find(['/', '?', '#']).unwrap_or(authority.len())];
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    host.to_ascii_lowercase()
}

/// Masks what looks like a secret, by the rule of Spring Boot Admin. Nothing here needs it, so it is not even stored.
fn masked((key, value): (String, String)) -> (String, String) {
    const SECRETS: [&str; 6] = ["password", "secret", "key", "token", "credentials", "vcap_services"];
    let lower = key.to_ascii_lowercase();
    let is_secret = SECRETS.iter().any(|it| lower.contains(it));
    (key, if is_secret { "******".to_owned() } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registration() -> NewRegistration {
        NewRegistration {
            name: "orders".to_owned(),
            management_url: Some("http://10.0.0.7:8081/actuator".to_owned()),
            health_url: "http://10.0.0.7:8081/actuator/health".to_owned(),
            service_url: Some("https://orders.example/".to_owned()),
            metadata: BTreeMap::new(),
        }
    }

    fn refused(registration: NewRegistration) -> String {
        registration.check(&NoParams, Date::MIN).unwrap_err()[0].field.clone()
    }

    #[test]
    fn a_url_is_one_of_the_web_on_one_host_and_without_a_user() {
        assert!(registration().check(&NoParams, Date::MIN).is_ok());
        for bad in ["", "file:///etc/passwd", "http://me:pw@h/", "ftp://h/", "http://", "http://h/a b", "x"] {
            let health_url = bad.to_owned();
            assert_eq!(refused(NewRegistration { health_url, ..registration() }), "healthUrl", "{bad}");
        }
        let health_url = "http://10.0.0.8:8081/actuator/health".to_owned();
        assert_eq!(refused(NewRegistration { health_url, ..registration() }), "healthUrl");
        let service_url = Some(format!("http://h/{}", "x".repeat(URL)));
        assert_eq!(refused(NewRegistration { service_url, ..registration() }), "serviceUrl");
    }

    #[test]
    fn metadata_are_bounded_and_secrets_among_them_are_not_kept() {
        let entries = |count: usize| (0..count).map(|it| (it.to_string(), "x".to_owned())).collect();
        assert_eq!(refused(NewRegistration { metadata: entries(33), ..registration() }), "metadata");
        let metadata = BTreeMap::from([
            ("user.Password".to_owned(), "rosebud".to_owned()),
            ("zone".to_owned(), "a".to_owned()),
        ]);
        let known = NewRegistration { metadata, ..registration() }.check(&NoParams, Date::MIN).unwrap();
        assert_eq!(known.metadata["user.Password"], "******");
        assert_eq!(known.metadata["zone"], "a");
    }

    #[test]
    fn a_host_is_the_same_on_every_port_and_in_every_case() {
        assert_eq!(host("http://A.example:1/x"), host("https://a.example?y"));
        assert_eq!(host("http://[::1]:80/"), host("http://[::1]/"));
        assert_ne!(host("http://a/"), host("http://b/"));
    }
}
