//! How a process is asked to stop: once, and then again.

use std::io;

use tokio::sync::oneshot;
use web::signals::Signals;

/// A listener for requests to stop.
pub struct Stopping(Signals);

impl Stopping {
    /// Begins to listen. Whoever reads that a process is running may ask it to stop at once, so this comes first.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn listen() -> io::Result<Self> {
        Signals::listen().map(Self)
    }

    /// Runs a server until it has stopped in good order after the first request, or at once after the second. The server is
    /// given what resolves at the first.
    pub async fn run<F: Future<Output = ()>>(
        mut self,
        server: impl FnOnce(std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) -> F,
    ) {
        let (stop, stopped) = oneshot::channel::<()>();
        let asked_twice = async {
            self.0.next().await;
            drop(stop);
            self.0.next().await;
        };
        tokio::select! {
            () = server(Box::pin(async { drop(stopped.await) })) => {}
            () = asked_twice => tracing::warn!("asked to stop a second time; requests in progress were cut off"),
        }
    }
}
