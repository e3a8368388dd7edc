//! The table of services. A service is declared here and nowhere else.

use crate::genai;
use crate::permission::{
    APPLY_GUARDRAIL, CONVERSE_STREAM, EMBED, FIND_INSTANCES, FIND_REVISION, Permission, READ_ALARMS,
    READ_COSTS, READ_METRICS, READ_PARAMETERS, READ_SECRET, Resource,
};
use crate::process_routes::HEALTH;
use crate::service::{Runs, ServiceRow};
use crate::settings::Assistant;
use crate::settings::secrets::{
    ADMIN_NOTIFICATIONS, ADMIN_PASSWORDS, ASSISTANT_KEY, DATABASE, DATABASE_ADMIN, OIDC_CLIENT,
    OPERATOR_TOKEN, SLACK_WEBHOOK,
};

macro_rules! services {
    ($($(#[doc = $about:literal])+ $service:ident: $row:expr;)+) => {
        /// The services, and the functions that events start.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Service {
            $($(#[doc = $about])+ $service,)+
        }

        impl Service {
            /// All of them.
            pub const ALL: [Self; [$(stringify!($service)),+].len()] = [$(Self::$service),+];

            /// Its row in the table.
            pub const fn row(self) -> &'static ServiceRow {
                match self {
                    $(Self::$service => const { &ServiceRow { about: concat!($($about),+).trim_ascii(), ..$row } },)+
                }
            }
        }
    };
}

const TASK: Runs = Runs::Task { port: 8080 };

/// The base of all rows.
const ROW: ServiceRow = ServiceRow {
    name: "",
    program: "",
    about: "",
    runs: Runs::EventFunction,
    health: None,
    has_database: false,
    calls: &[],
    may: &[],
};

const OWN_PARAMETERS: Permission = Permission { actions: &[READ_PARAMETERS], on: Resource::OwnParameters };
const OWN_DATABASE: Permission = Permission { actions: &[READ_SECRET], on: Resource::Secret(&DATABASE) };
const OPERATORS: Permission = Permission { actions: &[READ_SECRET], on: Resource::Secret(&OPERATOR_TOKEN) };
const PEERS: Permission = Permission { actions: &[FIND_INSTANCES, FIND_REVISION], on: Resource::Namespace };

/// The model that generates answers.
const MODEL: Resource =
    Resource::Model { id: Assistant::MODEL_ID, profile: Some(Assistant::INFERENCE_PROFILE) };
/// The model that computes vectors of texts.
const EMBEDDING_MODEL: Resource = Resource::Model { id: Assistant::EMBEDDING_MODEL_ID, profile: None };

services! {
    /// Owners, their pets and the types of pet
    Customers: ServiceRow {
        name: "customers",
        program: "customers-service",
        runs: TASK,
        health: Some(HEALTH),
        has_database: true,
        calls: &[Service::Visits],
        may: &[OWN_PARAMETERS, OWN_DATABASE, OPERATORS, PEERS],
        ..ROW
    };

    /// Vets and their specialties
    Vets: ServiceRow {
        name: "vets",
        program: "vets-service",
        runs: TASK,
        health: Some(HEALTH),
        has_database: true,
        may: &[OWN_PARAMETERS, OWN_DATABASE, OPERATORS],
        ..ROW
    };

    /// Visits of pets, and appointments
    Visits: ServiceRow {
        name: "visits",
        program: "visits-service",
        runs: TASK,
        health: Some(HEALTH),
        has_database: true,
        calls: &[Service::Customers, Service::Vets],
        may: &[OWN_PARAMETERS, OWN_DATABASE, OPERATORS, PEERS],
        ..ROW
    };

    /// The operators' admin server: how all instances are, and their log levels
    Admin: ServiceRow {
        name: "admin",
        program: "admin-server",
        runs: Runs::Task { port: 9090 },
        health: Some(HEALTH),
        has_database: true,
        calls: &[Service::Customers, Service::Vets, Service::Visits],
        may: &[
            OWN_PARAMETERS,
            OWN_DATABASE,
            OPERATORS,
            PEERS,
            Permission { actions: &[READ_SECRET], on: Resource::Secret(&ADMIN_PASSWORDS) },
            // Cost Explorer knows an account's costs as a whole, and names no resource for them:
            // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscostexplorerservice.html
            Permission { actions: &[READ_COSTS], on: Resource::Account },
            // A narrower permission hides composite alarms, which are those that speak:
            // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
            Permission { actions: &[READ_ALARMS], on: Resource::Account },
            // Metrics are no resources:
            // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
            Permission { actions: &[READ_METRICS], on: Resource::Account },
            Permission { actions: &[READ_SECRET], on: Resource::Secret(&ADMIN_NOTIFICATIONS) },
            Permission { actions: &[READ_SECRET], on: Resource::Secret(&OIDC_CLIENT) },
        ],
        ..ROW
    };

    /// The chat assistant
    Genai: ServiceRow {
        name: "genai",
        program: "genai",
        runs: Runs::HttpFunction,
        health: Some(genai::HEALTH),
        has_database: true,
        calls: &[Service::Customers, Service::Vets, Service::Visits],
        may: &[
            OWN_PARAMETERS,
            OWN_DATABASE,
            PEERS,
            Permission { actions: &[CONVERSE_STREAM], on: MODEL },
            Permission { actions: &[EMBED], on: EMBEDDING_MODEL },
            Permission { actions: &[READ_SECRET], on: Resource::Secret(&ASSISTANT_KEY) },
            Permission { actions: &[APPLY_GUARDRAIL], on: Resource::Guardrail(Assistant::GUARDRAIL_ID) },
        ],
        ..ROW
    };

    /// Gives each service its schema, its user and its tables, at deployment
    Migrate: ServiceRow {
        name: "migrate",
        program: "migrate",
        may: &[
            Permission { actions: &[READ_PARAMETERS], on: Resource::ParametersOfDatabases },
            Permission { actions: &[READ_SECRET], on: Resource::SecretOfDatabases(&DATABASE) },
            Permission { actions: &[READ_SECRET], on: Resource::Secret(&DATABASE_ADMIN) },
        ],
        ..ROW
    };

    /// Posts alarms and other notices to Slack
    SlackNotifier: ServiceRow {
        name: "slack-notifier",
        program: "slack-notifier",
        may: &[Permission { actions: &[READ_SECRET], on: Resource::Secret(&SLACK_WEBHOOK) }],
        ..ROW
    };
}
