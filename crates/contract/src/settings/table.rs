//! The table.
#![expect(clippy::doc_markdown, reason = "the comments are texts of a plain file as well")]

use core::net::IpAddr;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::choice::{LogFormat, LogRequests, Provider, Tls};
use super::key::Key;
use super::read::{Broken, Reader, rule, settings};
use super::rule::{
    Rule, api_key, base_url, database_url, directives, flag, http_base, http_url, ip, issuer, lasts, list,
    one_of, optional, origin, provider, share, text, time_zone, whole, word,
};
use super::secrets;
use super::sensitive::Sensitive;
use crate::directives::Directives;
use crate::service::Service;

settings! {
    /// The listener, and the bounds of every request.
    Server server {
        /// Address to listen on. The health check of a container reads it from the environment only.
        HOST host: IpAddr = ("server.host", ip(), "0.0.0.0", only(Service::is_task));
        /// Port to listen on; 0 lets the system choose one. In a container set it with the variable PETCLINIC_SERVER_PORT: the
        /// health check inside the container reads no parameters.
        PORT port: u16 = ("server.port", whole(0, 65535), "{port}", only(Service::is_task));
        /// Origin of a web site whose pages may call the API from a browser (CORS); empty for none.
        SITE_ORIGIN site_origin: Option<String> = ("server.site-origin", optional(origin()), "");
        /// Hosts that the service answers for, besides this machine's loopback names; others get 421. Empty for every host, unless
        /// the service listens on a loopback address.
        ALLOWED_HOSTS allowed_hosts: Vec<String> = ("server.allowed-hosts", list(word()), "", only(Service::is_task));
        /// Longest time that a request may take in all; after it the answer is 503.
        REQUEST_TIMEOUT request_timeout: Duration = ("server.request-timeout", lasts("10ms", "5m"), "5s", live, only(Service::is_task));
        /// Most requests in progress at a time; further ones are answered 503.
        CONCURRENCY concurrency: usize = ("server.concurrency", whole(1, 65536), "512");
        /// How long requests are still accepted after SIGTERM, so that callers' discovery notices that the service is leaving.
        DRAIN_LINGER drain_linger: Duration = ("server.drain-linger", lasts("0s", "5m"), "6s", only(Service::is_task));
        /// Longest time from SIGTERM to the end of the process, including the linger; requests in progress are cut off then.
        /// The stopTimeout of the ECS container must be longer.
        DRAIN_DEADLINE drain_deadline: Duration = ("server.drain-deadline", lasts("0s", "10m"), "25s", only(Service::is_task));
    }

    /// The log.
    Log log {
        /// Least level that is logged: off, error, warn, info, debug or trace; for all, or for a target as in peers=debug.
        LEVEL level: Directives = ("log.level", directives(), "info", live, only(everything));
        /// Which requests leave a line in the log: all, those answered with 400 or above (failed), or none. Probes and requests
        /// to the actuator never do.
        REQUESTS requests: LogRequests = ("log.requests", one_of(LogRequests::WORDS), "all", live);
        /// Format of the log: one JSON object per line, or text for people.
        FORMAT format: LogFormat = ("log.format", one_of(LogFormat::WORDS), "json", only(everything));
    }

    /// The service's own database.
    Database database {
        /// Database URL with user and password (mysql://.. or sqlite:..), for machines without AWS. Where it is set, secret, host,
        /// port, reader-host, name, tls and tls-ca are ignored.
        URL url: Option<Sensitive> = ("database.url", optional(database_url()), "", secret, only(has_database));
        /// Name or ARN of the secret with the database's user and password, in the JSON form of RDS.
        SECRET secret: String = ("database.secret", word(), secrets::DATABASE_NAME, only(has_database));
        /// Host of the database's writer; empty for the one in the secret.
        HOST host: Option<String> = ("database.host", optional(word()), "", only(has_database));
        /// Port of the database's writer and readers; empty for the one in the secret, else 3306.
        PORT port: Option<u16> = ("database.port", optional(whole(1, 65535)), "", only(has_database));
        /// Host of the database's readers; empty to read everything from the writer.
        READER_HOST reader_host: Option<String> = ("database.reader-host", optional(word()), "", only(has_database));
        /// Name of the schema; empty for the one in the secret.
        NAME name: Option<String> = ("database.name", optional(word()), "petclinic_{service}", only(has_database));
        /// Protection of database connections: off, encrypted (required), or encrypted with the server's certificate and host name
        /// verified (verify-identity).
        TLS tls: Tls = ("database.tls", one_of(Tls::WORDS), "verify-identity", only(has_database));
        /// PEM file of the certificate authorities that the database's certificate is verified against; empty for those of RDS,
        /// which are built in.
        TLS_CA tls_ca: Option<String> = ("database.tls-ca", optional(text()), "", only(has_database));
        /// Most database connections to the writer, and again as many to the readers.
        MAX_CONNECTIONS max_connections: usize = ("database.max-connections", whole(1, 1000), "10", only(has_database));
        /// Longest wait for a free database connection, and for a new one to be opened.
        ACQUIRE_TIMEOUT acquire_timeout: Duration = ("database.acquire-timeout", lasts("10ms", "1m"), "1s", live, only(has_database));
        /// Longest time that one SQL statement may take.
        STATEMENT_TIMEOUT statement_timeout: Duration = ("database.statement-timeout", lasts("10ms", "5m"), "2s", live, only(has_database));
        /// Whether tables are created and migrated at start. The database in memory, which --offline uses where no URL is set, always
        /// is.
        MIGRATE migrate: bool = ("database.migrate", flag(), "true", only(migrates_itself));
        /// Whether tables get the sample data when they are created.
        SAMPLE_DATA sample_data: bool = ("database.sample-data", flag(), "true", only(has_database));
    }

    /// Where the other services are found.
    Discovery discovery {
        /// Cloud Map namespace in which other services are looked up.
        NAMESPACE namespace: String = ("discovery.namespace", word(), "petclinic.local", only(calls_others));
        /// Interval at which Cloud Map is asked for changes.
        REFRESH_INTERVAL refresh_interval: Duration = ("discovery.refresh-interval", lasts("100ms", "1h"), "5s", live, only(calls_others));
        /// Further regions, looked in when no instance in the task's own region is usable; best first.
        REGIONS regions: Vec<String> = ("discovery.regions", list(word()), "", only(calls_others));
        /// Addresses of customers, used instead of Cloud Map; empty to use Cloud Map.
        CUSTOMERS_URL customers_url: Vec<String> = ("discovery.customers-url", list(http_base()), "", only(calls_customers));
        /// Addresses of vets, used instead of Cloud Map; empty to use Cloud Map.
        VETS_URL vets_url: Vec<String> = ("discovery.vets-url", list(http_base()), "", only(calls_vets));
        /// Addresses of visits, used instead of Cloud Map; empty to use Cloud Map.
        VISITS_URL visits_url: Vec<String> = ("discovery.visits-url", list(http_base()), "", only(calls_visits));
    }

    /// Calls to the other services.
    Peers peers {
        /// Longest time that a call to another service may take, including all attempts.
        CALL_TIMEOUT call_timeout: Duration = ("peers.call-timeout", lasts("10ms", "1m"), "1s", live, only(calls_others));
        /// Longest time that connecting to another service may take, in each attempt.
        CONNECT_TIMEOUT connect_timeout: Duration = ("peers.connect-timeout", lasts("10ms", "1m"), "300ms", only(calls_others));
        /// Number of calls that fail in a row before the circuit breaker refuses further ones.
        TRIP_AFTER trip_after: u32 = ("peers.trip-after", whole(1, 1000), "5", live, only(calls_others));
        /// How long the circuit breaker refuses calls before it lets one through to probe.
        REFUSE_FOR refuse_for: Duration = ("peers.refuse-for", lasts("100ms", "1h"), "10s", live, only(calls_others));
        /// Most attempts of a call after the first one; only idempotent calls are repeated.
        EXTRA_ATTEMPTS extra_attempts: u32 = ("peers.extra-attempts", whole(0, 10), "2", live, only(calls_others));
    }

    /// Metrics.
    Metrics metrics {
        /// Whether metrics are collected.
        ENABLED enabled: bool = ("metrics.enabled", flag(), "true");
        /// Interval at which metrics are written to the log for CloudWatch (Embedded Metric Format); 0s for never.
        EMF_INTERVAL emf_interval: Duration = ("metrics.emf-interval", lasts("0s", "1h"), "60s", live);
        /// CloudWatch namespace of the metrics.
        EMF_NAMESPACE emf_namespace: String = ("metrics.emf-namespace", word(), "PetClinic");
    }

    /// Traces of requests.
    Traces traces {
        /// Collector to which traces are exported (OTLP over HTTP); empty for none.
        ENDPOINT endpoint: Option<String> = ("traces.endpoint", optional(http_url()), "");
        /// Share of the traces begun by this service that are recorded; for all others the caller has decided.
        SAMPLING sampling: f64 = ("traces.sampling", share(), "0.05", live);
        /// Requests that take longer are kept for operators, with the calls that they made.
        SLOW_REQUEST slow_request: Duration = ("traces.slow-request", lasts("1ms", "5m"), "250ms", live);
    }

    /// The operators' endpoints below /actuator.
    Actuator actuator {
        /// Name or ARN of the secret with the bearer token that opens /actuator to operators.
        TOKEN_SECRET token_secret: String = ("actuator.token-secret", word(), secrets::OPERATOR_TOKEN_NAME, only(Service::is_task));
        /// Whether loopback requests need no token. Switch it off behind a reverse proxy on the same machine.
        LOOPBACK loopback: bool = ("actuator.loopback", flag(), "true", only(Service::is_task));
    }

    /// The admin server.
    Admin admin {
        /// Interval at which each instance is asked how it is. One that does not answer is asked less often, up to eight times this
        /// interval.
        POLL_INTERVAL poll_interval: Duration = ("admin.poll-interval", lasts("100ms", "1h"), "10s", live, only(is_admin));
        /// Longest time that an instance may take to answer.
        POLL_TIMEOUT poll_timeout: Duration = ("admin.poll-timeout", lasts("10ms", "1m"), "3s", live, only(is_admin));
        /// Interval at which the metrics of each instance are sampled. 360 samples are kept in memory: those of six hours, at one a minute.
        HISTORY_STEP history_step: Duration = ("admin.history-step", lasts("1s", "10m"), "1m", only(is_admin));
        /// What the names of the alarms in CloudWatch begin with that the console shows.
        ALARM_PREFIX alarm_prefix: String = ("admin.alarm-prefix", word(), "petclinic-{env}-", only(is_admin));
        /// Prometheus whose alerts the console shows where there is no CloudWatch; empty for none.
        PROMETHEUS_URL prometheus_url: Option<String> = ("admin.prometheus-url", optional(http_url()), "", only(is_admin));
        /// CPU of each task on Fargate, in units of 1/1,024, by which costs are estimated. The deployment sets it.
        TASK_CPU task_cpu: u32 = ("admin.task-cpu", whole(256, 16_384), "256", only(is_admin));
        /// Memory of each task on Fargate, in MiB, by which costs are estimated. The deployment sets it.
        TASK_MEMORY task_memory: u32 = ("admin.task-memory", whole(512, 122_880), "512", only(is_admin));
        /// Processor of tasks on Fargate and of functions, x86_64 or arm64, by which costs are estimated. The deployment sets it.
        TASK_PROCESSOR task_processor: String = ("admin.task-processor", word(), "x86_64", only(is_admin));
        /// Name of the assistant's function on AWS Lambda, whose invocations its cost is estimated from.
        ASSISTANT_FUNCTION assistant_function: String = ("admin.assistant-function", word(), "petclinic-{env}-genai", only(is_admin));
        /// Memory of the assistant's function, in MiB, by which costs are estimated. The deployment sets it.
        ASSISTANT_MEMORY assistant_memory: u32 = ("admin.assistant-memory", whole(128, 10_240), "256", only(is_admin));
        /// Who runs the assistant's model on AWS, by whose prices conversations are estimated: the value of assistant.provider. The
        /// deployment sets it.
        ASSISTANT_PROVIDER assistant_provider: String = ("admin.assistant-provider", word(), "bedrock", only(is_admin));
        /// Model of the assistant on AWS, by whose prices conversations are estimated: the value of assistant.model-id, or of
        /// assistant.model for the provider openai. The deployment sets it; set it as well where the model is changed without one.
        ASSISTANT_MODEL assistant_model: String = ("admin.assistant-model", word(), "anthropic.claude-3-haiku-20240307-v1:0", only(is_admin));
        /// How long an instance that registered itself is kept after it last did so: at least twice as long as `admin.notify-after`, so
        /// that people are told of one that dies.
        REGISTRATION_LIFETIME registration_lifetime: Duration = ("admin.registration-lifetime", lasts("1s", "24h"), "2m", live, only(is_admin));
        /// Name or ARN of the secret with the passwords of the accounts viewer and operator. Without AWS the passwords are made up at
        /// the first start, shown once, and kept in the database as hashes.
        PASSWORDS_SECRET passwords_secret: String = ("admin.passwords-secret", word(), secrets::ADMIN_PASSWORDS_NAME, only(is_admin));
        /// Whether the accounts viewer and operator may sign in with their passwords. Where people sign in at an issuer, switch it off once
        /// that works.
        PASSWORD_SIGN_IN password_sign_in: bool = ("admin.password-sign-in", flag(), "true", only(is_admin));
        /// Whether browsers send the cookie of a session by TLS only. Switch it off where the console is reached by plain HTTP.
        SECURE_COOKIES secure_cookies: bool = ("admin.secure-cookies", flag(), "true", only(is_admin));
        /// How long an instance must have failed before people are told, and must be well again before they are told that. Redeploys and
        /// flaps shorter than this tell nobody.
        NOTIFY_AFTER notify_after: Duration = ("admin.notify-after", lasts("1s", "1h"), "1m", live, only(is_admin));
        /// Name or ARN of the secret with the addresses that notifications go to.
        NOTIFICATIONS_SECRET notifications_secret: String = ("admin.notifications-secret", word(), secrets::ADMIN_NOTIFICATIONS_NAME, only(is_admin));
        /// Origin of the web site with the operators' console. Notifications link to it; empty for server.site-origin. An issuer redirects
        /// to it.
        PUBLIC_URL public_url: Option<String> = ("admin.public-url", optional(origin()), "", only(is_admin));
    }

    /// Signing in to the admin server at an OpenID Connect issuer, such as a user pool of Amazon Cognito.
    Oidc oidc {
        /// Issuer at which people sign in, as its tokens name it; empty for none. Its configuration is read below
        /// /.well-known/openid-configuration.
        ISSUER issuer: Option<String> = ("oidc.issuer", optional(issuer()), "", only(is_admin));
        /// Id of the admin server at the issuer; must be set for an issuer. The issuer must allow it to redirect to
        /// {admin.public-url}/admin/oidc/callback.
        CLIENT_ID client_id: Option<String> = ("oidc.client-id", optional(word()), "", only(is_admin));
        /// Secret of the client at the issuer, for machines without AWS; empty for a client that has none. Where it is set,
        /// client-secret-name is ignored.
        CLIENT_SECRET client_secret: Option<Sensitive> = ("oidc.client-secret", optional(api_key()), "", secret, only(is_admin));
        /// Name or ARN of the secret with the secret of the client at the issuer, as plain text; empty for a client that has none.
        CLIENT_SECRET_NAME client_secret_name: Option<String> = ("oidc.client-secret-name", optional(word()), secrets::OIDC_CLIENT_NAME, only(is_admin));
        /// Audiences of tokens that programs may show, besides the client's id.
        AUDIENCES audiences: Vec<String> = ("oidc.audiences", list(word()), "", only(is_admin));
        /// Scopes that are asked for, besides openid.
        SCOPES scopes: Vec<String> = ("oidc.scopes", list(word()), "email", only(is_admin));
        /// Claim of a token that names the groups of its owner: a name such as groups, cognito:groups or roles, or a path into the
        /// claims that begins with a slash, such as /realm_access/roles.
        GROUPS_CLAIM groups_claim: String = ("oidc.groups-claim", word(), "groups", only(is_admin));
        /// Claim of a token that the audit journal calls its owner by: one that its owner cannot choose. Where it is missing, or is email
        /// without email_verified, the journal has the claim sub.
        NAME_CLAIM name_claim: String = ("oidc.name-claim", word(), "email", only(is_admin));
        /// Groups whose members are operators.
        OPERATORS operators: Vec<String> = ("oidc.operators", list(word()), "petclinic-operators", only(is_admin));
        /// Groups whose members are viewers.
        VIEWERS viewers: Vec<String> = ("oidc.viewers", list(word()), "petclinic-viewers", only(is_admin));
    }

    /// These settings themselves.
    Refreshing settings {
        /// Interval at which Parameter Store is read again.
        REFRESH_INTERVAL refresh_interval: Duration = ("settings.refresh-interval", lasts("1s", "24h"), "30s", live);
    }

    /// Fault injection, to test how callers cope.
    Faults faults {
        /// Inject a fault into every Nth request; 0 disables injection.
        EVERY every: u32 = ("faults.every", whole(0, 1_000_000), "0", live);
        /// Shortest injected delay.
        LATENCY_MIN latency_min: Duration = ("faults.latency-min", lasts("0s", "5m"), "0s", live);
        /// Longest injected delay.
        LATENCY_MAX latency_max: Duration = ("faults.latency-max", lasts("0s", "5m"), "0s", live);
        /// Whether a request with an injected fault is answered 500.
        ERROR error: bool = ("faults.error", flag(), "false", live);
        /// Whether operators may inject faults by the actuator and the console, for an hour at most.
        BY_OPERATORS by_operators: bool = ("faults.by-operators", flag(), "false", live);
    }

    /// Features that can be switched on and off.
    Features features {
        /// Whether visits and appointments are accepted while customers or vets cannot be asked whether there is such a pet or vet. Such
        /// a visit is marked as unverified.
        UNVERIFIED_VISITS unverified_visits: bool = ("features.unverified-visits", flag(), "true", live, only(|it| matches!(it, Service::Visits)));
    }

    /// The clinic itself.
    Clinic clinic {
        /// Time zone of the clinic, by its IANA name such as Europe/Berlin: appointments are at the time that the clock on its wall
        /// shows. Appointments that were made before a change keep the zone that they were made in.
        TIME_ZONE time_zone: TimeZone = ("clinic.time-zone", time_zone(), "UTC", only(|it| matches!(it, Service::Visits)));
    }

    /// The chat assistant.
    Assistant assistant {
        /// Who runs the models: Amazon Bedrock (bedrock), or an endpoint that speaks the OpenAI chat completions API (openai). The
        /// offline assistant, which goes by rules, is part of petclinic and not of this function.
        PROVIDER provider: Provider = ("assistant.provider", provider(), "bedrock", only(is_assistant));
        /// Model on Amazon Bedrock that answers, for the provider bedrock.
        MODEL_ID model_id: String = ("assistant.model-id", word(), "anthropic.claude-3-haiku-20240307-v1:0", live, only(is_assistant));
        /// Inference profile, by id or ARN, through which the model is called; empty to call it directly.
        INFERENCE_PROFILE inference_profile: Option<String> = ("assistant.inference-profile", optional(word()), "", live, only(is_assistant));
        /// Model on Amazon Bedrock that turns texts into vectors, to find vets by meaning.
        EMBEDDING_MODEL_ID embedding_model_id: String = ("assistant.embedding-model-id", word(), "amazon.titan-embed-text-v2:0", live, only(is_assistant));
        /// Base URL of the endpoint, such as https://api.openai.com/v1; must be set for the provider openai. A query, such as Azure's
        /// api-version, goes with every request. With http:// the key and all that is said are sent in the clear.
        URL url: Option<String> = ("assistant.url", optional(base_url()), "", live, only(is_assistant));
        /// Model at the endpoint that answers; must be set for the provider openai.
        MODEL model: Option<String> = ("assistant.model", optional(word()), "", live, only(is_assistant));
        /// Model at the endpoint that turns texts into vectors, to find vets by meaning; empty to find them by words.
        EMBEDDING_MODEL embedding_model: Option<String> = ("assistant.embedding-model", optional(word()), "", live, only(is_assistant));
        /// Key for the endpoint, for machines without AWS. Where it is set, key-secret is ignored.
        KEY key: Option<Sensitive> = ("assistant.key", optional(api_key()), "", live, secret, only(is_assistant));
        /// Name or ARN of the secret with the key for the endpoint, as plain text; empty for an endpoint that asks for none.
        KEY_SECRET key_secret: Option<String> = ("assistant.key-secret", optional(word()), secrets::ASSISTANT_KEY_NAME, live, only(is_assistant));
        /// How freely the model chooses its words, from 0 to 1.
        TEMPERATURE temperature: f64 = ("assistant.temperature", share(), "0.2", live, only(is_assistant));
        /// Longest reply of the model, in tokens.
        MAX_TOKENS max_tokens: u32 = ("assistant.max-tokens", whole(64, 8192), "1024", live, only(is_assistant));
        /// Most times that the model is asked for one answer: each look-up takes one.
        MAX_TURNS max_turns: u32 = ("assistant.max-turns", whole(1, 6), "6", live, only(is_assistant));
        /// Most answers that are made at once; further questions are refused with 503. Each holds a request to the model.
        CONCURRENCY concurrency: u32 = ("assistant.concurrency", whole(1, 1000), "32", live, only(is_assistant));
        /// Guardrail of Amazon Bedrock, by id or ARN, that every question and answer passes; empty for none.
        GUARDRAIL_ID guardrail_id: Option<String> = ("assistant.guardrail-id", optional(word()), "", live, only(is_assistant));
        /// Version of the guardrail.
        GUARDRAIL_VERSION guardrail_version: String = ("assistant.guardrail-version", word(), "DRAFT", live, only(is_assistant));
        /// Longest time that an answer may take, with everything that is looked up for it.
        DEADLINE deadline: Duration = ("assistant.deadline", lasts("1s", "28s"), "25s", live, only(is_assistant));
        /// Whether the function is called for streamed responses (InvokeWithResponseStream), so that answers arrive while they
        /// are being made. What calls it must then expect that of all its responses.
        STREAMING streaming: bool = ("assistant.streaming", flag(), "false", only(is_assistant));
    }
}

const fn everything(_: Service) -> bool {
    true
}

fn has_database(service: Service) -> bool {
    service.row().has_database
}

fn migrates_itself(service: Service) -> bool {
    has_database(service) && service.is_task()
}

fn calls_others(service: Service) -> bool {
    !service.calls().is_empty()
}

fn calls_customers(service: Service) -> bool {
    service.calls().contains(&Service::Customers)
}

fn calls_vets(service: Service) -> bool {
    service.calls().contains(&Service::Vets)
}

fn is_assistant(service: Service) -> bool {
    matches!(service, Service::Genai)
}

fn is_admin(service: Service) -> bool {
    matches!(service, Service::Admin)
}

fn calls_visits(service: Service) -> bool {
    service.calls().contains(&Service::Visits)
}

impl Discovery {
    /// The addresses that are given for a service, used instead of Cloud Map.
    pub fn addresses(&self, service: Service) -> &[String] {
        match service {
            Service::Customers => &self.customers_url,
            Service::Vets => &self.vets_url,
            Service::Visits => &self.visits_url,
            // No service calls these. A test of this table ensures a setting for every service that is called.
            _ => &[],
        }
    }
}
