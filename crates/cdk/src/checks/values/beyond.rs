//! Values that AWS refuses although its schemas allow them.

use serde_json::Value;

use super::super::model::{Model, arms, is_token, number};
use super::super::report::Report;
use super::super::rules;
use super::pattern::Patterns;

/// Type, property (of each item, where there is a list on the way), and the pattern that its text must match.
const PATTERNS: [(&str, &str, &str); 13] = [
    ("AWS::ApiGateway::Method", "HttpMethod", "^(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT)$"),
    ("AWS::ApiGateway::Resource", "PathPart", r"^([A-Za-z0-9._:,~$-]+|\{[A-Za-z0-9._-]+\+?\})$"),
    ("AWS::ApiGateway::Stage", "StageName", "^[A-Za-z0-9_-]+$"),
    ("AWS::CloudFront::Distribution", "DistributionConfig.CustomErrorResponses.ResponsePagePath", "^/"),
    ("AWS::CloudFront::Distribution", "DistributionConfig.Origins.DomainName", "^[^/:]+$"),
    ("AWS::CloudFront::Distribution", "DistributionConfig.Origins.OriginPath", "^(/.*[^/])?$"),
    ("AWS::ECS::TaskDefinition", "ContainerDefinitions.Name", "^[A-Za-z0-9_-]{1,255}$"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", BALANCER_NAME),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "HealthCheckPath", "^/"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "Name", BALANCER_NAME),
    ("AWS::RDS::DBCluster", "DatabaseName", "^[A-Za-z][A-Za-z0-9_]*$"),
    ("AWS::SecretsManager::Secret", "Name", "^[A-Za-z0-9/_+=.@-]+$"),
    ("AWS::WAFv2::WebACL", "Rules.Statement.GeoMatchStatement.CountryCodes", "^[A-Z]{2}$"),
];

const BALANCER_NAME: &str = "^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$";

/// Type, property, and the least (if the schema does not say it) and the most it may be.
const RANGES: [(&str, &str, f64, f64); 8] = [
    ("AWS::ECS::TaskDefinition", "ContainerDefinitions.HealthCheck.Interval", 5.0, 300.0),
    ("AWS::ECS::TaskDefinition", "ContainerDefinitions.HealthCheck.Retries", 1.0, 10.0),
    ("AWS::ECS::TaskDefinition", "ContainerDefinitions.HealthCheck.StartPeriod", 0.0, 300.0),
    ("AWS::ECS::TaskDefinition", "ContainerDefinitions.HealthCheck.Timeout", 2.0, 60.0),
    ("AWS::Lambda::Function", "Timeout", f64::MIN, 900.0),
    ("AWS::RDS::DBCluster", "ServerlessV2ScalingConfiguration.MaxCapacity", 1.0, 256.0),
    ("AWS::RDS::DBCluster", "ServerlessV2ScalingConfiguration.MinCapacity", 0.0, 256.0),
    ("AWS::RDS::DBCluster", "ServerlessV2ScalingConfiguration.SecondsUntilAutoPause", 300.0, 86_400.0),
];

pub(super) fn check(model: &Model<'_>, patterns: &mut Patterns, report: &mut Report) {
    for (type_name, property, pattern) in PATTERNS {
        for resource in model.of(type_name) {
            for (at, text) in places(resource.declaration, property) {
                if let Some(text) = text.as_str().filter(|text| !patterns.matches(pattern, text)) {
                    report.add(rules::PATTERN, resource, &at, format!("`{text}` does not match {pattern}"));
                }
            }
        }
    }
    for (type_name, property, least, most) in RANGES {
        for resource in model.of(type_name) {
            for (at, value) in places(resource.declaration, property) {
                let Some(number) = number(value) else { continue };
                if number < least {
                    report.add(rules::RANGE, resource, &at, format!("{number} is below {least}"));
                } else if number > most {
                    report.add(rules::RANGE, resource, &at, format!("{number} is above {most}"));
                }
            }
        }
    }
}

/// The values of a property under any conditions of the template, as far as they are known.
fn places<'a>(declaration: &'a Value, property: &str) -> Vec<(String, &'a Value)> {
    let mut found: Vec<(String, &Value)> =
        declaration.get("Properties").map(|all| (String::new(), all)).into_iter().collect();
    for step in property.split('.') {
        let inner = found.into_iter().filter_map(|(at, value)| {
            let at = if at.is_empty() { step.to_owned() } else { format!("{at}.{step}") };
            Some(arms(value.get(step)?, &at))
        });
        found = inner.flatten().collect();
    }
    found.retain(|(_, value)| !is_token(value));
    found
}

#[cfg(test)]
mod tests {
    use regex_lite::Regex;

    #[test]
    fn patterns_take_what_aws_takes_and_no_more() {
        let fits = |property: &str, text: &str| {
            let entry = super::PATTERNS.iter().find(|(_, known, _)| known.ends_with(property)).unwrap();
            Regex::new(entry.2).unwrap().is_match(text)
        };
        for (property, right, wrong) in [
            ("HttpMethod", "ANY", "GETS"),
            ("PathPart", "pets.json", "a pet"),
            ("PathPart", "{proxy+}", "{proxy+}s"),
            ("ResponsePagePath", "/404.html", "404.html"),
            ("Origins.DomainName", "example.org", "https://example.org"),
            ("OriginPath", "/live", "live"),
            ("OriginPath", "", "/"),
            ("HealthCheckPath", "/health", "health"),
            ("ContainerDefinitions.Name", "app_1-a", "my app"),
        ] {
            assert!(fits(property, right), "{property}: {right}");
            assert!(!fits(property, wrong), "{property}: {wrong}");
        }
        let name = Regex::new(super::BALANCER_NAME).unwrap();
        assert!(name.is_match("a") && name.is_match("pets-live") && name.is_match(&"a".repeat(32)));
        assert!(!name.is_match("-pets") && !name.is_match(&"a".repeat(33)));
    }
}
