//! What was probably meant.

/// The candidate that is few edits away, in any case of letters.
pub(super) fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let near = candidates.filter_map(|candidate| {
        let edits = distance(name.as_bytes(), candidate.to_ascii_lowercase().as_bytes());
        (edits <= name.len().max(candidate.len()) / 3).then_some((edits, candidate))
    });
    near.min().map(|(_, candidate)| candidate)
}

/// Letters to insert, remove or replace.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, a) in one.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        for (b, cell) in other.iter().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = replaced.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{closest, distance};

    #[test]
    fn distances_are_numbers_of_edits() {
        for (one, other, edits) in
            [("", "abc", 3), ("kitten", "sitting", 3), ("abc", "abc", 0), ("ab", "ba", 2)]
        {
            assert_eq!(distance(one.as_bytes(), other.as_bytes()), edits, "{one} {other}");
        }
    }

    #[test]
    fn what_is_far_away_is_no_guess() {
        let names = ["VisibilityTimeout", "QueueName"];
        assert_eq!(closest("VisibiltyTimeout", names.into_iter()), Some("VisibilityTimeout"));
        assert_eq!(closest("Colour", names.into_iter()), None);
    }
}
