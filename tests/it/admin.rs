//! The admin server, as operators and the clients of Spring Boot Admin use it.

mod attacks;
mod changes;
mod faults;
mod history;
pub(crate) mod issuer;
mod journal;
mod levels;
mod logs;
mod notifications;
mod oidc;
mod outage;
mod polls;
mod receiver;
mod registrations;
mod sign_in;
mod traces;
mod walk;

use std::net::SocketAddr;
use std::sync::Arc;

use admin::{FirstPasswords, GivenTargets};
use boot::Operators;
use contract::admin::Role;
use contract::service::Service;
use contract::settings::ServiceSettings;
use db::Db;
use db::testing::Scratch;
use peers::{Discovery, Peers};
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use telemetry::LogTail;
use web::actuator::Info;
use web::clock::Clock;

use crate::harness::{ANY_PORT, NOW, Running, eventually, listen, prepared, run_with};
use crate::http::{Http, Reply};

/// The header of the console's changes.
const CHANGE: (&str, &str) = ("x-requested-with", "console");

/// How often a test asks for a hash while the others' are computed. It waits for two seconds each time.
const BUSY: u32 = 15;

/// An admin server that asks its instances ten times a second.
struct AdminServer {
    http: Http,
    clock: Clock,
    db: Db,
    address: SocketAddr,
    passwords: Arc<FirstPasswords>,
    running: Running,
}

impl AdminServer {
    /// Opens an admin server that finds these instances of vets.
    async fn open(scratch: &Scratch, vets: &[SocketAddr]) -> Self {
        let passwords = first_passwords(scratch).await;
        Self::open_with(scratch, vets, passwords, GivenTargets::default()).await
    }

    /// Opens an admin server whose accounts have these passwords, and which tells these targets.
    async fn open_with(
        scratch: &Scratch,
        vets: &[SocketAddr],
        passwords: Arc<FirstPasswords>,
        targets: GivenTargets,
    ) -> Self {
        Self::open_set(scratch, vets, passwords, targets, &[]).await
    }

    /// The same, with further settings.
    async fn open_set(
        scratch: &Scratch,
        vets: &[SocketAddr],
        passwords: Arc<FirstPasswords>,
        targets: GivenTargets,
        set: &[(&str, &str)],
    ) -> Self {
        let db = prepared(&scratch.url, Service::Admin).await;
        let given = vets.iter().map(|it| (Service::Vets, format!("http://{it}"))).collect::<Vec<_>>();
        let peers = Peers::new(Discovery::fixed(given).unwrap(), peers::Settings::default()).unwrap();
        let settings = ServiceSettings::read("test", Service::Admin, |key| match key.name {
            "admin.poll-interval" => Some("100ms".to_owned()),
            "admin.poll-timeout" => Some("2s".to_owned()),
            "admin.history-step" => Some("1s".to_owned()),
            "admin.secure-cookies" => Some("false".to_owned()),
            "admin.public-url" => Some("https://clinic.example".to_owned()),
            name => set.iter().find(|it| it.0 == name).map(|it| it.1.to_owned()),
        });
        let listener = listen(ANY_PORT).await;
        let (address, clock) = (listener.local_addr().unwrap(), Clock::fixed(NOW));
        let description = (&admin::description(|_| {}, targets), Arc::new(settings.unwrap()));
        let running = run_with(listener, description, &db, peers, &clock, None);
        Self { http: Http::at(address), clock, db, address, passwords, running }
    }

    /// Someone who has signed in.
    async fn as_(&self, role: Role) -> Person {
        Person::sign_in(&self.http, self.address, role, self.passwords.of(role)).await
    }

    /// An operator who has signed in.
    async fn operator(&self) -> Person {
        self.as_(Role::Operator).await
    }
}

/// The passwords of the accounts, which a database gets once.
async fn first_passwords(scratch: &Scratch) -> Arc<FirstPasswords> {
    let db = prepared(&scratch.url, Service::Admin).await;
    for _ in 0..BUSY {
        match admin::first_passwords(&db, NOW).await {
            Err(fault) if fault.status() == 429 => {}
            made => return Arc::new(made.unwrap().unwrap()),
        }
    }
    panic!("the machine computes other hashes all the time")
}

/// Someone who has signed in, with a browser.
pub(crate) struct Person {
    pub(crate) http: Http,
    /// The cookie of the session, as `name=value`.
    cookie: String,
}

