use cdk::constructs::WebAcl;
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
