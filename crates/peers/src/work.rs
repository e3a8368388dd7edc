//! The background task that keeps the known instances up to date.

use std::time::Duration;

use contract::service::Service;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::jitter;
use crate::peers::Peers;

/// Default interval of look-ups.
pub(crate) const INTERVAL: Duration = Duration::from_secs(5);
/// Shortest interval of look-ups: the whole account shares the API.
const LEAST: Duration = Duration::from_millis(100);

/// Refreshes every service in every region independently. Never ends.
pub(crate) async fn refresh(peers: Peers) {
    let mut tasks = JoinSet::new();
    for upstream in peers.upstreams() {
        for tier in 0..upstream.regions.len() {
            tasks.spawn(keep_fresh(peers.clone(), upstream.service, tier));
        }
    }
    // The tasks run until this future is dropped.
    while let Some(ended) = tasks.join_next().await {
        tracing::error!(?ended, "refreshes of a peer ended; using last known instances");
    }
    std::future::pending().await
}

async fn keep_fresh(peers: Peers, service: Service, tier: usize) {
    let upstream = peers.upstream(service);
    let mut interval = peers.interval();
    let Some(region) = upstream.regions.get(tier) else { return };
    loop {
        region.refresh(|addresses| upstream.instances.replace(tier, addresses)).await;
        pause(&mut interval).await;
    }
}

/// Waits for the current interval, and starts anew when the interval changes.
async fn pause(interval: &mut watch::Receiver<Duration>) {
    loop {
        let time = jitter::around((*interval.borrow_and_update()).max(LEAST));
        tokio::select! {
            () = sleep(time) => return,
            Ok(()) = interval.changed() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_pause_is_about_the_interval_and_a_new_one_is_in_force_at_once() {
        let (interval, mut seen) = watch::channel(Duration::from_secs(3600));
        let started = Instant::now();
        let waiting = tokio::spawn(async move { pause(&mut seen).await });
        sleep(Duration::from_secs(1)).await;
        interval.send(Duration::from_secs(5)).unwrap();
        waiting.await.unwrap();
        let bounds = Duration::from_millis(5500)..=Duration::from_millis(6510);
        assert!(bounds.contains(&started.elapsed()), "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn there_is_always_some_pause() {
        let (_interval, mut seen) = watch::channel(Duration::ZERO);
        let started = Instant::now();
        pause(&mut seen).await;
        assert!(started.elapsed() >= LEAST / 10 * 9);
    }
}
