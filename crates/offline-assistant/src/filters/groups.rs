//! Puts the values of a question into groups, by how conjunctions join them.

use super::scope::{Conjunction, Value, link};
use super::{Filters, Group, Joined, Part, Values, low};
use crate::words::Word;

/// Puts the values into their groups, and accounts for their words and for the conjunctions between them.
pub(super) fn gather(
    words: &[Word],
    values: &Values<'_>,
    all: &[Value],
    excluded: &[Option<bool>],
    filters: &mut Filters,
) {
    let both = (0..words.len()).find(|at| ["both", "둘"].contains(&low(words, *at)));
    let each = (0..words.len()).find(|at| {
        words.get(*at).is_some_and(|it| ["모두", "함께", "같이", "동시에"].contains(&it.low.as_str()))
    });
    for sort in [Part::Kinds, Part::Cities, Part::Specialties] {
        let of_sort: Vec<_> = all.iter().zip(excluded).filter(|(it, _)| it.sort == sort).collect();
        let mut conjunctions = Vec::new();
        // From this value on, it is open how values relate to each other.
        let mut open = of_sort.len();
        let mut is_list = false;
        for (place, pair) in of_sort.windows(2).enumerate() {
            let [(a, before), (b, after)] = pair else { continue };
            let last = a.to.saturating_sub(1);
            let link = link(words, last..b.from);
            let beside = !all.iter().any(|it| a.to <= it.from && it.to <= b.from);
            let comma = words.get(a.to).is_some_and(|it| it.gap.contains(',')) && link.conjunction.is_none();
            is_list |= comma;
            if before == after && !(beside && (link.conjunction.is_some() || comma)) {
                open = open.min(place + 1);
            }
            if before == after && **before == Some(false) {
                conjunctions.extend(link.conjunction);
            }
            let clear =
                before.is_some() && after.is_some() && (link.conjunction.is_some() || before != after);
            if clear {
                filters.words.extend(link.at.iter().map(|it| (*it, sort)));
            }
        }
        let joined = match conjunctions.as_slice() {
            [] => Joined::Any,
            some if some.iter().all(|it| *it == Conjunction::Or) => Joined::Any,
            some if some.iter().all(|it| *it == Conjunction::And) => Joined::All,
            // "Cats and dogs or birds" can mean two things.
            _ => continue,
        };
        // So can "cats, dogs".
        if is_list && conjunctions.is_empty() && !of_sort.iter().all(|it| *it.1 == Some(true)) {
            open = open.min(1);
        }
        let either = (0..words.len()).find(|at| low(words, *at) == "either");
        if let Some(either) = either.filter(|_| conjunctions.contains(&Conjunction::Or)) {
            filters.words.insert(either, sort);
        }
        let is_all = joined == Joined::All && sort != Part::Cities;
        if is_all && let Some(both) = both {
            filters.words.insert(both, sort);
            if low(words, both) == "둘" && low(words, both + 1) == "다" {
                filters.words.insert(both + 1, sort);
            }
        }
        if is_all && let Some(each) = each {
            filters.words.insert(each, sort);
        }
        for (value, verdict) in of_sort.iter().take(open) {
            let Some(is_excluded) = verdict else { continue };
            filters.words.extend((value.from..value.to).map(|it| (it, sort)));
            match sort {
                Part::Kinds => put(
                    &mut filters.kinds,
                    values.kinds.get(value.index).map(|it| it.0),
                    *is_excluded,
                    joined,
                ),
                Part::Cities => {
                    put(
                        &mut filters.cities,
                        values.cities.get(value.index).map(|it| it.0.clone()),
                        *is_excluded,
                        Joined::Any,
                    );
                }
                Part::Pets | Part::Superlative => {}
                Part::Specialties => {
                    let name = values.specialties.get(value.index).map(|it| it.0);
                    if name == Some("general practice") && !is_excluded {
                        filters.no_specialty = true;
                    } else {
                        put(&mut filters.specialties, name, *is_excluded, joined);
                    }
                }
            }
        }
    }
    // Values of different sorts join by "and" alone: "in Monona and owns a cat".
    for pair in all.windows(2).zip(excluded.windows(2)) {
        let ([a, b], [before, after]) = pair else { continue };
        let link = link(words, a.to.saturating_sub(1)..b.from);
        if a.sort != b.sort
            && before.is_some()
            && after.is_some()
            && link.conjunction == Some(Conjunction::And)
        {
            filters.words.extend(link.at.into_iter().map(|it| (it, b.sort)));
        }
    }
}

fn put<T: PartialEq>(group: &mut Group<T>, value: Option<T>, is_excluded: bool, joined: Joined) {
    let Some(value) = value else { return };
    let list = if is_excluded { &mut group.excluded } else { &mut group.wanted };
    if !list.contains(&value) {
        list.push(value);
    }
    group.joined = joined;
}
