use serde_json::{Value, json};

use crate::case::{Case, try_all};

#[test]
fn containers_and_functions_that_contradict_themselves_are_found() {
    try_all(&cases());
}

fn fargate() -> Value {
    json!({
        "Role": ["AWS::IAM::Role", {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]}}],
        "Task": ["AWS::ECS::TaskDefinition", {
            "RequiresCompatibilities": ["FARGATE"], "NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512",
            "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "ContainerDefinitions": [{
                "Name": "web", "Image": "public.ecr.aws/x/web:1", "Essential": true, "Memory": 256,
                "PortMappings": [{"ContainerPort": 8080, "HostPort": 8080}],
                "Secrets": [{"Name": "DATABASE", "ValueFrom": "arn:aws:ssm:eu-west-1:123456789012:parameter/x"}],
                "DependsOn": [{"ContainerName": "proxy", "Condition": "START"}],
                "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"}},
            }, {"Name": "proxy", "Image": "public.ecr.aws/x/proxy:1", "Memory": 256}],
        }],
        "Group": ["AWS::ElasticLoadBalancingV2::TargetGroup", {"TargetType": "ip", "Port": 80, "Protocol": "HTTP", "VpcId": "vpc-12345678"}],
        "Service": ["AWS::ECS::Service", {
            "LaunchType": "FARGATE", "TaskDefinition": {"Ref": "Task"},
            "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-12345678"]}},
            "LoadBalancers": [{"ContainerName": "web", "ContainerPort": 8080, "TargetGroupArn": {"Ref": "Group"}}],
        }],
    })
}

/// The task and service above, in which one thing is another; the cure is how it was.
fn of_fargate(
    rule: &'static str,
    at: (&'static str, &'static str),
    pointer: &'static str,
    wrong: Value,
) -> Case {
    let mut resources = fargate();
    let right = resources.pointer(pointer).cloned().unwrap_or(Value::Null);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match resources.pointer_mut(parent).unwrap() {
        Value::Object(entries) if wrong.is_null() => drop(entries.remove(name)),
        Value::Object(entries) => drop(entries.insert(name.to_owned(), wrong)),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = wrong,
        _ => panic!("{pointer}"),
    }
    Case { rule, at, resources, cure: (pointer, right) }
}

pub(crate) fn zip(more: Value) -> Value {
    let mut function = json!({"Code": {"ZipFile": "x"}, "Handler": "index.handler", "Runtime": "nodejs22.x",
        "Role": "arn:aws:iam::123456789012:role/x"});
    let Value::Object(more) = more else { panic!() };
    function.as_object_mut().unwrap().extend(more);
    json!(["AWS::Lambda::Function", function])
}

fn invoked(by: &Value, service: &str) -> Value {
    json!({
        "Function": zip(json!({"Timeout": 10})),
        "Permission": ["AWS::Lambda::Permission", {"Action": "lambda:InvokeFunction", "FunctionName": {"Ref": "Function"}, "Principal": service}],
        "By": by,
    })
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = containers();
    cases.extend(functions());
    cases
}

fn with_exec(mut service: Value) -> Value {
    service["Service"][1]["EnableExecuteCommand"] = json!(true);
    service["Task"][1]["ContainerDefinitions"][0]["ReadonlyRootFilesystem"] = json!(true);
    service
}

fn containers() -> Vec<Case> {
    vec![
        Case {
            rule: "exec-read-only",
            at: ("Service", "Properties.EnableExecuteCommand"),
            resources: with_exec(fargate()),
            cure: ("/Task/1/ContainerDefinitions/0/ReadonlyRootFilesystem", json!(false)),
        },
        of_fargate(
            "service-container",
            ("Service", "Properties.LoadBalancers.0.ContainerName"),
            "/Service/1/LoadBalancers/0/ContainerName",
            json!("webb"),
        ),
        of_fargate(
            "service-port",
            ("Service", "Properties.LoadBalancers.0.ContainerPort"),
            "/Service/1/LoadBalancers/0/ContainerPort",
            json!(80),
        ),
        of_fargate(
            "target-type",
            ("Service", "Properties.LoadBalancers.0.TargetGroupArn"),
            "/Group/1/TargetType",
            json!("instance"),
        ),
        of_fargate("fargate-size", ("Task", "Properties.Memory"), "/Task/1/Memory", json!("4096")),
        of_fargate(
            "fargate-network",
            ("Task", "Properties.NetworkMode"),
            "/Task/1/NetworkMode",
            json!("bridge"),
        ),
        of_fargate("service-network", ("Service", ""), "/Service/1/NetworkConfiguration", Value::Null),
        of_fargate(
            "execution-role",
            ("Task", "Properties.ContainerDefinitions.0.Secrets"),
            "/Task/1/ExecutionRoleArn",
            Value::Null,
        ),
        of_fargate(
            "container-size",
            ("Task", "Properties.ContainerDefinitions.0.Memory"),
            "/Task/1/ContainerDefinitions/0/Memory",
            json!(1024),
        ),
        of_fargate(
            "container-dependency",
            ("Task", "Properties.ContainerDefinitions.0.DependsOn.0"),
            "/Task/1/ContainerDefinitions/0/DependsOn/0",
            json!({"ContainerName": "proxy", "Condition": "HEALTHY"}),
        ),
        of_fargate(
            "host-port",
            ("Task", "Properties.ContainerDefinitions.0.PortMappings.0.HostPort"),
            "/Task/1/ContainerDefinitions/0/PortMappings/0/HostPort",
            json!(80),
        ),
        of_fargate(
            "log-options",
            ("Task", "Properties.ContainerDefinitions.0.LogConfiguration"),
            "/Task/1/ContainerDefinitions/0/LogConfiguration/Options/awslogs-stream-prefix",
            Value::Null,
        ),
        of_fargate(
            "deployment-percent",
            ("Service", "Properties.DeploymentConfiguration"),
            "/Service/1/DeploymentConfiguration",
            json!({"MinimumHealthyPercent": 100, "MaximumPercent": 100}),
        ),
        Case {
            rule: "no-essential-container",
            at: ("Task", "Properties.ContainerDefinitions"),
            resources: json!({"Task": ["AWS::ECS::TaskDefinition", {"ContainerDefinitions": [{"Name": "a", "Image": "a", "Memory": 64, "Essential": false}]}]}),
            cure: ("/Task/1/ContainerDefinitions/0/Essential", json!(true)),
        },
        Case {
            rule: "scaling-range",
            at: ("Target", "Properties.MinCapacity"),
            resources: json!({"Target": ["AWS::ApplicationAutoScaling::ScalableTarget", {"MinCapacity": 5, "MaxCapacity": 2,
                "ResourceId": "service/a/b", "ScalableDimension": "ecs:service:DesiredCount", "ServiceNamespace": "ecs"}]}),
            cure: ("/Target/1/MaxCapacity", json!(5)),
        },
    ]
}

