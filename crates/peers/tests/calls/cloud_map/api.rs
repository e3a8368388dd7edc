//! A mock of the Cloud Map API: the operations that discovery uses.

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

#[derive(Clone)]
pub(crate) struct Api(Arc<Shared>);

struct Shared {
    now: Mutex<Now>,
    server: MockServer,
}

#[derive(Default)]
struct Now {
    ports: Vec<u16>,
    revision: i64,
    is_down: bool,
    asked: Vec<(String, Value)>,
}

struct Answers(Arc<Mutex<Option<Api>>>);

impl Api {
    pub(crate) async fn start(ports: impl IntoIterator<Item = u16>) -> Self {
        let server = MockServer::start().await;
        let answers = Arc::default();
        Mock::given(any()).respond_with(Answers(Arc::clone(&answers))).mount(&server).await;
        let api = Self(Arc::new(Shared { now: Mutex::default(), server }));
        *answers.lock().unwrap() = Some(api.clone());
        api.register(ports);
        api
    }

    pub(crate) fn url(&self) -> String {
        self.0.server.uri()
    }

    /// Replaces the instances and advances the revision.
    pub(crate) fn register(&self, ports: impl IntoIterator<Item = u16>) {
        self.change_health(ports);
        self.now().revision += 1;
    }

    /// Replaces the instances and keeps the revision.
    pub(crate) fn change_health(&self, ports: impl IntoIterator<Item = u16>) {
        self.now().ports = ports.into_iter().collect();
    }

    pub(crate) fn fails(&self, is_down: bool) {
        self.now().is_down = is_down;
    }

    /// The operations requested since the last call of this method.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.requests().into_iter().map(|(operation, _)| operation).collect()
    }

    /// The operations requested since the last call of this method, with their input.
    pub(crate) fn requests(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut self.now().asked)
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.0.now.lock().unwrap()
    }

    fn answer(&self, request: &Request) -> ResponseTemplate {
        let target = request.headers["x-amz-target"].to_str().unwrap();
        let operation = target.rsplit('.').next().unwrap();
        let mut now = self.now();
        now.asked.push((operation.to_owned(), serde_json::from_slice(&request.body).unwrap()));
        if now.is_down {
            let error = json!({ "__type": "NamespaceNotFound", "message": "no such namespace" });
            return ResponseTemplate::new(400).set_body_json(error);
        }
        let instance = |port: &u16| {
            json!({ "InstanceId": port.to_string(), "Attributes": {
            "AWS_INSTANCE_IPV4": "127.0.0.1", "AWS_INSTANCE_PORT": port.to_string(),
        } })
        };
        let answer = match operation {
            "DiscoverInstances" => {
                let instances: Vec<_> = now.ports.iter().map(instance).collect();
                json!({ "Instances": instances, "InstancesRevision": now.revision })
            }
            "DiscoverInstancesRevision" => json!({ "InstancesRevision": now.revision }),
            other => panic!("{other}"),
        };
        ResponseTemplate::new(200).set_body_json(answer)
    }
}

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let api = self.0.lock().unwrap().clone().unwrap();
        api.answer(request)
    }
}
