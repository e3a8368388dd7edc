//! The names of a setting in its stores.

use super::key::Key;
use crate::service::Service;

/// The folder of the parameters that all services share; ends with a slash.
pub fn common_path(env: &str) -> String {
    format!("/petclinic/{env}/common/")
}

/// The folder of a service's own parameters, which override the shared ones; ends with a slash.
pub fn service_path(env: &str, service: Service) -> String {
    format!("/petclinic/{env}/{service}/")
}

/// The parameter of a key: for one service, or for all of them.
///
/// ```
/// use contract::settings::{Log, parameter_name};
///
/// assert_eq!(parameter_name("dev", None, Log::LEVEL), "/petclinic/dev/common/log.level");
/// ```
///
/// A misspelt key does not compile:
///
/// ```compile_fail,E0599
/// use contract::settings::{Log, parameter_name};
///
/// parameter_name("dev", None, Log::LEVLE);
/// ```
///
/// Nor does a name in free text:
///
/// ```compile_fail,E0308
/// use contract::settings::parameter_name;
///
/// parameter_name("dev", None, "log.level");
/// ```
pub fn parameter_name(env: &str, service: Option<Service>, key: &Key) -> String {
    let folder = service.map_or_else(|| common_path(env), |it| service_path(env, it));
    folder + key.name
}

/// The environment variable of a key, which overrides every parameter.
pub fn variable_name(key: &Key) -> String {
    format!("PETCLINIC_{}", key.name.replace(['.', '-'], "_").to_ascii_uppercase())
}

/// Whether a text can name an environment: 1 to 32 lower-case letters, digits and dashes.
pub fn is_environment_name(text: &str) -> bool {
    let known = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(known)
}

/// Fills `{env}`, `{service}` and `{port}`; the port of a service that does not listen is 0.
pub(super) fn fill(text: &str, env: &str, service: Service) -> String {
    let filled = text.replace("{env}", env).replace("{service}", service.name());
    if filled.contains("{port}") {
        filled.replace("{port}", &service.port().unwrap_or_default().to_string())
    } else {
        filled
    }
}