fn functions() -> Vec<Case> {
    vec![
        Case {
            rule: "queue-visibility",
            at: ("Mapping", "Properties.EventSourceArn"),
            resources: json!({
                "Queue": ["AWS::SQS::Queue", {"VisibilityTimeout": 30}],
                "Function": zip(json!({"Timeout": 60})),
                "Mapping": ["AWS::Lambda::EventSourceMapping", {"EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]}, "FunctionName": {"Ref": "Function"}}],
            }),
            cure: ("/Queue/1/VisibilityTimeout", json!(360)),
        },
        Case {
            rule: "function-package",
            at: ("Function", "Properties.Handler"),
            resources: json!({"Function": ["AWS::Lambda::Function", {"PackageType": "Image", "Handler": "x",
                "Code": {"ImageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:1"}, "Role": "arn:aws:iam::123456789012:role/x"}]}),
            cure: ("/Function/1/Handler", Value::Null),
        },
        Case {
            rule: "reserved-variable",
            at: ("Function", "Properties.Environment.Variables.AWS_REGION"),
            resources: json!({"Function": zip(json!({"Environment": {"Variables": {"AWS_REGION": "eu-west-1"}}}))}),
            cure: ("/Function/1/Environment/Variables/AWS_REGION", Value::Null),
        },
        Case {
            rule: "variable-name",
            at: ("Function", "Properties.Environment.Variables"),
            resources: json!({"Function": zip(json!({"Environment": {"Variables": {"log-level": "info"}}}))}),
            cure: ("/Function/1/Environment/Variables", json!({"LOG_LEVEL": "info"})),
        },
        Case {
            rule: "environment-size",
            at: ("Function", "Properties.Environment.Variables"),
            resources: json!({"Function": zip(json!({"Environment": {"Variables": {"TEXT": "x".repeat(4096)}}}))}),
            cure: ("/Function/1/Environment/Variables/TEXT", json!("x")),
        },
        Case {
            rule: "starting-position",
            at: ("Mapping", ""),
            resources: json!({
                "Stream": ["AWS::Kinesis::Stream", {"ShardCount": 1}],
                "Mapping": ["AWS::Lambda::EventSourceMapping", {"EventSourceArn": {"Fn::GetAtt": ["Stream", "Arn"]}, "FunctionName": "x"}],
            }),
            cure: ("/Mapping/1/StartingPosition", json!("LATEST")),
        },
        Case {
            rule: "batch-window",
            at: ("Mapping", "Properties.BatchSize"),
            resources: json!({
                "Queue": ["AWS::SQS::Queue", {}],
                "Mapping": ["AWS::Lambda::EventSourceMapping", {"EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]}, "FunctionName": "x", "BatchSize": 100}],
            }),
            cure: ("/Mapping/1/MaximumBatchingWindowInSeconds", json!(1)),
        },
        Case {
            rule: "invoke-permission",
            at: ("By", "Properties.Targets.0.Arn"),
            resources: invoked(
                &json!(["AWS::Events::Rule", {"ScheduleExpression": "rate(1 day)", "Targets": [{"Id": "x", "Arn": {"Fn::GetAtt": ["Function", "Arn"]}}]}]),
                "sns.amazonaws.com",
            ),
            cure: ("/Permission/1/Principal", json!("events.amazonaws.com")),
        },
        Case {
            rule: "schedule-syntax",
            at: ("Rule", "Properties.ScheduleExpression"),
            resources: json!({"Rule": ["AWS::Events::Rule", {"ScheduleExpression": "cron(0 12 * * * *)"}]}),
            cure: ("/Rule/1/ScheduleExpression", json!("cron(0 12 * * ? *)")),
        },
        Case {
            rule: "rule-without-trigger",
            at: ("Rule", ""),
            resources: json!({"Rule": ["AWS::Events::Rule", {}]}),
            cure: ("/Rule/1/EventPattern", json!({"source": ["aws.ecs"]})),
        },
        Case {
            rule: "public-function-url",
            at: ("Url", "Properties.AuthType"),
            resources: json!({"Url": ["AWS::Lambda::Url", {"AuthType": "NONE", "TargetFunctionArn": "x"}]}),
            cure: ("/Url/1/AuthType", json!("AWS_IAM")),
        },
    ]
}
