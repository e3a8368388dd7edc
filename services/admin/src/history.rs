//! How instances were in the last hours, from their metrics, which this process samples and keeps in memory.

mod counts;
mod exposition;
pub(crate) mod rounds;
mod track;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::admin::{HistoryMetric, HistorySeries, InstanceHistory, InstanceId};
use contract::routes::ShowInstanceHistory;
use contract::service::Service;
use tokio::time::Instant;
use web::answer::{Answer, Outcome};
use web::call::Call;

pub(crate) use self::counts::Counts;
use self::track::{SAMPLES, Track};
use crate::time::rfc3339;
use crate::{Admin, instances};

/// The most instances whose samples are kept: 3.4 MB. Further ones have no history.
const MOST: usize = 256;

/// The samples of all instances.
pub(crate) struct History {
    step: Duration,
    tracks: Mutex<Tracks>,
}

#[derive(Default)]
struct Tracks {
    all: BTreeMap<InstanceId, Track>,
    /// The services in the process of an instance, if there are several.
    processes: BTreeMap<InstanceId, Vec<Service>>,
    /// When the latest round began.
    round: Option<(Instant, i64)>,
}

impl History {
    /// Keeps samples that are taken at these intervals.
    pub(crate) fn new(step: Duration) -> Self {
        Self { step, tracks: Mutex::default() }
    }

    /// The time between two samples.
    pub(crate) fn step(&self) -> Duration {
        self.step
    }

    fn tracks(&self) -> MutexGuard<'_, Tracks> {
        self.tracks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tracks {
    /// Begins a round: adds one sample of which nothing is known yet for each that was due since the round before, but the last.
    /// Returns when the round before began.
    fn begin(&mut self, step: Duration, at: Instant, round_at: i64) -> Option<Instant> {
        let before = self.round.replace((at, round_at)).map(|it| it.0);
        let passed = before.map_or(step, |before| at.duration_since(before));
        let rounds = (passed.as_secs_f64() / step.as_secs_f64()).round() as usize;
        if rounds > 1 {
            self.all.values_mut().for_each(|it| it.miss(rounds - 1));
        }
        // Until then, an instance that comes back is known.
        self.all.retain(|_, it| it.missed < SAMPLES);
        before
    }

    /// The track of an instance, new or not; `None` if there are too many.
    fn of(&mut self, id: InstanceId) -> Option<&mut Track> {
        if !self.all.contains_key(&id) && self.all.len() >= MOST {
            let (gone, track) = self.all.iter().max_by_key(|(_, it)| it.missed)?;
            if track.missed <= 1 {
                return None;
            }
            let gone = *gone;
            self.all.remove(&gone);
        }
        Some(self.all.entry(id).or_insert_with(Track::new))
    }
}

pub(crate) async fn show(state: Admin, call: Call<ShowInstanceHistory>) -> Outcome<ShowInstanceHistory> {
    let id = call.path.instance_id;
    let instance = instances::known(&state, id)?;
    let tracks = state.history.tracks();
    let series = |(name, values): (HistoryMetric, _)| HistorySeries { name, unit: name.unit(), values };
    let series = match tracks.all.get(&id) {
        Some(track) => track.values().map(series).collect(),
        None => HistoryMetric::ALL.map(|it| series((it, Vec::new()))).into(),
    };
    let own = instance.registration.name;
    let others = tracks.processes.get(&id).into_iter().flatten().map(|it| it.name());
    let answer = InstanceHistory {
        step_seconds: u32::try_from(state.history.step.as_secs()).unwrap_or(u32::MAX).max(1),
        ends_at: tracks.round.filter(|_| tracks.all.contains_key(&id)).map(|it| rfc3339(it.1)),
        shares_process_with: others.filter(|it| *it != own).map(str::to_owned).collect(),
        series,
    };
    Answer::json(&answer)
}
