//! What there is, for a person to read when it changes.

use std::fmt::Write;

use contract::service::Service;
use serde_json::Value;

use crate::harness::{Clinic, list, plain, statements};

#[test]
fn the_resources_of_the_first_layers() {
    let clinic = Clinic::of("dev");
    let mut inventory = String::new();
    for layer in ["01-network", "02-security", "03-database", "05-cloud-map"] {
        let stack = &clinic.synthesis.root.stacks[&format!("petclinic-dev-{layer}")];
        let mut lines: Vec<String> = stack
            .resources
            .values()
            .map(|it| {
                let path = it.path.split_once('/').map_or("", |(_, path)| path);
                format!("  {} {}", path.trim_end_matches("/Resource"), it.type_name)
            })
            .collect();
        lines.sort();
        let _ = writeln!(inventory, "{layer}\n{}", lines.join("\n"));
    }
    insta::assert_snapshot!(inventory);
}

#[test]
fn the_permissions_of_the_services() {
    let clinic = Clinic::of("dev");
    let mut permissions = String::new();
    for service in Service::ALL {
        let _ = writeln!(permissions, "{service}");
        for statement in statements(&clinic, service) {
            let actions: Vec<String> = list(&statement["Action"]).into_iter().map(plain).collect();
            let never = if statement["Effect"] == "Deny" { "never " } else { "" };
            let _ = writeln!(permissions, "  {never}{}", actions.join(", "));
            for on in list(&statement["Resource"]) {
                let _ = writeln!(permissions, "    {}", plain(on));
            }
            if statement["Condition"] != Value::Null {
                let _ = writeln!(permissions, "    if {}", statement["Condition"]);
            }
        }
    }
    insta::assert_snapshot!(permissions);
}

#[test]
fn the_parameters_of_the_services() {
    let clinic = Clinic::of("dev");
    let all = clinic.all_of("04-parameter-store", "AWS::SSM::Parameter");
    let mut lines: Vec<String> = all
        .iter()
        .map(|it| format!("{} = {}", plain(&it["Name"]), plain(&it["Value"])).trim_end().to_owned())
        .collect();
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}
