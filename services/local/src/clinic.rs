//! Opening the clinic and running it.

use std::net::SocketAddr;

use axum::Router;
use contract::endpoint::Service;
use customers::Customers;
use db::{DatabaseUrl, Db, Limits, Seed, Stream};
use peers::Peers;
use tokio::net::TcpListener;
use vets::Vets;
use visits::Visits;
use web::edge::{Drain, Edge, Settings};
use web::serve::{Grace, serve};

use crate::error::Error;

/// The clinic, open but not yet serving.
pub struct Clinic {
    listener: TcpListener,
    address: SocketAddr,
    edge: Edge,
    drain: Drain,
    customers: Customers,
    visits: Visits,
}

impl Clinic {
    /// Listens, opens and migrates the database, and puts the services together.
    pub async fn open(
        address: SocketAddr,
        database: &DatabaseUrl,
        seed: Seed,
        settings: Settings,
    ) -> Result<Self, Error> {
        let taken = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        let db = Db::open(database, &Limits::default()).await?;
        for stream in [Stream::Customers, Stream::Vets, Stream::Visits] {
            db::prepare(&db, stream, seed).await?;
        }
        let address = reachable(address);
        let here = format!("http://{address}");
        let peers = Peers::fixed(Service::ALL.map(|it| (it, here.clone())))?;
        let clock = settings.clock.clone();
        let drain = Drain::default();
        let customers = Customers::new(db.clone(), &peers, clock.clone());
        let vets = Vets::new(db.clone(), clock.clone());
        let visits = Visits::new(db.clone(), &peers, clock);
        let router = Router::new()
            .merge(customers.router())
            .merge(vets.router())
            .merge(visits.router())
            .merge(web::health::router(vec![db], drain.clone()))
            .merge(web::docs::router(env!("CARGO_PKG_VERSION")));
        let edge = Edge::new(router, settings, drain.clone());
        Ok(Self { listener, address, edge, drain, customers, visits })
    }

    /// Where this machine reaches it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` resolves, then drains.
    pub async fn run(self, grace: Grace, stop: impl Future<Output = ()>) {
        let work = async { tokio::join!(self.customers.work(), self.visits.work()) };
        tokio::select! {
            () = serve(self.listener, self.edge, self.drain, grace, stop) => {}
            _ = work => {}
        }
    }
}

/// Where this machine reaches an address that it listens on.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        let loopback = match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        };
        address.set_ip(loopback);
    }
    address
}
