//! Requests to stop a process: the first one stops it gracefully, the second one at once.

use std::io;

use tokio::sync::oneshot;
use web::signals::Signals;

/// A listener for stop signals.
pub struct Stopping(Signals);

impl Stopping {
    /// Begins to listen. Call it first of all: the first process of a container ignores signals that it does not listen
    /// for.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn listen() -> io::Result<Self> {
        Signals::listen().map(Self)
    }

    /// Runs a future until it completes, or until the first stop signal; then `None`.
    pub async fn unless_asked<T>(&mut self, something: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            outcome = something => Some(outcome),
            () = self.0.next() => None,
        }
    }

    /// Runs a server. After the first stop signal it shuts down gracefully; after the second it is cut off at once. The
    /// server receives a future that resolves at the first signal.
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
