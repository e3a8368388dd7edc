use cdk::checks::check;
use cdk::{App, Environment};
use serde_json::{Value, json};

use crate::case::{Case, declare, try_all};

#[test]
fn distributions_and_web_acls_that_contradict_themselves_are_found() {
    try_all(&cases());
}

/// Rules that only show between stacks of known regions.
pub(crate) const RULES: [&str; 1] = ["web-acl-region"];

fn distribution(more: Value) -> Value {
    let mut config = json!({"Enabled": true, "Origins": [{"Id": "files", "DomainName": {"Fn::GetAtt": ["Files", "RegionalDomainName"]},
            "S3OriginConfig": {"OriginAccessIdentity": ""}}],
        "DefaultCacheBehavior": {"TargetOriginId": "files", "ViewerProtocolPolicy": "redirect-to-https"}});
    let Value::Object(more) = more else { panic!() };
    config.as_object_mut().unwrap().extend(more);
    json!({"Files": ["AWS::S3::Bucket", {}], "Cdn": ["AWS::CloudFront::Distribution", {"DistributionConfig": config}]})
}

fn acl(scope: &str, rules: &Value) -> Value {
    let visible =
        json!({"CloudWatchMetricsEnabled": true, "MetricName": "x", "SampledRequestsEnabled": true});
    json!(["AWS::WAFv2::WebACL", {"Scope": scope, "DefaultAction": {"Allow": {}}, "VisibilityConfig": visible, "Rules": rules}])
}

fn managed(priority: i64, action: &str) -> Value {
    let mut rule = json!({"Name": format!("r{priority}"), "Priority": priority,
        "VisibilityConfig": {"CloudWatchMetricsEnabled": true, "MetricName": "x", "SampledRequestsEnabled": true},
        "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}});
    rule[action] = if action == "Action" { json!({"Block": {}}) } else { json!({"None": {}}) };
    rule
}

/// A site whose bucket lets CloudFront read, and whose key lets nobody but CloudWatch Logs decrypt.
fn encrypted_site() -> Value {
    let lets_in = |service: &str| {
        json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "kms:Decrypt", "Principal": {"Service": service}, "Resource": "*"}]})
    };
    let mut site = distribution(
        json!({"Origins": [{"Id": "files", "DomainName": {"Fn::GetAtt": ["Files", "RegionalDomainName"]}, "OriginAccessControlId": "E123"}]}),
    );
    site["Files"][1] = json!({"BucketEncryption": {"ServerSideEncryptionConfiguration": [
        {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]}}}]}});
    site["Key"] = json!(["AWS::KMS::Key", {"KeyPolicy": lets_in("logs.amazonaws.com")}]);
    let policy = json!({"Bucket": {"Ref": "Files"}, "PolicyDocument": lets_in("cloudfront.amazonaws.com")});
    site["Policy"] = json!(["AWS::S3::BucketPolicy", policy]);
    site
}

