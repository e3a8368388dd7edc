//! The table.

use core::net::IpAddr;
use std::time::Duration;

use super::choice::{LogFormat, LogRequests, Tls};
use super::key::Key;
use super::read::{Broken, Reader, rule, settings};
use super::rule::{
    Rule, database_url, directives, flag, ip, lasts, list, one_of, optional, origin, share, text, url, whole,
    word,
};
use super::secrets;
use super::sensitive::Sensitive;
use crate::endpoint::Service;

/// The services that call others.
const CALLERS: &[Service] = &[Service::Customers, Service::Visits];

settings! {
    /// The listener, and how requests are bounded.
    Server server {
        /// Address to listen on.
        host: IpAddr = ("server.host", ip(), "0.0.0.0");
        /// Port to listen on; 0 lets the system choose one.
        port: u16 = ("server.port", whole(0, 65535), "8080");
        /// Origin of a web site elsewhere whose pages may call.
        site_origin: Option<String> = ("server.site-origin", optional(origin()), "");
        /// Longest that a request takes, whole.
        request_timeout: Duration = ("server.request-timeout", lasts("10ms", "5m"), "5s", live);
        /// Most requests in progress; further ones are answered 503.
        concurrency: usize = ("server.concurrency", whole(1, 65536), "512");
        /// How long requests are still let in after the order to stop, so that callers' discovery notices.
        drain_linger: Duration = ("server.drain-linger", lasts("0s", "5m"), "6s");
        /// Longest from the order to stop to the end; what is not answered by then is cut off.
        drain_deadline: Duration = ("server.drain-deadline", lasts("0s", "10m"), "25s");
    }

    /// The log.
    Log log {
        /// Levels, for all and for targets: off, error, warn, info, debug, trace.
        level: String = ("log.level", directives(), "info", live);
        /// Which requests leave a line: all, those answered with 500 or above, none.
        requests: LogRequests = ("log.requests", one_of(LogRequests::WORDS), "all", live);
        /// One JSON object a line, or text for people.
        format: LogFormat = ("log.format", one_of(LogFormat::WORDS), "json");
    }

    /// The service's database.
    Database database {
        /// Address with user and password (mysql://.. or sqlite:..) instead of all of secret, host, port, name and tls.
        /// For machines without AWS.
        url: Option<Sensitive> = ("database.url", optional(database_url()), "", secret);
        /// Name or ARN of the secret with user and password, in the JSON form of RDS.
        secret: String = ("database.secret", word(), secrets::DATABASE.name);
        /// Host of the writer; empty for the secret's.
        host: Option<String> = ("database.host", optional(word()), "");
        /// Port of writer and reader; empty for the secret's, else 3306.
        port: Option<u16> = ("database.port", optional(whole(1, 65535)), "");
        /// Host of the readers; empty for none, so that everything is read from the writer.
        reader_host: Option<String> = ("database.reader-host", optional(word()), "");
        /// Name of the schema; empty for the secret's.
        name: Option<String> = ("database.name", optional(word()), "petclinic_{service}");
        /// How far connections are protected: in the clear, encrypted, or encrypted to a server that proves who it is.
        tls: Tls = ("database.tls", one_of(Tls::WORDS), "verify-identity");
        /// File with the certificates (PEM) that servers are verified by; empty for those of RDS, which are built in.
        tls_ca: Option<String> = ("database.tls-ca", optional(text()), "");
        /// Most connections to the writer, and as many to the readers.
        max_connections: usize = ("database.max-connections", whole(1, 1000), "10");
        /// Longest that a connection is waited for or opened.
        acquire_timeout: Duration = ("database.acquire-timeout", lasts("10ms", "1m"), "1s");
        /// Longest that a statement takes.
        statement_timeout: Duration = ("database.statement-timeout", lasts("10ms", "5m"), "2s");
        /// Whether tables are created and updated at start.
        migrate: bool = ("database.migrate", flag(), "true");
        /// Whether tables that are created get the sample data.
        sample_data: bool = ("database.sample-data", flag(), "true");
    }

    /// Where the other services are.
    Discovery discovery {
        /// Cloud Map namespace that services are looked up in.
        namespace: String = ("discovery.namespace", word(), "petclinic.local", only(CALLERS));
        /// How often Cloud Map is asked for changes.
        refresh_interval: Duration = ("discovery.refresh-interval", lasts("100ms", "1h"), "5s", live, only(CALLERS));
        /// Regions to look in, best first; empty for the own one.
        regions: Vec<String> = ("discovery.regions", list(word()), "", only(CALLERS));
        /// Addresses of customers, instead of asking Cloud Map.
        customers_url: Vec<String> = ("discovery.customers-url", list(origin()), "", only(&[Service::Visits]));
        /// Addresses of visits, instead of asking Cloud Map.
        visits_url: Vec<String> = ("discovery.visits-url", list(origin()), "", only(&[Service::Customers]));
    }

    /// How patient the service is with the others.
    Peers peers {
        /// Longest that a call takes, with every attempt.
        call_timeout: Duration = ("peers.call-timeout", lasts("10ms", "1m"), "1s", live, only(CALLERS));
        /// Longest that one attempt takes to connect.
        connect_timeout: Duration = ("peers.connect-timeout", lasts("10ms", "1m"), "300ms", only(CALLERS));
        /// Calls that fail in a row before a service is refused.
        trip_after: u32 = ("peers.trip-after", whole(1, 1000), "5", live, only(CALLERS));
        /// How long a service is refused before one call probes it.
        refuse_for: Duration = ("peers.refuse-for", lasts("100ms", "1h"), "10s", live, only(CALLERS));
        /// Most attempts after the first, where a call may be repeated at all.
        extra_attempts: u32 = ("peers.extra-attempts", whole(0, 10), "2", live, only(CALLERS));
    }

    /// What is counted and measured.
    Metrics metrics {
        /// Whether anything is.
        enabled: bool = ("metrics.enabled", flag(), "true");
        /// How often metrics are written to the log for CloudWatch (Embedded Metric Format); 0s for never.
        emf_interval: Duration = ("metrics.emf-interval", lasts("0s", "1h"), "60s", live);
        /// CloudWatch namespace that they go to.
        emf_namespace: String = ("metrics.emf-namespace", word(), "PetClinic");
    }

    /// Traces of requests.
    Traces traces {
        /// Collector that they are sent to (OTLP over HTTP); empty for none.
        endpoint: Option<String> = ("traces.endpoint", optional(url()), "");
        /// Share of new traces that are recorded; one that began elsewhere goes on as it began.
        sampling: f64 = ("traces.sampling", share(), "0.05", live);
    }

    /// Health, metrics and levels for operators.
    Actuator actuator {
        /// Name or ARN of the secret with the token that lets an operator in.
        token_secret: String = ("actuator.token-secret", word(), secrets::OPERATOR_TOKEN.name);
    }

    /// These settings themselves.
    Refreshing settings {
        /// How often Parameter Store is read again.
        refresh_interval: Duration = ("settings.refresh-interval", lasts("1s", "24h"), "30s", live);
    }

    /// Faults on purpose, to see how the rest stands them.
    Faults faults {
        /// Every how many requests one is disturbed; 0 for none.
        every: u32 = ("faults.every", whole(0, 1_000_000), "0", live);
        /// Least that a disturbed request is delayed.
        latency_min: Duration = ("faults.latency-min", lasts("0s", "5m"), "0s", live);
        /// Most that a disturbed request is delayed.
        latency_max: Duration = ("faults.latency-max", lasts("0s", "5m"), "0s", live);
        /// Whether a disturbed request fails with 500.
        error: bool = ("faults.error", flag(), "false", live);
    }

    /// What can be switched on and off.
    Features features {
        /// Whether a visit is accepted, and marked, while customers cannot be asked whether the pet exists.
        unverified_visits: bool = ("features.unverified-visits", flag(), "true", live, only(&[Service::Visits]));
    }
}

impl ServiceSettings {
    /// Values that are fine each and wrong together.
    fn contradictions(&self) -> Vec<Broken> {
        let mut broken = Vec::new();
        let mut above = |key, value: Duration, limit: &str, most: Duration| {
            if value > most {
                broken.push(Broken { key, rule: format!("must not be above {limit}") });
            }
        };
        above("faults.latency-min", self.faults.latency_min, "faults.latency-max", self.faults.latency_max);
        above(
            "server.drain-linger",
            self.server.drain_linger,
            "server.drain-deadline",
            self.server.drain_deadline,
        );
        broken
    }
}
