//! The samples of one instance.

use std::collections::VecDeque;

use contract::admin::HistoryMetric;
use tokio::time::Instant;

use super::counts::{Counts, Process};

/// How many samples are kept of an instance: six hours at one a minute.
pub(super) const SAMPLES: usize = 360;

/// The values of a sample, in the order of [`HistoryMetric::ALL`]; not a number where a value is not known.
pub(super) type Row = [f32; HistoryMetric::ALL.len()];

/// A sample of which nothing is known.
const NOTHING: Row = [f32::NAN; HistoryMetric::ALL.len()];

/// The samples of an instance: at most [`SAMPLES`] of 36 bytes, hence 13 KiB, and 400 bytes of its latest counts.
pub(super) struct Track {
    before: Option<Before>,
    rows: VecDeque<Row>,
    /// In how many rounds in a row it was not sampled.
    pub(super) missed: usize,
}

/// What an instance said last.
struct Before {
    at: Instant,
    /// When the round began, in seconds since 1970.
    round_at: i64,
    process: Process,
    counts: Counts,
}

/// What an instance says now.
pub(super) struct Now<'a> {
    pub(super) at: Instant,
    /// When the round began, in seconds since 1970.
    pub(super) round_at: i64,
    pub(super) process: &'a Process,
    pub(super) counts: &'a Counts,
}

/// By how much the counts of an instance grew.
pub(super) struct Growth {
    pub(super) counts: Counts,
    /// How long it took, in seconds.
    pub(super) seconds: f64,
    /// Since when, in seconds since 1970: the round of the sample before, or the start of the process if there is none.
    pub(super) since: f64,
}

impl Track {
    pub(super) fn new() -> Self {
        Self { before: None, rows: VecDeque::new(), missed: 0 }
    }

    /// Adds rounds in which nothing was learned.
    pub(super) fn miss(&mut self, rounds: usize) {
        for _ in 0..rounds.min(SAMPLES) {
            self.push(NOTHING);
        }
        self.missed = self.missed.saturating_add(rounds);
    }

    fn push(&mut self, row: Row) {
        if self.rows.len() == SAMPLES {
            self.rows.pop_front();
        }
        self.rows.push_back(row);
    }

    /// Adds a sample. Returns by how much counts grew: since the sample before, or without one since the process started.
    pub(super) fn add(&mut self, now: &Now<'_>) -> Option<Growth> {
        let Now { at, round_at, process, counts } = *now;
        let seconds = self.before.as_ref().map(|it| at.duration_since(it.at).as_secs_f64());
        let seconds = seconds.filter(|it| *it > 0.0);
        let same = self.before.as_ref().filter(|it| it.is_same(process, counts));
        let grew = same.map_or_else(|| counts.clone(), |it| counts.since(&it.counts));
        let errors = process.errors.map(|now| {
            let before = same.and_then(|it| it.process.errors).unwrap_or_default();
            (now - before).max(0.0)
        });
        self.push(row(process, errors, seconds.map(|it| (&grew, it))));
        self.missed = 0;
        let growth = match (&self.before, seconds, process.started) {
            (Some(before), Some(seconds), _) => {
                Some(Growth { counts: grew, seconds, since: before.round_at as f64 })
            }
            (None, _, Some(started)) => {
                let seconds = (round_at as f64 - started).max(0.0);
                Some(Growth { counts: grew, seconds, since: started })
            }
            _ => None,
        };
        self.before = Some(Before { at, round_at, process: process.clone(), counts: counts.clone() });
        growth
    }

    /// The values of all metrics, oldest first.
    pub(super) fn values(&self) -> impl Iterator<Item = (HistoryMetric, Vec<Option<f32>>)> {
        HistoryMetric::ALL.into_iter().enumerate().map(|(at, metric)| {
            let value = |row: &Row| row.get(at).copied().filter(|it| it.is_finite());
            (metric, self.rows.iter().map(value).collect())
        })
    }
}

impl Before {
    /// Whether the process is the one that said this: it started at the same time, or its count did not fall.
    fn is_same(&self, process: &Process, counts: &Counts) -> bool {
        match (self.process.started, process.started) {
            (Some(before), Some(now)) => (before - now).abs() < 1.0,
            _ => counts.requests >= self.counts.requests,
        }
    }
}

