use cdk::aws::{ec2, iam, lambda, logs, sqs};
use cdk::checks::{Finding, Severity, check};
use cdk::{App, Environment, GenericResource, Mapping, Output, Parameter, Stack, json};

pub(crate) const RULES: [&str; 7] = [
    "description-length",
    "duplicate-export",
    "echoed-parameter",
    "no-resources",
    "parameter-default",
    "template-size",
    "too-many",
];

fn of(declare: impl FnOnce(&Stack)) -> Vec<Finding> {
    let app = App::new();
    let stack = app.stack("S", Environment::agnostic());
    declare(&stack);
    check(&app.synth().unwrap())
}

fn ids(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings.iter().map(|finding| (finding.rule, finding.path.as_str())).collect()
}

fn queue(stack: &Stack) {
    stack.add("Queue", sqs::Queue::new());
}

#[test]
fn an_app_that_is_right_has_no_findings() {
    let found = of(|stack| {
        let queue = stack.add("Queue", sqs::Queue::new().visibility_timeout(60));
        let group = stack.add("Logs", logs::LogGroup::new().retention_in_days(30));
        let trust = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        ]});
        let policy = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], "Resource": (queue.arn())},
            {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": (group.arn())}
        ]});
        let policy = iam::role::Policy::new().policy_document(policy).policy_name("Work");
        let role = stack.add("Role", iam::Role::new().assume_role_policy_document(trust).policies([policy]));
        let code = lambda::function::Code::new().zip_file("exports.handler = async () => {};");
        let function =
            lambda::Function::new().code(code).role(role.arn()).handler("index.handler").timeout(10);
        let function = stack.add("Function", function.runtime(lambda::function::Runtime::Nodejs22X));
        let mapping = lambda::EventSourceMapping::new().function_name(function.function_name());
        stack.add("Mapping", mapping.event_source_arn(queue.arn()));
        let vpc = stack.add("Vpc", ec2::Vpc::new().cidr_block("10.0.0.0/16"));
        for (id, block) in [("One", "10.0.0.0/24"), ("Two", "10.0.1.0/24")] {
            stack.add(id, ec2::Subnet::new().vpc_id(vpc.vpc_id()).cidr_block(block));
        }
        stack.add("Url", Output::new(queue.queue_url()));
    });
    assert_eq!(found, []);
}

#[test]
fn findings_come_worst_first_and_the_same_each_time() {
    let declare = |stack: &Stack| {
        stack.add("Logs", logs::LogGroup::new());
        stack.add("B", GenericResource::new("AWS::SQS::Queue").set("DelaySeconds", 901));
        stack.add("A", GenericResource::new("AWS::SQS::Queue").set("DelaySeconds", 902));
        stack.add("Topic", GenericResource::new("AWS::SNS::Topic"));
    };
    let found = of(declare);
    let wanted = [
        ("out-of-range", "S/A"),
        ("out-of-range", "S/B"),
        ("log-retention", "S/Logs"),
        ("unencrypted-topic", "S/Topic"),
    ];
    assert_eq!(ids(&found), wanted);
    assert_eq!(found, of(declare));
    assert_eq!(found[0].severity, Severity::Error);
    assert_eq!(found[0].value.as_deref(), Some("902"));
    assert_eq!(found[0].logical_id.as_deref(), Some("A"));
}

#[test]
fn more_than_a_template_may_hold_is_found() {
    let found = of(|stack| {
        for index in 0..501 {
            stack.add(format!("Queue{index}"), sqs::Queue::new());
        }
    });
    assert_eq!(ids(&found), [("too-many", "S")]);
    assert_eq!(found[0].message, "501 resources, and 500 are allowed");
    let found = of(|stack| {
        queue(stack);
        let mapping =
            (0..201).fold(Mapping::new(), |mapping, index| mapping.entry(format!("k{index}"), "v", 1));
        stack.add("Table", mapping);
    });
    assert_eq!(ids(&found), [("too-many", "S/Table")]);
}

#[test]
fn a_template_over_a_megabyte_is_found() {
    let found = of(|stack| {
        for index in 0..11 {
            stack.add(
                format!("Own{index}"),
                GenericResource::new("Custom::Own").set("Text", "x".repeat(100_000)),
            );
        }
    });
    assert_eq!(ids(&found), [("template-size", "S")]);
}

#[test]
fn descriptions_and_empty_stacks_are_found() {
    assert_eq!(ids(&of(|_| {})), [("no-resources", "S")]);
    let found = of(|stack| {
        queue(stack);
        stack.describe("ü".repeat(513));
    });
    assert_eq!(ids(&found), [("description-length", "S")]);
}

#[test]
fn parameters_that_refuse_their_default_or_show_a_secret_are_found() {
    let found = of(|stack| {
        queue(stack);
        stack.add("Size", Parameter::text().allowed_values(["small", "large"]).default("medium"));
        stack.add("Fits", Parameter::text().allowed_values(["small", "large"]).default("small"));
        stack.add("DatabasePassword", Parameter::text());
        stack.add("HiddenPassword", Parameter::text().no_echo());
    });
    assert_eq!(ids(&found), [("parameter-default", "S/Size"), ("echoed-parameter", "S/DatabasePassword")]);
}

#[test]
fn a_name_that_two_stacks_export_is_found_within_a_region() {
    let export = |one: &str, other: &str| {
        let app = App::new();
        for (id, region) in [("One", one), ("Other", other)] {
            let stack = app.stack(id, Environment::in_region(region));
            queue(&stack);
            stack.add("Name", Output::new("x").export("name"));
        }
        check(&app.synth().unwrap())
    };
    assert_eq!(ids(&export("eu-west-1", "eu-west-1")), [("duplicate-export", "Other/Name")]);
    assert_eq!(export("eu-west-1", "us-east-1"), []);
}

#[test]
fn contradictions_are_found_across_stacks_of_an_app() {
    let app = App::new();
    let here = app.stack("Queues", Environment::agnostic());
    let there = app.stack("Functions", Environment::agnostic());
    let queue = here.add("Queue", sqs::Queue::new().visibility_timeout(10));
    let code = lambda::function::Code::new().zip_file("x");
    let function = lambda::Function::new().code(code).role(cdk::given("arn:aws:iam::123456789012:role/x"));
    let function =
        function.handler("index.handler").runtime(lambda::function::Runtime::Nodejs22X).timeout(60);
    let function = there.add("Function", function);
    let mapping = lambda::EventSourceMapping::new().function_name(function.function_name());
    there.add("Mapping", mapping.event_source_arn(queue.arn()));
    assert_eq!(ids(&check(&app.synth().unwrap())), [("queue-visibility", "Functions/Mapping")]);
}
