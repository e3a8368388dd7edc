//! Draining: the state of a server that is about to stop.

use tokio::sync::watch;

/// Whether a server is draining. It then reports that it is not ready, and closes each connection once it is idle.
#[derive(Clone, Debug, Default)]
pub struct Drain(watch::Sender<bool>);

impl Drain {
    /// Begins to drain.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Whether draining has begun.
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Resolves when draining begins, or once nobody can begin it any more.
    pub(crate) fn begun(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut state = self.0.subscribe();
        async move { drop(state.wait_for(|has_begun| *has_begun).await) }
    }
}
