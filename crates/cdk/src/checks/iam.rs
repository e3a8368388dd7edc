//! Policies: the actions they allow, and to whom.

mod arn;
mod free;
mod principal;
mod size;
mod statement;

use serde_json::Value;

use super::model::{Model, Resource, arms, is_token, values};
use super::report::Report;
use super::rules;

/// The sort of thing that a policy is attached to.
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

/// Type, property of the policy document, and the sort of thing it is attached to.
const DOCUMENTS: [(&str, &str, Kind); 34] = [
    ("AWS::ApiGateway::RestApi", "Policy", Kind::Resource),
    ("AWS::Backup::BackupVault", "AccessPolicy", Kind::Resource),
    ("AWS::CodeArtifact::Domain", "PermissionsPolicyDocument", Kind::Resource),
    ("AWS::CodeArtifact::Repository", "PermissionsPolicyDocument", Kind::Resource),
    ("AWS::DynamoDB::Table", "ResourcePolicy.PolicyDocument", Kind::Resource),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", Kind::Resource),
    ("AWS::ECR::Repository", "RepositoryPolicyText", Kind::Resource),
    ("AWS::EFS::FileSystem", "FileSystemPolicy", Kind::Resource),
    ("AWS::Elasticsearch::Domain", "AccessPolicies", Kind::Resource),
    ("AWS::Events::EventBus", "Policy", Kind::Resource),
    ("AWS::Events::EventBusPolicy", "Statement", Kind::Resource),
    ("AWS::IAM::GroupPolicy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::Policy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::Role", "AssumeRolePolicyDocument", Kind::Trust),
    ("AWS::IAM::RolePolicy", "PolicyDocument", Kind::Identity),
    ("AWS::IAM::UserPolicy", "PolicyDocument", Kind::Identity),
    ("AWS::KMS::Key", "KeyPolicy", Kind::Key),
    ("AWS::KMS::ReplicaKey", "KeyPolicy", Kind::Key),
    ("AWS::Kinesis::ResourcePolicy", "ResourcePolicy", Kind::Resource),
    ("AWS::Lambda::LayerVersionPermission", "Policy", Kind::Resource),
    ("AWS::Lambda::ResourcePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::MSK::ClusterPolicy", "Policy", Kind::Resource),
    ("AWS::OpenSearchService::Domain", "AccessPolicies", Kind::Resource),
    ("AWS::S3::AccessPoint", "Policy", Kind::Resource),
    ("AWS::S3::BucketPolicy", "PolicyDocument", Kind::Resource),
    ("AWS::S3Express::BucketPolicy", "PolicyDocument", Kind::Resource),
    ("AWS::S3Tables::TableBucketPolicy", "ResourcePolicy", Kind::Resource),
    ("AWS::SNS::TopicInlinePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SNS::TopicPolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SQS::QueueInlinePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SQS::QueuePolicy", "PolicyDocument", Kind::Resource),
    ("AWS::SSO::PermissionSet", "InlinePolicy", Kind::Identity),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", Kind::Resource),
];

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for (type_name, property, kind) in DOCUMENTS {
        for resource in model.of(type_name) {
            if let Some(document) = resource.at(property) {
                documents(resource, property, document, kind, report);
            }
        }
    }
    for type_name in ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"] {
        for holder in model.of(type_name) {
            for (at, policy) in holder.at("Policies").map(|all| arms(all, "Policies")).unwrap_or_default() {
                if let Some(document) = policy.get("PolicyDocument") {
                    documents(holder, &format!("{at}.PolicyDocument"), document, Kind::Identity, report);
                }
            }
            administrator(holder, report);
        }
    }
    for permission in model.of("AWS::Lambda::Permission") {
        function_permission(model, permission, report);
    }
    for role in model.of("AWS::IAM::Role") {
        let Some(trust) = role.at("AssumeRolePolicyDocument").filter(|document| !is_token(document)) else {
            continue;
        };
        let lets_in = |statement: &&Value| {
            is_token(statement)
                || statement.get("Effect").is_none_or(|effect| is_token(effect) || effect == "Allow")
        };
        if !values(trust.get("Statement")).iter().any(lets_in) {
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

/// Whether only hosts in a network reach it, which is a limit of its own.
fn is_within_network(resource: Resource<'_>) -> bool {
    resource.type_name == "AWS::EC2::VPCEndpoint" || resource.has("VPCOptions")
}

/// Whether a policy lets a service in, or may do so, as far as is known.
pub(super) fn lets_in(document: Option<&Value>, service: &str) -> bool {
    let Some(document) = document else { return false };
    let named = |statement: &Value| {
        let everyone = ["/Principal", "/Principal/AWS"]
            .iter()
            .any(|at| values(statement.pointer(at)).iter().any(|it| *it == "*"));
        let services = values(statement.pointer("/Principal/Service"));
        everyone || services.into_iter().any(|it| is_token(it) || it == service)
    };
    let allows = |statement: &Value| {
        is_token(statement)
            || (statement.get("Effect").is_some_and(|effect| is_token(effect) || effect == "Allow")
                && named(statement))
    };
    values(Some(document))
        .into_iter()
        .any(|document| is_token(document) || values(document.get("Statement")).into_iter().any(allows))
}

/// Permissions of functions, which are policies of their own kind.
fn function_permission(model: &Model<'_>, permission: Resource<'_>, report: &mut Report) {
    let by_url = permission.text("Action") == Some("lambda:InvokeFunctionUrl")
        || permission.truth("InvokedViaFunctionUrl") == Some(true);
    let is_open = |url: Resource<'_>| url.text("AuthType") == Some("NONE");
    let whom = match permission.text("Principal") {
        // That the address is open is a finding of its own.
        Some("*") if by_url && model.of("AWS::Lambda::Url").any(is_open) => return,
        Some("*") => "everyone may invoke the function",
        Some("s3.amazonaws.com") => "everyone's buckets may invoke the function",
        _ => return,
    };
    let limits = ["SourceAccount", "SourceArn", "PrincipalOrgID", "EventSourceToken"];
    let is_signed = permission.text("FunctionUrlAuthType") == Some("AWS_IAM");
    if !is_signed && !limits.iter().any(|limit| permission.has(limit)) {
        report.add(rules::PUBLIC_PRINCIPAL, permission, "Principal", whom);
    }
}

fn documents(resource: Resource<'_>, property: &str, document: &Value, kind: Kind, report: &mut Report) {
    for (at, document) in arms(document, property).into_iter().filter(|(_, one)| !is_token(one)) {
        check_document(resource, &at, document, kind, report);
    }
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
    let statements = match document.get("Statement") {
        Some(statements) => arms(statements, &format!("{property}.Statement")),
        None => vec![(property.to_owned(), document)],
    };
    for (at, one) in statements.into_iter().filter(|(_, one)| !is_token(one)) {
        statement::check(resource, &at, one, kind, report);
    }
}

fn administrator(holder: Resource<'_>, report: &mut Report) {
    let arns = holder.at("ManagedPolicyArns").map(|all| arms(all, "ManagedPolicyArns"));
    for (at, arn) in arns.unwrap_or_default() {
        if arn.to_string().contains(":policy/AdministratorAccess\"") {
            report.add(rules::ADMINISTRATOR, holder, &at, "AdministratorAccess allows everything");
        }
    }
}
