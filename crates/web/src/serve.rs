//! Runs a server on a listener until it is stopped. It drains without losing a request that it has accepted.

mod connections;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
#[cfg(target_os = "linux")]
use socket2::{SockFilter, SockRef};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};
use tokio_io_timeout::TimeoutStream;

pub(crate) use self::connections::{Busy, Link};
use self::connections::{Connections, Place};
use crate::edge::{Drain, Edge};

/// The times of a shutdown.
#[derive(Clone, Copy, Debug)]
pub struct Grace {
    /// How long to go on serving after the stop, so that callers notice and go elsewhere. The server already reports
    /// that it is not ready, and closes each connection after its next answer.
    pub linger: Duration,
    /// How long a connection without a request stays open after that: the latest clients may not have sent one yet.
    pub last_call: Duration,
    /// When to end requests still in progress, counted from the stop.
    pub deadline: Duration,
}

impl Default for Grace {
    fn default() -> Self {
        let quarter = Duration::from_millis(250);
        Self { linger: quarter, last_call: quarter, deadline: Duration::from_secs(25) }
    }
}

// Longer than the 60 s for which a load balancer keeps idle connections. If the server closed first, the load balancer
// might reuse a closed connection.
const IDLE: Duration = Duration::from_secs(75);

// Longest time that a TCP handshake takes within reason.
const HANDSHAKE: Duration = Duration::from_millis(100);

// Longest time in which a client takes no byte of an answer.
const UNREAD: Duration = Duration::from_secs(10);

// Most bytes of an answer that wait for a client, and of a request's head, besides what the kernel keeps.
const BUFFER: usize = 64 * 1024;

// How long a client may take to receive an answer while the server drains.
const TAKEN: Duration = Duration::from_secs(2);

/// Serves until `stop` resolves, then drains.
pub async fn serve(
    listener: TcpListener,
    edge: Edge,
    drain: Drain,
    grace: Grace,
    stop: impl Future<Output = ()>,
) {
    let connections = GracefulShutdown::new();
    let places = Connections::new();
    let begin = |connection, watcher| start(connection, &edge, &places, watcher);
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            connection = accept(&listener, &places) => begin(connection, connections.watcher()),
            () = &mut stop => break,
        }
    }
    drain.begin();
    let draining = async {
        let mut linger = std::pin::pin!(sleep(grace.linger));
        loop {
            tokio::select! {
                connection = accept(&listener, &places) => begin(connection, connections.watcher()),
                () = &mut linger => break,
            }
        }
        // From here on the kernel admits no new clients. Handshakes that have begun get time to complete.
        turn_away(&listener);
        let mut handshakes = std::pin::pin!(sleep(HANDSHAKE));
        loop {
            tokio::select! {
                connection = accept(&listener, &places) => begin(connection, connections.watcher()),
                () = &mut handshakes => break,
            }
        }
        for connection in close(listener) {
            begin(connection, connections.watcher());
        }
        // Wait first: a shutdown closes connections of which the server has read nothing, even if a request has
        // arrived.
        let _ = timeout(grace.last_call, ended(&connections)).await;
        tokio::select! {
            () = connections.shutdown() => {}
            () = quiet(&edge) => tracing::info!("clients that neither ask nor listen were left"),
        }
    };
    if timeout(grace.deadline, draining).await.is_err() {
        tracing::warn!("requests still in progress at the deadline were ended");
    }
}

/// A connection and the address of the client.
type Connection = (TcpStream, SocketAddr);

async fn accept(listener: &TcpListener, places: &Connections) -> Connection {
    loop {
        places.room().await;
        match listener.accept().await {
            Ok(connection) => return connection,
            Err(error) => {
                // Most likely the process is out of file descriptors; wait until others close.
                if places.is_time_to_report() {
                    tracing::warn!(%error, "a connection was not accepted");
                }
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Makes the kernel drop the first packet of every new connection. Otherwise, a connection established between the last
/// accept and the closing of the listener would be reset. A client whose packet is dropped tries again and is then
/// refused.
fn turn_away(listener: &TcpListener) {
    #[cfg(target_os = "linux")]
    {
        // Matches SYN without ACK in the flags of the TCP header, at offset 13.
        const FIRST_PACKETS: [SockFilter; 5] = [
            SockFilter::new(0x30, 0, 0, 13),       // load the byte at 13
            SockFilter::new(0x54, 0, 0, 0x12),     // and SYN | ACK
            SockFilter::new(0x15, 0, 1, 0x02),     // if it is SYN
            SockFilter::new(0x06, 0, 0, 0),        // drop the packet
            SockFilter::new(0x06, 0, 0, u32::MAX), // else keep all of it
        ];
        if let Err(error) = SockRef::from(listener).attach_filter(&FIRST_PACKETS) {
            tracing::debug!(%error, "connections that come while the listener closes may be reset");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = listener;
}

/// Closes a listener and returns the connections that the kernel has already established for it.
fn close(listener: TcpListener) -> Vec<Connection> {
    // Bypasses the runtime, which may not know of the latest ones yet.
    let Ok(listener) = listener.into_std() else { return Vec::new() };
    let waiting = std::iter::from_fn(|| listener.accept().ok());
    waiting
        .filter_map(|(stream, from)| {
            let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)).ok()?;
            Some((stream, from))
        })
        .collect()
}

/// Resolves when every connection has ended.
async fn ended(connections: &GracefulShutdown) {
    while connections.count() > 0 {
        sleep(Duration::from_millis(5)).await;
    }
}

/// Resolves once no request was in progress for so long that clients could have received every answer.
async fn quiet(edge: &Edge) {
    let mut since = Instant::now();
    while since.elapsed() < TAKEN {
        sleep(Duration::from_millis(20)).await;
        if !edge.is_idle() {
            since = Instant::now();
        }
    }
}

fn start((stream, from): Connection, edge: &Edge, places: &Arc<Connections>, watcher: Watcher) {
    // Answers are written whole, so there is nothing to wait for.
    let _ = stream.set_nodelay(true);
    tokio::spawn(carry(stream, places.add(from), edge.clone(), watcher));
}

/// Serves a connection to its end.
async fn carry<S>(stream: S, place: Place, edge: Edge, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let service = TowerToHyperService::new(edge.for_connection(place.link.clone()));
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(UNREAD));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut connection = std::pin::pin!(watcher.watch(connection));
    loop {
        tokio::select! {
            ended = &mut connection => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
                break;
            }
            // A request may have come since this connection was chosen. It is carried out, and another connection makes room.
            () = place.link.superseded() => if place.link.is_idle() {
                tracing::debug!("an idle connection made room for another");
                break;
            },
        }
    }
}

#[cfg(test)]
mod tests;
