use contract::service::Service;
use serde_json::{Value, json};

use super::clinic::Clinic;

/// What a task may do, it did when it started and found its peers. Here its credentials are used for more.
pub(super) async fn are_what_each_program_needs(clinic: &Clinic) {
    let session = clinic.credentials(Service::Vets).await;
    let of = |name: &str| session[name].as_str().unwrap();
    let credentials = [
        ("AWS_ACCESS_KEY_ID", of("AccessKeyId")),
        ("AWS_SECRET_ACCESS_KEY", of("SecretAccessKey")),
        ("AWS_SESSION_TOKEN", of("Token")),
    ];
    let own = json!({ "SecretId": "petclinic/dev/vets/database" });
    let read = ("secretsmanager", "get_secret_value");
    let login = clinic.account.ask_as(&credentials, read, own.clone()).await;
    assert!(login["SecretString"].is_string(), "{login}");
    let forged = [credentials[0], ("AWS_SECRET_ACCESS_KEY", "forged"), credentials[2]];
    let refused = clinic.account.ask_as(&forged, read, own).await;
    assert_eq!(refused["refused"], "InvalidSignatureException", "{refused}");
    for (operation, parameters) in sensitive() {
        let answer = clinic.account.ask_as(&credentials, operation, parameters).await;
        let refused = answer["refused"].as_str().unwrap_or_else(|| panic!("{operation:?}: {answer}"));
        assert!(refused.starts_with("AccessDenied"), "{operation:?}: {refused}");
    }
}

fn sensitive() -> Vec<((&'static str, &'static str), Value)> {
    let secret = |name: &str| json!({ "SecretId": format!("petclinic/dev/{name}") });
    vec![
        (("secretsmanager", "get_secret_value"), secret("customers/database")),
        (("secretsmanager", "get_secret_value"), secret("database-admin")),
        (("secretsmanager", "get_secret_value"), secret("slack-webhook")),
        (
            ("secretsmanager", "put_secret_value"),
            json!({ "SecretId": "petclinic/dev/vets/database", "SecretString": "{}" }),
        ),
        (("ssm", "get_parameters_by_path"), json!({ "Path": "/petclinic/dev/genai" })),
        (("ssm", "get_parameters_by_path"), json!({ "Path": "/petclinic/dev", "Recursive": true })),
        (
            ("ssm", "put_parameter"),
            json!({ "Name": "/petclinic/dev/vets/log.level", "Type": "String", "Value": "off" }),
        ),
        (("iam", "list_roles"), json!({})),
        (("s3", "list_buckets"), json!({})),
        (("lambda", "list_functions"), json!({})),
        (
            ("bedrock-runtime", "converse"),
            json!({
                "modelId": "anthropic.claude-3-haiku-20240307-v1:0",
                "messages": [{ "role": "user", "content": [{ "text": "Hello" }] }],
            }),
        ),
    ]
}
