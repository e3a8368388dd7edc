//! Services, and their demands on tasks and target groups.

use serde_json::Value;

use super::super::model::{Model, Resource, is_token, truth, whole};
use super::super::report::Report;
use super::super::rules;
use super::task::TASK;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for service in model.of("AWS::ECS::Service") {
        let least = service.whole_or("DeploymentConfiguration.MinimumHealthyPercent", 100);
        let most = service.whole_or("DeploymentConfiguration.MaximumPercent", 200);
        if let (Some(least @ 100..), Some(most @ ..=100)) = (least, most) {
            let message =
                format!("at least {least} and at most {most} percent leave no room for a deployment");
            report.add(rules::NO_ROOM, service, "DeploymentConfiguration", message);
        }
        let Some(task) = model.linked(service, "TaskDefinition").filter(|task| task.type_name == TASK) else {
            continue;
        };
        let own_addresses = task.text("NetworkMode") == Some("awsvpc");
        if own_addresses && !service.has("NetworkConfiguration") {
            let message = format!("the tasks of {} need subnets", task.path);
            report.add(rules::SERVICE_NETWORK, service, "", message);
        }
        if service.truth("EnableExecuteCommand") == Some(true) {
            exec(service, task, report);
        }
        for list in ["LoadBalancers", "ServiceRegistries"] {
            for (index, target) in service.list(list).iter().enumerate() {
                container(service, task, target, &format!("{list}.{index}"), report);
            }
        }
        for (index, target) in service.list("LoadBalancers").iter().enumerate().filter(|_| own_addresses) {
            let group = target.get("TargetGroupArn").and_then(|arn| model.target(service, arn));
            let Some((group, _)) = group else { continue };
            let kind = group.text_or("TargetType", "instance");
            if let Some(kind) = kind.filter(|kind| *kind != "ip") {
                let message =
                    format!("{} is for targets of type {kind}, and awsvpc tasks are of type ip", group.path);
                report.add(
                    rules::TARGET_TYPE,
                    service,
                    &format!("LoadBalancers.{index}.TargetGroupArn"),
                    message,
                );
            }
        }
    }
}

/// The agent for commands writes to the root of each container.
fn exec(service: Resource<'_>, task: Resource<'_>, report: &mut Report) {
    let shut = task
        .list("ContainerDefinitions")
        .iter()
        .filter(|container| container.get("ReadonlyRootFilesystem").and_then(truth) == Some(true));
    let names: Vec<&str> = shut.filter_map(|container| container.get("Name")?.as_str()).collect();
    if !names.is_empty() {
        let message = format!("the roots of {} are read-only, and so take no commands", names.join(", "));
        report.add(rules::EXEC, service, "EnableExecuteCommand", message);
    }
}

/// Whether the container and the port that a service names are in its task definition.
fn container(service: Resource<'_>, task: Resource<'_>, target: &Value, at: &str, report: &mut Report) {
    let Some(name) = target.get("ContainerName").and_then(Value::as_str) else { return };
    let containers = task.list("ContainerDefinitions");
    let Some(container) = containers.iter().find(|it| it.get("Name").is_some_and(|known| known == name))
    else {
        let names: Vec<&str> = containers.iter().filter_map(|it| it.get("Name")?.as_str()).collect();
        if names.len() == containers.len() && !containers.is_empty() {
            let message = format!("{} has no container `{name}`, but {}", task.path, names.join(", "));
            report.add(rules::SERVICE_CONTAINER, service, &format!("{at}.ContainerName"), message);
        }
        return;
    };
    let Some(port) = target.get("ContainerPort").and_then(whole) else { return };
    let mappings = container.get("PortMappings");
    if mappings.is_some_and(is_token) {
        return;
    }
    let mut ports = mappings.and_then(Value::as_array).into_iter().flatten();
    let may_be = |mapping: &Value| {
        mapping.get("ContainerPort").is_none_or(|it| is_token(it) || whole(it) == Some(port))
    };
    if !ports.any(may_be) {
        let message = format!("the container `{name}` of {} does not map port {port}", task.path);
        report.add(rules::SERVICE_PORT, service, &format!("{at}.ContainerPort"), message);
    }
}
