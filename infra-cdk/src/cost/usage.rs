//! What an estimate assumes of a month's use.

use clap::{Args, ValueEnum};

/// A usual month, by who uses the clinic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// Somebody tries it now and then
    Quiet,
    /// One clinic at work
    #[default]
    Clinic,
    /// A chain of clinics, open to its customers
    Busy,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Quiet, Self::Clinic, Self::Busy];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Clinic => "clinic",
            Self::Busy => "busy",
        }
    }
}

macro_rules! usage {
    ($($field:ident [$quiet:literal, $clinic:literal, $busy:literal] $parser:ident $help:literal)*) => {
        /// The amounts of a month.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct Usage {
            $(#[doc = $help] pub $field: f64,)*
        }

        /// Amounts that differ from those of the profile.
        #[derive(Args, Clone, Debug, Default)]
        pub struct Assumptions {
            $(#[doc = $help] #[arg(long, value_name = "AMOUNT", value_parser = $parser)] pub $field: Option<f64>,)*
        }

        impl Usage {
            /// The amounts of a profile, and those that are given in place of them.
            pub fn of(profile: Profile, given: &Assumptions) -> Self {
                let by_profile = |quiet, clinic, busy| match profile {
                    Profile::Quiet => quiet,
                    Profile::Clinic => clinic,
                    Profile::Busy => busy,
                };
                Self { $($field: given.$field.unwrap_or(by_profile($quiet, $clinic, $busy)),)* }
            }

            /// Each amount by its flag, with what it is.
            pub fn rows(&self) -> Vec<(String, f64, &'static str)> {
                vec![$((stringify!($field).replace('_', "-"), self.$field, $help),)*]
            }
        }
    };
}

usage! {
    hours [730.0, 730.0, 730.0] amount "Hours that everything runs"
    requests [50000.0, 1000000.0, 20000000.0] amount "Requests of the API"
    gb_out [1.0, 20.0, 400.0] amount "GB that the site and the API send to the internet"
    log_gb [0.5, 5.0, 60.0] amount "GB of logs of programs and requests"
    flow_gb [0.3, 2.0, 15.0] amount "GB of flow logs"
    aws_gb [2.0, 10.0, 100.0] amount "GB between the clinic and AWS: by endpoints, or else by NAT gateways"
    nat_gb [0.5, 2.0, 10.0] amount "GB between the clinic and the rest of the internet"
    messages [100.0, 5000.0, 100000.0] amount "Messages of the chat"
    tokens_in [3000.0, 3000.0, 3000.0] amount "Tokens that the model reads for a message, in all its turns"
    tokens_out [400.0, 400.0, 400.0] amount "Tokens that the model writes for a message"
    chat_seconds [4.0, 4.0, 4.0] amount "Seconds that an answer of the chat takes"
    tasks_busy [0.0, 0.0, 0.3] part "Part of the way from the least to the greatest number of tasks, on average: 0 to 1"
    database_busy [0.0, 0.1, 0.4] part "Part of the way from the least to the greatest database capacity, on average: 0 to 1"
    database_gb [1.0, 5.0, 50.0] amount "GB in the database"
    database_io [1.0, 10.0, 200.0] amount "Million reads and writes of the database's storage"
    program_metrics [28.0, 28.0, 28.0] amount "Metrics that each service publishes: its own, and its part of those that all publish together"
    task_series [300.0, 500.0, 1000.0] amount "Series of each task that a managed Prometheus keeps, each with a sample a minute"
    query_samples [10.0, 40.0, 200.0] amount "Billion samples that a managed Prometheus reads for its rules and for people"
    grafana_editors [1.0, 1.0, 2.0] amount "People who sign in to a managed Grafana and may change dashboards"
    grafana_viewers [0.0, 2.0, 5.0] amount "People who sign in to a managed Grafana and only look"
    changes [500.0, 1000.0, 2000.0] amount "Configuration items that AWS Config records, each evaluated once"
    audit_events [50000.0, 200000.0, 1000000.0] amount "Management events of the account"
    notices [100.0, 500.0, 2000.0] amount "Alarms, events and notices"
    stored_gb [1.0, 5.0, 50.0] amount "GB in buckets"
    images_gb [0.3, 0.5, 1.0] amount "GB of images"
}

fn amount(text: &str) -> Result<f64, String> {
    up_to(1e12, text)
}

fn part(text: &str) -> Result<f64, String> {
    up_to(1.0, text)
}

fn up_to(most: f64, text: &str) -> Result<f64, String> {
    let amount = text.parse().ok().filter(|it| (0.0..=most).contains(it));
    amount.ok_or_else(|| format!("`{text}` is not a number from 0 to {most}"))
}
