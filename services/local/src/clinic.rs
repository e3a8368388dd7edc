//! Opening the clinic and running it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use contract::service::Service;
use contract::settings::LogRequests;
use customers::Customers;
use db::{DatabaseUrl, Db, Limits, Seed, Stream};
use genai::{Assistant, Cookies, Mind};
use peers::Peers;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use vets::Vets;
use visits::Visits;
use web::edge::{Drain, Edge, Settings};
use web::serve::{Grace, serve};
use web::tuning::{Tuner, Tuning};

use crate::error::Error;
use crate::operators::{self, Operators};

/// A loopback port of the system's choice.
const ANY_LOOPBACK: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// The clinic, open but not yet serving.
pub struct Clinic {
    address: SocketAddr,
    public: Door,
    /// Where the services call each other: such a call belongs to a request that was let in already, so it must not queue behind
    /// those still outside, and some calls are for peers only.
    inner: Door,
    customers: Customers,
    visits: Visits,
    assistant: Assistant,
    db: Db,
}

/// A listener with what it leads to.
struct Door {
    listener: TcpListener,
    edge: Edge,
    drain: Drain,
}

impl Clinic {
    /// Listens, opens and migrates the database, and puts the services together.
    pub async fn open(
        address: SocketAddr,
        database: &DatabaseUrl,
        seed: Seed,
        settings: Settings,
        operators: Operators<'_>,
        mind: Mind,
    ) -> Result<Self, Error> {
        let (listener, address) = listen(address).await?;
        let (inner_listener, inner_address) = listen(ANY_LOOPBACK).await?;
        let db = Db::open(database, &Limits::default()).await?;
        for stream in Stream::ALL {
            db::prepare(&db, stream, seed).await?;
        }
        let peers = Peers::fixed(Service::ALL.map(|it| (it, format!("http://{inner_address}"))))?;
        let clock = settings.clock.clone();
        let customers = Customers::new(db.clone(), &peers, clock.clone());
        let vets = Vets::new(db.clone(), clock.clone());
        let visits = Visits::new(db.clone(), &peers, clock.clone());
        let assistant = Assistant::new(db.clone(), &peers, clock.clone(), mind, Cookies::Plain);
        let drain = Drain::default();
        let Operators { telemetry, has_actuator } = operators;
        if let Some(metrics) = telemetry.and_then(|it| it.metrics.as_ref()) {
            let (db, peers, customers, vets, visits) =
                (db.clone(), peers.clone(), customers.clone(), vets.clone(), visits.clone());
            metrics.before_reading(move || {
                db.record_gauges();
                peers.record_gauges();
                customers.record_gauges();
                vets.record_gauges();
                visits.record_gauges();
            });
        }
        let public = Router::new()
            .merge(customers.public_router())
            .merge(vets.router())
            .merge(visits.public_router())
            .merge(assistant.router())
            .merge(web::health::router(vec![db.clone()], drain.clone()))
            .merge(web::docs::router(env!("CARGO_PKG_VERSION")));
        let public = if has_actuator {
            public
                .merge(web::actuator::router(operators::sources(database, &db, &settings, &drain, telemetry)))
        } else {
            public
        };
        let inner = Router::new().merge(customers.router()).merge(vets.router()).merge(visits.router());
        // What services ask of each other was logged when it was asked of the clinic, if it was to be.
        let unlogged = Tuning { log_requests: LogRequests::None, ..Tuning::default() };
        let inner_settings = Settings { clock, tuner: Tuner::new(unlogged), ..Settings::default() };
        Ok(Self {
            address: reachable(address),
            public: Door::new(listener, public, settings, drain),
            inner: Door::new(inner_listener, inner, inner_settings, Drain::default()),
            customers,
            visits,
            assistant,
            db,
        })
    }

    /// Where this machine reaches it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` resolves, then drains.
    pub async fn run(self, grace: Grace, stop: impl Future<Output = ()>) {
        let Self { public, inner, customers, visits, assistant, db, .. } = self;
        // Requests that drain may still need the services behind them.
        let (drained, all_drained) = oneshot::channel::<()>();
        let serve_public = async {
            public.serve(grace, stop).await;
            drop(drained);
        };
        let at_once =
            Grace { linger: Duration::ZERO, last_call: Duration::ZERO, deadline: Duration::from_secs(1) };
        let serve_inner = inner.serve(at_once, async { drop(all_drained.await) });
        tokio::select! {
            _ = async { tokio::join!(serve_public, serve_inner) } => {}
            _ = async { tokio::join!(customers.work(), visits.work(), assistant.work()) } => {}
        }
        db.close().await;
    }
}

impl Door {
    fn new(listener: TcpListener, router: Router, settings: Settings, drain: Drain) -> Self {
        Self { listener, edge: Edge::new(router, settings, drain.clone()), drain }
    }

    async fn serve(self, grace: Grace, stop: impl Future<Output = ()>) {
        serve(self.listener, self.edge, self.drain, grace, stop).await;
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Error> {
    let failed = |source| Error::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Where this machine reaches an address that it listens on.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        let loopback: IpAddr = match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        };
        address.set_ip(loopback);
    }
    address
}
