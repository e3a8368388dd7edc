//! Policies: what they allow, and to whom.

mod free;
mod size;
mod statement;

use serde_json::Value;

use super::model::{Model, Resource, is_token, items};
use super::report::Report;
use super::rules;

/// What a policy is attached to.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A role, user or group: who is allowed is known.
    Identity,
    /// Who may assume a role.
    Trust,
    /// A resource, such as a bucket.
    Resource,
    /// A KMS key, whose `*` is the key itself.
    Key,
}

/// Type, where its policy document is, and what it is attached to.
const DOCUMENTS: [(&str, &str, Kind); 20] = [
    ("AWS::ApiGateway::RestApi", "Policy", Kind::Resource),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", Kind::Resource),
    ("AWS::ECR::Repository", "RepositoryPolicyText", Kind::Resource),
    ("AWS::EFS::FileSystem", "FileSystemPolicy", Kind::Resource),
    ("AWS::Events::EventBusPolicy", "Statement", Kind::Resource),
    ("AWS::IAM::GroupPolicy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::Policy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::Role", "AssumeRolePolicyDocument", Kind::Trust),
    ("AWS::IAM::RolePolicy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::UserPolicy", "PolicyDocument", Kind::Identity),
    ("AWS::KMS::Key", "KeyPolicy", Kind::Key),
    ("AWS::KMS::ReplicaKey", "KeyPolicy", Kind::Key),
    ("AWS::Lambda::LayerVersionPermission", "Policy", Kind::Resource),
    ("AWS::S3::BucketPolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SNS::TopicInlinePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SNS::TopicPolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SQS::QueueInlinePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SQS::QueuePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", Kind::Resource),
];

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for (type_name, property, kind) in DOCUMENTS {
        for resource in model.of(type_name) {
            if let Some(document) = resource.at(property).filter(|document| !is_token(document)) {
                check_document(resource, property, document, kind, report);
            }
        }
    }
    for type_name in ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"] {
        for holder in model.of(type_name) {
            for (index, policy) in holder.list("Policies").iter().enumerate() {
                let property = format!("Policies.{index}.PolicyDocument");
                if let Some(document) = policy.get("PolicyDocument").filter(|document| !is_token(document)) {
                    check_document(holder, &property, document, Kind::Identity, report);
                }
            }
            administrator(holder, report);
        }
    }
    for permission in model.of("AWS::Lambda::Permission") {
        let limits =
            ["SourceAccount", "SourceArn", "PrincipalOrgID", "EventSourceToken", "FunctionUrlAuthType"];
        let whom = match permission.text("Principal") {
            Some("*") => "everyone may invoke the function",
            Some("s3.amazonaws.com") => "everyone's buckets may invoke the function",
            _ => continue,
        };
        if !limits.iter().any(|limit| permission.has(limit)) {
            report.add(rules::PUBLIC_PRINCIPAL, permission, "Principal", whom);
        }
    }
    for role in model.of("AWS::IAM::Role") {
        let Some(trust) = role.at("AssumeRolePolicyDocument").filter(|document| !is_token(document)) else {
            continue;
        };
        let statements = items(trust.get("Statement"));
        let lets_in = |statement: &Value| {
            is_token(statement)
                || statement.get("Effect").is_none_or(|effect| is_token(effect) || effect == "Allow")
        };
        if !statements.iter().any(lets_in) {
            report.add(
                rules::NEVER_TRUSTED,
                role,
                "AssumeRolePolicyDocument",
                "no statement lets anyone assume it",
            );
        }
    }
    size::check(model, report);
}

fn check_document(resource: Resource<'_>, property: &str, document: &Value, kind: Kind, report: &mut Report) {
    if document.get("Statement").is_some()
        && document.get("Version").is_none_or(|version| version == "2008-10-17")
    {
        report.add(rules::POLICY_VERSION, resource, property, "the version is not 2012-10-17");
    }
    // Policies may be given as text, and those without statements say nothing.
    let is_bus = resource.type_name == "AWS::Events::EventBusPolicy";
    if !document.is_object() || (document.get("Statement").is_none() && !is_bus) {
        return;
    }
    // An event bus takes the one statement by itself.
    let inner = if document.get("Statement").is_some() { "Statement" } else { "" };
    let statements = if inner.is_empty() { document } else { document.get(inner).unwrap_or(document) };
    for (index, one) in items(Some(statements)).iter().enumerate().filter(|(_, one)| !is_token(one)) {
        let mut at = property.to_owned();
        if !inner.is_empty() {
            at += ".Statement";
        }
        if statements.is_array() {
            at = format!("{at}.{index}");
        }
        statement::check(resource, &at, one, kind, report);
    }
}

fn administrator(holder: Resource<'_>, report: &mut Report) {
    for (index, arn) in holder.list("ManagedPolicyArns").iter().enumerate() {
        if arn.to_string().contains(":policy/AdministratorAccess\"") {
            let at = format!("ManagedPolicyArns.{index}");
            report.add(rules::ADMINISTRATOR, holder, &at, "AdministratorAccess allows everything");
        }
    }
}
