use infra_cdk::artifacts::Artifacts;
use infra_cdk::environment::{Domain, Environment};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Clinic, artifacts, plain};

const LAYER: &str = "11-frontend";

fn distribution(clinic: &Clinic) -> Value {
    clinic.all_of(LAYER, "AWS::CloudFront::Distribution")[0]["DistributionConfig"].clone()
}

#[test]
fn the_site_is_private_encrypted_versioned_and_logged() {
    for clinic in Clinic::all() {
        let buckets = clinic.of_type(LAYER, "AWS::S3::Bucket");
        let bucket = |id: &str| {
            let found = buckets.iter().find(|(known, _)| known.starts_with(id)).unwrap();
            found.1.clone()
        };
        assert_eq!(buckets.len(), 2);
        for bucket in buckets.values() {
            let private = &bucket["Properties"]["PublicAccessBlockConfiguration"];
            assert!(private.as_object().unwrap().values().all(|it| *it == true), "{private}");
            assert!(bucket["Properties"]["BucketEncryption"].is_object());
            // CloudFormation deletes empty buckets only.
            assert_eq!(bucket["DeletionPolicy"], "Retain");
        }
        let site = &bucket("Site")["Properties"];
        assert_eq!(site["VersioningConfiguration"]["Status"], "Enabled");
        assert_eq!(site["LoggingConfiguration"]["LogFilePrefix"], "site/");
        assert_eq!(distribution(&clinic)["Logging"]["Prefix"], "distribution/");
        for policy in clinic.all_of(LAYER, "AWS::S3::BucketPolicy") {
            let tls = &policy["PolicyDocument"]["Statement"][0];
            assert_eq!((&tls["Effect"], &tls["Action"]), (&json!("Deny"), &json!("s3:*")));
        }
        let access = &clinic.all_of(LAYER, "AWS::CloudFront::OriginAccessControl")[0];
        assert_eq!(access["OriginAccessControlConfig"]["SigningBehavior"], "always");
    }
}

#[test]
fn the_api_is_behind_the_same_name_uncached_and_with_its_own_errors() {
    for clinic in Clinic::all() {
        let config = distribution(&clinic);
        let behaviours = config["CacheBehaviors"].as_array().unwrap();
        let paths: Vec<&Value> = behaviours.iter().map(|it| &it["PathPattern"]).collect();
        assert_eq!(paths, ["/api/*", "/admin", "/admin/*"]);
        for behaviour in behaviours {
            // AWS's policies that cache nothing, and that forward all but the host.
            assert_eq!(behaviour["CachePolicyId"], "4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
            assert_eq!(behaviour["OriginRequestPolicyId"], "b689b0a8-53d0-40ab-baf2-68738e2966ac");
            assert_eq!(behaviour["AllowedMethods"].as_array().unwrap().len(), 7);
            assert_eq!(behaviour["FunctionAssociations"], Value::Null);
            let origins = config["Origins"].as_array().unwrap();
            let origin = origins.iter().find(|it| it["Id"] == behaviour["TargetOriginId"]).unwrap();
            assert_eq!(origin["OriginPath"], "/live");
            let server = &origin["CustomOriginConfig"];
            assert_eq!(
                (&server["OriginProtocolPolicy"], &server["OriginReadTimeout"]),
                (&json!("https-only"), &json!(30))
            );
        }
        // A page in place of an error would hide those of the API; a function maps the site's paths instead.
        assert_eq!(config["CustomErrorResponses"], Value::Null);
        let function = &clinic.all_of(LAYER, "AWS::CloudFront::Function")[0];
        let code = plain(&function["FunctionCode"]);
        // As `contract::site::file` decides, by which petclinic serves the site.
        let rule = "if (request.uri.indexOf(\"/assets/\") !== 0 && last.indexOf('.') < 0) request.uri = \"/index.html\";";
        assert!(code.contains(rule), "{code}");
    }
}

#[test]
fn browsers_are_told_to_be_strict() {
    let clinic = Clinic::of("prod");
    let config = distribution(&clinic);
    assert_eq!((&config["HttpVersion"], &config["IPV6Enabled"]), (&json!("http2and3"), &json!(true)));
    assert_eq!(config["DefaultCacheBehavior"]["ViewerProtocolPolicy"], "redirect-to-https");
    let policy = &clinic.all_of(LAYER, "AWS::CloudFront::ResponseHeadersPolicy")[0];
    let headers = &policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"];
    assert_eq!(headers["StrictTransportSecurity"]["IncludeSubdomains"], true);
    assert_eq!(headers["FrameOptions"]["FrameOption"], "DENY");
    assert_eq!(headers["ContentTypeOptions"]["Override"], true);
    assert_eq!(headers["ReferrerPolicy"]["ReferrerPolicy"], "strict-origin-when-cross-origin");
    let content = plain(&headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]);
    for rule in ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"] {
        assert!(content.contains(rule), "{content}");
    }
    assert!(!content.contains("script-src"), "{content}");
}

