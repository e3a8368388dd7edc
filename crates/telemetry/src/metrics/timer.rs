//! A timer: count, sum, recent maximum and distribution of repeated measurements.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use contract::objective::DURATION_BOUNDS;
use metrics::HistogramFn;

use super::family::Buckets;

/// Length of a part. The maximum covers the last two to three parts.
pub(super) const WINDOW: Duration = Duration::from_secs(60);
const PARTS: usize = 3;

/// The current part, shared by all timers.
#[derive(Debug, Default)]
pub(super) struct Window(AtomicUsize);

impl Window {
    /// The part that comes next.
    pub(super) fn next(&self) -> usize {
        (self.0.load(Ordering::Relaxed) + 1) % PARTS
    }

    pub(super) fn rotate_to(&self, part: usize) {
        self.0.store(part, Ordering::Relaxed);
    }
}

/// One series of measurements. A negative value counts as 0; NaN does not count.
#[derive(Debug)]
pub(super) struct Timer {
    count: AtomicU64,
    /// Bits of an `f64`.
    sum: AtomicU64,
    /// Bits of `f64`s. For non-negative numbers, the bits order as the numbers do.
    greatest: [AtomicU64; PARTS],
    window: Arc<Window>,
    histogram: Option<Box<Histogram>>,
    /// Counts between neighbouring bounds since the start. What exceeds the last bound is in `count` alone.
    buckets: Option<Box<[AtomicU64; DURATION_BOUNDS.len()]>>,
}

