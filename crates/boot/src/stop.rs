//! How a process is asked to stop: once, and then again.

use std::io;

use tokio::sync::oneshot;
use web::signals::Signals;

/// A listener for requests to stop.
pub struct Stopping(Signals);

impl Stopping {
    /// Begins to listen. This comes before all else: a process that is the first of its container ignores what it does not
    /// listen for.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn listen() -> io::Result<Self> {
        Signals::listen().map(Self)
    }

    /// Does something unless it is asked to stop first; then there is no outcome.
    pub async fn unless_asked<T>(&mut self, something: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            outcome = something => Some(outcome),
            () = self.0.next() => None,
        }
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
