//! `slack-notifier`: a Lambda function that posts SNS messages to Slack.

use std::pin::Pin;
use std::process::ExitCode;
use std::time::SystemTime;

use boot::Surroundings;
use contract::service::Service;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;
use slack_notifier::{Error, Invocation, Notifier, Tally, Webhook};

fn main() -> ExitCode {
    boot::event_function(Service::SlackNotifier, async |surroundings| {
        let Surroundings { env, aws } = surroundings?;
        let webhook = Webhook::new(&aws, &env);
        let notifier = Notifier::new(env, webhook, now);
        let notifier = &notifier;
        lambda_runtime::run(service_fn(move |event| notify(notifier, event))).await
    })
}

/// A boxed future, because the concrete type inside the runtime's exceeds the compiler's depth limit.
type Notified<'a> = Pin<Box<dyn Future<Output = Result<Tally, Diagnostic>> + Send + 'a>>;

fn notify(notifier: &Notifier<Webhook>, event: LambdaEvent<Value>) -> Notified<'_> {
    Box::pin(async move {
        let LambdaEvent { payload, context } = event;
        let invocation = Invocation { request_id: &context.request_id, deadline: context.deadline() };
        notifier.handle(&payload, &invocation).await.map_err(|error| diagnostic(&error))
    })
}

fn diagnostic(error: &Error) -> Diagnostic {
    Diagnostic { error_type: error.name().to_owned(), error_message: error.to_string() }
}

/// The wall clock, because Lambda's deadline is a time of day.
#[expect(clippy::disallowed_methods, reason = "the door")]
fn now() -> SystemTime {
    SystemTime::now()
}
