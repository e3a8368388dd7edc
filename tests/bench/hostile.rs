//! Measures how long GET owner takes, at a rate that is low for the service, while other clients ask for as much as they are let.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::clinic::Clinic;
use crate::environment::{CONNECTIONS, Environment};
use crate::http::get;
use crate::load::Load;
use crate::measure::{Cost, cost};
use crate::operations;
use crate::process::Process;

/// The arrival rate of GET owner in requests a second.
const RATE: u32 = 200;
/// The clients that send chat messages.
const CHATS: u32 = 16;
/// The clients that ask for streams.
const STREAMS: u32 = 900;
/// A client that was refused asks again after this pause.
const PAUSE: Duration = Duration::from_secs(1);

/// The cost of GET owner beside other clients.
#[derive(Debug, Serialize)]
pub(crate) struct Beside {
    pub(crate) others: &'static str,
    pub(crate) cost: Cost,
    /// How often the others were answered, and how often they were refused.
    pub(crate) answered: u64,
    pub(crate) refused: u64,
}

/// Measures GET owner alone, beside the longest chat messages, and beside streams.
pub(crate) async fn measure(environment: &Environment) -> Result<Vec<Beside>> {
    let database = environment.sqlite("hostile")?;
    Clinic::USUAL.make(&database).await?;
    let (service, address) = Process::serve(&mut environment.petclinic(&database))?;
    let owners = (0..1_000).map(|it| get(&operations::owner_path(Clinic::USUAL, it)));
    let load = Load::new(address, owners.collect());
    let mut measured = Vec::new();
    for (name, clients, accept) in [
        ("nobody", 0, "*/*"),
        ("16 clients with the longest chat messages", CHATS, "application/json"),
        ("900 clients that ask for streams", STREAMS, "text/event-stream"),
    ] {
        let (answered, refused) = Default::default();
        let others = Arc::new(Others { address, request: question(accept), answered, refused });
        let mut asking =
            (0..clients).map(|it| others.clone().ask(PAUSE * it / clients)).collect::<JoinSet<_>>();
        load.open(RATE, CONNECTIONS, environment.duration).await?;
        let run = load.open(RATE, CONNECTIONS, environment.duration * 4);
        let cost = cost(service.pid(), None, run).await?;
        asking.shutdown().await;
        let [answered, refused] = [&others.answered, &others.refused].map(|it| it.load(Ordering::Relaxed));
        eprintln!(
            "     GET owner beside {name}: p99 {} us; {answered} answered, {refused} refused",
            cost.p99
        );
        measured.push(Beside { others: name, cost, answered, refused });
    }
    Ok(measured)
}

/// What the other clients ask, and how they fared.
#[derive(Debug)]
struct Others {
    address: SocketAddr,
    request: String,
    answered: AtomicU64,
    refused: AtomicU64,
}

impl Others {
    /// Asks again and again, each time on a new connection, and reads each answer to its end.
    async fn ask(self: Arc<Self>, first: Duration) {
        sleep(first).await;
        loop {
            if self.is_answered().await.unwrap_or(false) {
                self.answered.fetch_add(1, Ordering::Relaxed);
            } else {
                self.refused.fetch_add(1, Ordering::Relaxed);
                sleep(PAUSE).await;
            }
        }
    }

    async fn is_answered(&self) -> Result<bool> {
        let mut connection = TcpStream::connect(self.address).await?;
        connection.write_all(self.request.as_bytes()).await?;
        let mut heard = Vec::new();
        connection.read_to_end(&mut heard).await?;
        Ok(heard.starts_with(b"HTTP/1.1 200"))
    }
}

/// As long a question as is allowed, about names, numbers and places.
fn question(accept: &str) -> String {
    let words = "which owners named leo with 2 dogs live in madison or ".chars().cycle();
    let body = json!({"question": words.take(contract::genai::MESSAGE).collect::<String>()}).to_string();
    format!(
        "POST /api/genai/chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: {accept}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
