//! The clinic in both of its forms: everything on one port, and service by service.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use assistant_model::AssistantModels;
use boot::{Description, Process, Reach, Shared};
use contract::admin::Role;
use contract::service::Service;
use contract::settings::ServiceSettings;
use db::testing::Scratch;
use db::{DatabaseUrl, Db, Limits, Seed, Stream};
use jiff::tz::TimeZone;
use local::clinic::Parts;
use local::console::Console;
use local::operators::Operators;
use peers::{Discovery, Peers};
use site::Site;
use telemetry::Levels;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use web::clock::Clock;
use web::edge::{Drain, Settings};
use web::serve::{Grace, serve};
use web::tuning::{Tuner, Tuning};

use crate::http::Http;
use crate::leftovers::Leftovers;
use crate::proxy::Proxy;

/// The clock of every test clinic: noon on 20 May 2026, in UTC.
pub(crate) const NOW: i64 = 1_779_278_400;
/// The date of [`NOW`].
pub(crate) const TODAY: &str = "2026-05-20";

pub(crate) const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const GRACE: Grace =
    Grace { linger: Duration::ZERO, last_call: Duration::ZERO, deadline: Duration::from_secs(2) };

/// A server that runs until it is stopped or dropped.
pub(crate) struct Running {
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    fn start<F: Future<Output = ()> + Send + 'static>(
        run: impl FnOnce(std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) -> F,
    ) -> Self {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(run(Box::pin(async move { drop(stopped.await) })));
        Self { stop: Some(stop), task }
    }

    pub(crate) async fn stop(mut self) {
        self.stop.take();
        let _ = (&mut self.task).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The whole clinic on one port, as `petclinic` runs it.
pub(crate) struct Clinic {
    /// First, since Rust drops fields in order and this check needs the running services.
    leftovers: Leftovers,
    http: Http,
    pub(crate) clock: Clock,
    /// The password of each of the admin server's roles; empty if the database had accounts before.
    pub(crate) passwords: BTreeMap<Role, String>,
    running: Running,
}

impl Clinic {
    /// Opens a clinic with the sample data.
    pub(crate) async fn open(scratch: &Scratch) -> Self {
        Self::open_at(&scratch.url, &scratch.db).await
    }

    /// Opens a clinic with the sample data and this web site. Others have none.
    pub(crate) async fn open_with_site(scratch: &Scratch, site: Site) -> Self {
        Self::start(&scratch.url, &scratch.db, Parts { site, ..parts() }).await
    }

    /// Opens a clinic with the sample data and these models.
    pub(crate) async fn open_with(scratch: &Scratch, models: AssistantModels) -> Self {
        Self::start(&scratch.url, &scratch.db, Parts { models, ..parts() }).await
    }

    /// Opens a clinic with the sample data, where the clock on the wall shows the time of this zone.
    pub(crate) async fn open_in(scratch: &Scratch, zone: &str) -> Self {
        let time_zone = contract::settings::parse_time_zone(zone).unwrap();
        Self::start(&scratch.url, &scratch.db, Parts { time_zone, ..parts() }).await
    }

    /// Opens a clinic on any database. `db` is the same database, reached by a way that works when the test ends.
    pub(crate) async fn open_at(url: &DatabaseUrl, db: &Db) -> Self {
        Self::start(url, db, parts()).await
    }

    async fn start(url: &DatabaseUrl, db: &Db, parts: Parts) -> Self {
        let clock = Clock::fixed(NOW);
        let settings = Settings { clock: clock.clone(), ..Settings::default() };
        let operators = Operators { telemetry: None, has_actuator: true };
        let clinic = local::clinic::Clinic::open(ANY_PORT, url, settings, operators, parts).await.unwrap();
        let http = Http::at(clinic.address());
        let made = clinic.first_passwords();
        let passwords = Role::ALL.into_iter().filter_map(|it| Some((it, made?.of(it).to_owned()))).collect();
        let running = Running::start(|stop| clinic.run(GRACE, stop));
        Self { leftovers: Leftovers::of(db), http, clock, passwords, running }
    }

    /// Shuts the clinic down cleanly.
    pub(crate) async fn stop(self) {
        drop(self.leftovers);
        self.running.stop().await;
    }
}

/// The sample data, the offline assistant, and no site.
fn parts() -> Parts {
    let (models, site) = (local::models::offline(), Site::default());
    Parts { seed: Seed::Sample, models, time_zone: TimeZone::UTC, site, console: Console::default() }
}

impl Deref for Clinic {
    type Target = Http;

    fn deref(&self) -> &Http {
        &self.http
    }
}

/// The clinic as separate services, each with its own port, its own database and its own view of its peers.
///
/// Peers reach each other through proxies; the tests' own requests go directly.
pub(crate) struct ServiceHarness {
    /// First, as in [`Clinic`].
    pub(crate) leftovers: Leftovers,
    http: Http,
    pub(crate) customers: RunningService,
    pub(crate) vets: RunningService,
    pub(crate) visits: RunningService,
}

/// A service of the harness, which a test may stop and restart.
pub(crate) struct RunningService {
    /// The proxy through which peers reach it.
    pub(crate) proxy: Proxy,
    /// Its database.
    pub(crate) db: Db,
    address: SocketAddr,
    start: Box<dyn Fn(TcpListener) -> Running + Send>,
    running: Option<Running>,
    _scratch: Option<Scratch>,
}

impl ServiceHarness {
    /// Opens services with the sample data, which give up on each other within a test's patience.
    pub(crate) async fn open(scratch: &Scratch) -> Self {
        let settings =
            peers::Settings { refuse_for: Duration::from_millis(200), ..peers::Settings::default() };
        Self::open_with(scratch, settings).await
    }

    pub(crate) async fn open_with(scratch: &Scratch, patience: peers::Settings) -> Self {
        let clock = Clock::fixed(NOW);
        let [customers, vets, visits] =
            [listen(ANY_PORT).await, listen(ANY_PORT).await, listen(ANY_PORT).await];
        let address = |it: &TcpListener| it.local_addr().unwrap();
        let http = Http::of(address(&customers), address(&vets), address(&visits));
        let customers_proxy = Proxy::start(address(&customers)).await;
        let vets_proxy = Proxy::start(address(&vets)).await;
        let visits_proxy = Proxy::start(address(&visits)).await;
        let known = [
            (Service::Customers, format!("http://{}", customers_proxy.address)),
            (Service::Vets, format!("http://{}", vets_proxy.address)),
            (Service::Visits, format!("http://{}", visits_proxy.address)),
        ];
        let peers = move || Peers::new(Discovery::fixed(known.clone()).unwrap(), patience).unwrap();

        let apart = Scratch::open(scratch.url.dialect()).await;
        let start = |description: Description| (description, peers.clone(), clock.clone());
        let customers = RunningService::open(
            customers,
            customers_proxy,
            &scratch.url,
            None,
            start(customers::description()),
        );
        let url = apart.url.clone();
        let vets = RunningService::open(vets, vets_proxy, &url, Some(apart), start(vets::description()));
        let apart = Scratch::open(scratch.url.dialect()).await;
        let url = apart.url.clone();
        let visits =
            RunningService::open(visits, visits_proxy, &url, Some(apart), start(visits::description()));
        let (customers, vets, visits) = (customers.await, vets.await, visits.await);
        Self { leftovers: Leftovers::of(&customers.db), http, customers, vets, visits }
    }
}

impl Deref for ServiceHarness {
    type Target = Http;

    fn deref(&self) -> &Http {
        &self.http
    }
}

impl RunningService {
    async fn open<P: Fn() -> Peers + Send + 'static>(
        listener: TcpListener,
        proxy: Proxy,
        url: &DatabaseUrl,
        scratch: Option<Scratch>,
        (description, peers, clock): (Description, P, Clock),
    ) -> Self {
        let (address, db) = (listener.local_addr().unwrap(), prepared(url, description.service).await);
        let start = {
            let db = db.clone();
            move |listener| run(listener, &description, &db, peers(), &clock)
        };
        let running = Some(start(listener));
        Self { proxy, db, address, start: Box::new(start), running, _scratch: scratch }
    }

    /// Stops the service; its address refuses connections.
    pub(crate) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Restarts the service at the same address, with empty caches.
    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.running = Some((self.start)(listen(self.address).await));
    }
}

