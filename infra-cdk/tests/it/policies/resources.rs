//! Policies of resources: who may act by roles, and who may use keys.

use contract::service::Service;
use serde_json::Value;

use super::evaluator::{Request, permits};
use crate::harness::Clinic;

/// The statements of a policy in a property of a resource of the security layer.
fn policy(clinic: &Clinic, type_name: &str, name: &str, property: &str) -> Vec<Value> {
    let all = clinic.of_type("02-security", type_name);
    let found = all.iter().find(|it| it.0.starts_with(name)).unwrap().1;
    found["Properties"][property]["Statement"].as_array().unwrap().clone()
}

const ROOT: &str = "arn:aws:iam::123456789012:root";
const STRANGER: &str = "arn:aws:iam::999999999999:root";

#[test]
fn a_role_is_assumed_by_its_platform_alone() {
    for clinic in Clinic::all() {
        for service in Service::ALL {
            let name = format!("Role{}", service.name().replace('-', ""));
            let trust = policy(&clinic, "AWS::IAM::Role", &name, "AssumeRolePolicyDocument");
            let (own, other) = match service.is_task() {
                true => ("ecs-tasks.amazonaws.com", "lambda.amazonaws.com"),
                false => ("lambda.amazonaws.com", "ecs-tasks.amazonaws.com"),
            };
            let trusts = |principal: &str| permits(&trust, &Request::of("sts:AssumeRole", "").by(principal));
            assert!(trusts(own), "{service}");
            for principal in [other, ROOT, STRANGER, "ec2.amazonaws.com"] {
                assert!(!trusts(principal), "{service}: {principal}");
            }
        }
    }
}

#[test]
fn keys_are_used_by_the_account_and_by_logs_for_logs_only() {
    for clinic in Clinic::all() {
        let region = &clinic.environment.region;
        let by = |action: &str, principal: &str| Request::of(action, "*").by(principal);
        let data = policy(&clinic, "AWS::KMS::Key", "DataKey", "KeyPolicy");
        let logs = policy(&clinic, "AWS::KMS::Key", "LogsKey", "KeyPolicy");
        let service = "logs.amazonaws.com";
        let context = "kms:EncryptionContext:aws:logs:arn";
        let own = format!("arn:aws:logs:{region}:123456789012:log-group:/petclinic/dev/vets");
        let foreign = own.replace("123456789012", "999999999999");
        for key in [&data, &logs] {
            assert!(permits(key, &by("kms:DescribeKey", ROOT)));
            assert!(!permits(key, &by("kms:Decrypt", STRANGER)));
            assert!(!permits(key, &by("kms:Decrypt", service)));
            assert!(!permits(key, &by("kms:Decrypt", service).with(context, &foreign)));
        }
        assert!(permits(&logs, &by("kms:GenerateDataKey", service).with(context, &own)));
        assert!(!permits(&logs, &by("kms:ScheduleKeyDeletion", service).with(context, &own)));
        assert!(!permits(&data, &by("kms:Decrypt", service).with(context, &own)));
    }
}