impl Timer {
    /// A timer; with a distribution it also has a histogram and buckets.
    pub(super) fn new(window: Arc<Window>, has_distribution: bool) -> Self {
        Self {
            count: AtomicU64::new(0),
            sum: AtomicU64::new(0),
            greatest: Default::default(),
            window,
            histogram: has_distribution.then(Box::default),
            buckets: has_distribution.then(Box::default),
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    pub(super) fn sum(&self) -> f64 {
        f64::from_bits(self.sum.load(Ordering::Relaxed))
    }

    pub(super) fn max(&self) -> f64 {
        f64::from_bits(
            self.greatest.iter().map(|part| part.load(Ordering::Relaxed)).max().unwrap_or_default(),
        )
    }

    /// Resets the maximum of a part.
    pub(super) fn forget(&self, part: usize) {
        if let Some(greatest) = self.greatest.get(part) {
            greatest.store(0, Ordering::Relaxed);
        }
    }

    pub(super) fn histogram(&self) -> Option<&Histogram> {
        self.histogram.as_deref()
    }

    /// How many measurements are not above each bound.
    pub(super) fn buckets(&self) -> Option<Buckets> {
        let mut sum = 0;
        self.buckets.as_deref().map(|it| {
            it.each_ref().map(|count| {
                sum += count.load(Ordering::Relaxed);
                sum
            })
        })
    }
}

impl HistogramFn for Timer {
    fn record(&self, value: f64) {
        if value.is_nan() {
            return;
        }
        let value = value.max(0.0);
        self.count.fetch_add(1, Ordering::Relaxed);
        add(&self.sum, value);
        if let Some(greatest) = self.greatest.get(self.window.0.load(Ordering::Relaxed)) {
            raise(greatest, value);
        }
        if let Some(histogram) = &self.histogram {
            histogram.record(value);
        }
        let bucket = DURATION_BOUNDS.partition_point(|bound| *bound < value);
        if let Some(count) = self.buckets.as_ref().and_then(|it| it.get(bucket)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Buckets from 61 µs to 64 s, four for each doubling, so each is about a fifth wider than the one before.
const STEPS: usize = 80;
/// The bucket of 2^-14.
const FIRST: u64 = (1023 - 14) << 2;

/// The distribution of measurements since it was last taken.
#[derive(Debug)]
pub(super) struct Histogram {
    steps: [AtomicU32; STEPS],
    /// Bits of an `f64`.
    sum: AtomicU64,
    max: AtomicU64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { steps: [const { AtomicU32::new(0) }; STEPS], sum: AtomicU64::new(0), max: AtomicU64::new(0) }
    }
}

impl Histogram {
    fn record(&self, value: f64) {
        // The exponent and the first two bits of the fraction.
        let step = (value.to_bits() >> 50).saturating_sub(FIRST);
        let step = usize::try_from(step).unwrap_or(STEPS).min(STEPS - 1);
        if let Some(count) = self.steps.get(step) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        add(&self.sum, value);
        raise(&self.max, value);
    }

    /// Moves the measurements into a summary and resets the histogram.
    pub(super) fn take_into(&self, summary: &mut Summary) {
        for (count, sum) in self.steps.iter().zip(&mut summary.steps) {
            *sum += u64::from(count.swap(0, Ordering::Relaxed));
        }
        summary.sum += f64::from_bits(self.sum.swap(0, Ordering::Relaxed));
        summary.max = summary.max.max(f64::from_bits(self.max.swap(0, Ordering::Relaxed)));
    }
}

/// Summed measurements of an interval.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    steps: [u64; STEPS],
    pub(super) sum: f64,
    pub(super) max: f64,
}

impl Default for Summary {
    fn default() -> Self {
        Self { steps: [0; STEPS], sum: 0.0, max: 0.0 }
    }
}

impl Summary {
    pub(super) fn count(&self) -> u64 {
        self.steps.iter().sum()
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (sum, count) in self.steps.iter_mut().zip(&other.steps) {
            *sum += count;
        }
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    /// The midpoint and the count of each non-empty bucket, ascending; at most 80.
    pub(super) fn values(&self) -> impl Iterator<Item = (f64, u64)> {
        self.steps.iter().enumerate().filter(|(_, count)| **count > 0).map(|(step, count)| {
            let middle = f64::from_bits((FIRST + step as u64) << 50 | 1 << 49);
            (middle.min(self.max), *count)
        })
    }
}

fn add(sum: &AtomicU64, value: f64) {
    let _ = sum.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |bits| {
        Some((f64::from_bits(bits) + value).to_bits())
    });
}

fn raise(greatest: &AtomicU64, value: f64) {
    let bits = value.to_bits();
    if greatest.load(Ordering::Relaxed) < bits {
        greatest.fetch_max(bits, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_greatest_value_is_that_of_the_last_minutes() {
        let window = Arc::new(Window::default());
        let timer = Timer::new(Arc::clone(&window), false);
        let rotate = || {
            let next = window.next();
            timer.forget(next);
            window.rotate_to(next);
        };

        timer.record(5.0);
        rotate();
        timer.record(2.0);
        rotate();
        assert_eq!(timer.max(), 5.0);
        rotate();
        assert_eq!(timer.max(), 2.0);
        rotate();
        assert_eq!(timer.max(), 0.0);
        assert_eq!((timer.count(), timer.sum()), (2, 7.0));
    }

    #[test]
    fn a_timer_ignores_non_numbers_and_is_never_negative() {
        let timer = Timer::new(Arc::default(), true);

        timer.record(f64::NAN);
        timer.record(-1.0);

        assert_eq!((timer.count(), timer.sum(), timer.max()), (1, 0.0, 0.0));
    }

    #[test]
    fn buckets_count_what_is_not_above_their_bounds() {
        let timer = Timer::new(Arc::default(), true);
        for value in [0.005, 0.0051, 0.25, 60.0] {
            timer.record(value);
        }
        assert_eq!(timer.buckets(), Some([1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3]));
        assert_eq!((timer.count(), Timer::new(Arc::default(), false).buckets()), (4, None));
    }

    proptest! {
        #[test]
        fn a_histogram_is_true_to_a_seventh(values in proptest::collection::vec(0.0001..60.0_f64, 1..50)) {
            let timer = Timer::new(Arc::default(), true);
            values.iter().for_each(|&value| timer.record(value));
            let mut summary = Summary::default();
            timer.histogram().unwrap().take_into(&mut summary);

            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let spread = summary.values().flat_map(|(value, count)| (0..count).map(move |_| value));
            let reported: Vec<f64> = spread.collect();
            prop_assert_eq!(reported.len(), sorted.len());
            for (reported, value) in reported.iter().zip(&sorted) {
                prop_assert!((reported - value).abs() <= value / 7.0, "{} for {}", reported, value);
            }
            prop_assert_eq!(summary.max, sorted[sorted.len() - 1]);
            prop_assert!((summary.sum - values.iter().sum::<f64>()).abs() < 1e-6);

            let mut again = Summary::default();
            timer.histogram().unwrap().take_into(&mut again);
            prop_assert_eq!(again.count(), 0);
        }
    }
}
