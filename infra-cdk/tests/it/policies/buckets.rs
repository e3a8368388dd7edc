//! Policies of buckets: what services write and read, and that nobody goes without TLS.

use super::cases::{Cases, STRANGER};
use super::evaluator::Request;
use super::names::{ACCOUNT, Names};

const LOGGING: &str = "logging.s3.amazonaws.com";

pub(super) fn cases(names: &Names<'_>, name: &str) -> Option<Cases> {
    let bucket = names.arn(name);
    let needed = match name {
        "02-security/AccessLogs" => vec![
            for_account(LOGGING, "PutObject", format!("{bucket}/audit/file"))
                .with("aws:SourceArn", names.arn("02-security/AuditFiles")),
        ],
        "02-security/AuditFiles" => audit(names, &bucket),
        // A load balancer writes below its own account alone.
        "07-application/AccessLog" => vec![
            Request::of("s3:PutObject", format!("{bucket}/AWSLogs/{ACCOUNT}/file"))
                .by("logdelivery.elasticloadbalancing.amazonaws.com"),
        ],
        "11-frontend/AccessLogs" => vec![
            for_account(LOGGING, "PutObject", format!("{bucket}/site/file"))
                .with("aws:SourceArn", names.arn("11-frontend/Site")),
        ],
        "11-frontend/Site" => {
            // To learn that a file is missing, it must be able to list them.
            let needed =
                [("s3:GetObject", format!("{bucket}/index.html")), ("s3:ListBucket", bucket.clone())];
            let distribution = names.arn("11-frontend/Distribution");
            let by = |it: Request| it.by("cloudfront.amazonaws.com").with("aws:SourceArn", &distribution);
            needed.map(|(action, on)| by(Request::of(action, on))).into()
        }
        _ => return None,
    };
    let elsewhere = needed.iter().flat_map(|it| {
        let at = |resource: String| Request { resource, ..it.clone() };
        let mut others = Vec::new();
        // Each writes to its own folder; the distribution reads all of the site.
        if name != "11-frontend/Site" {
            others.push(at(format!("{bucket}/file")));
        }
        if it.resource.contains(ACCOUNT) {
            others.push(at(it.resource.replace(ACCOUNT, STRANGER)));
        }
        // Another distribution or trail of the account.
        let source = it.context.get("aws:SourceArn");
        others.extend(source.map(|arn| it.clone().with("aws:SourceArn", format!("{arn}-2"))));
        others
    });
    let elsewhere: Vec<Request> = elsewhere.collect();
    let file = format!("{bucket}/file");
    let cases = Cases::of_resource(needed).and_refuses(elsewhere);
    Some(cases.by_tls_only("s3:GetObject", &[&file]).by_tls_only("s3:ListBucket", &[&bucket]))
}

fn for_account(service: &str, action: &str, resource: String) -> Request {
    Request::of(&format!("s3:{action}"), resource).by(service).with("aws:SourceAccount", ACCOUNT)
}

/// The trail and AWS Config deliver files, and leave them to the bucket's owner.
fn audit(names: &Names<'_>, bucket: &str) -> Vec<Request> {
    let owned = |request: Request| request.with("s3:x-amz-acl", "bucket-owner-full-control");
    let trail = |action: &str, on: String| {
        let arn = names.arn("02-security/Trail");
        Request::of(action, on).by("cloudtrail.amazonaws.com").with("aws:SourceArn", arn)
    };
    let files = format!("{bucket}/AWSLogs/{ACCOUNT}");
    let mut needed = vec![
        trail("s3:GetBucketAcl", bucket.to_owned()),
        owned(trail("s3:PutObject", format!("{files}/CloudTrail/file"))),
        for_account(LOGGING, "PutObject", format!("{bucket}/balancer-log/file")),
    ];
    if names.clinic.environment.records_account {
        let config = |action: &str, on: String| for_account("config.amazonaws.com", action, on);
        needed.push(config("GetBucketAcl", bucket.to_owned()));
        needed.push(config("ListBucket", bucket.to_owned()));
        needed.push(owned(config("PutObject", format!("{files}/Config/file"))));
    }
    needed
}
