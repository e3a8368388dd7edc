use contract::service::Service;
use serde_json::{Value, json};

use super::clinic::Clinic;

/// What a task may do, it did when it started and found its peers. Here its credentials are used for more, by operations that
/// succeed for the account's root user.
pub(super) async fn are_what_each_program_needs(clinic: &Clinic) {
    for service in Service::tasks() {
        let session = clinic.credentials(service).await;
        let of = |name: &str| session[name].as_str().unwrap();
        let credentials = [
            ("AWS_ACCESS_KEY_ID", of("AccessKeyId")),
            ("AWS_SECRET_ACCESS_KEY", of("SecretAccessKey")),
            ("AWS_SESSION_TOKEN", of("Token")),
        ];
        let own = secret(&format!("{service}/database"));
        let login = clinic.account.ask_as(&credentials, READ, own.clone()).await;
        assert!(login["SecretString"].is_string(), "{login}");
        let forged = [credentials[0], ("AWS_SECRET_ACCESS_KEY", "forged"), credentials[2]];
        let refused = clinic.account.ask_as(&forged, READ, own.clone()).await;
        assert_eq!(refused["refused"], "InvalidSignatureException", "{refused}");
        if service != Service::Vets {
            continue;
        }
        for (operation, parameters) in sensitive() {
            let permitted = clinic.account.ask(operation, parameters.clone()).await;
            assert!(permitted.get("refused").is_none(), "{operation:?}: {permitted}");
            let answer = clinic.account.ask_as(&credentials, operation, parameters).await;
            let refused = answer["refused"].as_str().unwrap_or_else(|| panic!("{operation:?}: {answer}"));
            assert!(refused.starts_with("AccessDenied"), "{operation:?}: {refused}");
        }
    }
}

const READ: (&str, &str) = ("secretsmanager", "get_secret_value");

fn secret(name: &str) -> Value {
    json!({ "SecretId": format!("petclinic/dev/{name}") })
}

fn sensitive() -> Vec<((&'static str, &'static str), Value)> {
    let parameters = ("ssm", "get_parameters_by_path");
    let model = "anthropic.claude-3-haiku-20240307-v1:0";
    let hello = json!([{ "role": "user", "content": [{ "text": "Hello" }] }]);
    vec![
        (READ, secret("customers/database")),
        (READ, secret("database-admin")),
        (READ, secret("slack-webhook")),
        (parameters, json!({ "Path": "/petclinic/dev/genai" })),
        (parameters, json!({ "Path": "/petclinic/dev", "Recursive": true })),
        (
            ("ssm", "put_parameter"),
            json!({ "Name": "/petclinic/dev/vets/server.port", "Value": "8080", "Overwrite": true }),
        ),
        (("iam", "list_roles"), json!({})),
        (("s3", "list_buckets"), json!({})),
        (("lambda", "list_functions"), json!({})),
        (("bedrock-runtime", "converse"), json!({ "modelId": model, "messages": hello })),
    ]
}
