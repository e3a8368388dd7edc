//! Spans of time, as sets.

use jiff::Timestamp;

/// The time from one instant to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

impl Span {
    /// Whether both share some time.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// The times that are in any of these spans: sorted and apart.
pub(crate) fn union(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut sorted: Vec<_> = spans.into_iter().filter(|it| it.from < it.until).collect();
    sorted.sort_unstable();
    let mut apart: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match apart.last_mut() {
            Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
            _ => apart.push(span),
        }
    }
    apart
}

/// The times that are in one of the first spans and in none of the others. Both are sorted and apart.
pub(crate) fn difference(spans: &[Span], without: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len());
    for span in spans {
        let mut from = span.from;
        for hole in without.iter().filter(|it| it.overlaps(*span)) {
            left.push(Span { from, until: hole.from });
            from = hole.until;
        }
        left.push(Span { from, until: span.until });
    }
    left.retain(|it| it.from < it.until);
    left
}

/// Whether one of these spans, which are sorted and apart, has all of this time.
pub(crate) fn has(spans: &[Span], time: Span) -> bool {
    let after = spans.partition_point(|it| it.from <= time.from);
    after.checked_sub(1).and_then(|it| spans.get(it)).is_some_and(|it| time.until <= it.until)
}

/// Whether one of these spans, which are sorted and apart, shares some time with another one.
pub(crate) fn touches(spans: &[Span], time: Span) -> bool {
    let next = spans.partition_point(|it| it.until <= time.from);
    spans.get(next).is_some_and(|it| it.overlaps(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(from: i64, until: i64) -> Span {
        Span { from: Timestamp::from_second(from).unwrap(), until: Timestamp::from_second(until).unwrap() }
    }

    fn drawn() -> impl Strategy<Value = Vec<Span>> {
        prop::collection::vec((0_i64..40, 0_i64..8), 0..8)
            .prop_map(|all| all.into_iter().map(|(from, length)| span(from, from + length)).collect())
    }

    proptest! {
        #[test]
        fn sets_of_spans_have_the_seconds_that_they_should(a in drawn(), b in drawn(), from in 0_i64..40, length in 1_i64..8) {
            let within = |spans: &[Span], at: i64| spans.iter().any(|it| it.overlaps(span(at, at + 1)));
            let (one, other) = (union(a.clone()), union(b.clone()));
            let left = difference(&one, &other);
            for at in 0..50 {
                prop_assert_eq!(within(&one, at), within(&a, at));
                prop_assert_eq!(within(&left, at), within(&a, at) && !within(&b, at));
            }
            let all = |it: &mut dyn FnMut(i64) -> bool| (from..from + length).all(it);
            let time = span(from, from + length);
            prop_assert_eq!(has(&one, time), all(&mut |at| within(&a, at)));
            prop_assert_eq!(touches(&one, time), !all(&mut |at| !within(&a, at)));
        }
    }
}
