use contract::service::Service;
use contract::settings::Database;
use contract::settings::secrets::{DATABASE, DATABASE_ADMIN};
use infra_cdk::environment::Environment;
use serde_json::{Value, json};

use crate::harness::{Clinic, plain};

const LAYER: &str = "03-database";

#[test]
fn the_database_is_serverless_encrypted_backed_up_and_speaks_tls_only() {
    let clinic = Clinic::of("dev");
    let cluster = &clinic.all_of(LAYER, "AWS::RDS::DBCluster")[0];
    assert_eq!(cluster["ServerlessV2ScalingConfiguration"], json!({"MinCapacity": 0.5, "MaxCapacity": 1}));
    assert_eq!((&cluster["StorageEncrypted"], &cluster["BackupRetentionPeriod"]), (&json!(true), &json!(7)));
    assert!(cluster["KmsKeyId"].is_object());
    let parameters = &clinic.all_of(LAYER, "AWS::RDS::DBClusterParameterGroup")[0]["Parameters"];
    assert_eq!(parameters["require_secure_transport"], "ON");
    assert_eq!(parameters["tls_version"], "TLSv1.2,TLSv1.3");
}

#[test]
fn the_writer_is_in_the_first_zone_and_the_reader_in_the_second() {
    let instances = Clinic::of("dev").of_type(LAYER, "AWS::RDS::DBInstance");
    let zone = |id: &str| {
        let (_, instance) = instances.iter().find(|(known, _)| known.starts_with(id)).unwrap();
        assert_eq!(instance["Properties"]["PubliclyAccessible"], false);
        plain(&instance["Properties"]["AvailabilityZone"])
    };
    assert_eq!(
        (zone("Databasewriter").as_str(), zone("Databasereader").as_str()),
        ("us-west-2a", "us-west-2b")
    );
}

#[test]
fn every_login_is_a_secret_of_its_own_that_knows_the_database_and_changes_each_month() {
    for clinic in Clinic::all() {
        let env = &clinic.environment.name;
        let mut expected: Vec<String> =
            Service::with_database().map(|it| DATABASE.name_for(env, it)).collect();
        expected.push(DATABASE_ADMIN.shared_name(env));
        expected.sort();
        let secrets = clinic.all_of(LAYER, "AWS::SecretsManager::Secret");
        let mut names: Vec<String> = secrets.iter().map(|it| plain(&it["Name"])).collect();
        names.sort();
        assert_eq!(names, expected);
        assert!(secrets.iter().all(|it| it["KmsKeyId"].is_object()));
        assert_eq!(clinic.all_of(LAYER, "AWS::SecretsManager::SecretTargetAttachment").len(), expected.len());
        let schedules = clinic.all_of(LAYER, "AWS::SecretsManager::RotationSchedule");
        assert_eq!(schedules.len(), expected.len());
        assert!(schedules.iter().all(|it| it["RotationRules"]["AutomaticallyAfterDays"] == 30));
    }
}

#[test]
fn the_tables_are_prepared_before_anything_needs_them() {
    let clinic = Clinic::of("prod");
    let runs = clinic.of_type(LAYER, "Custom::Migration");
    let (id, run) = runs.iter().next().unwrap();
    let waits: Vec<&str> =
        run["DependsOn"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(waits.iter().any(|it| it.starts_with("Databasewriter")), "{waits:?}");
    let attachments = clinic.of_type(LAYER, "AWS::SecretsManager::SecretTargetAttachment");
    assert!(attachments.keys().all(|it| waits.contains(&it.as_str())), "{waits:?}");
    // A rotation changes the password of a user that must be there.
    for (schedule, properties) in clinic.of_type(LAYER, "AWS::SecretsManager::RotationSchedule") {
        let waits = properties["DependsOn"].as_array().unwrap();
        assert!(waits.contains(&Value::from(id.as_str())), "{schedule}");
    }
}

#[test]
fn a_new_program_runs_the_migration_and_an_equal_one_does_not() {
    let program = |clinic: &Clinic| {
        let runs = clinic.all_of(LAYER, "Custom::Migration");
        assert!(runs[0]["ServiceToken"].is_object());
        plain(&runs[0]["Program"])
    };
    let (dev, again) = (Clinic::of("dev"), Clinic::of("dev"));
    assert!(program(&dev).ends_with(".zip"), "{}", program(&dev));
    assert_eq!(program(&dev), program(&again));
}

#[test]
fn the_logs_of_the_database_are_there_before_it_and_as_others_are() {
    let clinic = Clinic::of("dev");
    let cluster = clinic.of_type(LAYER, "AWS::RDS::DBCluster").into_values().next().unwrap();
    let logs = clinic.of_type(LAYER, "AWS::Logs::LogGroup");
    for log in cluster["Properties"]["EnableCloudwatchLogsExports"].as_array().unwrap() {
        let name = format!("/aws/rds/cluster/petclinic-dev/{}", plain(log));
        let (id, _) = logs.iter().find(|(_, it)| it["Properties"]["LogGroupName"] == name.as_str()).unwrap();
        assert!(cluster["DependsOn"].as_array().unwrap().contains(&Value::from(id.as_str())), "{name}");
    }
}

#[test]
fn new_tables_of_production_begin_empty() {
    let variables = |preset: &str| {
        let functions = Clinic::of(preset).all_of(LAYER, "AWS::Lambda::Function");
        let migrate = functions.iter().find(|it| plain(&it["FunctionName"]).ends_with("-migrate")).unwrap();
        migrate["Environment"]["Variables"].clone()
    };
    assert_eq!(variables("prod")["PETCLINIC_DATABASE_SAMPLE_DATA"], "false");
    assert_eq!(variables("prod")["PETCLINIC_ENV"], "prod");
    assert_eq!(variables("dev")["PETCLINIC_DATABASE_SAMPLE_DATA"], Value::Null);
}

#[test]
fn migrate_knows_before_there_are_parameters_how_the_database_is_reached() {
    let mut environment = Environment::preset("dev").unwrap();
    environment.settings.set(None, Database::TLS_CA, "/authorities.pem");
    environment.settings.set(None, Database::NAME, "clinic");
    let functions = Clinic::with(environment).all_of(LAYER, "AWS::Lambda::Function");
    let migrate = functions.iter().find(|it| plain(&it["FunctionName"]).ends_with("-migrate")).unwrap();
    let variables = &migrate["Environment"]["Variables"];
    assert_eq!(variables["PETCLINIC_DATABASE_TLS_CA"], "/authorities.pem");
    assert_eq!(variables["PETCLINIC_DATABASE_NAME"], "clinic");
    assert_eq!(variables["PETCLINIC_DATABASE_TLS"], Value::Null);
}
