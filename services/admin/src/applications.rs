//! Applications: the instances of one name, together.

use std::collections::{BTreeMap, BTreeSet};

use contract::admin::{Application, Instance};
use contract::routes::{FindApplication, ListApplications};
use http::StatusCode;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::Admin;
use crate::instances::UP;

/// The statuses of Spring Boot Admin that are worse than up, the worst first. Any other word is the least of them.
const WORST: [&str; 4] = ["DOWN", "OUT_OF_SERVICE", "OFFLINE", "UNKNOWN"];

pub(crate) async fn list(state: Admin, _: Call<ListApplications>) -> Outcome<ListApplications> {
    let mut by_name = BTreeMap::<String, Vec<Instance>>::new();
    for instance in state.instances.list(None, None, usize::MAX) {
        by_name.entry(instance.registration.name.clone()).or_default().push(instance);
    }
    Answer::json(&by_name.into_iter().map(|(name, instances)| application(name, instances)).collect())
}

pub(crate) async fn find(state: Admin, call: Call<FindApplication>) -> Outcome<FindApplication> {
    let name = call.path.application;
    let instances = instances(&state, &name)?;
    Answer::json(&application(name, instances))
}

/// The instances of an application.
///
/// # Errors
/// 404 if there are none.
pub(crate) fn instances(state: &Admin, name: &str) -> Result<Vec<Instance>, Fault> {
    let instances = state.instances.list(Some(name), None, usize::MAX);
    if instances.is_empty() {
        return Err(Fault::refused(StatusCode::NOT_FOUND, format!("there is no application {name}")));
    }
    Ok(instances)
}

fn application(name: String, instances: Vec<Instance>) -> Application {
    let versions: BTreeSet<_> = instances.iter().map(|it| it.build_version.as_deref()).collect();
    let build_version = match versions.first() {
        Some(Some(version)) if versions.len() == 1 => Some((*version).to_owned()),
        _ => None,
    };
    let status = status(&instances.iter().map(|it| it.status_info.status.as_str()).collect());
    let status_timestamp = instances.iter().map(|it| it.status_timestamp.clone()).max().unwrap_or_default();
    Application { name, build_version, status, status_timestamp, instances }
}

/// The status of all, by the rule of Spring Boot Admin.
pub(crate) fn status(all: &BTreeSet<&str>) -> String {
    let worst = || WORST.into_iter().find(|it| all.contains(it));
    let status = match (all.len(), all.first()) {
        (1, Some(only)) => only,
        _ if all.contains(UP) => "RESTRICTED",
        (_, any) => worst().or(any.copied()).unwrap_or("UNKNOWN"),
    };
    status.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_up_if_all_its_instances_are() {
        for (all, expected) in [
            (&["UP"][..], "UP"),
            (&["UP", "DOWN"], "RESTRICTED"),
            (&["OFFLINE", "DOWN"], "DOWN"),
            (&["UNKNOWN", "OFFLINE"], "OFFLINE"),
            (&["CUSTOM"], "CUSTOM"),
            (&[], "UNKNOWN"),
        ] {
            assert_eq!(status(&all.iter().copied().collect()), expected);
        }
    }
}
