use serde_json::{Value, json};
use xtask::moto::REGION;

use super::clinic::{Clinic, EDGE};

/// What deploy.md says that stays after a teardown, and nothing else.
pub(super) async fn are_what_is_kept(clinic: &Clinic) {
    let mut buckets = names(clinic, ("s3", "list_buckets"), json!({}), "Buckets", "Name").await;
    buckets.retain(|it| !it.starts_with("cdk-"));
    let kept = ["02-security-accesslogs", "02-security-auditfiles", "07-application-accesslog"];
    let kept = kept.into_iter().chain(["11-frontend-accesslogs", "11-frontend-site"]);
    for (bucket, kept) in buckets.iter().zip(kept) {
        assert!(bucket.starts_with(&format!("petclinic-dev-{kept}")), "{buckets:?}");
    }
    assert_eq!(buckets.len(), 5, "{buckets:?}");
    let mut roles = names(clinic, ("iam", "list_roles"), json!({}), "Roles", "RoleName").await;
    roles.retain(|it| !it.starts_with("cdk-"));
    assert!(roles.len() == 1 && roles[0].contains("ApiGatewayAccount"), "{roles:?}");

    for region in [REGION, EDGE] {
        for (operation, list, name) in [
            (("logs", "describe_log_groups"), "logGroups", "logGroupName"),
            (("lambda", "list_functions"), "Functions", "FunctionName"),
            (("secretsmanager", "list_secrets"), "SecretList", "Name"),
            (("ecs", "list_clusters"), "clusterArns", ""),
            (("ecr", "describe_repositories"), "repositories", "repositoryName"),
            (("elbv2", "describe_load_balancers"), "LoadBalancers", "LoadBalancerName"),
            (("apigateway", "get_rest_apis"), "items", "name"),
            (("servicediscovery", "list_namespaces"), "Namespaces", "Name"),
            (("rds", "describe_db_clusters"), "DBClusters", "DBClusterIdentifier"),
            (("rds", "describe_db_instances"), "DBInstances", "DBInstanceIdentifier"),
            (("sns", "list_topics"), "Topics", "TopicArn"),
            (("cloudwatch", "describe_alarms"), "MetricAlarms", "AlarmName"),
            (("cloudwatch", "list_dashboards"), "DashboardEntries", "DashboardName"),
            (("events", "list_rules"), "Rules", "Name"),
        ] {
            let mut there = names(clinic, operation, json!({ "region": region }), list, name).await;
            there.retain(|it| !it.starts_with("cdk-"));
            assert_eq!(there, Vec::<String>::new(), "{region}: {operation:?}");
        }
        let parameters = json!({ "region": region });
        let parameters =
            names(clinic, ("ssm", "describe_parameters"), parameters, "Parameters", "Name").await;
        assert_eq!(parameters, ["/cdk-bootstrap/hnb659fds/version"], "{region}");
        let composite = json!({ "region": region, "AlarmTypes": ["CompositeAlarm"] });
        let composite =
            names(clinic, ("cloudwatch", "describe_alarms"), composite, "CompositeAlarms", "AlarmName").await;
        assert_eq!(composite, Vec::<String>::new(), "{region}");
        let keys = names(clinic, ("kms", "list_keys"), json!({ "region": region }), "Keys", "KeyId").await;
        assert!(!keys.is_empty(), "{region}");
        for key in keys {
            let wanted = json!({ "region": region, "KeyId": key });
            let key = clinic.account.ask(("kms", "describe_key"), wanted).await;
            assert_eq!(key["KeyMetadata"]["KeyState"], "PendingDeletion", "{region}: {key}");
        }
        let stacks = json!({ "region": region });
        let stacks = clinic.account.ask(("cloudformation", "list_stacks"), stacks).await;
        let stacks = stacks["StackSummaries"].as_array().unwrap();
        for stack in stacks.iter().filter(|it| it["StackName"] != "CDKToolkit") {
            assert_eq!(stack["StackStatus"], "DELETE_COMPLETE", "{region}: {stack}");
        }
    }
}

/// A field of each item in an answer's list.
async fn names(
    clinic: &Clinic,
    operation: (&str, &str),
    parameters: Value,
    list: &str,
    name: &str,
) -> Vec<String> {
    let answer = clinic.account.ask(operation, parameters).await;
    let items = answer[list].as_array().unwrap_or_else(|| panic!("{operation:?}: {answer}"));
    let text = |it: &Value| it.as_str().or_else(|| it[name].as_str()).unwrap_or_default().to_owned();
    items.iter().map(text).collect()
}
