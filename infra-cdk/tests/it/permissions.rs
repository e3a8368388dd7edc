//! The roles of services, against the table of services.

use std::collections::BTreeSet;

use contract::service::Service;
use contract::settings::secrets::{self, DATABASE};
use contract::settings::{Assistant, Discovery};
use serde_json::Value;

use crate::harness::{Clinic, list, plain, statements};

/// Each action that is permitted, with each resource that it is permitted on.
fn permitted(statements: &[Value]) -> BTreeSet<(String, String)> {
    let pairs = statements.iter().filter(|it| it["Effect"] == "Allow").flat_map(|it| {
        let actions = list(&it["Action"]).into_iter().map(plain);
        actions
            .flat_map(|action| list(&it["Resource"]).into_iter().map(move |on| (action.clone(), plain(on))))
    });
    pairs.collect()
}

/// The resources of an action.
fn resources(clinic: &Clinic, service: Service, action: &str) -> BTreeSet<String> {
    let all = permitted(&statements(clinic, service)).into_iter();
    all.filter(|(of, _)| of == action).map(|(_, on)| on).collect()
}

/// What functions and collectors take beside their rows.
const OF_PLATFORM: [&str; 10] = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
];

#[test]
fn a_role_permits_the_actions_of_its_row_and_no_others() {
    for clinic in Clinic::all() {
        for service in Service::ALL {
            let permitted: BTreeSet<String> =
                permitted(&statements(&clinic, service)).into_iter().map(|(action, _)| action).collect();
            let declared = service.row().may.iter().flat_map(|it| it.actions).map(|it| it.iam);
            // Without a guardrail there is nothing to apply.
            let declared: BTreeSet<&str> = declared.filter(|it| *it != "bedrock:ApplyGuardrail").collect();
            let missing: Vec<_> = declared.iter().filter(|it| !permitted.contains(**it)).collect();
            assert!(missing.is_empty(), "{service}: {missing:?}");
            let known = |it: &&String| {
                declared.contains(it.as_str()) || OF_PLATFORM.contains(&it.as_str()) || *it == "kms:Decrypt"
            };
            let beyond: Vec<_> = permitted.iter().filter(|it| !known(it)).collect();
            assert!(beyond.is_empty(), "{service}: {beyond:?}");
        }
    }
}

#[test]
fn parameters_are_read_in_the_common_folder_and_the_own_one_only() {
    let clinic = Clinic::of("dev");
    let folder = |name: &str| {
        let folder = format!("arn:aws:ssm:us-west-2:123456789012:parameter/petclinic/dev/{name}");
        [format!("{folder}/*"), folder]
    };
    for service in Service::http() {
        let expected = ["common", service.name()].into_iter().flat_map(folder).collect();
        assert_eq!(resources(&clinic, service, "ssm:GetParametersByPath"), expected, "{service}");
    }
    let all = Service::with_database().map(Service::name).chain(["common"]).flat_map(folder).collect();
    assert_eq!(resources(&clinic, Service::Migrate, "ssm:GetParametersByPath"), all);
    assert!(resources(&clinic, Service::SlackNotifier, "ssm:GetParametersByPath").is_empty());
}

#[test]
fn a_secret_is_read_by_whom_the_table_names_and_nobody_else() {
    let clinic = Clinic::of("dev");
    let arn = |name: &str| format!("arn:aws:secretsmanager:us-west-2:123456789012:secret:{name}-??????");
    for service in Service::http() {
        for owner in Service::with_database() {
            let reads = resources(&clinic, service, "secretsmanager:GetSecretValue");
            assert_eq!(reads.contains(&arn(&DATABASE.name_for("dev", owner))), owner == service, "{service}");
        }
    }
    let readers = |name: &str| {
        let reads =
            |it: &Service| resources(&clinic, *it, "secretsmanager:GetSecretValue").contains(&arn(name));
        Service::ALL.into_iter().filter(reads).collect::<Vec<_>>()
    };
    assert_eq!(readers(&secrets::DATABASE_ADMIN.shared_name("dev")), [Service::Migrate]);
    assert_eq!(readers(&secrets::SLACK_WEBHOOK.shared_name("dev")), [Service::SlackNotifier]);
}

#[test]
fn all_resources_are_meant_only_where_an_action_knows_none() {
    for service in Service::ALL {
        let clinic = Clinic::of("prod");
        let on_all = permitted(&statements(&clinic, service)).into_iter().filter(|(_, on)| on == "*");
        for (action, _) in on_all {
            let known = [
                "ce:GetCostAndUsage",
                "cloudwatch:DescribeAlarms",
                "cloudwatch:GetMetricData",
                "ec2:",
                "servicediscovery:Discover",
                "xray:",
            ];
            assert!(known.iter().any(|it| action.starts_with(it)), "{service}: {action}");
        }
    }
}

#[test]
fn instances_are_found_in_the_namespace_of_the_environment_only() {
    let mut environment = Clinic::of("dev").environment;
    environment.settings.set(None, Discovery::NAMESPACE, "petclinic-2.local");
    let clinic = Clinic::with(environment);
    let all = statements(&clinic, Service::Customers);
    let finds = |it: &&Value| plain(list(&it["Action"])[0]) == "servicediscovery:DiscoverInstances";
    let statement = all.iter().find(finds).unwrap();
    let name = &statement["Condition"]["StringEquals"]["servicediscovery:NamespaceName"];
    assert_eq!(name, "petclinic-2.local");
}

#[test]
fn the_assistant_may_ask_the_models_that_its_settings_name() {
    let mut environment = Clinic::of("dev").environment;
    let model = "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0";
    let ask = "bedrock:InvokeModelWithResponseStream";
    let clinic = Clinic::with(environment.clone());
    assert_eq!(resources(&clinic, Service::Genai, ask), [model.to_owned()].into());
    let titan = "arn:aws:bedrock:us-west-2::foundation-model/amazon.titan-embed-text-v2:0";
    assert_eq!(resources(&clinic, Service::Genai, "bedrock:InvokeModel"), [titan.to_owned()].into());

    environment.settings.set(None, Assistant::INFERENCE_PROFILE, "us.anthropic.claude-3-haiku-20240307-v1:0");
    environment.settings.set(None, Assistant::GUARDRAIL_ID, "gr1");
    let clinic = Clinic::with(environment);
    let profile =
        "arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0";
    let anywhere = model.replace(":us-west-2:", ":*:");
    assert_eq!(resources(&clinic, Service::Genai, ask), [profile.to_owned(), anywhere].into());
    let guardrail = "arn:aws:bedrock:us-west-2:123456789012:guardrail/gr1".to_owned();
    assert_eq!(resources(&clinic, Service::Genai, "bedrock:ApplyGuardrail"), [guardrail].into());
}
