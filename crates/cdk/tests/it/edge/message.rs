use cdk::aws::lambda::function::Runtime;
use cdk::constructs::{Code, EventRule, Function, Key, Queue, Topic};
use cdk::{App, Environment};
use serde_json::json;

use super::{found, granted, id_of, of_type, only, role, stack, template};

#[test]
fn a_queue_sets_aside_what_cannot_be_processed() {
    let (app, stack) = stack();
    stack.add("Orders", Queue::new().visibility_timeout(120).dead_letters_after(5));
    insta::assert_json_snapshot!(template(&app)["Resources"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn senders_send_and_readers_read() {
    let (app, stack) = stack();
    let orders = stack.add("Orders", Queue::new().without_dead_letters());
    let who = role(&stack);
    orders.grant_send(&who);
    let arn = json!({"Fn::GetAtt": [id_of(&template(&app), "AWS::SQS::Queue"), "Arn"]});
    assert_eq!(
        granted(&template(&app)),
        json!([{"Action": "sqs:SendMessage", "Effect": "Allow", "Resource": arn}])
    );
    orders.grant_consume(&who);
    assert_eq!(
        granted(&template(&app))[0]["Action"],
        json!([
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            "sqs:SendMessage"
        ])
    );
}

#[test]
fn a_topic_is_encrypted_and_its_publishers_may_use_its_key() {
    let (app, stack) = stack();
    let people = stack.add("People", Topic::for_alarms().email("someone@example.org"));
    people.grant_publish(&role(&stack));
    insta::assert_json_snapshot!(template(&app)["Resources"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_queue_lets_in_the_topic_it_subscribes_to() {
    let (app, stack) = stack();
    let orders = stack.add("Orders", Queue::new().without_dead_letters());
    let news = stack.add("News", Topic::new());
    news.subscribe_queue(&orders);
    let template = template(&app);
    let policy = &of_type(&template, "AWS::SQS::QueuePolicy")[0].1;
    let statement = &policy["Properties"]["PolicyDocument"]["Statement"][1];
    assert_eq!(statement["Principal"], json!({"Service": "sns.amazonaws.com"}));
    assert_eq!(
        statement["Condition"]["ArnEquals"]["aws:SourceArn"],
        json!({"Ref": id_of(&template, "AWS::SNS::Topic")})
    );
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_topic_may_use_the_key_of_a_queue_it_sends_to_even_if_it_is_its_own() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new());
    let orders = stack.add("Orders", Queue::new().encrypted_by(&key));
    stack.add("News", Topic::new().encrypted_by(&key)).subscribe_queue(&orders);
    let statement = only(&template(&app), "AWS::KMS::Key")["Properties"]["KeyPolicy"]["Statement"][1].clone();
    assert_eq!(statement["Principal"], json!({"Service": "sns.amazonaws.com"}));
    assert_eq!(statement["Action"], json!(["kms:Decrypt", "kms:GenerateDataKey*"]));
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_queue_takes_messages_of_a_topic_of_another_stack() {
    let app = App::new();
    let [talk, work] = [("Talk", "us-east-1"), ("Work", "eu-west-1")]
        .map(|(id, region)| app.stack(id, Environment::new("123456789012", region)));
    let news = talk.add("News", Topic::new());
    let orders = work.add("Orders", Queue::new());
    news.subscribe_queue(&orders);
    let synthesis = app.synth().unwrap();
    let subscription = only(&synthesis.root.stacks["Work"].template, "AWS::SNS::Subscription");
    assert_eq!(subscription["Properties"]["Region"], "us-east-1");
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_function_is_called_by_a_topic_of_another_stack() {
    let app = App::new();
    let (back, front) = (app.stack("Back", Environment::agnostic()), app.stack("S", Environment::agnostic()));
    let news = back.add("News", Topic::new());
    let code = Code::inline("def handler(event, context): return {}");
    let hello = front.add("Hello", Function::code(Runtime::Python3_13, "index.handler", code));
    news.subscribe_function(&hello);
    let template = template(&app);
    let permission = only(&template, "AWS::Lambda::Permission")["Properties"].clone();
    assert_eq!(permission["Principal"], "sns.amazonaws.com");
    let subscription = only(&template, "AWS::SNS::Subscription")["Properties"].clone();
    assert_eq!(subscription["Protocol"], "lambda");
    assert_eq!(subscription["TopicArn"], permission["SourceArn"]);
    assert_eq!(subscription["Endpoint"], permission["FunctionName"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn services_of_aws_publish_by_a_key_that_lets_them() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new());
    stack.add("Uploads", Topic::new().encrypted_by(&key)).allow_service("s3.amazonaws.com");
    let policy = only(&template(&app), "AWS::KMS::Key")["Properties"]["KeyPolicy"].clone();
    assert_eq!(policy["Statement"][1]["Principal"], json!({"Service": "s3.amazonaws.com"}));
    stack.add("Others", Topic::new()).allow_service("s3.amazonaws.com");
    let annotations = &app.synth().unwrap().root.stacks["S"].annotations;
    assert!(annotations["S/Others"][0].message.contains("SNS's own key"));
}

#[test]
fn rules_of_eventbridge_publish_by_a_key_that_lets_them_and_invoke_functions() {
    let (app, stack) = stack();
    let people = stack.add("People", Topic::for_alarms());
    let code = Code::inline("def handler(event, context): return {}");
    let hello = stack.add("Hello", Function::code(Runtime::Python3_13, "index.handler", code));
    let rule = EventRule::matching(cdk::json!({"source": ["aws.ecs"]})).notify(&people).invoke(&hello);
    stack.add("Rule", rule.name("rule").description("tasks"));
    let template = template(&app);
    let rule = only(&template, "AWS::Events::Rule")["Properties"].clone();
    assert_eq!(rule["EventPattern"], json!({"source": ["aws.ecs"]}));
    let ids: Vec<_> = rule["Targets"].as_array().unwrap().iter().map(|it| it["Id"].clone()).collect();
    assert_eq!(ids, ["target-1", "target-2"]);
    let events = json!({"Service": "events.amazonaws.com"});
    let topic = only(&template, "AWS::SNS::TopicPolicy")["Properties"]["PolicyDocument"].clone();
    let key = only(&template, "AWS::KMS::Key")["Properties"]["KeyPolicy"].clone();
    for policy in [topic, key] {
        let statement = policy["Statement"].as_array().unwrap().iter().find(|it| it["Principal"] == events);
        // EventBridge sends nothing that a condition of a topic could be about.
        assert!(statement.unwrap().get("Condition").is_none(), "{policy}");
    }
    assert_eq!(only(&template, "AWS::Lambda::Permission")["Properties"]["Principal"], "events.amazonaws.com");
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn what_a_subscription_or_a_function_did_not_take_is_set_aside() {
    let (app, stack) = stack();
    let people = stack.add("People", Topic::for_alarms());
    let lost = stack.add("Lost", Queue::new().without_dead_letters());
    let code = Code::inline("def handler(event, context): return {}");
    let hello = stack.add("Hello", Function::code(Runtime::Python3_13, "index.handler", code));
    people.undelivered_to(&people.subscribe_function(&hello), &lost);
    hello.failed_events_to(&lost, &lost.grant_send(&hello), (2, 3600));
    let template = template(&app);
    let arn = json!({"Fn::GetAtt": [id_of(&template, "AWS::SQS::Queue"), "Arn"]});
    let subscription = only(&template, "AWS::SNS::Subscription");
    assert_eq!(subscription["Properties"]["RedrivePolicy"], json!({"deadLetterTargetArn": arn}));
    assert_eq!(subscription["DependsOn"], json!([id_of(&template, "AWS::SQS::QueuePolicy")]));
    let config = only(&template, "AWS::Lambda::EventInvokeConfig");
    assert_eq!(config["Properties"]["DestinationConfig"], json!({"OnFailure": {"Destination": arn}}));
    assert_eq!(config["DependsOn"], json!([id_of(&template, "AWS::IAM::Policy")]));
    assert_eq!(granted(&template)[0]["Action"], "sqs:SendMessage");
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_function_is_called_by_a_topic_of_another_region() {
    let app = App::new();
    let [talk, work] = [("Talk", "us-east-1"), ("Work", "eu-west-1")]
        .map(|(id, region)| app.stack(id, Environment::new("123456789012", region)));
    let news = talk.add("News", Topic::new());
    let code = Code::inline("def handler(event, context): return {}");
    let hello = work.add("Hello", Function::code(Runtime::Python3_13, "index.handler", code));
    news.subscribe_function(&hello);
    let template = app.synth().unwrap().root.stacks["Work"].template.clone();
    let subscription = only(&template, "AWS::SNS::Subscription")["Properties"].clone();
    let carried = json!({"Fn::GetAtt": [id_of(&template, "Custom::CrossRegionParameter"), "Value"]});
    assert_eq!((&subscription["TopicArn"], &subscription["Region"]), (&carried, &json!("us-east-1")));
    assert_eq!(
        only(&template, "AWS::Lambda::Permission")["Properties"]["SourceArn"],
        json!({"Fn::Sub": ["${Topic}", {"Topic": carried}]})
    );
    assert_eq!(found(&app), Vec::<String>::new());
}
