use serde_json::Value;

use crate::harness::Clinic;

const LAYER: &str = "02-security";

#[test]
fn keys_rotate_and_stay_as_long_as_what_they_encrypt() {
    for clinic in Clinic::all() {
        let keys = clinic.of_type(LAYER, "AWS::KMS::Key");
        assert_eq!(keys.len(), 2);
        for key in keys.values() {
            assert_eq!(key["Properties"]["EnableKeyRotation"], true);
            let stays = if clinic.environment.is_protected { "Retain" } else { "Delete" };
            assert_eq!(key["DeletionPolicy"], stays);
        }
    }
}

#[test]
fn every_log_is_encrypted_and_kept_for_as_long_as_the_environment_says() {
    for clinic in Clinic::all() {
        // What reads values of another region logs nothing of the clinic.
        let is_reader = |log: &Value| log["LogGroupName"] == Value::Null;
        for log in clinic.everywhere("AWS::Logs::LogGroup").into_iter().filter(|it| !is_reader(it)) {
            assert!(log["RetentionInDays"].is_number(), "{log}");
            assert!(log["KmsKeyId"].is_object(), "{log}");
        }
    }
}

#[test]
fn what_is_done_how_it_is_configured_and_who_talks_with_whom_is_recorded() {
    let clinic = Clinic::of("prod");
    let trail = &clinic.all_of(LAYER, "AWS::CloudTrail::Trail")[0];
    for on in ["IsLogging", "IsMultiRegionTrail", "EnableLogFileValidation", "IncludeGlobalServiceEvents"] {
        assert_eq!(trail[on], true, "{on}");
    }
    assert_ne!(trail["CloudWatchLogsLogGroupArn"], Value::Null);
    assert_ne!(trail["KMSKeyId"], Value::Null);
    let recorder = &clinic.all_of(LAYER, "AWS::Config::ConfigurationRecorder")[0];
    assert_eq!(recorder["RecordingGroup"]["AllSupported"], true);
    assert_eq!(clinic.all_of(LAYER, "AWS::EC2::FlowLog")[0]["TrafficType"], "ALL");
    let log = "/petclinic/prod/audit";
    let logs = clinic.all_of(LAYER, "AWS::Logs::LogGroup");
    let audit = logs.iter().find(|it| it["LogGroupName"] == log).unwrap();
    assert_eq!(audit["RetentionInDays"], clinic.environment.retention.audit_days);
}

#[test]
fn an_account_that_is_recorded_already_is_not_recorded_twice() {
    let mut environment = Clinic::of("dev").environment;
    environment.records_account = false;
    assert!(Clinic::with(environment).all_of(LAYER, "AWS::Config::ConfigurationRecorder").is_empty());
}
