//! Whether a reference gives a value of the expected kind. Schemas do not state the kind of an attribute, so names decide,
//! and whatever these leave open is let through.

use super::super::schema::Schema;

/// Why a reference is surely of the wrong kind.
#[derive(Debug, PartialEq)]
pub(super) enum Wrong {
    /// It stands for a resource of another type.
    Type,
    /// It is a name or an id, and an ARN is wanted.
    NoArn,
}

/// Whether a property may take other kinds than those that are known: data of AWS that is too narrow, and destinations of many sorts,
/// whose lists grow.
pub(super) fn takes_more(type_name: &str, wanted: &[&str]) -> bool {
    // A pipeline's key may also be given by its id.
    const NARROW: [(&str, &str); 1] = [("AWS::CodePipeline::Pipeline", "kms.KeyArn")];
    let mut modules: Vec<&str> = wanted.iter().filter_map(|kind| Some(kind.split_once('.')?.0)).collect();
    modules.sort_unstable();
    modules.dedup();
    modules.len() > 2 || NARROW.iter().any(|(of, kind)| *of == type_name && wanted.contains(kind))
}

/// Whether an attribute of a resource of a type is none of the kinds (`module.Kind`); `Ref` is the empty one.
pub(super) fn wrong(type_name: &str, schema: &Schema<'_>, attribute: &str, wanted: &[&str]) -> Option<Wrong> {
    let mut parts = type_name.split("::").skip(1);
    let module = parts.next()?.to_ascii_lowercase();
    let name = parts.next()?.to_ascii_lowercase();
    let near: Vec<String> = wanted
        .iter()
        .filter_map(|kind| kind.split_once('.').filter(|(of, _)| *of == module))
        .map(|(_, kind)| kind.to_ascii_lowercase())
        .collect();
    let own: Vec<&String> = near.iter().filter(|kind| kind.starts_with(&name)).collect();
    // Of several identifiers `Ref` gives some or one of its own.
    let id = match schema.id.as_slice() {
        [id] => id.to_ascii_lowercase(),
        _ => {
            return (own.is_empty() && attribute == "Arn" && !near.iter().any(|kind| akin(&name, kind)))
                .then_some(Wrong::Type);
        }
    };
    if !own.is_empty() {
        // An attribute called `Id` may be an ARN.
        let is_arn = !attribute.is_empty() || id == "id" || id.ends_with("arn");
        return (!is_arn && own.iter().all(|kind| kind.ends_with("arn"))).then_some(Wrong::NoArn);
    }
    let given = if attribute.is_empty() { id.clone() } else { attribute.to_ascii_lowercase() };
    let names_itself = given == "arn" || given == id && (id == "name" || id.starts_with(&name));
    // An attachment may hand on the id of its target.
    let is_its_id = given == "id" && id == "id" && !takes(schema, wanted);
    ((names_itself || is_its_id) && !near.iter().any(|kind| akin(&name, kind))).then_some(Wrong::Type)
}

/// Whether a type is a variant of a kind's type: a `GlobalTable` is a `Table`.
fn akin(name: &str, kind: &str) -> bool {
    let ends = ["arn", "identifier", "id", "name"];
    let stem = ends.iter().find_map(|end| kind.strip_suffix(end)).unwrap_or(kind);
    !stem.is_empty() && (name.ends_with(stem) || stem.ends_with(name))
}

