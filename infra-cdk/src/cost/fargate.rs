//! What the tasks of a service on Fargate are charged for.

use serde_json::Value;

use super::charges::Charge;
use super::estimate::{Resource, Resources};
use super::usage::Usage;

const SPOT: &str = "FARGATE_SPOT";

pub(super) fn charges(service: &Resource<'_>, all: &Resources<'_>, usage: &Usage) -> Vec<Charge> {
    let tasks = tasks(service, all, usage);
    let definition = service.text("/TaskDefinition/Ref");
    let mut definitions = all.of_kind("AWS::ECS::TaskDefinition");
    let definition = definitions.find(|it| it.stack == service.stack && it.id == definition);
    let size = definition.and_then(|it| Some((it.number("/Cpu")? / 1024.0, it.number("/Memory")? / 1024.0)));
    let Some(((vcpu, gb), definition)) = size.zip(definition) else {
        // No price has this key, so that the estimate says what is missing.
        return vec![("Fargate", "fargate.task-of-unknown-size".to_owned(), tasks)];
    };
    let processor = definition.text("/RuntimePlatform/CpuArchitecture").to_lowercase();
    let processor = if processor.is_empty() { "x86_64".to_owned() } else { processor };
    let on_spot = on_spot(service, tasks);
    let hours = usage.hours * (tasks - on_spot);
    let spot_hours = usage.hours * on_spot;
    vec![
        ("Fargate", format!("fargate.vcpu.{processor}"), vcpu * hours),
        ("Fargate", format!("fargate.memory.{processor}"), gb * hours),
        ("Fargate", format!("fargate.spot.vcpu.{processor}"), vcpu * spot_hours),
        ("Fargate", format!("fargate.spot.memory.{processor}"), gb * spot_hours),
        ("CloudWatch", "cloudwatch.metric".to_owned(), usage.program_metrics),
    ]
}

/// The average number of tasks: on the way from the least to the greatest that scaling allows.
pub(super) fn tasks(service: &Resource<'_>, all: &Resources<'_>, usage: &Usage) -> f64 {
    let desired = service.number("/DesiredCount");
    let quoted = format!("\"{}\"", service.id);
    let mut targets = all.of_kind("AWS::ApplicationAutoScaling::ScalableTarget");
    let target = targets.find(|it| it.properties["ResourceId"].to_string().contains(&quoted));
    let bounds = target.and_then(|it| Some((it.number("/MinCapacity")?, it.number("/MaxCapacity")?)));
    match (desired, bounds) {
        (Some(0.0), _) => 0.0,
        (_, Some((least, most))) => least + (most - least) * usage.tasks_busy,
        (desired, None) => desired.unwrap_or(1.0),
    }
}

/// How many of the tasks run on spare capacity.
fn on_spot(service: &Resource<'_>, tasks: f64) -> f64 {
    let strategy = service.properties.get("CapacityProviderStrategy").and_then(Value::as_array);
    let (mut base, mut weight, mut spot) = (0.0, 0.0, 0.0);
    for item in strategy.into_iter().flatten() {
        let number = |key: &str| item.get(key).and_then(Value::as_f64).unwrap_or(0.0);
        weight += number("Weight");
        if item.get("CapacityProvider").and_then(Value::as_str) == Some(SPOT) {
            spot += number("Weight");
        } else {
            base += number("Base");
        }
    }
    if weight > 0.0 { (tasks - base).max(0.0) * spot / weight } else { 0.0 }
}
