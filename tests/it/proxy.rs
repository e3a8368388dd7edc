//! A TCP proxy that simulates faults of networks and servers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A proxy that forwards connections to a server until a test injects a fault.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    server: SocketAddr,
    faults: watch::Sender<Faults>,
    accepted: Arc<AtomicUsize>,
    accepting: Option<JoinHandle<()>>,
}

#[derive(Clone, Copy, Default)]
struct Faults {
    /// Counts silences: a connection from before the last one hangs for ever.
    silences: u32,
    /// Counts kills: a connection from before the last one is closed.
    kills: u32,
    /// Whether new connections hang as well.
    is_mute: bool,
    /// Whether new connections forward requests but drop responses.
    loses_answers: bool,
}

impl Proxy {
    pub(crate) async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let faults = watch::Sender::new(Faults::default());
        let mut proxy = Self { address, server, faults, accepted: Arc::default(), accepting: None };
        proxy.accept(listener);
        proxy
    }

    fn accept(&mut self, listener: TcpListener) {
        let (server, faults, accepted) = (self.server, self.faults.clone(), self.accepted.clone());
        self.accepting = Some(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                accepted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(forward(client, server, faults.subscribe()));
            }
        }));
    }

    /// The number of connections so far.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Stops forwarding on the present connections but keeps them open. New connections work.
    pub(crate) fn silence(&self) {
        self.faults.send_modify(|it| it.silences += 1);
    }

    /// Accepts every connection and forwards nothing, until [`restore`](Self::restore).
    pub(crate) fn blackhole(&self) {
        self.faults.send_modify(|it| {
            it.silences += 1;
            it.is_mute = true;
        });
    }

    /// Closes the present connections. New ones forward requests but drop responses, until [`restore`](Self::restore).
    pub(crate) fn lose_answers(&self) {
        self.faults.send_modify(|it| {
            it.kills += 1;
            it.loses_answers = true;
        });
    }

    /// Closes the present connections. New ones work.
    pub(crate) fn kill(&self) {
        self.faults.send_modify(|it| it.kills += 1);
    }

    /// Closes all connections and refuses new ones, until [`restore`](Self::restore).
    pub(crate) async fn refuse(&mut self) {
        self.stop().await;
        self.kill();
    }

    /// Works again, for new connections.
    pub(crate) async fn restore(&mut self) {
        self.stop().await;
        self.faults.send_modify(|it| {
            it.kills += 1;
            it.is_mute = false;
            it.loses_answers = false;
        });
        self.accept(TcpListener::bind(self.address).await.unwrap());
    }

    /// Forwards new connections to another server. Present ones stay with theirs.
    pub(crate) async fn lead_to(&mut self, server: SocketAddr) {
        self.server = server;
        self.stop().await;
        self.accept(TcpListener::bind(self.address).await.unwrap());
    }

    async fn stop(&mut self) {
        if let Some(accepting) = self.accepting.take() {
            accepting.abort();
            let _ = accepting.await;
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // An open connection would make a server keep its locks.
        self.kill();
        if let Some(accepting) = &self.accepting {
            accepting.abort();
        }
    }
}

async fn forward(client: TcpStream, server: SocketAddr, faults: watch::Receiver<Faults>) {
    let opened = *faults.borrow();
    tokio::select! {
        () = pass(client, server, opened, faults.clone()) => {}
        () = until(faults, |it| it.kills > opened.kills) => {}
    }
}

async fn pass(mut client: TcpStream, server: SocketAddr, opened: Faults, faults: watch::Receiver<Faults>) {
    if opened.is_mute {
        std::future::pending::<()>().await;
    }
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    if opened.loses_answers {
        let ((mut asked, _client), (mut answered, mut asking)) = (client.split(), server.split());
        let mut nowhere = tokio::io::sink();
        let _ = tokio::join!(
            tokio::io::copy(&mut asked, &mut asking),
            tokio::io::copy(&mut answered, &mut nowhere)
        );
        return;
    }
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => return,
        () = until(faults, |it| it.silences > opened.silences) => {}
    }
    std::future::pending::<()>().await;
}

async fn until(mut faults: watch::Receiver<Faults>, holds: impl Fn(&Faults) -> bool) {
    // Without senders, no fault can follow.
    if faults.wait_for(holds).await.is_err() {
        std::future::pending::<()>().await;
    }
}
