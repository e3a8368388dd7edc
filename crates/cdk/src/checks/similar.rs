//! Suggestions for misspelt names.

/// The candidate that is few edits away, in any case of letters.
pub(super) fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    within(name, candidates, |longer| longer / 3)
}

/// `; ` and the closest candidate, if there is one.
pub(super) fn hint<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    closest(name, candidates).map(|guess| format!("; `{guess}` is similar")).unwrap_or_default()
}

/// The candidate that is so near that the name is most likely a slip of the pen, not another name.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    within(name, candidates, |_| 2)
}

/// Names that are longer are not compared, since the time that it takes grows with the product of their lengths.
const LONGEST: usize = 256;

fn within<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
    most: impl Fn(usize) -> usize,
) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let near = candidates.filter(|candidate| candidate.len() <= LONGEST).filter_map(|candidate| {
        let most = most(name.len().max(candidate.len()));
        if name.len().abs_diff(candidate.len()) > most {
            return None;
        }
        let edits = strsim::damerau_levenshtein(&name, &candidate.to_ascii_lowercase());
        (edits <= most).then_some((edits, candidate))
    });
    near.min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::{closest, nearest};

    #[test]
    fn a_distant_name_is_no_suggestion() {
        let names = ["VisibilityTimeout", "QueueName"];
        assert_eq!(closest("VisibiltyTimeout", names.into_iter()), Some("VisibilityTimeout"));
        assert_eq!(closest("Colour", names.into_iter()), None);
    }

    #[test]
    fn a_new_type_of_a_known_service_is_no_slip_of_the_pen() {
        let names = ["AWS::EC2::Instance", "AWS::EC2::InstanceProfile"];
        assert_eq!(nearest("AWS::Ec2::Instnce", names.into_iter()), Some("AWS::EC2::Instance"));
        assert_eq!(nearest("AWS::EC2::InstanceGroup", names.into_iter()), None);
    }
}