impl Person {
    pub(crate) async fn sign_in(http: &Http, address: SocketAddr, role: Role, password: &str) -> Self {
        let mut reply = sign_in(http, role.as_str(), password).await;
        for _ in 0..BUSY {
            if reply.status == 429 {
                reply = sign_in(http, role.as_str(), password).await;
            }
        }
        let reply = reply.expect(200);
        assert_eq!(reply.json()["role"], role.as_str());
        let cookie = reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let headers = [("cookie", cookie.as_str()), CHANGE].map(|(name, value)| {
            (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap())
        });
        Self { http: Http::with_headers(address, HeaderMap::from_iter(headers)), cookie }
    }

    async fn get(&self, path: &str) -> Reply {
        self.http.get(path).await
    }

    /// The JSON at a path.
    pub(crate) async fn json(&self, path: &str) -> Value {
        self.get(path).await.expect(200).json()
    }

    /// The status of an instance; null if there is none.
    async fn status(&self, id: &str) -> Value {
        self.get(&format!("/admin/instances/{id}")).await.json()["statusInfo"]["status"].clone()
    }

    /// The id of the only instance of an application.
    pub(crate) async fn only(&self, application: &str) -> String {
        let path = format!("/admin/instances?name={application}");
        eventually("the instance is found", async || self.json(&path).await.as_array().unwrap().len() == 1)
            .await;
        self.json(&path).await[0]["id"].as_str().unwrap().to_owned()
    }

    /// Waits until an instance has a status.
    async fn becomes(&self, id: &str, status: &str) {
        eventually(&format!("{id} is {status}"), async || self.status(id).await == status).await;
    }
}

async fn sign_in(http: &Http, username: &str, password: &str) -> Reply {
    http.post("/admin/session", json!({"username": username, "password": password})).await
}

/// A vets service with an actuator, which can be stopped and started again.
struct Instance {
    address: SocketAddr,
    db: Db,
    log: LogTail,
    running: Option<Running>,
}

impl Instance {
    async fn start(scratch: &Scratch) -> Self {
        let listener = listen(ANY_PORT).await;
        let (address, db) = (listener.local_addr().unwrap(), prepared(&scratch.url, Service::Vets).await);
        let mut instance = Self { address, db, log: LogTail::default(), running: None };
        instance.run(listener);
        instance
    }

    fn run(&mut self, listener: tokio::net::TcpListener) {
        let operators = Operators {
            environment: "test".to_owned(),
            info: Info {
                artifact: "vets-service".to_owned(),
                name: "vets-service".to_owned(),
                version: "1.2.3".to_owned(),
                git: None,
                built: None,
            },
            properties: Arc::new(Vec::new),
            refresh: Arc::new(|| Box::pin(async { Ok(vec!["log.level".to_owned()]) })),
            log_tail: self.log.clone(),
            token: Arc::new(|_| Box::pin(async { None })),
            trusts_loopback: true,
        };
        let settings = ServiceSettings::read("test", Service::Vets, |key| match key.name {
            "faults.by-operators" => Some("true".to_owned()),
            "traces.slow-request" => Some("1ms".to_owned()),
            _ => None,
        });
        let description = (&vets::description(), Arc::new(settings.unwrap()));
        let peers = Peers::fixed([]).unwrap();
        let clock = Clock::fixed(NOW);
        self.running = Some(run_with(listener, description, &self.db, peers, &clock, Some(operators)));
    }

    async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    /// Starts again at the same address, as another process would, with a log that begins anew.
    async fn start_anew(&mut self) {
        self.log = LogTail::default();
        self.start_again().await;
    }

    async fn start_again(&mut self) {
        self.run(listen(self.address).await);
    }

    /// What a client of Spring Boot Admin says of it.
    fn registration(&self, name: &str) -> Value {
        let base = format!("http://{}", self.address);
        json!({
            "name": name,
            "managementUrl": format!("{base}/actuator"),
            "healthUrl": format!("{base}/actuator/health"),
            "serviceUrl": format!("{base}/"),
            "metadata": {"startup": "2026-05-20T11:59:58.123Z", "tags.zone": "a", "user.password": "rosebud"}
        })
    }
}

/// A request with headers.
async fn request(http: &Http, method: Method, path: &str, headers: &[(&str, &str)], body: Value) -> Reply {
    let request = http.request(method, path).json(&body);
    Reply::of(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}