fn takes(schema: &Schema<'_>, wanted: &[&str]) -> bool {
    schema.properties.values().any(|field| field.references.iter().any(|kind| wanted.contains(kind)))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use serde_json::Value;

    use super::super::super::schema::Schema;
    use super::{Wrong, takes_more, wrong};

    /// The texts of all files of a folder of `cdk-aws`.
    fn texts(folder: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("aws").join(folder);
        fs::read_dir(folder).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }

    /// By kind, the types and attributes whose getters give it.
    fn getters() -> BTreeMap<String, Vec<(String, String)>> {
        let mut all = BTreeMap::<String, Vec<_>>::new();
        for text in texts("src/services") {
            let mut type_name = "";
            for line in text.lines().map(str::trim_start) {
                let mut quoted = line.split('"').skip(1).step_by(2);
                if line.starts_with("resource ") {
                    type_name = quoted.next().unwrap();
                }
                let Some((_, kind)) = line.trim_end_matches(';').split_once(": kinds::") else { continue };
                let attribute = match line.split_once(' ').unwrap().0 {
                    "Ref" => "",
                    "GetAtt" => quoted.next().unwrap(),
                    _ => continue,
                };
                all.entry(kind.replace("::", "."))
                    .or_default()
                    .push((type_name.to_owned(), attribute.to_owned()));
            }
        }
        all
    }

    fn collect(value: &Value, all: &mut BTreeSet<Vec<String>>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| collect(item, all)),
            Value::Object(entries) => {
                if let Some(Value::Array(kinds)) = entries.get("k") {
                    all.insert(kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect());
                }
                entries.values().for_each(|item| collect(item, all));
            }
            _ => {}
        }
    }

    #[test]
    fn values_that_the_types_accept_are_never_reported() {
        let (mut wanted, mut lines) = (BTreeSet::new(), BTreeMap::new());
        let files: Vec<String> = texts("schemas");
        for line in files.iter().flat_map(|text| text.lines()) {
            if let Some((name, json)) = line.split_once(' ').filter(|(name, _)| name.starts_with("AWS::")) {
                collect(&serde_json::from_str(json).unwrap(), &mut wanted);
                lines.insert(name, json);
            }
        }
        let getters = getters();
        let mut tried = 0;
        for kinds in &wanted {
            let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
            if takes_more("", &kinds) {
                continue;
            }
            for (type_name, attribute) in kinds.iter().filter_map(|kind| getters.get(*kind)).flatten() {
                let schema: Schema<'_> = serde_json::from_str(lines[type_name.as_str()]).unwrap();
                assert_eq!(
                    wrong(type_name, &schema, attribute, &kinds),
                    None,
                    "{type_name} `{attribute}`: {kinds:?}"
                );
                tried += 1;
            }
        }
        assert!(tried > 500, "{tried}");
    }

    fn judged(type_name: &str, id: &str, attribute: &str, wanted: &str) -> Option<Wrong> {
        let json = format!(r#"{{"p":{{}},"id":["{id}"]}}"#);
        wrong(type_name, &serde_json::from_str(&json).unwrap(), attribute, &[wanted])
    }

    #[test]
    fn an_ambiguous_name_is_let_through() {
        for (type_name, id, attribute, wanted) in [
            ("AWS::CloudFormation::Stack", "StackId", "Outputs.VpcId", "ec2.VpcId"),
            ("AWS::DynamoDB::GlobalTable", "TableName", "Arn", "dynamodb.TableArn"),
            ("AWS::EKS::Cluster", "Name", "ClusterSecurityGroupId", "ec2.SecurityGroupId"),
            ("AWS::ImageBuilder::Image", "Arn", "ImageId", "ec2.ImageId"),
            ("AWS::S3::BucketPolicy", "Bucket", "", "s3.BucketName"),
            ("AWS::ServiceDiscovery::PrivateDnsNamespace", "Id", "HostedZoneId", "route53.HostedZoneId"),
        ] {
            assert_eq!(judged(type_name, id, attribute, wanted), None, "{type_name} `{attribute}`: {wanted}");
        }
    }

    #[test]
    fn a_value_of_another_kind_is_found() {
        for (type_name, id, attribute, wanted, found) in [
            ("AWS::EC2::VPC", "VpcId", "", "ec2.SubnetId", Wrong::Type),
            ("AWS::EC2::SecurityGroup", "Id", "", "ec2.SubnetId", Wrong::Type),
            ("AWS::IAM::Role", "RoleName", "Arn", "sns.TopicArn", Wrong::Type),
            ("AWS::IAM::Role", "RoleName", "", "iam.RoleArn", Wrong::NoArn),
            ("AWS::Kinesis::Stream", "Name", "", "kms.KeyId", Wrong::Type),
        ] {
            assert_eq!(
                judged(type_name, id, attribute, wanted),
                Some(found),
                "{type_name} `{attribute}`: {wanted}"
            );
        }
    }
}
