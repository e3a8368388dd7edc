//! Opens the clinic and runs it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;

use admin::FirstPasswords;
use assistant_model::AssistantModels;
use boot::{Process, Reach, Shared};
use contract::service::Service;
use contract::settings::LogRequests;
use db::{DatabaseUrl, Db, Limits, Seed, Stream};
use http::HeaderMap;
use jiff::tz::TimeZone;
use peers::Peers;
use site::Site;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use web::edge::{Drain, Edge, KEY, Settings};
use web::serve::{Grace, serve};
use web::tuning::{Tuner, Tuning};

use crate::console::Console;
use crate::error::Error;
use crate::inner_key;
use crate::operators::Operators;
use crate::services;

/// The first of the ports between services: below those that systems give to connections.
const FIRST_INSIDE: u16 = 20_000;
/// How many such ports there are.
const INSIDE: u16 = 10_000;

/// What a clinic is made of, besides its database and the door to it.
pub struct Parts {
    /// What new tables hold.
    pub seed: Seed,
    /// The models that answer for the assistant.
    pub models: AssistantModels,
    /// The zone of the clock on the clinic's wall.
    pub time_zone: TimeZone,
    /// The web site.
    pub site: Site,
    /// What the operators' console is told.
    pub console: Console,
}

/// The clinic, open but not yet serving.
pub struct Clinic {
    address: SocketAddr,
    public: Door,
    /// The listener for calls between services. Such a call belongs to an admitted request, so it never queues behind new
    /// arrivals. Some routes are for peers only, and only this process has the key.
    inner: Door,
    background: Pin<Box<dyn Future<Output = ()> + Send>>,
    db: Db,
    passwords: Option<FirstPasswords>,
}

/// A listener with the edge that serves it.
struct Door {
    listener: TcpListener,
    edge: Edge,
    drain: Drain,
}

impl Clinic {
    /// Listens, opens and migrates the database, and assembles the services.
    pub async fn open(
        address: SocketAddr,
        database: &DatabaseUrl,
        settings: Settings,
        operators: Operators<'_>,
        parts: Parts,
    ) -> Result<Self, Error> {
        let Parts { seed, models, time_zone, site, console } = parts;
        let (listener, address) = listen(address).await?;
        let address = reachable(address);
        let (inner_listener, inner_address) = listen_inside(address.port()).await?;
        let db = Db::open(database, &Limits::default()).await?;
        for stream in Stream::ALL {
            db::prepare(&db, stream, seed).await?;
        }
        let key = inner_key::draw()?;
        let known_by = HeaderMap::from_iter([(KEY, key.clone())]);
        let (clock, drain) = (settings.clock.clone(), Drain::default());
        let passwords = admin::first_passwords(&db, clock.seconds()).await;
        let passwords = passwords.map_err(|fault| Error::Passwords { cause: fault.cause() })?;
        let shared = Shared {
            database: db.clone().into(),
            peers: Peers::fixed_with(
                Service::http().map(|it| (it, format!("http://{inner_address}"))),
                known_by,
            )?,
            levels: operators.telemetry.map(|it| it.levels.clone()).unwrap_or_default(),
            metrics: operators.telemetry.and_then(|it| it.metrics.clone()),
            aws: None,
            edge: settings,
            drain: drain.clone(),
        };
        let mut process = Process::assemble(services::all(models, &time_zone, &console, address)?, shared)?;
        let background = Box::pin(process.background());
        let actuator = operators.actuator(database);
        let services = process.router(Reach::Anyone, actuator);
        let public = process.edge(services.merge(web::docs::router()).merge(site.router()));
        let inner = process.router(Reach::Clinic, Some(operators.inner_actuator(database)));
        // The clinic has logged the outer request already, so calls between services leave no lines.
        let unlogged = Tuning { log_requests: LogRequests::None, ..Tuning::default() };
        let inner_settings = Settings {
            clock,
            key: Some(key),
            tuner: Tuner::new(unlogged),
            slow: process.slow_requests(),
            ..Settings::default()
        };
        let inner_drain = Drain::default();
        let inner = Edge::new(inner, inner_settings, inner_drain.clone());
        Ok(Self {
            address,
            public: Door { listener, edge: public, drain },
            inner: Door { listener: inner_listener, edge: inner, drain: inner_drain },
            background,
            db,
            passwords,
        })
    }

    /// The address at which this machine reaches the clinic.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The passwords for the operators' console, which are made up at the first start and shown this once.
    pub fn first_passwords(&self) -> Option<&FirstPasswords> {
        self.passwords.as_ref()
    }

    /// Serves until `stop` resolves, then drains.
    pub async fn run(self, grace: Grace, stop: impl Future<Output = ()>) {
        let Self { public, inner, background, db, .. } = self;
        // The inner listener stops last, because draining requests may still call other services.
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
            () = background => {}
        }
        db.close().await;
    }
}

impl Door {
    async fn serve(self, grace: Grace, stop: impl Future<Output = ()>) {
        serve(self.listener, self.edge, self.drain, grace, stop).await;
    }
}

/// Listens for calls between services. A clinic has the same port at each start, if nobody else does, because the admin server knows an
/// instance by its address.
async fn listen_inside(public_port: u16) -> Result<(TcpListener, SocketAddr), Error> {
    let at = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    match listen(at(FIRST_INSIDE + public_port % INSIDE)).await {
        Ok(listening) => Ok(listening),
        Err(_) => listen(at(0)).await,
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Error> {
    let failed = |source| Error::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// The address at which this machine reaches a listening address.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_clinic_has_the_same_port_inside_at_each_start_if_it_is_free() {
        let public_port = u16::try_from(std::process::id() % u32::from(INSIDE)).unwrap();
        let (first, address) = listen_inside(public_port).await.unwrap();
        let (_second, other) = listen_inside(public_port).await.unwrap();
        assert_ne!(address, other);
        drop(first);
        assert_eq!(listen_inside(public_port).await.unwrap().1, address);
    }
}
