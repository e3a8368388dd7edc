//! Versions of engines and runtimes, against those that were known on the day of the list.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::model::{Model, Resource};
use super::report::Report;
use super::{functions, rules};

/// The format of `crates/cdk/aws/schemas/README.md`.
#[derive(Deserialize, Default)]
struct Versions<'a> {
    day: &'a str,
    #[serde(borrow)]
    known: BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a str>>>,
    #[serde(borrow)]
    ended: BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a str>>>,
    /// The day of the end, and the successor.
    #[serde(borrow)]
    runtimes: BTreeMap<&'a str, BTreeMap<&'a str, (&'a str, Option<&'a str>)>>,
}

/// A list that cannot be read knows nothing; that it can is a test's to see.
static VERSIONS: LazyLock<Versions<'static>> =
    LazyLock::new(|| serde_json::from_str(crate::aws::versions()).unwrap_or_default());

/// Types with an engine, and the type whose list is theirs.
const ENGINES: [(&str, &str); 4] = [
    ("AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::CacheCluster"),
    ("AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster"),
    ("AWS::RDS::DBCluster", "AWS::RDS::DBCluster"),
    ("AWS::RDS::DBInstance", "AWS::RDS::DBInstance"),
];

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for (type_name, list) in ENGINES {
        model.of(type_name).for_each(|resource| engine(resource, list, report));
    }
    for function in ["AWS::Serverless::Function", functions::FUNCTION].into_iter().flat_map(|it| model.of(it))
    {
        runtime(function, report);
    }
}

fn engine(resource: Resource<'_>, list: &str, report: &mut Report) {
    let Some(engine) = resource.text("Engine") else { return };
    let Some(version) = resource.at("EngineVersion") else { return };
    let version = match version.as_str() {
        Some(text) if text.contains("{{resolve:") => return,
        Some(text) => text.to_owned(),
        None if version.is_number() => version.to_string(),
        None => return,
    };
    let of = |lists: &'static BTreeMap<_, BTreeMap<_, _>>| -> Option<&'static Vec<&'static str>> {
        lists.get(list)?.get(engine)
    };
    let Some(known) = of(&VERSIONS.known) else { return };
    let day = VERSIONS.day;
    // AWS takes a major version for the latest of its minor ones; `6.x` means the same.
    let major = format!("{}.", version.strip_suffix(".x").unwrap_or(&version));
    let meant = known.iter().filter(|known| **known == version || known.starts_with(&major));
    let ended = of(&VERSIONS.ended).map_or(&[][..], Vec::as_slice);
    if meant.clone().count() == 0 {
        let message =
            format!("`{version}` is none of the {} versions of {engine} known on {day}", known.len());
        report.add(rules::ENGINE_VERSION, resource, "EngineVersion", message);
    } else if meant.clone().all(|known| ended.contains(known)) {
        let message = format!("`{version}` of {engine} was deprecated on {day}");
        report.add(rules::ENGINE_VERSION, resource, "EngineVersion", message);
    }
}

fn runtime(function: Resource<'_>, report: &mut Report) {
    let Some(runtime) = function.text("Runtime") else { return };
    let end = VERSIONS.runtimes.get(functions::FUNCTION).and_then(|all| all.get(runtime));
    // Days in ISO 8601 compare as text.
    if let Some((end, successor)) = end.filter(|(end, _)| *end <= VERSIONS.day) {
        let successor = successor.map(|it| format!("; its successor is {it}")).unwrap_or_default();
        let message = format!("AWS gave up {runtime} on {end}{successor}");
        report.add(rules::RUNTIME, function, "Runtime", message);
    }
}

#[cfg(test)]
mod tests {
    use super::{ENGINES, Versions};

    #[test]
    fn the_lists_can_be_read_and_have_a_day() {
        let versions: Versions<'_> = serde_json::from_str(crate::aws::versions()).unwrap();
        assert_eq!(versions.day.len(), "2026-10-20".len());
        assert!(ENGINES.iter().all(|(_, list)| versions.known[list].len() > 2));
        assert!(versions.runtimes["AWS::Lambda::Function"].len() > 20);
    }
}
