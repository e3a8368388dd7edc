//! `migrate`: services' schemas, users and tables as a Lambda function, for CloudFormation and by hand.

use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use boot::{Tenant, Workplace};
use contract::worker::Worker;
use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use migrate::{Failure, Handler, Report, Tenancy, settle};
use serde_json::Value;

/// The time for an event whose deadline is past as it arrives: emulators of Lambda say anything.
const UNTOLD: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    boot::work(Worker::Migrate, run)
}

async fn run(place: Workplace) -> Result<(), Error> {
    // Boxed, since what it is made of is deeper than the compiler goes.
    let handler = &Handler::new(|| Box::pin(all(&place)));
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

/// Settles all services by the settings and secrets as they are now.
async fn all(place: &Workplace) -> Result<Report, Failure> {
    let failure = |error: boot::Error| Failure { reason: error.to_string(), may_pass: error.may_pass() };
    let mut services = Vec::new();
    for tenant in boot::tenants(place).await.map_err(failure)? {
        let Tenant { service, stream, server, login, seed } = tenant;
        let settled = settle(&Tenancy { stream, server, login, seed }).await;
        services.push(settled.map_err(|error| Failure {
            reason: format!("{service}: {error}"),
            may_pass: error.is_unavailable(),
        })?);
    }
    Ok(Report { services })
}

#[expect(clippy::disallowed_methods, reason = "Lambda tells its deadline by the clock")]
fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