/// A folder as npm leaves it.
fn site() -> TempDir {
    let site = tempfile::tempdir().unwrap();
    std::fs::create_dir(site.path().join("assets")).unwrap();
    for path in ["index.html", "assets/app-1f.js", "assets/app-1f.js.br", "assets/app-1f.js.gz"] {
        std::fs::write(site.path().join(path), "<!doctype html>").unwrap();
    }
    site
}

#[test]
fn the_site_has_the_headers_that_petclinic_serves_it_with() {
    let site = site();
    let clinic = deployed(&artifacts().with_site(site.path()));
    let policy = &clinic.all_of(LAYER, "AWS::CloudFront::ResponseHeadersPolicy")[0];
    let headers = &policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"];
    let content = plain(&headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]);
    let (frames, referrer) =
        (plain(&headers["FrameOptions"]["FrameOption"]), plain(&headers["ReferrerPolicy"]["ReferrerPolicy"]));
    let served = [
        ("content-security-policy", content.as_str()),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", &frames),
        ("referrer-policy", &referrer),
    ];
    assert_eq!(served, contract::site::HEADERS);
    assert!(content.contains("style-src 'self';") && !content.contains("unsafe"), "{content}");
    assert_eq!(headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"], 63_072_000);

    let caches = &clinic.all_of(LAYER, "Custom::BucketDeployment")[0]["Caches"];
    assert_eq!(caches[0], json!([r"^assets\/", "public, max-age=31536000, immutable"]));
    assert_eq!(caches[1], json!(["^", "no-cache"]));
}

#[test]
fn a_domain_is_answered_for_by_its_certificate_and_current_tls_only() {
    let mut environment = Environment::preset("prod").unwrap();
    let certificate = "arn:aws:acm:us-east-1:123456789012:certificate/e";
    environment.domain = Some(Domain {
        name: "clinic.example".to_owned(),
        certificate: "arn:aws:acm:us-west-2:123456789012:certificate/c".to_owned(),
        edge_certificate: certificate.to_owned(),
        hosted_zone: Some("Z0123456789ABCDEFGHIJ".to_owned()),
    });
    let clinic = Clinic::with(environment);
    let config = distribution(&clinic);
    assert_eq!(config["Aliases"], json!(["clinic.example"]));
    assert_eq!(config["ViewerCertificate"]["AcmCertificateArn"], certificate);
    assert_eq!(config["ViewerCertificate"]["MinimumProtocolVersion"], "TLSv1.2_2021");
    let records = clinic.all_of(LAYER, "AWS::Route53::RecordSet");
    let types: Vec<String> = records.iter().map(|it| plain(&it["Type"])).collect();
    assert_eq!(types, ["A", "AAAA"]);
    assert_eq!(clinic.template(LAYER)["Outputs"]["Url"]["Value"], "https://clinic.example");
}

fn deployed(built: &Artifacts) -> Clinic {
    let app = cdk::App::new();
    infra_cdk::app::layers(&app, &Environment::preset("dev").unwrap(), built);
    let environment = Environment::preset("dev").unwrap();
    Clinic { environment, synthesis: app.synth().unwrap() }
}

/// The archive of the site's files.
fn archive(built: &Artifacts) -> Value {
    deployed(built).all_of(LAYER, "Custom::BucketDeployment")[0]["Archive"].clone()
}

#[test]
fn the_folder_of_the_site_is_published_once_there_is_one_and_only_what_changed_is_deployed() {
    let documentation = archive(&artifacts());
    assert_eq!(documentation, archive(&artifacts()));

    let site = site();
    let published = archive(&artifacts().with_site(site.path()));
    assert_ne!(published, documentation);
    assert_eq!(published, archive(&artifacts().with_site(site.path())));
    // CloudFront compresses by itself.
    std::fs::write(site.path().join("assets/app-1f.js.br"), "another").unwrap();
    assert_eq!(published, archive(&artifacts().with_site(site.path())));
    std::fs::write(site.path().join("index.html"), "<!doctype html><title>Clinic</title>").unwrap();
    assert_ne!(published, archive(&artifacts().with_site(site.path())));
}
