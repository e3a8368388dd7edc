//! What each type of resource is charged for.

use prices::Prices;

use super::estimate::{Resource, Resources, count};
use super::fargate;
use super::usage::Usage;

/// A service of AWS, the key of a price, and how many of its units a month takes.
pub(super) type Charge = (&'static str, String, f64);

/// What a resource costs.
pub(super) enum Cost {
    /// Nothing, whatever it is used for.
    Free,
    Charges(Vec<Charge>),
    /// This file has no charge for the type.
    Unknown,
}

const MILLION: f64 = 1e6;
/// The part of the size of logs that is stored after compression.
const COMPRESSED: f64 = 0.15;
/// The size of a sample of Prometheus, and the months that one is kept.
const SAMPLE_BYTES: f64 = 2.0;
const KEPT_MONTHS: f64 = 5.0;
/// Metrics of Container Insights: of a cluster, and of each service with its task definition.
const INSIGHTS: (f64, f64) = (8.0, 17.0);

pub(super) fn of(it: &Resource<'_>, all: &Resources<'_>, usage: &Usage, prices: &Prices) -> Cost {
    let kind = it.kind;
    let found = network(it, all, usage)
        .or_else(|| programs(it, all, usage))
        .or_else(|| requests(it, all, usage))
        .or_else(|| watching(it, all, usage))
        .or_else(|| guarding(it, all, usage));
    match found {
        Some(charges) => {
            Cost::Charges(charges.into_iter().map(|(by, key, amount)| (by, key.to_owned(), amount)).collect())
        }
        None if kind == "AWS::ECS::Service" => Cost::Charges(fargate::charges(it, all, usage)),
        None if kind == "AWS::Lambda::Function" => Cost::Charges(function(it, usage)),
        None if kind == "AWS::SSM::Parameter" && matches!(it.text("/Tier"), "" | "Standard") => {
            Cost::Charges(parameter(it, usage))
        }
        None if prices.free.iter().any(|it| it == kind) => Cost::Free,
        None => Cost::Unknown,
    }
}

type Found = Option<Vec<(&'static str, &'static str, f64)>>;

fn network(it: &Resource<'_>, all: &Resources<'_>, usage: &Usage) -> Found {
    let is_interface = |it: &Resource<'_>| it.text("/VpcEndpointType") == "Interface";
    let endpoints = count(all.of_kind("AWS::EC2::VPCEndpoint").filter(|it| is_interface(it)).count());
    Some(match it.kind {
        "AWS::EC2::NatGateway" => {
            let gb = usage.nat_gb + if endpoints > 0.0 { 0.0 } else { usage.aws_gb };
            vec![("NAT", "nat.hour", usage.hours), ("NAT", "nat.data", all.share(gb, it.kind))]
        }
        "AWS::EC2::EIP" => vec![("NAT", "ipv4.hour", usage.hours)],
        "AWS::EC2::VPCEndpoint" if is_interface(it) => vec![
            ("endpoints", "endpoint.hour", usage.hours * it.length("/SubnetIds")),
            ("endpoints", "endpoint.data", usage.aws_gb / endpoints),
        ],
        "AWS::EC2::VPCEndpoint" if matches!(it.text("/VpcEndpointType"), "" | "Gateway") => Vec::new(),
        "AWS::EC2::FlowLog" => vec![("CloudWatch", "cloudwatch.ingestion", usage.flow_gb)],
        "AWS::ServiceDiscovery::PrivateDnsNamespace" => vec![("Cloud Map", "route53.zone", 1.0)],
        _ => return None,
    })
}

fn programs(it: &Resource<'_>, all: &Resources<'_>, usage: &Usage) -> Found {
    Some(match it.kind {
        "AWS::ECS::Cluster" if it.text("/ClusterSettings/0/Value") == "enabled" => {
            let services = count(all.of_kind("AWS::ECS::Service").count());
            vec![("CloudWatch", "cloudwatch.metric", INSIGHTS.0 + INSIGHTS.1 * services)]
        }
        "AWS::ECS::Cluster" if matches!(it.text("/ClusterSettings/0/Value"), "" | "disabled") => Vec::new(),
        "AWS::RDS::DBCluster" => {
            vec![("Aurora", "aurora.storage", usage.database_gb), ("Aurora", "aurora.io", usage.database_io)]
        }
        "AWS::RDS::DBInstance" if it.text("/DBInstanceClass") == "db.serverless" => {
            let cluster = all.of_kind("AWS::RDS::DBCluster").next()?;
            let least = cluster.number("/ServerlessV2ScalingConfiguration/MinCapacity")?;
            let most = cluster.number("/ServerlessV2ScalingConfiguration/MaxCapacity")?;
            let capacity = least + (most - least) * usage.database_busy;
            vec![("Aurora", "aurora.capacity", capacity * usage.hours)]
        }
        "AWS::ECR::Repository" => vec![("ECR", "ecr.storage", all.share(usage.images_gb, it.kind))],
        "AWS::S3::Bucket" => vec![("S3", "s3.storage", all.share(usage.stored_gb, it.kind))],
        _ => return None,
    })
}

fn requests(it: &Resource<'_>, all: &Resources<'_>, usage: &Usage) -> Found {
    let millions = usage.requests / MILLION;
    Some(match it.kind {
        "AWS::ElasticLoadBalancingV2::LoadBalancer" if matches!(it.text("/Type"), "" | "application") => {
            // A unit is 1 GB an hour, or 25 new connections a second.
            let seconds = usage.hours.max(1.0) * 3600.0;
            let units = (usage.gb_out / usage.hours.max(1.0)).max(usage.requests / seconds / 25.0);
            vec![("ALB", "alb.hour", usage.hours), ("ALB", "alb.capacity", units * usage.hours)]
        }
        "AWS::ApiGateway::RestApi" => vec![("API Gateway", "api.requests", millions)],
        // Only a cache is charged.
        "AWS::ApiGateway::Stage" if it.properties["CacheClusterEnabled"] != true => Vec::new(),
        "AWS::CloudFront::Distribution" => vec![
            ("CloudFront", "cloudfront.data", usage.gb_out),
            ("CloudFront", "cloudfront.requests", millions),
        ],
        "AWS::CloudFront::Function" => vec![("CloudFront", "cloudfront.functions", millions)],
        "AWS::WAFv2::WebACL" => vec![
            ("WAF", "waf.acl", 1.0),
            ("WAF", "waf.rule", it.length("/Rules")),
            ("WAF", "waf.requests", millions),
        ],
        "AWS::SNS::Topic" => vec![("SNS", "sns.messages", all.share(usage.notices, it.kind) / MILLION)],
        "AWS::SQS::Queue" => vec![("SQS", "sqs.messages", all.share(usage.notices, it.kind) / MILLION)],
        "AWS::Events::Rule" => {
            vec![("EventBridge", "eventbridge.events", all.share(usage.notices, it.kind) / MILLION)]
        }
        "AWS::XRay::SamplingRule" => {
            let is_chat = it.text("/SamplingRule/URLPath").contains("genai");
            let requests = if is_chat { usage.messages } else { usage.requests };
            let rate = it.number("/SamplingRule/FixedRate")?;
            vec![("X-Ray", "xray.traces", requests * rate / MILLION)]
        }
        _ => return None,
    })
}

fn watching(it: &Resource<'_>, all: &Resources<'_>, usage: &Usage) -> Found {
    const SERVICE: &str = "CloudWatch";
    Some(match it.kind {
        "AWS::Logs::LogGroup" => {
            let gb = all.share(usage.log_gb, it.kind);
            // Without a retention, logs grow for ever; a year stands for it.
            let months = it.number("/RetentionInDays").unwrap_or(365.0) / 30.0;
            vec![
                (SERVICE, "cloudwatch.ingestion", gb),
                (SERVICE, "cloudwatch.storage", gb * COMPRESSED * months),
            ]
        }
        "AWS::Logs::MetricFilter" => {
            vec![(SERVICE, "cloudwatch.metric", it.length("/MetricTransformations"))]
        }
        "AWS::CloudWatch::Alarm" => {
            let metrics = it.properties.get("Metrics").and_then(serde_json::Value::as_array);
            let metrics =
                metrics.map_or(1, |all| all.iter().filter(|it| it.get("MetricStat").is_some()).count());
            // A band of expected values is two further metrics.
            let band = if it.text("/ThresholdMetricId").is_empty() { 0.0 } else { 2.0 };
            vec![(SERVICE, "cloudwatch.alarm", count(metrics) + band)]
        }
        "AWS::APS::Workspace" => {
            let tasks: f64 = all.of_kind("AWS::ECS::Service").map(|it| fargate::tasks(it, all, usage)).sum();
            // A sample of each series a minute.
            let samples = tasks * usage.task_series * usage.hours * 60.0;
            let kept = samples * SAMPLE_BYTES / 1e9 * KEPT_MONTHS;
            vec![
                ("Prometheus", "prometheus.samples", samples / MILLION),
                ("Prometheus", "prometheus.queries", usage.query_samples),
                ("Prometheus", "prometheus.storage", kept),
            ]
        }
        "AWS::Grafana::Workspace" => vec![
            ("Grafana", "grafana.editor", usage.grafana_editors),
            ("Grafana", "grafana.viewer", usage.grafana_viewers),
        ],
        "AWS::CloudWatch::CompositeAlarm" => vec![(SERVICE, "cloudwatch.composite", 1.0)],
        "AWS::CloudWatch::Dashboard" => vec![(SERVICE, "cloudwatch.dashboard", 1.0)],
        _ => return None,
    })
}

fn guarding(it: &Resource<'_>, all: &Resources<'_>, usage: &Usage) -> Found {
    Some(match it.kind {
        "AWS::KMS::Key" => vec![("KMS", "kms.key", 1.0)],
        "AWS::SecretsManager::Secret" => vec![("Secrets Manager", "secrets.secret", 1.0)],
        "AWS::Config::ConfigurationRecorder" => vec![("Config", "config.items", usage.changes)],
        "AWS::Config::ConfigRule" => {
            vec![("Config", "config.evaluations", all.share(usage.changes, it.kind))]
        }
        "AWS::GuardDuty::Detector" => vec![
            ("GuardDuty", "guardduty.events", usage.audit_events / MILLION),
            ("GuardDuty", "guardduty.traffic", usage.flow_gb),
        ],
        // Of external access without charge; of unused access by role.
        "AWS::AccessAnalyzer::Analyzer" if matches!(it.text("/Type"), "ACCOUNT" | "ORGANIZATION") => {
            Vec::new()
        }
        _ => return None,
    })
}

fn function(it: &Resource<'_>, usage: &Usage) -> Vec<Charge> {
    let processor = it.text("/Architectures/0");
    let processor = if processor.is_empty() { "x86_64" } else { processor };
    let is_chat = it.text("/FunctionName").ends_with("-genai");
    let (runs, seconds) = if is_chat { (usage.messages, usage.chat_seconds) } else { (usage.notices, 1.0) };
    let gb = it.number("/MemorySize").unwrap_or(128.0) / 1024.0;
    vec![
        ("Lambda", "lambda.requests".to_owned(), runs / MILLION),
        ("Lambda", format!("lambda.memory.{processor}"), runs * seconds * gb),
    ]
}

/// Standard parameters are free; the one that names the model says what a token costs.
fn parameter(it: &Resource<'_>, usage: &Usage) -> Vec<Charge> {
    let name = it.text("/Name");
    if !name.ends_with("/assistant.model-id") {
        return Vec::new();
    }
    let model = it.text("/Value");
    let tokens = |each: f64| usage.messages * each / MILLION;
    vec![
        ("Bedrock", format!("bedrock.{model}.in"), tokens(usage.tokens_in)),
        ("Bedrock", format!("bedrock.{model}.out"), tokens(usage.tokens_out)),
    ]
}
