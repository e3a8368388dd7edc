use cdk::App;
use infra_cdk::environment::{Environment, overrides};

use crate::harness::{Clinic, artifacts};

const LAYERS: [&str; 12] = [
    "01-network",
    "02-security",
    "03-database",
    "04-parameter-store",
    "05-cloud-map",
    "06-lambda-genai",
    "07-application",
    "08-api-gateway",
    "09-aws-native",
    "10-monitoring",
    "11-frontend",
    "12-notification",
];

#[test]
fn every_environment_has_twelve_stacks_in_the_order_of_their_numbers() {
    for clinic in Clinic::all() {
        let wanted = LAYERS.map(|it| format!("petclinic-{}-{it}", clinic.environment.name));
        assert_eq!(clinic.synthesis.order, wanted, "{}", clinic.called());
    }
}

#[test]
fn no_environment_has_anything_to_warn_of() {
    for clinic in Clinic::all() {
        let found = clinic.findings();
        assert!(found.is_empty(), "{}: {found:#?}", clinic.called());
        assert!(clinic.synthesis.missing.is_empty(), "{}", clinic.called());
        for stack in clinic.synthesis.root.stacks.values() {
            assert!(stack.annotations.is_empty(), "{}: {:?}", stack.name, stack.annotations);
        }
    }
}

#[test]
fn two_syntheses_are_equal_to_the_byte() {
    let template = |clinic: &Clinic| {
        let stacks = clinic.synthesis.root.stacks.values();
        stacks.map(|it| it.template.to_string()).collect::<Vec<_>>()
    };
    let (first, second) = (Clinic::of("prod"), Clinic::of("prod"));
    assert_eq!(template(&first), template(&second));
    let app = App::new();
    infra_cdk::app::layers(&app, &first.environment, &artifacts());
    assert_eq!(app.synth().unwrap().order, app.synth().unwrap().order);
}

#[test]
fn protected_environments_refuse_to_be_deleted_and_keep_their_data() {
    for clinic in Clinic::all() {
        let protected = clinic.environment.is_protected;
        assert_eq!(protected, clinic.environment.name != "dev");
        for stack in clinic.synthesis.root.stacks.values() {
            assert_eq!(stack.termination_protection, protected, "{}", stack.name);
        }
        let cluster = clinic.of_type("03-database", "AWS::RDS::DBCluster").into_values().next().unwrap();
        assert_eq!(cluster["Properties"]["DeletionProtection"], protected);
        assert_eq!(cluster["DeletionPolicy"], if protected { "Snapshot" } else { "Delete" });
    }
}

#[test]
fn no_stack_comes_near_the_limits_of_cloudformation() {
    for clinic in Clinic::all() {
        for stack in clinic.synthesis.root.stacks.values() {
            let resources = stack.template["Resources"].as_object().unwrap().len();
            assert!((1..=400).contains(&resources), "{}: {resources}", stack.name);
            assert!(stack.template.to_string().len() < 700_000, "{}", stack.name);
        }
    }
}

#[test]
fn programs_that_are_not_built_are_named_with_the_command_that_builds_them() {
    let empty = tempfile::tempdir().unwrap();
    let app = App::new();
    let environment = Environment::preset("dev").unwrap();
    infra_cdk::app::layers(&app, &environment, &artifacts().with_functions(empty.path()));
    let mistakes: Vec<String> = app.synth().unwrap_err().problems.iter().map(ToString::to_string).collect();
    for function in ["genai", "migrate", "slack-notifier"] {
        let wanted = format!("run `cargo lambda build --profile function --package {function}`");
        assert_eq!(mistakes.iter().filter(|it| it.contains(&wanted)).count(), 1, "{mistakes:#?}");
    }
    assert_eq!(mistakes.len(), 3, "{mistakes:#?}");
}

#[test]
fn the_readme_lists_every_context_value() {
    let readme = include_str!("../../README.md");
    for it in overrides() {
        let row = format!("| `{}` | {} | {} |\n", it.key, it.rule, it.about);
        assert!(readme.contains(&row), "{row}");
    }
    assert!(LAYERS.iter().all(|it| readme.contains(&format!("| {it} | "))));
}
