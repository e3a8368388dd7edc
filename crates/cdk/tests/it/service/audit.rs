//! The records of an account: calls, configuration, traffic.

use cdk::constructs::{Bucket, ConfigRecorder, FlowLogs, Key, LogGroup, Trail};
use cdk::{App, Environment};
use serde_json::{Value, json};

use super::{mistakes, of_type, only, stack, template, vpc};

/// The statements of the policy of the only bucket for a service.
fn statements(template: &Value, service: &str) -> Vec<Value> {
    let policy = only(template, "AWS::S3::BucketPolicy")["Properties"]["PolicyDocument"]["Statement"].clone();
    let of_service = |it: &&Value| it["Principal"]["Service"] == service;
    policy.as_array().unwrap().iter().filter(of_service).cloned().collect()
}

#[test]
fn a_trail_writes_to_its_bucket_and_its_log_and_nobody_elses_trail_does() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    let key = stack.add("Key", Key::new());
    let log = stack.add("Log", LogGroup::new());
    stack.add("Trail", Trail::to(&files).encrypted_by(&key).logs_to(&log).name("pets"));
    let template = template(&app, "S");
    let trail = only(&template, "AWS::CloudTrail::Trail");
    assert_eq!(trail["Properties"]["IsMultiRegionTrail"], true);
    assert_eq!(trail["Properties"]["EnableLogFileValidation"], true);
    // CloudTrail tries the bucket when the trail is made.
    assert_eq!(trail["DependsOn"].as_array().map(Vec::len), Some(1));
    let statements = statements(&template, "cloudtrail.amazonaws.com");
    assert_eq!(statements.len(), 2);
    for statement in &statements {
        let source = &statement["Condition"]["StringEquals"]["aws:SourceArn"];
        assert!(source.to_string().contains(":trail/pets"), "{statement}");
    }
    let keys = only(&template, "AWS::KMS::Key")["Properties"]["KeyPolicy"].to_string();
    assert!(keys.contains("cloudtrail.amazonaws.com") && keys.contains(":trail/pets"), "{keys}");
    let role = only(&template, "AWS::IAM::Role");
    let may = &role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0]["Action"];
    assert_eq!(*may, json!(["logs:CreateLogStream", "logs:PutLogEvents"]));
}

#[test]
fn config_records_every_type_and_delivers_to_its_bucket() {
    let (app, stack) = stack();
    let files = stack.add("Files", Bucket::new());
    stack.add("Recorder", ConfigRecorder::to(&files).with_global_types());
    let template = template(&app, "S");
    let recorder = only(&template, "AWS::Config::ConfigurationRecorder");
    let group = json!({"AllSupported": true, "IncludeGlobalResourceTypes": true});
    assert_eq!(recorder["Properties"]["RecordingGroup"], group);
    // Waiting for each other, neither would ever be made.
    assert_eq!(recorder["DependsOn"], Value::Null);
    assert_eq!(statements(&template, "config.amazonaws.com").len(), 2);
    only(&template, "AWS::Config::DeliveryChannel");
}

#[test]
fn config_does_not_deliver_to_a_bucket_with_a_key_of_its_own() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new());
    let files = stack.add("Files", Bucket::new().encrypted_by(&key));
    stack.add("Recorder", ConfigRecorder::to(&files));
    assert!(mistakes(&app).contains("encrypted by S3's own key"));
}

#[test]
fn the_traffic_of_a_vpc_can_be_logged_by_a_later_stack() {
    let app = App::new();
    let (before, after) =
        (app.stack("Before", Environment::agnostic()), app.stack("After", Environment::agnostic()));
    let vpc = vpc(&before);
    let key = after.add("Key", Key::new());
    after.add("Traffic", FlowLogs::all().encrypted_by(&key).log_group_name("traffic").of(&vpc));
    let after = template(&app, "After");
    let log = only(&after, "AWS::EC2::FlowLog");
    assert!(log["Properties"]["ResourceId"]["Fn::ImportValue"].is_string(), "{log}");
    assert_eq!(only(&after, "AWS::Logs::LogGroup")["Properties"]["LogGroupName"], "traffic");
    assert_eq!(of_type(&template(&app, "Before"), "AWS::EC2::FlowLog").len(), 0);
}
