use contract::service::{Runs, Service};
use serde_json::json;

use crate::harness::{Clinic, plain};

const LAYER: &str = "06-lambda-genai";

#[test]
fn every_function_of_the_layer_is_traced_in_the_network_and_logs_to_a_group_of_its_own() {
    for clinic in Clinic::all() {
        let functions = clinic.all_of(LAYER, "AWS::Lambda::Function");
        let names: Vec<String> = functions.iter().map(|it| plain(&it["FunctionName"])).collect();
        let env = &clinic.environment.name;
        let expected = Service::ALL.into_iter().filter(|it| it.row().runs == Runs::HttpFunction);
        let expected: Vec<String> = expected.map(|it| format!("petclinic-{env}-{}", it.program())).collect();
        assert_eq!(names, expected);
        for function in &functions {
            assert_eq!(function["TracingConfig"], json!({"Mode": "Active"}));
            assert_eq!(function["VpcConfig"]["SubnetIds"].as_array().unwrap().len(), 2);
            assert_eq!(function["Environment"]["Variables"], json!({"PETCLINIC_ENV": env}));
            assert!(function["LoggingConfig"]["LogGroup"].is_object());
            assert!(
                function["Timeout"].as_i64().unwrap() <= 29,
                "API Gateway waits no longer for the first byte"
            );
        }
        assert_eq!(clinic.all_of(LAYER, "AWS::Logs::LogGroup").len(), functions.len());
    }
}

#[test]
fn as_many_answers_are_made_at_once_as_the_setting_says() {
    let function = |clinic: &Clinic| clinic.all_of(LAYER, "AWS::Lambda::Function").remove(0);
    let mut environment = Clinic::of("prod").environment;
    assert_eq!(function(&Clinic::of("prod"))["ReservedConcurrentExecutions"], 32);
    environment.settings.set(None, contract::settings::Assistant::CONCURRENCY, "7");
    assert_eq!(function(&Clinic::with(environment))["ReservedConcurrentExecutions"], 7);
    // A new account has no calls to reserve.
    assert!(function(&Clinic::of("dev"))["ReservedConcurrentExecutions"].is_null());
}
