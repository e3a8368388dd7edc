//! `migrate`: a Lambda function that creates services' schemas, users and tables, invoked by CloudFormation or by hand.

use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use boot::{ServiceDatabase, Surroundings};
use contract::service::Service;
use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use migrate::{Handler, Progress, StepFailure, prepare};
use serde_json::Value;

/// Time budget when the event arrives with a deadline in the past, since Lambda emulators send arbitrary deadlines.
const UNTOLD: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    boot::event_function(Service::Migrate, run)
}

async fn run(surroundings: Result<Surroundings, boot::Error>) -> Result<(), Error> {
    // Wrong settings do not end the process: every event reports them, since CloudFormation waits for a response.
    let surroundings =
        &surroundings.map_err(|error| StepFailure { reason: error.to_string(), may_pass: false });
    let surroundings = || surroundings.as_ref().map_err(StepFailure::clone);
    // Boxed because the nested future type exceeds the compiler's depth limit.
    let handler =
        &Handler::new(|progress| Box::pin(async move { prepare_all(surroundings()?, &progress).await }));
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        let left = Duration::from_millis(event.context.deadline).checked_sub(since_epoch());
        let within = left.unwrap_or(UNTOLD);
        handler.handle(&event.payload, within).await.map_err(|refusal| Diagnostic {
            error_type: refusal.kind().to_owned(),
            error_message: refusal.to_string(),
        })
    }))
    .await
}

/// Prepares the databases of the services that are not done yet. Reads settings and secrets anew at each attempt.
async fn prepare_all(surroundings: &Surroundings, progress: &Progress) -> Result<(), StepFailure> {
    let databases = boot::service_databases(surroundings).await.map_err(|error| failed(&error))?;
    for database in databases.iter().filter(|it| !progress.has(it.service.name())) {
        let refused = |error: db::Error| StepFailure {
            reason: format!("{}: {error}", database.service),
            may_pass: error.is_unavailable(),
        };
        let ServiceDatabase { stream, server, seed, .. } = database;
        let prepared = prepare(*stream, server.clone(), *seed).await.map_err(refused)?;
        // Read after the migrations: they may take long enough for a rotation to change the password.
        let logins = database.logins().await.map_err(|error| failed(&error))?;
        progress.add(prepared.let_in(&logins).await.map_err(refused)?);
    }
    Ok(())
}

fn failed(error: &boot::Error) -> StepFailure {
    StepFailure { reason: error.to_string(), may_pass: error.may_pass() }
}

#[expect(clippy::disallowed_methods, reason = "Lambda tells its deadline by the clock")]
fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
