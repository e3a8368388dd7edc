//! Task definitions.

use serde_json::Value;

use super::super::model::{Model, Resource, is_token, truth, whole};
use super::super::report::Report;
use super::super::rules;

pub(super) const TASK: &str = "AWS::ECS::TaskDefinition";

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for task in model.of(TASK) {
        let on_fargate = is_for_fargate(task);
        if on_fargate {
            fargate(model, task, report);
        }
        let containers = task.list("ContainerDefinitions");
        let is_essential = |container: &Value| {
            container.get("Essential").is_none_or(|value| is_token(value) || truth(value) == Some(true))
        };
        if !containers.is_empty() && !containers.iter().any(is_essential) {
            report.add(rules::NO_ESSENTIAL, task, "ContainerDefinitions", "no container is essential");
        }
        sizes(task, containers, report);
        for (index, container) in containers.iter().enumerate() {
            let at = format!("ContainerDefinitions.{index}");
            order(task, containers, container, &at, report);
            if task.text("NetworkMode") == Some("awsvpc") {
                ports(task, container, &at, report);
            }
            log(task, container, &at, on_fargate, report);
        }
    }
}

fn is_for_fargate(task: Resource<'_>) -> bool {
    task.list("RequiresCompatibilities").iter().any(|launch| launch == "FARGATE")
}

fn fargate(model: &Model<'_>, task: Resource<'_>, report: &mut Report) {
    if let Some(mode) = task.text_or("NetworkMode", "bridge")
        && mode != "awsvpc"
    {
        report.add(rules::FARGATE_NETWORK, task, "NetworkMode", format!("the network mode is {mode}"));
    }
    for property in ["Cpu", "Memory"] {
        if !task.has(property) {
            report.add(rules::FARGATE_SIZE, task, "", format!("{property} is not set"));
        }
    }
    if let (Some(cpu), Some(memory)) = (units(task, "Cpu", "vcpu"), units(task, "Memory", "gb"))
        && !is_offered(cpu, memory)
    {
        let message = format!("Fargate offers no {memory} MiB with {cpu} CPU units");
        report.add(rules::FARGATE_SIZE, task, "Memory", message);
    }
    if !task.has("ExecutionRoleArn")
        && let Some((at, why)) = needs_execution_role(model, task)
    {
        report.add(
            rules::EXECUTION_ROLE,
            task,
            &at,
            format!("without an execution role the task cannot {why}"),
        );
    }
}

/// A size in units of 1/1024, also written `1 vCPU` or `2 GB`.
fn units(task: Resource<'_>, property: &str, unit: &str) -> Option<i64> {
    task.whole(property).or_else(|| {
        let text = task.text(property)?.to_ascii_lowercase();
        let count: f64 = text.strip_suffix(unit)?.trim().parse().ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "sizes of tasks are small")]
        Some((count * 1024.0) as i64)
    })
}

fn is_offered(cpu: i64, memory: i64) -> bool {
    let between = |from: i64, to: i64, step: i64| (from..=to).contains(&memory) && memory % step == 0;
    match cpu {
        256 => [512, 1024, 2048].contains(&memory),
        512 => between(1024, 4096, 1024),
        1024 => between(2048, 8192, 1024),
        2048 => between(4096, 16_384, 1024),
        4096 => between(8192, 30_720, 1024),
        8192 => between(16_384, 61_440, 4096),
        16_384 => between(32_768, 122_880, 8192),
        32_768 => between(61_440, 249_856, 4096),
        _ => false,
    }
}

/// The property that needs the role, and its purpose.
fn needs_execution_role(model: &Model<'_>, task: Resource<'_>) -> Option<(String, &'static str)> {
    task.list("ContainerDefinitions").iter().enumerate().find_map(|(index, container)| {
        let at = |property: &str| format!("ContainerDefinitions.{index}.{property}");
        if container.get("Secrets").and_then(Value::as_array).is_some_and(|secrets| !secrets.is_empty()) {
            return Some((at("Secrets"), "read its secrets"));
        }
        if container.pointer("/LogConfiguration/LogDriver").is_some_and(|driver| driver == "awslogs") {
            return Some((at("LogConfiguration"), "write its logs"));
        }
        let image = container.get("Image")?;
        let from_ecr = image.to_string().contains(".dkr.ecr.")
            || model.mentioned(task, image).iter().any(|it| it.type_name == "AWS::ECR::Repository");
        from_ecr.then(|| (at("Image"), "pull its image"))
    })
}

