//! The key, from a secret.

use assistant_model::Error;
use genai::openai::{ApiKey, OpenAi, OpenAiSettings};
use model_stand_in::{Answer, Behaviour, ModelStandIn};
use serde_json::json;
use settings::SecretStore;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::settings;
use crate::{ask, bedrock, question};

const NAME: &str = "petclinic/dev/assistant-key";

/// A Secrets Manager that returns these values in turn and then repeats the last one.
async fn secrets(values: &[&str]) -> (MockServer, SecretStore) {
    let server = MockServer::start().await;
    for (at, value) in values.iter().enumerate() {
        let answer = ResponseTemplate::new(200).set_body_json(json!({"Name": NAME, "SecretString": value}));
        let mock = Mock::given(method("POST")).respond_with(answer);
        if at + 1 < values.len() {
            mock.up_to_n_times(1).mount(&server).await
        } else {
            mock.mount(&server).await
        }
    }
    let store = SecretStore::new(&bedrock::config(&server.uri()));
    (server, store)
}

fn model(stand_in: &ModelStandIn, secrets: SecretStore) -> OpenAi {
    let key = ApiKey::Secret(NAME.to_owned());
    OpenAi::new(OpenAiSettings { key, ..settings(&stand_in.openai_url()) }, Some(secrets))
}

#[tokio::test]
async fn a_rotated_key_is_fetched_again() {
    let (_secrets_manager, secrets) = secrets(&["sk-old", "sk-new"]).await;
    let stand_in = ModelStandIn::start().await.unwrap();
    let refusal = Behaviour::refuse("AccessDeniedException", "sk-old");
    stand_in.when(|it| it.key.as_deref() == Some("authorization Bearer sk-old"), refusal);
    stand_in.always(Answer::text(["Hello."]));
    let model = model(&stand_in, secrets);
    for _ in 0..2 {
        assert_eq!(ask(&model, &question("Hello")).await.0.unwrap().text, "Hello.");
    }
    let keys: Vec<_> = stand_in.requests().into_iter().filter_map(|it| it.key).collect();
    assert_eq!(keys, ["sk-old", "sk-new", "sk-new"].map(|it| format!("authorization Bearer {it}")));
}

#[tokio::test]
async fn a_key_that_is_refused_for_good_is_an_error_without_the_key() {
    let (_secrets_manager, secrets) = secrets(&["sk-old"]).await;
    let stand_in = ModelStandIn::start().await.unwrap();
    stand_in.always(Behaviour::refuse("AccessDeniedException", "sk-old"));
    let error = ask(&model(&stand_in, secrets), &question("Hello")).await.0.unwrap_err();
    assert!(matches!(&error, Error::Refused(_)) && !format!("{error:?}").contains("sk-old"), "{error}");
    assert_eq!(stand_in.requests().len(), 1);
}
