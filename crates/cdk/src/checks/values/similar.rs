//! Suggestions for misspelt names.

/// The candidate that is few edits away, in any case of letters.
pub(super) fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let near = candidates.filter_map(|candidate| {
        let edits = strsim::damerau_levenshtein(&name, &candidate.to_ascii_lowercase());
        (edits <= name.len().max(candidate.len()) / 3).then_some((edits, candidate))
    });
    near.min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_distant_name_is_no_suggestion() {
        let names = ["VisibilityTimeout", "QueueName"];
        assert_eq!(closest("VisibiltyTimeout", names.into_iter()), Some("VisibilityTimeout"));
        assert_eq!(closest("Colour", names.into_iter()), None);
    }
}
