use std::fs;
use std::process::{Command, Output};

use infra_cdk::cost::{Assumptions, Estimate, Prices, Profile, Usage, pages};

use serde_json::Value;

use crate::harness::{Clinic, root};

fn usage() -> Usage {
    Usage::of(Profile::Clinic, &Assumptions::default())
}

fn estimate(clinic: &Clinic) -> Estimate {
    Estimate::of(&clinic.synthesis, &usage(), &Prices::read().unwrap())
}

#[test]
fn the_page_about_cost_is_as_the_templates_and_the_prices_say() {
    for (name, text) in pages(&root(), &Prices::read().unwrap()).unwrap() {
        let written = fs::read_to_string(root().join("docs").join(name)).unwrap();
        assert!(written == text, "docs/{name}: `cargo run -p infra-cdk -- cost --pages docs` writes it anew");
    }
}

#[test]
fn what_has_no_price_is_named_and_never_counted_as_nothing() {
    let clinic = Clinic::of("dev");
    let mut prices = Prices::read().unwrap();
    prices.all.retain(|it| it.key != "nat.hour");
    prices.free.retain(|it| it != "AWS::EC2::Subnet");
    let found = Estimate::of(&clinic.synthesis, &usage(), &prices).unknown;
    assert!(found.contains("AWS::EC2::NatGateway (nat.hour)"), "{found:?}");
    assert!(found.contains("AWS::EC2::Subnet"), "{found:?}");
}

#[test]
fn only_the_link_into_the_network_has_no_known_price() {
    for clinic in Clinic::all() {
        let unknown: Vec<String> = estimate(&clinic).unknown.into_iter().collect();
        assert_eq!(unknown, ["AWS::ApiGatewayV2::VpcLink"], "{}", clinic.called());
    }
}

#[test]
fn stacks_and_services_each_add_up_to_the_total() {
    let estimate = estimate(&Clinic::of("prod"));
    for sum in [estimate.stacks.values().sum::<f64>(), estimate.services.values().sum()] {
        assert!((sum - estimate.total).abs() < 0.01, "{sum} of {}", estimate.total);
    }
}

#[test]
fn what_an_environment_changes_shows_in_its_estimate() {
    let mut environment = Clinic::of("staging").environment;
    let before = estimate(&Clinic::with(environment.clone()));
    environment.topology.endpoints = false;
    environment.tasks.spot = true;
    let after = estimate(&Clinic::with(environment));
    assert!(!after.services.contains_key("endpoints"));
    // One of two tasks of each service runs at 30 percent of the price.
    let share = after.services["Fargate"] / before.services["Fargate"];
    assert!((share - 0.65).abs() < 0.001, "{share}");
}

#[test]
fn every_price_has_a_unit_a_day_and_a_page_of_aws() {
    let prices = Prices::read().unwrap();
    for (at, price) in prices.all.iter().enumerate() {
        assert!(price.usd > 0.0 && !price.per.is_empty(), "{price:?}");
        assert!(price.day.parse::<jiff::civil::Date>().is_ok(), "{price:?}");
        assert!(price.source.starts_with("https://aws.amazon.com/"), "{price:?}");
        assert!(prices.all.iter().take(at).all(|it| it.key != price.key), "{} is there twice", price.key);
    }
}

fn cost(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_infra-cdk"));
    command.arg("cost").args(arguments).current_dir(root()).env_remove("CDK_OUTDIR").output().unwrap()
}

#[test]
fn the_command_takes_context_assumptions_and_a_profile() {
    let of = |arguments: &[&str]| -> Value {
        let output = cost(&[&["--json"], arguments].concat());
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let usual = of(&["-c", "nat=single"]);
    assert_eq!(usual["profile"], "clinic");
    // The price of 4 million further requests.
    let further = of(&["--requests", "5000000", "-c", "nat=single"]);
    let api = |it: &Value| it["estimate"]["services"]["API Gateway"].as_f64().unwrap();
    assert!((api(&further) - api(&usual) - 14.0).abs() < 0.001);
    assert_eq!(of(&["--profile", "quiet"])["usage"]["messages"], 100.0);
}

#[test]
fn amounts_that_cannot_be_are_refused() {
    for wrong in ["--requests=-1", "--requests=many", "--tasks-busy=1.1", "--hours=NaN"] {
        let output = cost(&[wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        let flag = wrong.split_once('=').unwrap().0;
        assert!(String::from_utf8(output.stderr).unwrap().contains(flag), "{wrong}");
    }
}
