//! AWS's schemas of the resource types in use, in the format of `crates/cdk/aws/schemas/README.md`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::macros;
use super::model::Model;

/// The schemas of all types of the templates, each read when it is first asked for.
pub(super) struct Schemas<'a>(BTreeMap<&'a str, OnceLock<Option<Schema<'static>>>>);

impl<'a> Schemas<'a> {
    pub(super) fn of(model: &Model<'a>) -> Self {
        Self(model.types().map(|name| (name, OnceLock::new())).collect())
    }

    /// None of types without a schema, such as custom resources or those of services whose feature is off.
    pub(super) fn get(&self, type_name: &str) -> Option<&Schema<'static>> {
        self.0.get(type_name)?.get_or_init(|| read(type_name)).as_ref()
    }
}

fn read(type_name: &str) -> Option<Schema<'static>> {
    // Its properties and attributes are its author's; and SAM's resources have, beside those of their schemas, what they become.
    if type_name == "AWS::CloudFormation::CustomResource" || macros::is_expanded(type_name) {
        return None;
    }
    // A schema that cannot be read checks nothing; that all can is a test's to see.
    serde_json::from_str(crate::aws::schema_of(type_name)?).ok()
}

/// Of a type that is one of several (`s|#S3Location`), the one that a value is by its shape; free JSON where that leaves several.
pub(super) fn alternative<'k>(kind: &'k str, value: &Value) -> &'k str {
    let mut depth = 0_usize;
    let parts = kind.split(|c| {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '|' && depth == 0
    });
    let all: Vec<&str> = parts.collect();
    let fits = |kind: &str| match value {
        Value::Object(_) => kind == "tag" || kind.starts_with(['#', '{']),
        Value::Array(_) => kind.starts_with('['),
        _ => matches!(kind, "s" | "i" | "n" | "b"),
    };
    let fitting: Vec<&str> = all.iter().copied().filter(|kind| fits(kind)).collect();
    match (all.as_slice(), fitting.as_slice()) {
        ([one], _) | (_, [one]) => one,
        (_, []) => all.first().copied().unwrap_or_default(),
        (_, several) => several.iter().copied().find(|kind| *kind == "s").unwrap_or("j"),
    }
}

pub(super) type Fields<'a> = BTreeMap<&'a str, Field<'a>>;

#[derive(Deserialize)]
pub(super) struct Schema<'a> {
    #[serde(borrow, rename = "p")]
    pub(super) properties: Fields<'a>,
    #[serde(borrow, default, rename = "t")]
    types: BTreeMap<&'a str, PropertyType<'a>>,
    #[serde(borrow, default, rename = "a")]
    pub(super) attributes: BTreeMap<&'a str, &'a str>,
    /// The primary identifier, which `Ref` gives.
    #[serde(borrow, default)]
    pub(super) id: Vec<&'a str>,
    #[serde(borrow, default, rename = "ro")]
    pub(super) read_only: Vec<&'a str>,
    /// By property type; that of the resource is empty.
    #[serde(borrow, default, rename = "c")]
    pub(super) combinations: BTreeMap<&'a str, Combinations<'a>>,
    #[serde(default, rename = "dep")]
    pub(super) deprecated: u8,
}

impl<'a> Schema<'a> {
    /// The properties of a property type.
    pub(super) fn type_named(&self, name: &str) -> Option<&Fields<'a>> {
        let PropertyType { written, fields } = self.types.get(name)?;
        fields.get_or_init(|| serde_json::from_str(written.get()).ok()).as_ref()
    }
}

/// A property type, read when a value of it is met: there are many, and few are used.
#[derive(Deserialize)]
#[serde(transparent)]
struct PropertyType<'a> {
    #[serde(borrow)]
    written: &'a RawValue,
    #[serde(skip)]
    fields: OnceLock<Option<Fields<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Field<'a> {
    #[serde(rename = "t")]
    pub(super) kind: &'a str,
    #[serde(default, rename = "r")]
    pub(super) required: u8,
    #[serde(default, rename = "d")]
    pub(super) deprecated: u8,
    #[serde(borrow, default, rename = "e")]
    pub(super) allowed: Vec<&'a str>,
    #[serde(borrow, default, rename = "ei")]
    pub(super) allowed_in_any_case: Vec<&'a str>,
    #[serde(default, rename = "x")]
    pub(super) pattern: Option<String>,
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    pub(super) lmin: Option<usize>,
    pub(super) lmax: Option<usize>,
    pub(super) imin: Option<usize>,
    pub(super) imax: Option<usize>,
    #[serde(default)]
    pub(super) uniq: u8,
    #[serde(borrow, default, rename = "k")]
    pub(super) references: Vec<&'a str>,
}

/// Properties that exclude or need each other.
#[derive(Deserialize)]
pub(super) struct Combinations<'a> {
    #[serde(borrow, default)]
    pub(super) xor: Vec<Vec<&'a str>>,
    #[serde(borrow, default)]
    pub(super) or: Vec<Vec<&'a str>>,
    #[serde(borrow, default)]
    pub(super) excl: BTreeMap<&'a str, Vec<&'a str>>,
    #[serde(borrow, default)]
    pub(super) dreq: BTreeMap<&'a str, Vec<&'a str>>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Schema, alternative};

    #[test]
    fn a_value_of_one_of_several_types_is_of_the_one_that_has_its_shape() {
        for (kind, value, wanted) in [
            ("s", json!([]), "s"),
            ("s|#S3Location", json!("x"), "s"),
            ("s|#S3Location", json!({}), "#S3Location"),
            ("s|#S3Location", json!([]), "s"),
            ("s|#A|[s|#A|#B]", json!([1]), "[s|#A|#B]"),
            ("s|#A|#B", json!({}), "j"),
            ("i|s", json!(1), "s"),
            ("[#A]", json!({}), "[#A]"),
            ("b|#A", json!("true"), "b"),
        ] {
            assert_eq!(alternative(kind, &value), wanted, "{kind} {value}");
        }
    }

    #[test]
    fn the_schema_of_each_type_and_property_type_can_be_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/aws/schemas");
        let mut all = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "jsonl") {
                continue;
            }
            for line in std::fs::read_to_string(path).unwrap().lines() {
                let (name, json) = line.split_once(' ').unwrap();
                let schema: Schema<'_> =
                    serde_json::from_str(json).unwrap_or_else(|error| panic!("{name}: {error}"));
                for property_type in schema.types.keys() {
                    assert!(schema.type_named(property_type).is_some(), "{name} {property_type}");
                }
                all += 1;
            }
        }
        assert!(all > 1_800, "{all}");
    }
}