pub(crate) fn cases() -> Vec<Case> {
    let mut protected = distribution(json!({"WebACLId": {"Fn::GetAtt": ["Acl", "Arn"]}}));
    protected["Acl"] = acl("REGIONAL", &json!([]));
    vec![
        Case {
            rule: "certificate-region",
            at: ("Cdn", "Properties.DistributionConfig.ViewerCertificate.AcmCertificateArn"),
            resources: distribution(
                json!({"ViewerCertificate": {"AcmCertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/x"}}),
            ),
            cure: (
                "/Cdn/1/DistributionConfig/ViewerCertificate/AcmCertificateArn",
                json!("arn:aws:acm:us-east-1:123456789012:certificate/x"),
            ),
        },
        Case {
            rule: "web-acl-scope",
            at: ("Cdn", "Properties.DistributionConfig.WebACLId"),
            resources: protected,
            cure: ("/Acl/1/Scope", json!("CLOUDFRONT")),
        },
        Case {
            rule: "duplicate-web-acl-priority",
            at: ("Acl", "Properties.Rules.1.Priority"),
            resources: json!({"Acl": acl("REGIONAL", &json!([managed(1, "OverrideAction"), managed(1, "OverrideAction")]))}),
            cure: ("/Acl/1/Rules/1/Priority", json!(2)),
        },
        Case {
            rule: "duplicate-web-acl-name",
            at: ("Acl", "Properties.Rules.1.Name"),
            resources: json!({"Acl": acl("REGIONAL", &json!([managed(1, "OverrideAction"), managed(1, "OverrideAction")]))}),
            cure: ("/Acl/1/Rules/1/Name", json!("another")),
        },
        Case {
            rule: "web-acl-action",
            at: ("Acl", "Properties.Rules.0"),
            resources: json!({"Acl": acl("REGIONAL", &json!([managed(1, "Action")]))}),
            cure: ("/Acl/1/Rules/0", managed(1, "OverrideAction")),
        },
        Case {
            rule: "unknown-origin",
            at: ("Cdn", "Properties.DistributionConfig.DefaultCacheBehavior.TargetOriginId"),
            resources: distribution(
                json!({"DefaultCacheBehavior": {"TargetOriginId": "file", "ViewerProtocolPolicy": "https-only"}}),
            ),
            cure: ("/Cdn/1/DistributionConfig/DefaultCacheBehavior/TargetOriginId", json!("files")),
        },
        Case {
            rule: "origin-access",
            at: ("Cdn", "Properties.DistributionConfig.Origins.0"),
            resources: encrypted_site(),
            cure: (
                "/Key/1/KeyPolicy/Statement/0/Principal/Service",
                json!(["cloudfront.amazonaws.com", "logs.amazonaws.com"]),
            ),
        },
        Case {
            rule: "origin-access",
            at: ("Cdn", "Properties.DistributionConfig.Origins.0"),
            resources: distribution(
                json!({"Origins": [{"Id": "files", "DomainName": {"Fn::GetAtt": ["Files", "RegionalDomainName"]}, "OriginAccessControlId": "E123"}]}),
            ),
            cure: (
                "/Policy",
                json!(["AWS::S3::BucketPolicy", {"Bucket": {"Ref": "Files"}, "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "s3:GetObject", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Resource": "x"}]}}]),
            ),
        },
        Case {
            rule: "alias-certificate",
            at: ("Cdn", "Properties.DistributionConfig.Aliases"),
            resources: distribution(json!({"Aliases": ["pets.example.com"]})),
            cure: (
                "/Cdn/1/DistributionConfig/ViewerCertificate",
                json!({"AcmCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/x", "SslSupportMethod": "sni-only"}),
            ),
        },
        Case {
            rule: "default-root-object",
            at: ("Cdn", "Properties.DistributionConfig.DefaultRootObject"),
            resources: distribution(json!({"DefaultRootObject": "/index.html"})),
            cure: ("/Cdn/1/DistributionConfig/DefaultRootObject", json!("index.html")),
        },
        Case {
            rule: "plain-http",
            at: ("Cdn", "Properties.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy"),
            resources: distribution(
                json!({"DefaultCacheBehavior": {"TargetOriginId": "files", "ViewerProtocolPolicy": "allow-all"}}),
            ),
            cure: (
                "/Cdn/1/DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy",
                json!("https-only"),
            ),
        },
    ]
}

#[test]
fn a_web_acl_for_cloudfront_and_a_certificate_belong_to_the_first_region() {
    let app = App::new();
    let far = app.stack("Far", Environment::in_region("eu-west-1"));
    declare(
        &far,
        &json!({"Acl": acl("CLOUDFRONT", &json!([])), "Certificate": ["AWS::CertificateManager::Certificate", {"DomainName": "example.com"}]}),
    );
    let mut site = distribution(
        json!({"ViewerCertificate": {"AcmCertificateArn": {"Ref": "Certificate"}, "SslSupportMethod": "sni-only"}}),
    );
    site["Certificate"] = json!(["AWS::CertificateManager::Certificate", {"DomainName": "example.com"}]);
    declare(&app.stack("Site", Environment::in_region("eu-west-1")), &site);
    let found: Vec<(String, &str)> = check(&app.synth().unwrap())
        .into_iter()
        .filter(|finding| finding.rule.ends_with("-region"))
        .map(|finding| (finding.path, finding.rule))
        .collect();
    let wanted = [("Far/Acl".to_owned(), "web-acl-region"), ("Site/Cdn".to_owned(), "certificate-region")];
    assert_eq!(found, wanted);
}
