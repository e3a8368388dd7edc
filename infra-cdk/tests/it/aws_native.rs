use contract::route::MAX_BODY;
use contract::settings::Traces;
use infra_cdk::environment::Domain;
use serde_json::{Value, json};

use crate::harness::{Clinic, plain};

const LAYER: &str = "09-aws-native";

/// The rules of a layer's firewall by their names.
fn rules(clinic: &Clinic, layer: &str) -> Vec<(String, Value)> {
    let acl = clinic.all_of(layer, "AWS::WAFv2::WebACL").remove(0);
    let rules = acl["Rules"].as_array().unwrap().iter();
    rules.map(|it| (it["Name"].as_str().unwrap().to_owned(), it.clone())).collect()
}

#[test]
fn a_firewall_stands_before_the_api_and_another_before_the_distribution() {
    for clinic in Clinic::all() {
        let association = &clinic.all_of(LAYER, "AWS::WAFv2::WebACLAssociation")[0];
        assert!(plain(&association["ResourceArn"]).contains(":/restapis/"), "{association}");
        let distribution = &clinic.all_of("11-frontend", "AWS::CloudFront::Distribution")[0];
        assert!(distribution["DistributionConfig"]["WebACLId"].is_object());
        for (layer, scope) in [(LAYER, "REGIONAL"), ("11-frontend", "CLOUDFRONT")] {
            assert_eq!(clinic.all_of(layer, "AWS::WAFv2::WebACL")[0]["Scope"], scope);
            let rules = rules(&clinic, layer);
            let named = |name: &str| &rules.iter().find(|(known, _)| known == name).unwrap().1;
            // The common rule set has those against cross-site scripting.
            for group in ["CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet", "AmazonIpReputationList"] {
                let rule = named(&format!("AWSManagedRules{group}"));
                assert_eq!(rule["OverrideAction"], json!({"None": {}}), "{group}");
            }
            let size = &named("body-size")["Statement"]["SizeConstraintStatement"];
            assert_eq!(size["Size"], MAX_BODY);
            let rate = &named("rate-limit")["Statement"]["RateBasedStatement"];
            assert_eq!((&rate["Limit"], &rate["EvaluationWindowSec"]), (&json!(2000), &json!(60)));
            assert_eq!(clinic.all_of(layer, "AWS::WAFv2::LoggingConfiguration").len(), 1);
        }
    }
}

#[test]
fn an_address_is_limited_behind_the_distribution_too() {
    let rules = rules(&Clinic::of("dev"), LAYER);
    let rate = |name: &str| {
        let (_, rule) = rules.iter().find(|(known, _)| known == name).unwrap();
        rule["Statement"]["RateBasedStatement"].clone()
    };
    assert_eq!(rate("rate-limit")["ForwardedIPConfig"]["HeaderName"], "X-Forwarded-For");
    let itself = rate("rate-limit-2");
    assert_eq!((&itself["AggregateKeyType"], &itself["Limit"]), (&json!("IP"), &json!(40_000)));
}

#[test]
fn countries_are_blocked_where_an_environment_says_so() {
    let mut environment = Clinic::of("dev").environment;
    let blocks = |clinic: &Clinic, layer: &str| {
        let rule = rules(clinic, layer).into_iter().find(|(name, _)| name == "countries");
        rule.map(|(_, rule)| rule["Statement"]["GeoMatchStatement"]["CountryCodes"].clone())
    };
    assert_eq!(blocks(&Clinic::with(environment.clone()), LAYER), None);
    environment.blocked_countries = vec!["AQ".to_owned()];
    let clinic = Clinic::with(environment);
    for layer in [LAYER, "11-frontend"] {
        assert_eq!(blocks(&clinic, layer), Some(json!(["AQ"])));
    }
}

#[test]
fn requests_are_traced_as_the_services_settings_say_and_grouped() {
    let mut environment = Clinic::of("dev").environment;
    environment.settings.set(None, Traces::SAMPLING, "0.5");
    let clinic = Clinic::with(environment);
    let rules = clinic.all_of(LAYER, "AWS::XRay::SamplingRule");
    let rule = |end: &str| {
        let rule = rules.iter().find(|it| plain(&it["SamplingRule"]["RuleName"]).ends_with(end)).unwrap();
        rule["SamplingRule"].clone()
    };
    assert_eq!((&rule("-usual")["FixedRate"], &rule("-usual")["URLPath"]), (&json!(0.5), &json!("*")));
    assert_eq!(rule("-assistant")["URLPath"], "*/api/genai*");
    let groups = clinic.all_of(LAYER, "AWS::XRay::Group");
    let names: Vec<String> = groups.iter().map(|it| plain(&it["GroupName"])).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    for group in groups {
        let filter = plain(&group["FilterExpression"]);
        assert!(filter.starts_with("service(\"") && filter.contains("/live\")"), "{filter}");
        assert!(plain(&group["GroupName"]).len() <= 32, "{group}");
    }
    for rule in rules {
        assert!(plain(&rule["SamplingRule"]["RuleName"]).len() <= 32, "{rule}");
    }
}

