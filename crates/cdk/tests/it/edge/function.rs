use cdk::aws::ec2;
use cdk::aws::lambda::function::Runtime;
use cdk::aws::lambda::url::AuthType;
use cdk::constructs::{
    Architecture, Code, Connectable, Function, Key, Port, Queue, RustCode, Schedule, SecurityGroup, Topic,
    Vpc,
};
use cdk::given;
use serde_json::json;

use super::{found, granted, id_of, of_type, only, role, stack, template};

fn hello() -> Function {
    Function::code(
        Runtime::Python3_13,
        "index.handler",
        Code::inline("def handler(event, context): return event"),
    )
}

#[test]
fn a_function_in_rust_is_an_asset_with_a_role_and_a_log() {
    let (app, stack) = stack();
    let program = tempfile::tempdir().unwrap();
    std::fs::write(program.path().join("bootstrap"), "program").unwrap();
    stack.add("Hello", Function::rust(RustCode::prebuilt(program.path())).architecture(Architecture::X86_64));
    let synthesis = app.synth().unwrap();
    assert_eq!(synthesis.root.stacks["S"].files.len(), 1);
    let function = only(&template(&app), "AWS::Lambda::Function");
    assert_eq!(function["Properties"]["Runtime"], "provided.al2023");
    assert_eq!(function["Properties"]["Handler"], "bootstrap");
    assert_eq!(function["Properties"]["Architectures"], json!(["x86_64"]));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_program_that_is_not_there_is_a_mistake_at_the_function() {
    let (app, stack) = stack();
    stack.add("Hello", Function::rust(RustCode::prebuilt("nowhere/at/all")));
    let error = app.synth().unwrap_err();
    assert_eq!(error.problems[0].path, "S/Hello");
    assert!(error.problems[0].message.contains("nowhere/at/all"), "{error}");
}

#[test]
fn its_role_allows_from_the_start_what_lambda_looks_for() {
    let (app, stack) = stack();
    let lost = stack.add("Lost", Queue::new().without_dead_letters());
    let group =
        stack.add("Group", ec2::SecurityGroup::new().group_description("x").vpc_id(given("vpc-12345678")));
    let function = hello()
        .traced()
        .dead_letters_to(&lost)
        .in_vpc([given("subnet-12345678")], [group.group_id()])
        .variable("LEVEL", "info")
        .memory(512)
        .timeout(10)
        .reserved_concurrency(5);
    stack.add("Hello", function);
    insta::assert_json_snapshot!(template(&app)["Resources"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn callers_may_call_it_and_its_versions() {
    let (app, stack) = stack();
    let hello = stack.add("Hello", hello());
    hello.grant_invoke(&role(&stack));
    let arn = json!({"Fn::GetAtt": ["Hello4A628BD4", "Arn"]});
    assert_eq!(
        granted(&template(&app)),
        json!([{
            "Action": "lambda:InvokeFunction", "Effect": "Allow",
            "Resource": [arn, {"Fn::Join": ["", [arn, ":*"]]}],
        }])
    );
}

#[test]
fn a_mapping_waits_until_the_function_may_read_the_queue() {
    let (app, stack) = stack();
    let orders = stack.add("Orders", Queue::new().visibility_timeout(30));
    let hello = stack.add("Hello", hello());
    hello.reads_from(&orders);
    let template = template(&app);
    let mapping = only(&template, "AWS::Lambda::EventSourceMapping");
    assert_eq!(mapping["DependsOn"], json!([of_type(&template, "AWS::IAM::Policy")[0].0]));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_schedule_may_call_it() {
    let (app, stack) = stack();
    let hello = stack.add("Hello", hello());
    hello.runs("Nightly", Schedule::daily_at(3, 30));
    hello.runs("Often", Schedule::every_minutes(1));
    let template = template(&app);
    let expressions: Vec<_> = of_type(&template, "AWS::Events::Rule")
        .into_iter()
        .map(|(_, rule)| rule["Properties"]["ScheduleExpression"].clone())
        .collect();
    assert_eq!(expressions, ["cron(30 3 * * ? *)", "rate(1 minute)"]);
    let permissions = of_type(&template, "AWS::Lambda::Permission");
    assert_eq!(permissions.len(), 2);
    assert!(permissions.iter().all(|(_, permission)| permission["Properties"]["SourceArn"].is_object()));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn inline_code_has_its_limit() {
    let (app, stack) = stack();
    let code = Code::inline("#".repeat(4097));
    stack.add("Hello", Function::code(Runtime::Python3_13, "index.handler", code));
    assert!(app.synth().unwrap_err().to_string().contains("4,096 bytes"));
}

#[test]
fn its_alarms_know_its_timeout() {
    let (app, stack) = stack();
    let people = stack.add("People", Topic::for_alarms());
    stack.add("Hello", hello().timeout(20)).alarms(&people);
    let thresholds: Vec<_> = of_type(&template(&app), "AWS::CloudWatch::Alarm")
        .into_iter()
        .map(|(_, alarm)| {
            (alarm["Properties"]["MetricName"].clone(), alarm["Properties"]["Threshold"].clone())
        })
        .collect();
    assert_eq!(
        thresholds,
        [(json!("Duration"), json!(16000)), (json!("Errors"), json!(1)), (json!("Throttles"), json!(1))]
    );
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn an_alias_moves_on_when_the_function_changes() {
    let version = |function: Function| {
        let (app, stack) = stack();
        stack.add("Hello", function).alias("live");
        let template = template(&app);
        assert_eq!(found(&app), Vec::<String>::new());
        let version = id_of(&template, "AWS::Lambda::Version");
        let alias = only(&template, "AWS::Lambda::Alias");
        assert_eq!(alias["Properties"]["FunctionVersion"], json!({"Fn::GetAtt": [version, "Version"]}));
        version
    };
    let first = version(hello());
    assert_eq!(first, version(hello()));
    assert_ne!(first, version(hello().memory(256)));
    assert_ne!(first, version(hello().traced()));
    assert_ne!(first, version(hello().description("says hello")));
    assert_eq!(first, version(hello().reserved_concurrency(2)), "a version does not have it");
}

#[test]
fn a_build_that_cannot_run_is_a_mistake_at_the_function() {
    let (app, stack) = stack();
    stack.add("Hello", Function::rust(RustCode::built_by_cargo_lambda("nowhere/at/all", "hello")));
    let error = app.synth().unwrap_err();
    assert!(error.problems.iter().all(|problem| problem.path == "S/Hello"), "{error}");
    assert!(error.to_string().contains("`cargo lambda build --bin hello` could not be run"), "{error}");
}

#[test]
fn it_may_use_the_key_of_its_dead_letters() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new());
    let lost = stack.add("Lost", Queue::new().without_dead_letters().encrypted_by(&key));
    stack.add("Hello", hello().dead_letters_to(&lost));
    let template = template(&app);
    let role = only(&template, "AWS::IAM::Role");
    assert_eq!(
        role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][2],
        json!({
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Effect": "Allow",
            "Resource": {"Fn::GetAtt": [id_of(&template, "AWS::KMS::Key"), "Arn"]},
        })
    );
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn an_open_address_lets_anyone_call_through_it_and_not_otherwise() {
    let (app, stack) = stack();
    stack.add("Hello", hello()).url(AuthType::None);
    let permissions = of_type(&template(&app), "AWS::Lambda::Permission");
    let [url, behind] = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"].map(|action| {
        let of = |it: &&(String, serde_json::Value)| it.1["Properties"]["Action"] == action;
        permissions.iter().find(of).unwrap().1["Properties"].clone()
    });
    assert_eq!(url["FunctionUrlAuthType"], "NONE");
    assert_eq!(behind["InvokedViaFunctionUrl"], true);
}

#[test]
fn within_a_vpc_it_has_a_security_group_that_others_let_in() {
    let (app, stack) = stack();
    let vpc = stack.add("Network", Vpc::new());
    let hello = stack.add("Hello", hello().within(&vpc, &vpc.private_subnets()));
    stack.add("Store", SecurityGroup::new(&vpc)).allow_from(&hello, Port::tcp(6379));
    let template = template(&app);
    let config = only(&template, "AWS::Lambda::Function")["Properties"]["VpcConfig"].clone();
    let group = json!({"Ref": "HelloSecurityGroup2CD05535"});
    assert_eq!(config["SecurityGroupIds"], json!([group]));
    assert_eq!(config["SubnetIds"].as_array().unwrap().len(), 2);
    let rule = only(&template, "AWS::EC2::SecurityGroupIngress");
    assert_eq!(rule["Properties"]["SourceSecurityGroupId"], group);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn outside_of_vpcs_it_has_no_security_group() {
    let (app, stack) = stack();
    let vpc = stack.add("Network", Vpc::new());
    let hello = stack.add("Hello", hello());
    stack.add("Store", SecurityGroup::new(&vpc)).allow_from(&hello, Port::tcp(6379));
    let error = app.synth().unwrap_err();
    assert_eq!(error.problems.len(), 1, "{error}");
    assert!(error.to_string().contains("`Function::within`"), "{error}");
}
