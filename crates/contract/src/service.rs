//! The description of a service for everything that runs, calls, permits or monitors it.

use std::fmt;

use crate::permission::Permission;

pub use crate::services::Service;

/// A row of the table of services.
#[derive(Clone, Copy, Debug)]
pub struct ServiceRow {
    /// Its name in paths, logs, parameters and discovery, and the name of its package.
    pub name: &'static str,
    /// The name of its program, and of its image and its tasks or of its function.
    pub program: &'static str,
    /// One line for people.
    pub about: &'static str,
    /// The way it runs on AWS.
    pub runs: Runs,
    /// The path that answers 200 while the service is healthy; `None` if it answers no HTTP requests.
    pub health: Option<&'static str>,
    /// Whether it has a schema, a database user and migrations of its own.
    pub has_database: bool,
    /// The services that it calls.
    pub calls: &'static [Service],
    /// Its permissions on AWS: exactly those that it uses (least privilege).
    pub may: &'static [Permission],
}

/// The ways a service runs on AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// As tasks on Fargate, which listen on a port.
    Task {
        /// The port that a task listens on, unless a setting says otherwise.
        port: u16,
    },
    /// As a Lambda function that answers HTTP requests from a gateway or a function URL.
    HttpFunction,
    /// As a Lambda function that events invoke, such as a deployment or an alarm.
    EventFunction,
}

impl Service {
    /// The services that run as tasks on Fargate.
    pub fn tasks() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|it| it.is_task())
    }

    /// The services that answer HTTP requests.
    pub fn http() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|it| it.answers_http())
    }

    /// The services with a database of their own.
    pub fn with_database() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|it| it.row().has_database)
    }

    /// Whether it runs as a task on Fargate.
    pub const fn is_task(self) -> bool {
        matches!(self.row().runs, Runs::Task { .. })
    }

    /// Whether it answers HTTP requests.
    pub const fn answers_http(self) -> bool {
        !matches!(self.row().runs, Runs::EventFunction)
    }

    /// The port that its tasks listen on, unless a setting says otherwise.
    pub const fn port(self) -> Option<u16> {
        match self.row().runs {
            Runs::Task { port } => Some(port),
            Runs::HttpFunction | Runs::EventFunction => None,
        }
    }

    /// Its name in paths, logs, parameters and discovery.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The name of its program, and of its image and its tasks or of its function.
    pub const fn program(self) -> &'static str {
        self.row().program
    }

    /// The services that it calls.
    pub const fn calls(self) -> &'static [Self] {
        self.row().calls
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::permission::Resource;
    use crate::routes;
    use crate::settings::secrets::DATABASE;

    #[test]
    fn names_and_programs_are_lower_case_words_and_no_two_are_the_same() {
        let is_word = |text: &str| text.bytes().all(|it| it.is_ascii_lowercase() || it == b'-');
        let names: BTreeSet<_> = Service::ALL.into_iter().map(Service::name).collect();
        let programs: BTreeSet<_> = Service::ALL.into_iter().map(Service::program).collect();
        assert_eq!((names.len(), programs.len()), (Service::ALL.len(), Service::ALL.len()));
        assert!(names.union(&programs).all(|it| is_word(it)));
    }

    #[test]
    fn only_services_that_answer_http_are_called_have_routes_and_can_be_asked_how_they_are() {
        for service in Service::ALL {
            let row = service.row();
            assert_eq!(row.health.is_some(), service.answers_http(), "{service}");
            assert!(row.calls.iter().all(|it| it.answers_http() && *it != service), "{service}");
            let has_routes = routes::ALL.iter().any(|it| it.service == Some(service));
            assert_eq!(has_routes, service.answers_http(), "{service}");
        }
    }

    #[test]
    fn a_service_may_read_the_secret_of_its_database_and_look_up_others_exactly_if_it_has_and_calls_them() {
        for service in Service::http() {
            let row = service.row();
            let reads = row.may.iter().any(|it| it.on == Resource::Secret(&DATABASE));
            assert_eq!(reads, row.has_database, "{service}");
            let looks_up = row.may.iter().any(|it| it.on == Resource::Namespace);
            assert_eq!(looks_up, !row.calls.is_empty(), "{service}");
        }
    }
}