/// The values of a sample, from what grew within some seconds.
fn row(process: &Process, errors: Option<f64>, grew: Option<(&Counts, f64)>) -> Row {
    HistoryMetric::ALL.map(|metric| {
        let value = match metric {
            HistoryMetric::Requests => grew.map(|(it, seconds)| it.requests / seconds),
            HistoryMetric::Failed => {
                grew.filter(|(it, _)| it.requests > 0.0).map(|(it, _)| it.failed / it.requests)
            }
            HistoryMetric::MeanDuration => grew.and_then(|(it, _)| it.mean()),
            HistoryMetric::P99Duration => grew.and_then(|(it, _)| it.p99()),
            HistoryMetric::Memory => process.memory,
            HistoryMetric::Cpu => process.cpu,
            HistoryMetric::DatabaseConnections => process.connections,
            HistoryMetric::DatabaseWaiting => process.waiting,
            HistoryMetric::LoggedErrors => errors.zip(grew).map(|(it, (_, seconds))| it * 60.0 / seconds),
        };
        value.map_or(f32::NAN, |it| it as f32)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    struct Watched {
        track: Track,
        at: Instant,
        round_at: i64,
    }

    impl Watched {
        fn new() -> Self {
            Self { track: Track::new(), at: Instant::now(), round_at: 1_000 }
        }

        /// A minute later, a process that started then has counted so many requests.
        fn sees(&mut self, started: f64, requests: f64) -> Option<Growth> {
            self.at += Duration::from_secs(60);
            self.round_at += 60;
            let process = Process { started: Some(started), errors: Some(requests), ..Process::default() };
            let counts = Counts { requests, ..Counts::default() };
            let (at, round_at) = (self.at, self.round_at);
            self.track.add(&Now { at, round_at, process: &process, counts: &counts })
        }

        fn values(&self, wanted: HistoryMetric) -> Vec<Option<f32>> {
            self.track.values().find(|it| it.0 == wanted).unwrap().1
        }
    }

    #[test]
    fn a_counter_that_restarts_counts_from_nothing() {
        let mut it = Watched::new();
        let first = it.sees(900.0, 600.0).unwrap();
        assert_eq!((first.counts.requests, first.since, first.seconds), (600.0, 900.0, 160.0));
        let later = it.sees(900.0, 720.0).unwrap();
        assert_eq!((later.counts.requests, later.since, later.seconds), (120.0, 1_060.0, 60.0));
        // It has already counted more than before.
        assert_eq!(it.sees(1_130.0, 900.0).unwrap().counts.requests, 900.0);
        // One that forgets what it counted, but did not restart, counted nothing.
        assert_eq!(it.sees(1_130.0, 800.0).unwrap().counts.requests, 0.0);
        let rates = [None, Some(2.0), Some(15.0), Some(0.0)];
        assert_eq!(it.values(HistoryMetric::Requests), rates);
        assert_eq!(it.values(HistoryMetric::LoggedErrors), [None, Some(120.0), Some(900.0), Some(0.0)]);
    }

    #[test]
    fn rounds_without_an_answer_are_not_known_and_the_next_one_makes_up_for_them() {
        let mut it = Watched::new();
        it.sees(900.0, 0.0);
        it.track.miss(1);
        (it.at, it.round_at) = (it.at + Duration::from_secs(60), it.round_at + 60);
        assert_eq!(it.sees(900.0, 240.0).unwrap().seconds, 120.0);
        assert_eq!(it.values(HistoryMetric::Requests), [None, None, Some(2.0)]);
        assert_eq!(it.values(HistoryMetric::MeanDuration), [None; 3]);
    }

    #[test]
    fn six_hours_are_kept() {
        let mut it = Watched::new();
        for _ in 0..400 {
            it.sees(900.0, 1.0);
        }
        assert_eq!(it.values(HistoryMetric::Memory).len(), SAMPLES);
        it.track.miss(usize::MAX);
        assert_eq!(it.values(HistoryMetric::Requests), vec![None; SAMPLES]);
        assert!(size_of::<Row>() == 36 && size_of::<Before>() <= 400, "{}", size_of::<Before>());
    }
}
