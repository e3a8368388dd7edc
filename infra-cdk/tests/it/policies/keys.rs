//! Policies of keys: the account's roles use keys as their own policies say, and services only for what the key encrypts.

use super::cases::{Cases, ROOT};
use super::evaluator::Request;
use super::names::{ACCOUNT, Names};
use super::topics;

pub(super) fn cases(names: &Names<'_>, name: &str) -> Cases {
    let key = names.arn(name);
    let on_key = |action: &str| Request::of(&format!("kms:{action}"), &key);
    // If the account could not, nobody could ever change the key.
    let mut needed: Vec<Request> =
        ["Decrypt", "PutKeyPolicy", "ScheduleKeyDeletion"].map(|it| on_key(it).by(ROOT)).to_vec();
    for (stack, id, resource) in names.resources() {
        let properties = &resource["Properties"];
        let is_encrypted = |property: &str| {
            !properties[property].is_null() && names.text(stack, &properties[property]) == key
        };
        let path = names.path(stack, id);
        match resource["Type"].as_str().unwrap() {
            "AWS::Logs::LogGroup" if is_encrypted("KmsKeyId") => {
                let group = names.attribute(stack, id, "Arn").replace(":*", "");
                let actions = ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom"];
                let by_logs = actions.map(|it| {
                    on_key(it).by("logs.amazonaws.com").with("kms:EncryptionContext:aws:logs:arn", &group)
                });
                needed.extend(by_logs);
            }
            "AWS::CloudTrail::Trail" if is_encrypted("KMSKeyId") => {
                let trail = names.attribute(stack, id, "Arn");
                let by_trail =
                    |action| on_key(action).by("cloudtrail.amazonaws.com").with("aws:SourceArn", &trail);
                needed.extend(["DescribeKey", "GenerateDataKey"].map(by_trail));
            }
            "AWS::SNS::Topic" if is_encrypted("KmsMasterKeyId") => {
                let publishers = topics::publishers(&path).into_iter().flatten();
                let by_publishers = publishers.flat_map(|service| {
                    ["Decrypt", "GenerateDataKey"].map(|it| topics::published(service, on_key(it)))
                });
                needed.extend(by_publishers);
            }
            _ => {}
        }
    }
    Cases::by_principals(needed).and_refuses([
        // Another trail, and a service for which the key encrypts nothing.
        on_key("GenerateDataKey")
            .by("cloudtrail.amazonaws.com")
            .with("aws:SourceArn", format!("arn:aws:cloudtrail:us-west-2:{ACCOUNT}:trail/another")),
        on_key("Decrypt").by("s3.amazonaws.com").with("aws:SourceAccount", ACCOUNT),
    ])
}
