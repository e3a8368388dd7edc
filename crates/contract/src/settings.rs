//! Every setting of every service, declared once: its name, its effect, its valid values and its default.
//!
//! A key is a constant (`Log::LEVEL`), a parameter (`/petclinic/{env}/common/log.level`), a variable (`PETCLINIC_LOG_LEVEL`) and a
//! typed field (`settings.log.level`) at once. This module holds the table and parses texts into values; the crate `settings`
//! fetches the texts.

mod choice;
mod contradictions;
mod defaults_file;
mod duration;
mod key;
mod name;
mod read;
mod reference;
mod rule;
pub mod secrets;
mod sensitive;
mod table;

pub use choice::{LogFormat, LogRequests, Provider, Tls};
pub use defaults_file::defaults_file;
pub use duration::parse as parse_duration;
pub use key::Key;
pub use name::{common_path, is_environment_name, parameter_name, service_path, variable_name};
pub use read::Broken;
pub use reference::reference_page;
pub(crate) use rule::is_url;
pub use rule::parse_time_zone;
pub use sensitive::Sensitive;
pub use table::{
    Actuator, Admin, Assistant, Clinic, Database, Discovery, Faults, Features, Log, Metrics, Oidc, Peers,
    Refreshing, Server, ServiceSettings, Traces, keys,
};

#[cfg(test)]
mod tests;
