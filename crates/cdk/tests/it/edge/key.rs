use cdk::constructs::{Key, LogGroup, Secret};
use serde_json::json;

use super::{found, granted, id_of, only, role, stack, template};

#[test]
fn a_key_turns_over_each_year_and_belongs_to_the_account() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new().alias("orders").used_by_service("cloudwatch.amazonaws.com"));
    key.grant_encrypt_decrypt(&role(&stack));
    insta::assert_json_snapshot!(template(&app)["Resources"]);
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_secret_is_made_up_and_read_by_whom_it_is_given_to() {
    let (app, stack) = stack();
    let secret = stack.add("Login", Secret::credentials("admin").description("the database's"));
    secret.grant_read(&role(&stack));
    let template = template(&app);
    assert_eq!(
        granted(&template),
        json!([{
            "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            "Effect": "Allow", "Resource": {"Ref": id_of(&template, "AWS::SecretsManager::Secret")},
        }])
    );
    assert_eq!(
        only(&template, "AWS::SecretsManager::Secret")["Properties"]["GenerateSecretString"],
        json!({
            "ExcludePunctuation": true, "GenerateStringKey": "password", "PasswordLength": 32,
            "SecretStringTemplate": "{\"username\":\"admin\"}",
        })
    );
}

#[test]
fn a_log_group_keeps_lines_for_a_month_and_lets_writers_write() {
    let (app, stack) = stack();
    let key = stack.add("Key", Key::new());
    let logs = stack.add("Logs", LogGroup::new().encrypted_by(&key));
    logs.grant_write(&role(&stack));
    let template = template(&app);
    assert_eq!(only(&template, "AWS::Logs::LogGroup")["Properties"]["RetentionInDays"], 30);
    assert_eq!(
        granted(&template),
        json!([{
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Effect": "Allow",
            "Resource": {"Fn::GetAtt": ["Logs6819BB44", "Arn"]},
        }])
    );
    assert_eq!(found(&app), Vec::<String>::new());
}