fn sizes(task: Resource<'_>, containers: &[Value], report: &mut Report) {
    let mut wanted = 0;
    for (index, container) in containers.iter().enumerate() {
        let hard = container.get("Memory").and_then(whole);
        let soft = container.get("MemoryReservation").and_then(whole);
        wanted += soft.or(hard).unwrap_or_default();
        if let (Some(hard), Some(soft)) = (hard, soft)
            && soft >= hard
        {
            let message = format!("the reservation of {soft} MiB is not below the limit of {hard} MiB");
            report.add(
                rules::CONTAINER_SIZE,
                task,
                &format!("ContainerDefinitions.{index}.MemoryReservation"),
                message,
            );
        }
        if let (Some(hard), Some(total)) = (hard, units(task, "Memory", "gb"))
            && hard > total
        {
            let message = format!("the container has {hard} MiB, and its task {total} MiB");
            report.add(rules::CONTAINER_SIZE, task, &format!("ContainerDefinitions.{index}.Memory"), message);
        }
    }
    if let Some(total) = units(task, "Memory", "gb").filter(|total| wanted > *total)
        && containers.len() > 1
    {
        let message = format!("the containers reserve {wanted} MiB together, and the task has {total} MiB");
        report.add(rules::CONTAINER_SIZE, task, "ContainerDefinitions", message);
    }
    let cpu: i64 = containers.iter().filter_map(|container| container.get("Cpu").and_then(whole)).sum();
    if let Some(total) = units(task, "Cpu", "vcpu").filter(|total| cpu > *total) {
        let message = format!("the containers want {cpu} CPU units together, and the task has {total}");
        report.add(rules::CONTAINER_SIZE, task, "ContainerDefinitions", message);
    }
}

fn order(task: Resource<'_>, containers: &[Value], container: &Value, at: &str, report: &mut Report) {
    let waits = container.get("DependsOn").and_then(Value::as_array).into_iter().flatten();
    for (index, wait) in waits.enumerate() {
        let Some(name) = wait.get("ContainerName").and_then(Value::as_str) else { continue };
        let at = format!("{at}.DependsOn.{index}");
        let other = containers.iter().find(|other| other.get("Name").is_some_and(|known| known == name));
        let healthy = wait.get("Condition").is_some_and(|condition| condition == "HEALTHY");
        let message = match other {
            None if containers.iter().any(|it| it.get("Name").is_some_and(is_token)) => continue,
            None => format!("the task has no container `{name}`"),
            Some(other) if healthy && other.get("HealthCheck").is_none() => {
                format!("the container `{name}` has no health check")
            }
            Some(_) => continue,
        };
        report.add(rules::CONTAINER_ORDER, task, &at, message);
    }
}

fn ports(task: Resource<'_>, container: &Value, at: &str, report: &mut Report) {
    let mappings = container.get("PortMappings").and_then(Value::as_array).into_iter().flatten();
    for (index, mapping) in mappings.enumerate() {
        if let (Some(inner), Some(outer)) =
            (mapping.get("ContainerPort").and_then(whole), mapping.get("HostPort").and_then(whole))
            && inner != outer
        {
            let message = format!("the host port {outer} is not the container's port {inner}");
            report.add(rules::HOST_PORT, task, &format!("{at}.PortMappings.{index}.HostPort"), message);
        }
    }
}

fn log(task: Resource<'_>, container: &Value, at: &str, on_fargate: bool, report: &mut Report) {
    let Some(log) = container.get("LogConfiguration") else { return };
    if log.get("LogDriver").is_none_or(|driver| driver != "awslogs")
        || log.get("Options").is_some_and(is_token)
    {
        return;
    }
    let needed = ["awslogs-group", "awslogs-region", "awslogs-stream-prefix"];
    for option in needed.into_iter().take(if on_fargate { 3 } else { 2 }) {
        if log.get("Options").and_then(|options| options.get(option)).is_none() {
            report.add(
                rules::LOG_OPTIONS,
                task,
                &format!("{at}.LogConfiguration"),
                format!("{option} is not set"),
            );
        }
    }
}
