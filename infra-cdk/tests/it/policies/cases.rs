//! Requests that a policy must permit, and those that it must not.

use super::evaluator::Request;
use super::names::ACCOUNT;

/// Another account.
pub(super) const STRANGER: &str = "999999999999";
/// Who acts for the account that everything is deployed to: its own policies permit everything.
pub(super) const ROOT: &str = "arn:aws:iam::123456789012:root";
const ANYONE: [&str; 3] = ["anonymous", "arn:aws:iam::999999999999:root", "ec2.amazonaws.com"];

/// What can be done with each service that nobody here must.
const WORSE: [(&str, &str); 24] = [
    ("aps", "DeleteWorkspace"),
    ("aps", "PutRuleGroupsNamespace"),
    ("bedrock", "CreateModelCustomizationJob"),
    ("ce", "DeleteAnomalyMonitor"),
    ("cloudfront", "DeleteDistribution"),
    ("cloudwatch", "DeleteAlarms"),
    ("ec2", "RunInstances"),
    ("ecr", "PutImage"),
    ("kms", "ScheduleKeyDeletion"),
    ("lambda", "UpdateFunctionCode"),
    ("logs", "DeleteLogStream"),
    ("s3", "DeleteBucket"),
    ("s3", "PutBucketPolicy"),
    ("s3", "PutObjectAcl"),
    ("secretsmanager", "DeleteSecret"),
    ("servicediscovery", "DeregisterInstance"),
    ("sns", "DeleteTopic"),
    ("sns", "Subscribe"),
    ("sqs", "DeleteQueue"),
    ("sqs", "ReceiveMessage"),
    ("ssm", "PutParameter"),
    ("sts", "AssumeRoleWithWebIdentity"),
    ("sts", "SetSourceIdentity"),
    ("xray", "PutResourcePolicy"),
];

pub(super) struct Cases {
    pub(super) needed: Vec<Request>,
    pub(super) sensitive: Vec<Request>,
}

impl Cases {
    /// The cases of a role: what it needs, and of what is like it only what is named.
    pub(super) fn of_role(needed: Vec<Request>, mut sensitive: Vec<Request>) -> Self {
        for request in &needed {
            sensitive.extend(worse(request));
            sensitive.extend(elsewhere(request));
        }
        sensitive.extend(NEVER.map(|it| Request::of(it, "*")));
        Self { needed, sensitive }
    }

    /// The cases of a policy that names its resource.
    pub(super) fn of_resource(needed: Vec<Request>) -> Self {
        let others: Vec<Request> = needed.iter().filter_map(elsewhere).collect();
        Self::by_principals(needed).and_refuses(others)
    }

    /// The cases of a policy that says who may: the same by others, and for others, is refused.
    pub(super) fn by_principals(needed: Vec<Request>) -> Self {
        let mut sensitive = Vec::new();
        for request in &needed {
            sensitive.extend(worse(request).filter(|_| request.principal != ROOT));
            sensitive.extend(ANYONE.map(|it| request.clone().by(it)));
            for (key, value) in &request.context {
                sensitive.push(request.clone().without(key));
                let other = if value.contains(ACCOUNT) {
                    value.replace(ACCOUNT, STRANGER)
                } else {
                    "other".to_owned()
                };
                sensitive.push(request.clone().with(key, other));
            }
        }
        Self { needed, sensitive }
    }

    /// Further requests that must not be permitted.
    pub(super) fn and_refuses(mut self, sensitive: impl IntoIterator<Item = Request>) -> Self {
        self.sensitive.extend(sensitive);
        self
    }

    /// Without TLS not even the account's own administrators get through.
    pub(super) fn by_tls_only(mut self, action: &str, resources: &[&str]) -> Self {
        for resource in resources {
            let own = Request::of(action, *resource).by(ROOT);
            self.sensitive.push(own.clone().with("aws:SecureTransport", "false"));
            self.needed.push(own.with("aws:SecureTransport", "true"));
        }
        let plain = self.needed.iter().map(|it| it.clone().with("aws:SecureTransport", "false"));
        self.sensitive.extend(plain.collect::<Vec<_>>());
        self
    }
}

/// Worse at the same place.
pub(super) fn worse(request: &Request) -> impl Iterator<Item = Request> {
    let (of, _) = request.action.split_once(':').unwrap();
    assert!(WORSE.iter().any(|it| it.0 == of), "{of} has something worse");
    let all = WORSE.into_iter().filter(move |it| it.0 == of);
    all.map(move |(of, action)| Request { action: format!("{of}:{action}"), ..request.clone() })
}

/// The same elsewhere.
fn elsewhere(request: &Request) -> Option<Request> {
    let (of, _) = request.action.split_once(':').unwrap();
    let resource = format!("arn:aws:{of}:us-west-2:{STRANGER}:another");
    (request.resource != "*").then(|| Request { resource, ..request.clone() })
}

/// What no role may do anywhere.
const NEVER: [&str; 12] = [
    "iam:CreateUser",
    "iam:PassRole",
    "iam:PutRolePolicy",
    "sts:AssumeRole",
    "kms:Encrypt",
    "kms:ScheduleKeyDeletion",
    "lambda:InvokeFunction",
    "rds:DeleteDBCluster",
    "s3:GetObject",
    "secretsmanager:ListSecrets",
    "sns:Publish",
    "cloudformation:DeleteStack",
];
