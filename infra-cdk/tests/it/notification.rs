use contract::service::Service;
use infra_cdk::environment::Environment;
use serde_json::{Value, json};

use crate::harness::{Clinic, plain};

const LAYER: &str = "12-notification";

#[test]
fn all_topics_call_the_notifier_and_keep_what_it_did_not_take() {
    for clinic in Clinic::all() {
        let subscriptions = clinic.all_of(LAYER, "AWS::SNS::Subscription");
        let topics = if clinic.environment.managed.prometheus { 3 } else { 2 };
        assert_eq!(subscriptions.len(), topics, "{}", clinic.called());
        for subscription in &subscriptions {
            assert_eq!(subscription["Protocol"], "lambda");
            assert!(subscription["RedrivePolicy"]["deadLetterTargetArn"].is_object());
        }
        let elsewhere = subscriptions.iter().filter(|it| it["Region"] == "us-east-1").count();
        assert_eq!(elsewhere, usize::from(clinic.environment.region != "us-east-1"));
        let permissions = clinic.all_of(LAYER, "AWS::Lambda::Permission");
        assert!(permissions.iter().all(|it| it["Principal"] == "sns.amazonaws.com"));
        assert_eq!(permissions.len(), topics);
    }
}

#[test]
fn a_notice_that_cannot_be_posted_is_repeated_then_kept_and_told_of() {
    let clinic = Clinic::of("prod");
    let config = &clinic.all_of(LAYER, "AWS::Lambda::EventInvokeConfig")[0];
    assert_eq!(
        (&config["MaximumRetryAttempts"], &config["MaximumEventAgeInSeconds"]),
        (&json!(2), &json!(21_600))
    );
    let queue = clinic.of_type(LAYER, "AWS::SQS::Queue").into_iter().next().unwrap();
    assert_eq!(queue.1["Properties"]["MessageRetentionPeriod"], 14 * 24 * 3600);
    let kept = &config["DestinationConfig"]["OnFailure"]["Destination"];
    assert_eq!(*kept, json!({"Fn::GetAtt": [queue.0, "Arn"]}));
    let policies = clinic.all_of(LAYER, "AWS::IAM::Policy");
    let statement = &policies[0]["PolicyDocument"]["Statement"][0];
    assert_eq!((&statement["Action"], &statement["Resource"]), (&json!("sqs:SendMessage"), kept));
    let alarms = clinic.all_of(LAYER, "AWS::CloudWatch::Alarm");
    assert!(alarms.iter().any(|it| it["MetricName"] == "ApproximateNumberOfMessagesVisible"), "{alarms:?}");
}

#[test]
fn an_alarm_about_slack_goes_by_mail_and_not_to_slack() {
    let mut environment = Environment::preset("prod").unwrap();
    let about_slack = |clinic: &Clinic| {
        let all = clinic.all_of(LAYER, "AWS::CloudWatch::CompositeAlarm");
        all.into_iter().find(|it| plain(&it["AlarmName"]).ends_with("-slack")).unwrap()
    };
    assert_eq!(about_slack(&Clinic::with(environment.clone()))["AlarmActions"], Value::Null);
    environment.notices.email = Some("someone@clinic.example".to_owned());
    let clinic = Clinic::with(environment);
    assert!(about_slack(&clinic)["AlarmActions"][0].is_object());
    let subscriptions = clinic.everywhere("AWS::SNS::Subscription");
    let mails = subscriptions.iter().filter(|it| it["Endpoint"] == "someone@clinic.example");
    // Of alarms in both regions, of alerts of Prometheus, and of the alarm about Slack.
    assert_eq!(mails.count(), 4);
    let findings = clinic.findings();
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn events_that_no_metric_tells_go_to_the_topic_of_alarms() {
    let clinic = Clinic::of("staging");
    let rules = clinic.all_of(LAYER, "AWS::Events::Rule");
    let rule = |end: &str| {
        let name = format!("petclinic-staging-{end}");
        rules.iter().find(|it| it["Name"] == name.as_str()).unwrap()
    };
    assert_eq!(
        rule("deployment-failed")["EventPattern"]["detail"]["eventName"],
        json!(["SERVICE_DEPLOYMENT_FAILED"])
    );
    assert_eq!(rule("task-died")["EventPattern"]["detail"]["lastStatus"], json!(["STOPPED"]));
    assert_eq!(rule("threat")["EventPattern"]["source"], json!(["aws.guardduty"]));
    assert_eq!(rule("rule-broken")["EventPattern"]["source"], json!(["aws.config"]));
    assert_eq!(rule("health")["EventPattern"]["source"], json!(["aws.health"]));
    for rule in &rules {
        assert_eq!(rule["Targets"].as_array().unwrap().len(), 1, "{rule}");
        assert_eq!(rule["State"], "ENABLED");
    }
    let policy = &clinic.all_of("09-aws-native", "AWS::SNS::TopicPolicy")[0]["PolicyDocument"]["Statement"];
    let events =
        policy.as_array().unwrap().iter().filter(|it| it["Principal"]["Service"] == "events.amazonaws.com");
    assert_eq!(events.count(), 1);
}

#[test]
fn the_notifier_reads_the_address_of_slack_and_stands_outside_of_the_network() {
    let clinic = Clinic::of("dev");
    let functions = clinic.all_of(LAYER, "AWS::Lambda::Function");
    let notifier = &functions[0];
    assert_eq!(notifier["FunctionName"], format!("petclinic-dev-{}", Service::SlackNotifier.program()));
    assert_eq!(notifier["VpcConfig"], Value::Null);
    assert_eq!(notifier["Environment"]["Variables"]["PETCLINIC_ENV"], "dev");
}
