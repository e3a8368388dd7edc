//! A proxy to the server that a test can cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Barrier, watch};

pub(crate) struct Proxy {
    port: u16,
    is_cut: Arc<AtomicBool>,
    cuts: watch::Sender<()>,
}

impl Proxy {
    /// Opens a proxy to `http://HOST:PORT`.
    pub(crate) async fn to(server: &str) -> Self {
        Self::of(server, 1).await
    }

    /// Opens a proxy that forwards connections in pairs: each one waits for a second one.
    pub(crate) async fn in_pairs(server: &str) -> Self {
        Self::of(server, 2).await
    }

    async fn of(server: &str, together: usize) -> Self {
        let server = server.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            is_cut: Arc::default(),
            cuts: watch::Sender::new(()),
        };
        let (is_cut, cuts) = (proxy.is_cut.clone(), proxy.cuts.subscribe());
        let gate = Arc::new(Barrier::new(together));
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                if is_cut.load(Ordering::SeqCst) {
                    continue;
                }
                let (server, mut cuts) = (server.clone(), cuts.clone());
                cuts.mark_unchanged();
                let gate = gate.clone();
                tokio::spawn(async move {
                    gate.wait().await;
                    let mut far = TcpStream::connect(server).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        _ = cuts.changed() => {}
                    }
                });
            }
        });
        proxy
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Breaks every connection, and each new one.
    pub(crate) fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        self.cuts.send_replace(());
    }

    /// Lets new connections through again.
    pub(crate) fn restore(&self) {
        self.is_cut.store(false, Ordering::SeqCst);
    }
}
