//! The health of the process and of its dependencies.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use crate::actuator::media::answer_as;
use crate::actuator::{Peer, Shared, Sources};
use crate::fault::Fault;
use crate::health::Dependency;

/// A health status. Worse ones come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Down,
    OutOfService,
    Up,
    Unknown,
}

impl Status {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Down => "DOWN",
            Self::OutOfService => "OUT_OF_SERVICE",
            Self::Up => "UP",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// The health of a component, or of a group of components.
#[derive(Debug)]
struct Health {
    status: Status,
    details: Value,
    components: Vec<(&'static str, Health)>,
}

/// The components that every process has, besides its dependencies.
const ALL: [&str; 4] = ["livenessState", "peers", "ping", "readinessState"];

/// The names of the groups.
const GROUPS: [&str; 2] = ["liveness", "readiness"];

/// The components of a group. Peers are in none: without a peer, answers lack data, but the process must still get
/// requests.
fn members(sources: &Sources, name: &str) -> Option<Vec<&'static str>> {
    match name {
        "liveness" => Some(vec!["livenessState"]),
        "readiness" => Some(dependencies(sources).chain(["readinessState"]).collect()),
        _ => None,
    }
}

fn dependencies(sources: &Sources) -> impl Iterator<Item = &'static str> {
    sources.dependencies.iter().map(|it| it.name())
}

/// Shows the overall health.
pub(super) async fn show(State(sources): Shared, headers: HeaderMap) -> Response {
    let all: Vec<_> = dependencies(&sources).chain(ALL).collect();
    let health = group(&sources, &all).await;
    let mut shown = health.to_json();
    shown["groups"] = json!(GROUPS);
    answer_as(health.http_status(), &headers, &shown)
}

/// Shows a component or a group, or a component of a group.
pub(super) async fn show_part(
    State(sources): Shared,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let unknown = || Fault::refused(StatusCode::NOT_FOUND, "there is no such component");
    let mut names = path.split('/').filter(|it| !it.is_empty());
    let first = names.next().ok_or_else(unknown)?;
    let mut health = match members(&sources, first) {
        Some(members) => group(&sources, &members).await,
        None => component(&sources, first).await.ok_or_else(unknown)?,
    };
    for name in names {
        let found = health.components.into_iter().find(|it| it.0 == name);
        health = found.ok_or_else(unknown)?.1;
    }
    Ok(answer_as(health.http_status(), &headers, &health.to_json()))
}

async fn group(sources: &Sources, names: &[&'static str]) -> Health {
    let mut components = Vec::new();
    for &name in names {
        if let Some(health) = component(sources, name).await {
            components.push((name, health));
        }
    }
    Health::of(components)
}

async fn component(sources: &Sources, name: &str) -> Option<Health> {
    match name {
        "livenessState" | "ping" => Some(Health::new(Status::Up, Value::Null)),
        "peers" => peers(sources),
        "readinessState" => {
            let is_leaving = sources.drain.has_begun();
            Some(Health::new(if is_leaving { Status::OutOfService } else { Status::Up }, Value::Null))
        }
        _ => Some(dependency(&**sources.dependencies.iter().find(|it| it.name() == name)?).await),
    }
}

async fn dependency(dependency: &dyn Dependency) -> Health {
    let mut details = dependency.details();
    match dependency.check().await {
        Ok(()) => Health::new(Status::Up, details),
        Err(fault) => {
            details["error"] = fault.cause().into();
            Health::new(Status::Down, details)
        }
    }
}

fn peers(sources: &Sources) -> Option<Health> {
    let one = |peer: Peer| {
        let Peer { name, instances, set_aside, breaker } = peer;
        let status = if instances == 0 { Status::Unknown } else { Status::Up };
        let details = json!({ "instances": instances, "setAside": set_aside, "breaker": breaker });
        (name, Health::new(status, details))
    };
    let components: Vec<_> = (sources.peers)().into_iter().map(one).collect();
    if components.is_empty() { None } else { Some(Health::of(components)) }
}

impl Health {
    fn new(status: Status, details: Value) -> Self {
        Self { status, details, components: Vec::new() }
    }

    /// A group with the status of its worst component.
    fn of(components: Vec<(&'static str, Self)>) -> Self {
        let status = components.iter().map(|(_, it)| it.status).min().unwrap_or(Status::Unknown);
        Self { components, ..Self::new(status, Value::Null) }
    }

    fn http_status(&self) -> StatusCode {
        match self.status {
            Status::Down | Status::OutOfService => StatusCode::SERVICE_UNAVAILABLE,
            Status::Up | Status::Unknown => StatusCode::OK,
        }
    }

    fn to_json(&self) -> Value {
        let mut shown = json!({ "status": self.status.as_str() });
        if !self.details.is_null() {
            shown["details"] = self.details.clone();
        }
        if !self.components.is_empty() {
            let components = self.components.iter().map(|(name, it)| ((*name).to_owned(), it.to_json()));
            shown["components"] = components.collect::<Map<_, _>>().into();
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_as_bad_as_the_worst_in_it() {
        let of = |all: &[Status]| {
            Health::of(all.iter().map(|it| ("x", Health::new(*it, Value::Null))).collect()).status
        };
        assert_eq!(of(&[Status::Up, Status::Up]), Status::Up);
        assert_eq!(of(&[Status::Up, Status::Unknown]), Status::Up);
        assert_eq!(of(&[Status::Up, Status::OutOfService]), Status::OutOfService);
        assert_eq!(of(&[Status::Down, Status::OutOfService]), Status::Down);
    }
}
