//! Faults that operators inject into the requests of an instance, by the API of Chaos Monkey for Spring Boot.

use std::fmt::Write;

use bytes::Bytes;
use contract::admin::{AuditAction, FaultChange, Instance, InstanceFaults};
use contract::routes::{EndFaults, InjectFaults, ShowInstanceFaults};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::Admin;
use crate::actuator::{WITHIN, failed};
use crate::audit::Change;
use crate::audit::intent::Intent;
use crate::caller::Caller;
use crate::instances::known;
use crate::reach::{Body, Question, actuator_url};

/// The longest answer, in bytes.
const LONGEST: usize = 64 * 1024;

pub(crate) async fn show(state: Admin, call: Call<ShowInstanceFaults>) -> Outcome<ShowInstanceFaults> {
    let instance = known(&state, call.path.instance_id)?;
    Answer::json(&faults(&state, &instance).await?)
}

pub(crate) async fn inject(state: Admin, call: Call<InjectFaults>) -> Outcome<InjectFaults> {
    let caller = Caller::of(&call)?.clone();
    let instance = known(&state, call.path.instance_id)?;
    let (change, before) = (call.body, faults(&state, &instance).await?);
    let told = Change {
        from: before.is_on.then(|| said(&before)),
        to: Some(format!("{} for {} min", said(&wanted(&change)), change.ends_after_minutes)),
        ..Change::new(AuditAction::FaultsInjected, target(&instance))
    };
    // What suffers and how is chosen first, so that nothing else suffers in between.
    let steps = [
        ("assaults", assaults(&change)),
        ("watchers", json!({ "controller": true, "restController": true })),
        ("enable", json!({})),
    ];
    make(&state, &caller, &instance, told, steps).await?;
    Answer::json(&faults(&state, &instance).await?)
}

pub(crate) async fn end(state: Admin, call: Call<EndFaults>) -> Outcome<EndFaults> {
    let caller = Caller::of(&call)?.clone();
    let instance = known(&state, call.path.instance_id)?;
    let before = faults(&state, &instance).await?;
    let told = Change {
        from: before.is_on.then(|| said(&before)),
        ..Change::new(AuditAction::FaultsEnded, target(&instance))
    };
    let off = json!({ "latencyActive": false, "exceptionsActive": false });
    make(&state, &caller, &instance, told, [("assaults", off)]).await?;
    Ok(Answer::empty())
}

/// Makes a change in steps, and notes it.
async fn make(
    state: &Admin,
    caller: &Caller,
    instance: &Instance,
    change: Change,
    steps: impl IntoIterator<Item = (&str, Value)>,
) -> Result<(), Fault> {
    let intent = Intent::begin(state, caller, change).await?;
    for (part, body) in steps {
        if let Err(fault) = ask(state, instance, Some(part), Some(body)).await {
            intent.failed(state, &fault).await;
            return Err(fault);
        }
    }
    intent.made(state).await;
    Ok(())
}

/// Chaos Monkey knows no error without an active exception, and no delay of nothing.
fn assaults(change: &FaultChange) -> Value {
    let mut assaults = json!({
        "level": change.every,
        "deterministic": true,
        "latencyActive": change.latency_max_ms > 0,
        "exceptionsActive": change.error,
        "killApplicationActive": false,
        "memoryActive": false,
        "cpuActive": false,
        "endsAfterMinutes": change.ends_after_minutes,
    });
    if change.latency_max_ms > 0 {
        assaults["latencyRangeStart"] = json!(change.latency_min_ms.max(1));
        assaults["latencyRangeEnd"] = json!(change.latency_max_ms);
    }
    assaults
}

fn wanted(change: &FaultChange) -> InstanceFaults {
    InstanceFaults {
        is_on: true,
        every: change.every,
        latency_min_ms: change.latency_min_ms,
        latency_max_ms: change.latency_max_ms,
        error: change.error,
        ends_at: None,
    }
}

/// What the audit journal says of faults.
fn said(faults: &InstanceFaults) -> String {
    let mut said = format!("every {}", faults.every);
    if faults.latency_max_ms > 0 {
        let _ = write!(said, ", {} to {} ms", faults.latency_min_ms, faults.latency_max_ms);
    }
    if faults.error {
        said.push_str(", error");
    }
    said
}

fn target(instance: &Instance) -> String {
    format!("{} {}", instance.registration.name, instance.id)
}

async fn faults(state: &Admin, instance: &Instance) -> Result<InstanceFaults, Fault> {
    let answer = ask(state, instance, None, None).await?;
    let shown = serde_json::from_slice(&answer).map_err(|_| failed("its answer is no JSON"))?;
    Ok(read(&shown))
}

/// Reads what Chaos Monkey says of itself.
fn read(shown: &Value) -> InstanceFaults {
    let (assaults, watchers) = (&shown["assaultProperties"], &shown["watcherProperties"]);
    let is = |it: &Value| it.as_bool() == Some(true);
    let number =
        |name: &str| assaults[name].as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or_default();
    let (has_latency, error) = (is(&assaults["latencyActive"]), is(&assaults["exceptionsActive"]));
    let watches = watchers.as_object().is_some_and(|all| all.values().any(is));
    let latency = |name: &str| if has_latency { number(name) } else { 0 };
    InstanceFaults {
        is_on: is(&shown["chaosMonkeyProperties"]["enabled"]) && watches && (has_latency || error),
        every: number("level"),
        latency_min_ms: latency("latencyRangeStart"),
        latency_max_ms: latency("latencyRangeEnd"),
        error,
        ends_at: assaults["endsAt"].as_str().and_then(crate::time::read).map(|it| format!("{it:.0}")),
    }
}

async fn ask(
    state: &Admin,
    instance: &Instance,
    part: Option<&str>,
    body: Option<Value>,
) -> Result<Bytes, Fault> {
    let none = || Fault::refused(StatusCode::NOT_FOUND, "the instance offers no injection of faults");
    let parts: Vec<_> = std::iter::once("chaosmonkey").chain(part).collect();
    let url = actuator_url(&instance.registration, &parts).ok_or_else(none)?;
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let body = body.map(|it| Body::json(it.to_string()));
    let question = Question { method, body, ..Question::get(url, WITHIN, LONGEST) };
    let answered = state.reach.ask(&instance.registration, question).await.map_err(failed)?;
    match answered.status {
        200 | 204 => Ok(answered.body),
        404 => Err(none()),
        status => Err(failed(format_args!("it answered {status}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_chaos_monkey_says_is_read() {
        let mut shown = json!({
            "chaosMonkeyProperties": { "enabled": true },
            "assaultProperties": { "level": 3, "latencyRangeStart": 10, "latencyRangeEnd": 20, "latencyActive": true,
                "exceptionsActive": false, "endsAt": "2026-05-20T12:00:00.123Z" },
            "watcherProperties": { "controller": true, "beans": [] },
        });
        let faults = read(&shown);
        assert!(faults.is_on && !faults.error);
        assert_eq!((faults.every, faults.latency_min_ms, faults.latency_max_ms), (3, 10, 20));
        assert_eq!(faults.ends_at.as_deref(), Some("2026-05-20T12:00:00Z"));
        assert_eq!(said(&faults), "every 3, 10 to 20 ms");
        shown["watcherProperties"]["controller"] = json!(false);
        assert!(!read(&shown).is_on);
        assert!(!read(&json!({})).is_on && !read(&json!("x")).is_on);
    }
}
