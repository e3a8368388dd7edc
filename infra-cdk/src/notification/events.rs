//! Events of AWS that people are told of beside alarms: what no metric tells.

use cdk::constructs::EventRule;
use cdk::{Json, Stack, json, pseudo, text};

use super::Told;
use crate::app::Clinic;

/// The severity from which on a finding about threats is told: medium.
const SEVERITY: u32 = 4;

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>, told: Told<'_>) {
    let rules = of_services(stack, told).into_iter().chain(of_data(stack, clinic, told));
    let mut rules: Vec<Event> = rules.collect();
    rules.push(Event {
        name: "health",
        about: "AWS has a fault, or plans a change, that concerns this account",
        pattern: json!({
            "source": ["aws.health"], "detail-type": ["AWS Health Event"],
            "detail": {"eventTypeCategory": ["issue", "scheduledChange"]},
        }),
    });
    if clinic.environment.records_account {
        rules.extend(of_account());
    }
    for Event { name, about, pattern } in rules {
        let rule = EventRule::matching(pattern)
            .name(format!("petclinic-{}-{name}", clinic.env()))
            .description(about)
            .notify(&told.native.alarms);
        stack.add(format!("Event-{name}"), rule);
    }
}

/// Events that match a pattern.
struct Event {
    name: &'static str,
    about: &'static str,
    pattern: Json,
}

fn of_services(stack: &Stack, told: Told<'_>) -> [Event; 3] {
    let cluster = &told.application.cluster;
    let services = text!(
        "arn:{}:ecs:{}:{}:service/{}/",
        pseudo::partition(),
        stack.region(),
        stack.account(),
        cluster.cluster_name()
    );
    [
        Event {
            name: "deployment-failed",
            about: "A deployment of a service failed and is rolled back",
            pattern: json!({
                "source": ["aws.ecs"], "detail-type": ["ECS Deployment State Change"],
                "resources": [{"prefix": (&services)}],
                "detail": {"eventName": ["SERVICE_DEPLOYMENT_FAILED"]},
            }),
        },
        Event {
            name: "service-failing",
            about: "ECS cannot keep a service as it is declared",
            pattern: json!({
                "source": ["aws.ecs"], "detail-type": ["ECS Service Action"],
                "resources": [{"prefix": (&services)}],
                "detail": {"eventType": ["ERROR"]},
            }),
        },
        // A task that ends after SIGTERM has 0 or 143; one that cannot start fails its deployment.
        Event {
            name: "task-died",
            about: "A task ended by itself, or was killed since it took too much memory",
            pattern: json!({
                "source": ["aws.ecs"], "detail-type": ["ECS Task State Change"],
                "detail": {
                    "clusterArn": [(cluster.arn())],
                    "lastStatus": ["STOPPED"],
                    "stopCode": ["EssentialContainerExited"],
                    "containers": {"exitCode": [{"anything-but": [0, 143]}]},
                },
            }),
        },
    ]
}

fn of_data(stack: &Stack, clinic: &Clinic<'_>, told: Told<'_>) -> [Event; 2] {
    let secrets = text!(
        "arn:{}:secretsmanager:{}:{}:secret:petclinic/{}/",
        pseudo::partition(),
        stack.region(),
        stack.account(),
        clinic.env()
    );
    [
        Event {
            name: "database",
            about: "The database failed over, failed, or is maintained",
            pattern: json!({
                "source": ["aws.rds"], "detail-type": ["RDS DB Cluster Event"],
                "detail": {
                    "SourceIdentifier": [(told.database.cluster.db_cluster_identifier())],
                    "EventCategories": ["failover", "failure", "maintenance"],
                },
            }),
        },
        Event {
            name: "password-kept",
            about: "The password of a database's user could not be changed",
            pattern: json!({
                "source": ["aws.secretsmanager"], "detail-type": ["AWS Service Event via CloudTrail"],
                "detail": {
                    "eventName": ["RotationFailed"],
                    "additionalEventData": {"SecretId": [{"prefix": (secrets)}]},
                },
            }),
        },
    ]
}

fn of_account() -> [Event; 2] {
    [
        Event {
            name: "threat",
            about: "GuardDuty found a threat of medium severity or more",
            pattern: json!({
                "source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"],
                "detail": {"severity": [{"numeric": [">=", (SEVERITY)]}]},
            }),
        },
        Event {
            name: "rule-broken",
            about: "The configuration of a resource breaks a rule of AWS Config",
            pattern: json!({
                "source": ["aws.config"], "detail-type": ["Config Rules Compliance Change"],
                "detail": {"messageType": ["ComplianceChangeNotification"], "newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]}},
            }),
        },
    ]
}
