//! A TCP proxy that can fall silent, as a network does, or go away, as a server does.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Forwards connections to a server.
pub(super) struct Proxy {
    pub(super) address: SocketAddr,
    /// Counts silences: a connection opened before the last one hangs for ever.
    silence: watch::Sender<u32>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    pub(super) async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (silence, hearing) = watch::channel(0);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, server, hearing.clone()));
            }
        });
        Self { address, silence, accepting }
    }

    /// Forwards nothing more on the present connections, and keeps them open. New ones work.
    pub(super) fn fall_silent(&self) {
        self.silence.send_modify(|count| *count += 1);
    }

    /// Closes everything and accepts nothing more.
    pub(super) async fn go_away(self) {
        self.accepting.abort();
        let _ = self.accepting.await;
    }
}

async fn forward(mut client: TcpStream, server: SocketAddr, mut hearing: watch::Receiver<u32>) {
    hearing.mark_unchanged();
    let mut server = TcpStream::connect(server).await.unwrap();
    let gone = tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => true,
        changed = hearing.changed() => changed.is_err(),
    };
    if !gone {
        std::future::pending::<()>().await;
    }
}