#[test]
fn a_budget_and_unusual_costs_are_told_of() {
    for clinic in Clinic::all() {
        let budget = &clinic.all_of(LAYER, "AWS::Budgets::Budget")[0];
        let limit = &budget["Budget"]["BudgetLimit"];
        assert_eq!(limit["Amount"], clinic.environment.notices.budget_usd);
        let notices = budget["NotificationsWithSubscribers"].as_array().unwrap();
        let notices: Vec<String> = notices
            .iter()
            .map(|it| {
                assert_eq!(it["Subscribers"][0]["SubscriptionType"], "SNS");
                let it = &it["Notification"];
                format!("{} {}", plain(&it["NotificationType"]), it["Threshold"])
            })
            .collect();
        assert_eq!(notices, ["ACTUAL 80", "ACTUAL 100", "FORECASTED 100"]);
        let monitor = &clinic.all_of(LAYER, "AWS::CE::AnomalyMonitor")[0];
        let tag = format!("\"Values\":[\"{}\"]", clinic.environment.name);
        assert!(plain(&monitor["MonitorSpecification"]).contains(&tag), "{monitor}");
        assert_eq!(clinic.all_of(LAYER, "AWS::CE::AnomalySubscription")[0]["Subscribers"][0]["Type"], "SNS");
    }
}

#[test]
fn the_topic_of_alarms_is_encrypted_and_takes_only_what_services_of_this_account_send() {
    let clinic = Clinic::of("prod");
    assert!(clinic.all_of(LAYER, "AWS::SNS::Topic")[0]["KmsMasterKeyId"].is_object());
    let policy = &clinic.all_of(LAYER, "AWS::SNS::TopicPolicy")[0]["PolicyDocument"]["Statement"];
    for statement in policy.as_array().unwrap().iter().filter(|it| it["Effect"] == "Allow") {
        let service = plain(&statement["Principal"]["Service"]);
        let condition = &statement["Condition"]["StringEquals"]["aws:SourceAccount"];
        // EventBridge sends nothing that a condition of a topic could be about.
        assert!(condition.is_object() || service == "events.amazonaws.com", "{statement}");
    }
}

#[test]
fn health_is_asked_for_from_outside_by_the_clinics_own_name() {
    let mut environment = Clinic::of("prod").environment;
    assert!(Clinic::with(environment.clone()).all_of(LAYER, "AWS::Route53::HealthCheck").is_empty());
    environment.domain = Some(Domain {
        name: "clinic.example".to_owned(),
        certificate: "arn:aws:acm:us-west-2:123456789012:certificate/c".to_owned(),
        edge_certificate: "arn:aws:acm:us-east-1:123456789012:certificate/e".to_owned(),
        hosted_zone: Some("Z0123456789ABCDEFGHIJ".to_owned()),
    });
    let clinic = Clinic::with(environment);
    let checks = clinic.all_of(LAYER, "AWS::Route53::HealthCheck");
    let paths: Vec<String> = checks
        .iter()
        .map(|it| {
            let config = &it["HealthCheckConfig"];
            assert_eq!((&config["Type"], &config["EnableSNI"]), (&json!("HTTPS"), &json!(true)));
            assert_eq!(config["FullyQualifiedDomainName"], "clinic.example");
            plain(&config["ResourcePath"])
        })
        .collect();
    for path in ["/api/customers/petTypes", "/api/vets/vets", "/api/genai/health"] {
        assert!(paths.iter().any(|it| it == path), "{paths:?}");
    }
    // What watches them is where their metrics are.
    let alarms = clinic.all_of("11-frontend", "AWS::CloudWatch::Alarm");
    let down = alarms.iter().filter(|it| it["MetricName"] == "HealthCheckStatus").count();
    assert_eq!(down, checks.len());
    let findings = clinic.findings();
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn an_account_that_is_looked_after_already_is_not_twice() {
    let types = ["AWS::GuardDuty::Detector", "AWS::AccessAnalyzer::Analyzer", "AWS::Config::ConfigRule"];
    let mut environment = Clinic::of("dev").environment;
    let clinic = Clinic::with(environment.clone());
    assert!(types.iter().all(|it| !clinic.all_of(LAYER, it).is_empty()));
    environment.records_account = false;
    let clinic = Clinic::with(environment);
    assert!(types.iter().all(|it| clinic.all_of(LAYER, it).is_empty()));
}
