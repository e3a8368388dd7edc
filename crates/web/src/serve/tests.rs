use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::*;
use crate::edge::Settings;

const CLIENT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 1);
/// The length of an answer that no buffer holds.
const LONG: usize = 1024 * 1024;

/// A connection that a server serves.
struct Served {
    /// The client's end.
    client: DuplexStream,
    /// The server's task.
    task: JoinHandle<()>,
    link: Arc<Link>,
    /// Dropping it would stop the server.
    _server: GracefulShutdown,
}

fn served(router: Router) -> Served {
    let edge = Edge::new(router, Settings::default(), Drain::default());
    let place = Connections::new().add(CLIENT);
    let (link, connections) = (place.link.clone(), GracefulShutdown::new());
    let (client, server) = duplex(1024);
    let task = tokio::spawn(carry(server, place, edge, connections.watcher()));
    Served { client, task, link, _server: connections }
}

#[expect(clippy::disallowed_methods, reason = "a server is tested with routes of its own")]
async fn requested(path: &str, begun: Arc<Notify>, go: Arc<Notify>) -> Served {
    let slow = move || async move {
        begun.notify_one();
        go.notified().await;
        "done"
    };
    let router = Router::new().route("/long", get(|| async { "x".repeat(LONG) })).route("/slow", get(slow));
    let mut served = served(router);
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    served.client.write_all(head.as_bytes()).await.unwrap();
    served
}

async fn rest(mut client: DuplexStream) -> String {
    let mut text = String::new();
    client.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_no_byte_of_its_answer_is_let_go() {
    let Served { client, task, link, _server } = requested("/long", Arc::default(), Arc::default()).await;
    let began = Instant::now();
    task.await.unwrap();
    assert!((UNREAD..UNREAD * 2).contains(&began.elapsed()), "{:?}", began.elapsed());
    assert!(link.is_idle(), "the request has no place any more");
    assert!(rest(client).await.len() < LONG);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_slowly_gets_its_whole_answer() {
    let Served { mut client, task, _server, .. } = requested("/long", Arc::default(), Arc::default()).await;
    let mut taken = 0;
    let mut piece = vec![0; 64 * 1024];
    loop {
        sleep(UNREAD / 2).await;
        match client.read(&mut piece).await.unwrap() {
            0 => break,
            length => taken += length,
        }
    }
    assert!(taken > LONG);
    task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_request_that_came_as_its_connection_was_to_make_room_is_carried_out() {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let Served { client, task, link, _server } = requested("/slow", begun.clone(), go.clone()).await;
    begun.notified().await;
    link.supersede();
    sleep(Duration::from_secs(1)).await;
    go.notify_one();
    assert!(rest(client).await.ends_with("done"));
    task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_makes_room() {
    let Served { mut client, task, link, _server } = served(Router::new());
    link.supersede();
    task.await.unwrap();
    assert_eq!(client.read(&mut [0; 1]).await.unwrap(), 0);
}