pub(crate) async fn listen(address: SocketAddr) -> TcpListener {
    TcpListener::bind(address).await.unwrap()
}

pub(crate) async fn prepared(url: &DatabaseUrl, service: Service) -> Db {
    let db = Db::open(url, &Limits::default()).await.unwrap();
    let stream = Stream::ALL.into_iter().find(|it| it.name() == service.name()).unwrap();
    db::prepare(&db, stream, Seed::Sample).await.unwrap();
    db
}

fn run(listener: TcpListener, description: &Description, db: &Db, peers: Peers, clock: &Clock) -> Running {
    let settings = defaults(description.service);
    run_with(listener, (description, settings), db, peers, clock, None)
}

/// Runs a service with these settings and, if `operators` is given, with an actuator.
pub(crate) fn run_with(
    listener: TcpListener,
    (description, settings): (&Description, Arc<ServiceSettings>),
    db: &Db,
    peers: Peers,
    clock: &Clock,
    operators: Option<boot::Operators>,
) -> Running {
    let tuning = Tuning { slow: settings.traces.slow_request, ..Tuning::default() };
    let edge = Settings { clock: clock.clone(), tuner: Tuner::new(tuning), ..Settings::default() };
    edge.faults.allow(settings.faults.by_operators);
    let drain = Drain::default();
    let shared = Shared {
        database: db.clone().into(),
        peers,
        levels: Levels::default(),
        metrics: None,
        aws: None,
        edge,
        drain: drain.clone(),
    };
    let mut process = Process::assemble([(description.clone(), settings)], shared).unwrap();
    let edge = process.edge(process.router(Reach::Clinic, operators));
    let background = process.background();
    Running::start(|stop| async move {
        tokio::select! {
            () = serve(listener, edge, drain, GRACE, stop) => {}
            () = background => {}
        }
    })
}

/// A service's default settings.
pub(crate) fn defaults(service: Service) -> Arc<ServiceSettings> {
    Arc::new(ServiceSettings::read("test", service, |_| None).unwrap())
}

/// Waits until a condition holds, for five seconds at most.
#[track_caller]
pub(crate) fn eventually(what: &str, holds: impl AsyncFn() -> bool) -> impl Future<Output = ()> {
    eventually_within(Duration::from_secs(5), what, holds)
}

/// Waits until a condition holds.
#[track_caller]
pub(crate) fn eventually_within(
    patience: Duration,
    what: &str,
    holds: impl AsyncFn() -> bool,
) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let started = Instant::now();
        while !holds().await {
            assert!(started.elapsed() < patience, "{caller}: it did not come about that {what}");
            sleep(Duration::from_millis(10)).await;
        }
    }
}
