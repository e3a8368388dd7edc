//! Who reaches whom at which port, by all that lets packets pass: security groups, network ACLs, routes and addresses.

mod holes;
mod network;
mod templates;

use std::collections::BTreeSet;

use contract::service::Service;

use self::network::{INTERNET, Network, Node, Peer, Ports};
use self::templates::Templates;
use crate::harness::Clinic;

const HTTPS: u64 = 443;
const MYSQL: u64 = 3306;

/// The name by which the model calls a service.
fn name(service: Service) -> String {
    match service {
        Service::Migrate => "Migrate".to_owned(),
        it if it.is_task() => format!("Service-{it}"),
        it => format!("Function-{it}"),
    }
}

/// Who may reach whom, by the table of services.
fn expected(clinic: &Clinic) -> BTreeSet<(String, String, Ports)> {
    let mut expected = BTreeSet::new();
    let mut add = |from: &str, to: &str, ports: Ports| {
        expected.insert((from.to_owned(), to.to_owned(), ports));
    };
    let port = |service: Service| {
        let port = service.port().unwrap().into();
        (port, port)
    };
    let listener = if clinic.environment.domain.is_some() { HTTPS } else { 80 };
    add("Link", "Balancer", (listener, listener));
    for service in Service::tasks() {
        add("Balancer", &name(service), port(service));
    }
    for caller in Service::ALL {
        for called in caller.calls() {
            add(&name(caller), &name(*called), port(*called));
        }
    }
    let users: Vec<String> = Service::with_database().chain([Service::Migrate]).map(name).collect();
    for user in users.iter().map(String::as_str).chain(["Rotation"]) {
        add(user, "Database", (MYSQL, MYSQL));
        if clinic.environment.topology.endpoints {
            add(user, "Endpoints", (HTTPS, HTTPS));
        }
        add(user, INTERNET, (HTTPS, HTTPS));
    }
    expected
}

/// Groups that are let in without need, whether or not their own rules let them out.
fn let_in(network: &Network, expected: &BTreeSet<(String, String, Ports)>) -> BTreeSet<String> {
    let mut findings = BTreeSet::new();
    let within =
        |group: &String| network.nodes.iter().filter(|it| it.groups.contains(group)).collect::<Vec<_>>();
    for rule in network.rules.iter().filter(|it| !it.is_outbound) {
        let Peer::Group(peer) = &rule.peer else { continue };
        for Node { name: to, .. } in within(&rule.group) {
            if within(peer).is_empty() {
                findings.insert(format!("{to} lets somebody unknown in"));
            }
            for Node { name: from, .. } in within(peer) {
                if !expected.contains(&(from.clone(), to.clone(), rule.ports)) {
                    findings.insert(format!("{to} lets {from} in at {} to {}", rule.ports.0, rule.ports.1));
                }
            }
        }
    }
    findings
}

/// What is wrong in the templates.
fn findings(clinic: &Clinic, templates: &Templates) -> BTreeSet<String> {
    let network = Network::of(templates);
    let mut findings = BTreeSet::new();
    let (found, expected) = (network.reaches(), expected(clinic));
    for (from, to, (first, last)) in found.difference(&expected) {
        findings.insert(format!("{from} reaches {to} at {first} to {last}"));
    }
    for (from, to, (first, last)) in expected.difference(&found) {
        findings.insert(format!("{from} does not reach {to} at {first} to {last}"));
    }
    for node in &network.nodes {
        let name = &node.name;
        if !node.subnets.is_disjoint(&network.public) {
            findings.insert(format!("{name} stands in a public subnet"));
        }
        if node.has_public_address {
            findings.insert(format!("{name} has a public address"));
        }
        for rule in network.rules.iter().filter(|it| node.groups.contains(&it.group)) {
            match &rule.peer {
                // All of the network may call the endpoints of AWS.
                Peer::Addresses(from)
                    if !rule.is_outbound && (name != "Endpoints" || !network.addresses.contains(from)) =>
                {
                    findings.insert(format!("{name} lets {from} in"));
                }
                // Those that no rule of the model could be about.
                Peer::Unknown => {
                    findings.insert(format!("{name} has a rule about what is no group and no address"));
                }
                _ => (),
            }
        }
    }
    findings.extend(let_in(&network, &expected));
    for route in templates.of_type("AWS::EC2::Route") {
        if ["GatewayId", "NatGatewayId"].iter().all(|it| route.properties[*it].is_null()) {
            findings.insert(format!("{} is a route to what the model does not know", route.name(templates)));
        }
    }
    for type_name in templates.unknown() {
        findings.insert(format!("{type_name} stands in the network"));
    }
    // What answers outside of the network: the API and the distribution.
    for type_name in ["AWS::Lambda::Url", "AWS::ApiGatewayV2::Api"] {
        if !templates.of_type(type_name).is_empty() {
            findings.insert(format!("{INTERNET} reaches {type_name}"));
        }
    }
    for (type_name, count) in [("AWS::ApiGateway::RestApi", 1), ("AWS::CloudFront::Distribution", 1)] {
        let found = templates.of_type(type_name).len();
        if found != count {
            findings.insert(format!("{INTERNET} reaches {found} of {type_name}"));
        }
    }
    findings
}

#[test]
fn everyone_reaches_those_that_the_table_of_services_names_and_the_internet_only_api_and_distribution() {
    for clinic in Clinic::all() {
        let findings = findings(&clinic, &Templates::of(&clinic));
        assert!(findings.is_empty(), "{}: {findings:#?}", clinic.called());
    }
}
