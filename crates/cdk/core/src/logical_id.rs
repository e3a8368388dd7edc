//! Logical ids as the AWS CDK makes them, so that a construct of the same path keeps its id in both.

use md5::{Digest, Md5};

/// The longest human part; CloudFormation takes ids of up to 255 characters, and 8 are the hash.
const HUMAN: usize = 240;

/// The logical id of a construct whose path below its stack is `components`.
pub(crate) fn logical_id(components: &[&str]) -> String {
    let components: Vec<&str> =
        components.iter().copied().filter(|component| *component != "Default").collect();
    if let [only] = components.as_slice() {
        let plain = alphanumeric(only);
        if (1..=255).contains(&plain.len()) {
            return plain;
        }
    }
    let mut kept: Vec<&str> = Vec::new();
    for component in &components {
        if kept.last().is_none_or(|last| !last.ends_with(component)) {
            kept.push(component);
        }
    }
    let mut human: String =
        kept.into_iter().filter(|component| *component != "Resource").map(alphanumeric).collect();
    human.truncate(HUMAN);
    human + &hash(&components)
}

fn alphanumeric(component: &str) -> String {
    component.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The first 8 hexadecimal digits of the path's MD5, in upper case.
pub(crate) fn hash(components: &[&str]) -> String {
    let digest = Md5::digest(components.join("/").as_bytes());
    digest.iter().take(4).map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::logical_id;

    /// Paths and ids from AWS CDK apps: its counterparts of the examples of `cdk`, and trees of odd names.
    const KNOWN: &str = include_str!("../tests/aws_cdk_ids.tsv");

    #[test]
    fn every_known_path_has_the_id_the_aws_cdk_gave_it() {
        for line in KNOWN.lines() {
            let (path, expected) = line.split_once('\t').unwrap();
            assert_eq!(logical_id(&path.split('/').collect::<Vec<_>>()), expected, "{path}");
        }
        assert!(KNOWN.lines().count() > 400);
    }

    #[test]
    fn ids_are_those_the_aws_cdk_gives_for_the_same_paths() {
        let given = [
            (&["Queue"][..], "Queue"),
            (&["My-Queue"], "MyQueue"),
            (&["Bucket", "Resource"], "Bucket83908E77"),
            (&["Default", "Bucket", "Default"], "Bucket"),
            (&["Vpc", "PublicSubnet1", "Subnet"], "VpcPublicSubnet1Subnet5C2D37C4"),
            (&["Vpc", "PublicSubnet1", "DefaultRoute"], "VpcPublicSubnet1DefaultRoute3DA9E72A"),
        ];
        for (path, expected) in given {
            assert_eq!(logical_id(path), expected);
        }
    }

    #[test]
    fn long_paths_are_cut_and_stay_apart_by_their_hash() {
        let long = "x".repeat(300);
        let first = logical_id(&[&long, "A"]);
        assert_eq!(first.len(), 248);
        assert_ne!(first, logical_id(&[&long, "B"]));
    }
}
