use cdk::aws::lambda::function::Runtime;
use cdk::constructs::{
    Bucket, Certificate, Code, Distribution, DnsName, Function, Key, Origin, RestApi, SecurityHeaders, WebAcl,
};
use cdk::{App, Environment, given};
use serde_json::json;

use super::{found, of_type, only, stack, template};

#[test]
fn a_distribution_reads_a_bucket_that_nobody_else_reads() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    stack.add("Cdn", Distribution::of(Origin::bucket(&files)).not_found_page("/404.html"));
    insta::assert_json_snapshot!(template(&app)["Resources"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_single_page_app_and_its_api_share_a_distribution() {
    let (app, stack) = stack();
    let code = Code::inline("def handler(event, context): return {}");
    let hello = stack.add("Hello", Function::code(Runtime::Python3_13, "index.handler", code));
    let api = stack.add("Rest", RestApi::new());
    api.proxy(&hello);
    let files = stack.add("Files", Bucket::new());
    let cdn = Distribution::of(Origin::bucket(&files))
        .at("/api/*", Origin::api(&api))
        .single_page_app("/index.html")
        .security_headers(SecurityHeaders::new().content_security_policy("default-src 'self'"));
    stack.add("Cdn", cdn);
    let template = template(&app);
    let mut resources = template["Resources"].clone();
    let types = [
        "AWS::CloudFront::Distribution",
        "AWS::CloudFront::Function",
        "AWS::CloudFront::ResponseHeadersPolicy",
    ];
    resources.as_object_mut().unwrap().retain(|_, it| types.contains(&it["Type"].as_str().unwrap()));
    insta::assert_json_snapshot!(resources);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_single_page_app_learns_which_files_are_missing_and_has_a_folder_of_files_alone() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    let headers = SecurityHeaders::new().frame_options("SAMEORIGIN").strict_transport_seconds(600);
    let cdn = Distribution::of(Origin::bucket(&files))
        .single_page_app_with_files_below("/assets/", "/index.html")
        .security_headers(headers.referrer_policy("no-referrer"));
    stack.add("Cdn", cdn);
    let template = template(&app);
    let code = only(&template, "AWS::CloudFront::Function")["Properties"]["FunctionCode"].clone();
    let rule =
        "if (request.uri.indexOf(\"/assets/\") !== 0 && last.indexOf('.') < 0) request.uri = \"/index.html\"";
    assert!(code.as_str().unwrap().contains(rule), "{code}");
    let policy = only(&template, "AWS::S3::BucketPolicy")["Properties"]["PolicyDocument"].clone();
    assert_eq!(policy["Statement"][2]["Action"], "s3:ListBucket");
    let headers = only(&template, "AWS::CloudFront::ResponseHeadersPolicy")["Properties"].clone();
    let headers = &headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"];
    assert_eq!(headers["FrameOptions"]["FrameOption"], "SAMEORIGIN");
    assert_eq!(headers["ReferrerPolicy"]["ReferrerPolicy"], "no-referrer");
    assert_eq!(headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"], 600);
    assert_eq!(headers["ContentSecurityPolicy"], serde_json::Value::Null);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn names_of_its_own_come_with_a_certificate_and_modern_tls() {
    let app = App::new();
    let stack = app.stack("S", Environment::in_region("us-east-1"));
    let certificate = Certificate::of("example.org", given("Z123")).and("www.example.org");
    let certificate = stack.add("Certificate", certificate);
    let logs = stack.add("Logs", Bucket::new());
    let acl = stack.add("Acl", WebAcl::for_cloudfront().common_protection());
    let files = stack.add("Files", Bucket::new());
    let cdn = Distribution::of(Origin::bucket(&files))
        .domain_names(["example.org", "www.example.org"], certificate.certificate_arn())
        .web_acl(&acl)
        .logs_to(&logs, "cdn/");
    let cdn = stack.add("Cdn", cdn);
    stack.add("Name", DnsName::of_distribution("example.org", given("Z123"), &cdn));
    let template = template(&app);
    let config = only(&template, "AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"].clone();
    assert_eq!(config["ViewerCertificate"]["MinimumProtocolVersion"], "TLSv1.2_2021");
    assert_eq!(config["Aliases"], json!(["example.org", "www.example.org"]));
    assert_eq!(of_type(&template, "AWS::Route53::RecordSet").len(), 2);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_bucket_of_another_stack_lets_the_accounts_distributions_in() {
    let app = App::new();
    let (store, front) =
        (app.stack("Store", Environment::agnostic()), app.stack("S", Environment::agnostic()));
    let files = store.add("Files", Bucket::new());
    front.add("Cdn", Distribution::of(Origin::bucket(&files)));
    let synthesis = app.synth().unwrap();
    let policy = only(&synthesis.root.stacks["Store"].template, "AWS::S3::BucketPolicy");
    assert!(policy.to_string().contains(":distribution/*"), "{policy}");
}

#[test]
fn a_distribution_may_use_the_keys_of_its_files_and_of_its_log() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new());
    let bucket = |id: &str| stack.add(id, Bucket::new().encrypted_by(&key));
    let (files, logs) = (bucket("Files"), bucket("Logs"));
    stack.add("Cdn", Distribution::of(Origin::bucket(&files)).logs_to(&logs, "cdn/"));
    let policy = only(&template(&app), "AWS::KMS::Key")["Properties"]["KeyPolicy"]["Statement"].clone();
    let services: Vec<_> = policy.as_array().unwrap()[1..]
        .iter()
        .map(|statement| (statement["Principal"]["Service"].clone(), statement["Action"].clone()))
        .collect();
    assert_eq!(
        services,
        [
            (json!("delivery.logs.amazonaws.com"), json!("kms:GenerateDataKey*")),
            (json!("cloudfront.amazonaws.com"), json!("kms:Decrypt")),
        ]
    );
    assert!(policy[2]["Condition"]["ArnLike"]["aws:SourceArn"].to_string().contains(":distribution/*"));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_page_for_what_is_not_there_leaves_an_api_its_refusals() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    let cdn = Distribution::of(Origin::bucket(&files))
        .at("/api/*", Origin::server("api.example.org"))
        .not_found_page("/404.html");
    stack.add("Cdn", cdn);
    let template = template(&app);
    let config = only(&template, "AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"].clone();
    assert_eq!(
        config["CustomErrorResponses"],
        json!([{"ErrorCode": 404, "ResponseCode": 404, "ResponsePagePath": "/404.html"}])
    );
    let policy = only(&template, "AWS::S3::BucketPolicy")["Properties"]["PolicyDocument"].clone();
    assert_eq!(policy["Statement"][2]["Action"], "s3:ListBucket");
    assert_eq!(policy["Statement"][2]["Principal"], json!({"Service": "cloudfront.amazonaws.com"}));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_server_may_take_as_long_as_its_origin_says() {
    let (app, stack) = stack();
    let server = |host: &str| Origin::server(host.to_owned());
    stack.add(
        "Cdn",
        Distribution::of(server("a.example")).at("/slow/*", server("b.example").answers_within_seconds(45)),
    );
    let config =
        only(&template(&app), "AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"].clone();
    let origins = config["Origins"].as_array().unwrap();
    let patience = |host: &str| {
        let origin = origins.iter().find(|it| it["DomainName"] == host).unwrap();
        origin["CustomOriginConfig"]["OriginReadTimeout"].clone()
    };
    assert_eq!((patience("a.example"), patience("b.example")), (serde_json::Value::Null, 45.into()));
}
