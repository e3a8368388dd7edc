use cdk::constructs::{Alarm, LogGroup, WebAcl};
use serde_json::Value;

use super::{found, of_type, only, stack, template};

#[test]
fn a_web_acl_asks_its_rules_in_the_order_they_were_given() {
    let (app, stack) = stack();
    let acl = WebAcl::regional()
        .allow("office", ["192.0.2.0/24"])
        .limit_per_address(2000)
        .managed_but("AWSManagedRulesCommonRuleSet", ["SizeRestrictions_BODY"])
        .logged();
    stack.add("Acl", acl);
    insta::assert_json_snapshot!(template(&app)["Resources"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn common_protection_is_four_groups_of_aws() {
    let (app, stack) = stack();
    stack.add("Acl", WebAcl::regional().common_protection());
    let template = template(&app);
    let rules = only(&template, "AWS::WAFv2::WebACL")["Properties"]["Rules"].clone();
    let priorities: Vec<&Value> = rules.as_array().unwrap().iter().map(|rule| &rule["Priority"]).collect();
    assert_eq!(priorities, [0, 1, 2, 3]);
    assert!(of_type(&template, "AWS::WAFv2::IPSet").is_empty());
}

#[test]
fn two_limits_are_two_rules() {
    let (app, stack) = stack();
    let acl =
        WebAcl::regional().limit_per_address_within(100, 60).limit_per_address(2000).block_countries(["AQ"]);
    stack.add("Acl", acl);
    let rules = only(&template(&app), "AWS::WAFv2::WebACL")["Properties"]["Rules"].clone();
    let names: Vec<&Value> = rules.as_array().unwrap().iter().map(|rule| &rule["Name"]).collect();
    assert_eq!(names, ["rate-limit", "rate-limit-2", "countries"]);
    assert_eq!(rules[0]["Statement"]["RateBasedStatement"]["EvaluationWindowSec"], 60);
    assert_eq!(rules[2]["Statement"]["GeoMatchStatement"]["CountryCodes"], serde_json::json!(["AQ"]));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn bodies_are_limited_and_inspected_up_to_their_limit() {
    for (acl, of, limit, inspected) in [
        (WebAcl::regional(), "API_GATEWAY", 8192, "KB_16"),
        (WebAcl::for_cloudfront(), "CLOUDFRONT", 65_536, "KB_64"),
    ] {
        let app = cdk::App::new();
        let stack = app.stack("S", cdk::Environment::new("123456789012", "us-east-1"));
        let log = stack.add("Log", LogGroup::new().name("aws-waf-logs-s"));
        stack.add("Acl", acl.limit_body(limit).logs_to(&log));
        let template = template(&app);
        let acl = only(&template, "AWS::WAFv2::WebACL")["Properties"].clone();
        assert_eq!(acl["AssociationConfig"]["RequestBody"][of]["DefaultSizeInspectionLimit"], inspected);
        let size = &acl["Rules"][0]["Statement"]["SizeConstraintStatement"];
        assert_eq!((&size["ComparisonOperator"], &size["Size"]), (&"GT".into(), &limit.into()));
        assert_eq!(size["FieldToMatch"]["Body"]["OversizeHandling"], "MATCH");
        assert_eq!(of_type(&template, "AWS::Logs::LogGroup").len(), 1);
        assert_eq!(found(&app), Vec::<String>::new());
    }
}

#[test]
fn an_address_is_limited_behind_a_distribution_by_what_that_forwards() {
    let (app, stack) = stack();
    let acl = stack.add("Acl", WebAcl::regional().limit_per_forwarded_address_within(100, 60));
    stack.add("Alarm", Alarm::above(acl.allowed_requests(), 1000));
    let template = template(&app);
    let rate = only(&template, "AWS::WAFv2::WebACL")["Properties"]["Rules"][0]["Statement"].clone();
    assert_eq!(
        rate["RateBasedStatement"],
        serde_json::json!({
            "AggregateKeyType": "FORWARDED_IP", "EvaluationWindowSec": 60, "Limit": 100,
            "ForwardedIPConfig": {"FallbackBehavior": "NO_MATCH", "HeaderName": "X-Forwarded-For"},
        })
    );
    assert_eq!(only(&template, "AWS::CloudWatch::Alarm")["Properties"]["MetricName"], "AllowedRequests");
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_limit_beyond_what_waf_inspects_is_a_mistake() {
    let (app, stack) = stack();
    stack.add("Acl", WebAcl::regional().limit_body(65_537));
    assert!(app.synth().unwrap_err().to_string().contains("65536 bytes of a body at most"));
}
