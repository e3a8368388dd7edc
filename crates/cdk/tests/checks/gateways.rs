use serde_json::{Value, json};

use crate::case::{Case, try_all};
use crate::compute::zip;

#[test]
fn apis_that_contradict_themselves_are_found() {
    try_all(&cases());
}

fn uri() -> Value {
    json!({"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"})
}

fn api(function: Value, integration: &Value) -> Value {
    json!({
        "Function": zip(function),
        "Permission": ["AWS::Lambda::Permission", {"Action": "lambda:InvokeFunction", "FunctionName": {"Ref": "Function"}, "Principal": "apigateway.amazonaws.com"}],
        "Api": ["AWS::ApiGateway::RestApi", {"Name": "x"}],
        "Path": ["AWS::ApiGateway::Resource", {"RestApiId": {"Ref": "Api"}, "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "PathPart": "pets"}],
        "Get": ["AWS::ApiGateway::Method", {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Ref": "Path"}, "HttpMethod": "GET", "Integration": integration}],
        "Deployment": ["AWS::ApiGateway::Deployment", {"RestApiId": {"Ref": "Api"}}, {"DependsOn": ["Get"]}],
    })
}

fn proxy() -> Value {
    json!({"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": uri()})
}

/// An integration that waits for a minute.
fn waiting(mode: &str) -> Value {
    let proxy = and(proxy(), "TimeoutInMillis", json!(60_000));
    and(proxy, "ResponseTransferMode", json!(mode))
}

fn and(mut base: Value, id: &str, more: Value) -> Value {
    base[id] = more;
    base
}

pub(crate) fn cases() -> Vec<Case> {
    let method = api(json!({}), &proxy())["Get"].clone();
    let path = api(json!({}), &proxy())["Path"].clone();
    vec![
        Case {
            rule: "invoke-permission",
            at: ("Get", "Properties.Integration.Uri"),
            resources: and(
                api(json!({}), &proxy()),
                "Permission",
                json!(["AWS::Logs::LogGroup", {"RetentionInDays": 7}]),
            ),
            cure: ("/Permission", api(json!({}), &proxy())["Permission"].clone()),
        },
        Case {
            rule: "gateway-timeout",
            at: ("Get", "Properties.Integration.Uri"),
            resources: api(json!({"Timeout": 60}), &proxy()),
            cure: ("/Function/1/Timeout", json!(29)),
        },
        Case {
            rule: "gateway-timeout",
            at: ("Get", "Properties.Integration.TimeoutInMillis"),
            resources: api(json!({}), &waiting("BUFFERED")),
            cure: ("/Get/1/Integration", waiting("STREAM")),
        },
        Case {
            rule: "deployment-order",
            at: ("Deployment", "DependsOn"),
            resources: and(
                api(json!({}), &proxy()),
                "Deployment",
                json!(["AWS::ApiGateway::Deployment", {"RestApiId": {"Ref": "Api"}}, {}]),
            ),
            cure: ("/Deployment/2/DependsOn", json!(["Get"])),
        },
        Case {
            rule: "api-without-methods",
            at: ("Deployment", "Properties.RestApiId"),
            resources: json!({"Api": ["AWS::ApiGateway::RestApi", {"Name": "x"}], "Deployment": ["AWS::ApiGateway::Deployment", {"RestApiId": {"Ref": "Api"}}]}),
            cure: ("/Api/1/Body", json!({"openapi": "3.0.1"})),
        },
        Case {
            rule: "duplicate-method",
            at: ("Got", "Properties.HttpMethod"),
            resources: and(api(json!({}), &proxy()), "Got", method),
            cure: ("/Got/1/HttpMethod", json!("PUT")),
        },
        Case {
            rule: "duplicate-path",
            at: ("Path2", "Properties.PathPart"),
            resources: and(api(json!({}), &proxy()), "Path2", path),
            cure: ("/Path2/1/PathPart", json!("vets")),
        },
        Case {
            rule: "lambda-verb",
            at: ("Get", "Properties.Integration.IntegrationHttpMethod"),
            resources: api(
                json!({}),
                &json!({"Type": "AWS_PROXY", "IntegrationHttpMethod": "GET", "Uri": uri()}),
            ),
            cure: ("/Get/1/Integration/IntegrationHttpMethod", json!("POST")),
        },
        Case {
            rule: "vpc-link-target",
            at: ("Link", "Properties.TargetArns.0"),
            resources: json!({
                "Balancer": ["AWS::ElasticLoadBalancingV2::LoadBalancer", {"Subnets": ["subnet-1", "subnet-2"]}],
                "Link": ["AWS::ApiGateway::VpcLink", {"Name": "x", "TargetArns": [{"Ref": "Balancer"}]}],
            }),
            cure: ("/Balancer/1/Type", json!("network")),
        },
        Case {
            rule: "vpc-link-target",
            at: ("Link", "Properties.TargetArns.0"),
            resources: json!({"Link": ["AWS::ApiGateway::VpcLink", {"Name": "x", "TargetArns": [
                "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/x/0a1b"]}]}),
            cure: (
                "/Link/1/TargetArns/0",
                json!("arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/x/0a1b"),
            ),
        },
        Case {
            rule: "vpc-link",
            at: ("Get", "Properties.Integration.ConnectionType"),
            resources: api(
                json!({}),
                &json!({"Type": "HTTP_PROXY", "IntegrationHttpMethod": "GET", "Uri": "http://example.com", "ConnectionType": "VPC_LINK"}),
            ),
            cure: ("/Get/1/Integration/ConnectionId", json!("abc123")),
        },
    ]
}
