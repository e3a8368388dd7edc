//! Load balancers, listeners and target groups.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Model;
use super::report::Report;
use super::rules;

pub(super) const BALANCER: &str = "AWS::ElasticLoadBalancingV2::LoadBalancer";
pub(super) const LISTENER: &str = "AWS::ElasticLoadBalancingV2::Listener";

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for balancer in model.of(BALANCER) {
        if balancer.text_or("Type", "application") != Some("application") {
            continue;
        }
        for property in ["Subnets", "SubnetMappings"] {
            let Some(subnets) = balancer.at(property).and_then(|subnets| subnets.as_array()) else {
                continue;
            };
            let zone = |subnet| {
                let (subnet, _) = model.target(balancer, subnet)?;
                subnet.at("AvailabilityZone").map(ToString::to_string)
            };
            let zones: Option<BTreeSet<String>> = subnets.iter().map(zone).collect();
            if subnets.len() < 2 {
                let message = format!("it has {} subnet, and 2 in different zones are needed", subnets.len());
                report.add(rules::BALANCER_ZONES, balancer, property, message);
            } else if let Some(zone) =
                zones.filter(|zones| zones.len() == 1).and_then(|mut zones| zones.pop_first())
            {
                report.add(
                    rules::BALANCER_ZONES,
                    balancer,
                    property,
                    format!("all its subnets are in the zone {zone}"),
                );
            }
        }
    }
    listeners(model, report);
    for group in model.of("AWS::ElasticLoadBalancingV2::TargetGroup") {
        let Some(interval) = group.whole_or("HealthCheckIntervalSeconds", 30) else { continue };
        if let Some(timeout) = group.whole("HealthCheckTimeoutSeconds").filter(|timeout| *timeout >= interval)
        {
            let message = format!("the timeout of {timeout} s is not below the interval of {interval} s");
            report.add(rules::HEALTH_TIMEOUT, group, "HealthCheckTimeoutSeconds", message);
        }
    }
}

fn listeners(model: &Model<'_>, report: &mut Report) {
    let mut ports: BTreeMap<_, &str> = BTreeMap::new();
    for listener in model.of(LISTENER) {
        let protocol = listener.text("Protocol");
        if let Some(protocol @ ("HTTPS" | "TLS")) = protocol
            && (!listener.has("Certificates")
                || listener.at("Certificates").is_some_and(|all| all == &serde_json::json!([])))
        {
            let message = format!("the listener speaks {protocol} and has no certificate");
            report.add(rules::NO_CERTIFICATE, listener, "Protocol", message);
        }
        let Some(balancer) = model.linked(listener, "LoadBalancerArn").filter(|it| it.type_name == BALANCER)
        else {
            continue;
        };
        let Some(kind) = balancer.text_or("Type", "application") else { continue };
        let speaks = match kind {
            "application" => ["HTTP", "HTTPS"].as_slice(),
            "network" => ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"].as_slice(),
            _ => continue,
        };
        if let Some(protocol) = protocol.filter(|protocol| !speaks.contains(protocol)) {
            let message = format!("{} is of type {kind}, and does not speak {protocol}", balancer.path);
            report.add(rules::LISTENER_PROTOCOL, listener, "Protocol", message);
        }
        if let Some(port) =
            listener.whole("Port").filter(|_| kind == "application" && !listener.is_conditional())
            && let Some(other) = ports.insert((balancer.key(), port), listener.path)
        {
            let message = format!("{other} listens on port {port} of {}, too", balancer.path);
            report.add(rules::LISTENER_PORT, listener, "Port", message);
        }
    }
    let mut priorities: BTreeMap<_, &str> = BTreeMap::new();
    for rule in model.of("AWS::ElasticLoadBalancingV2::ListenerRule").filter(|rule| !rule.is_conditional()) {
        if let (Some(listener), Some(priority)) = (model.linked(rule, "ListenerArn"), rule.whole("Priority"))
            && let Some(other) = priorities.insert((listener.key(), priority), rule.path)
        {
            report.add(
                rules::PRIORITY_TWICE,
                rule,
                "Priority",
                format!("{other} has priority {priority}, too"),
            );
        }
    }
}
