//! A Lambda function that events start.

use std::error::Error as StdError;
use std::io::Write;
use std::process::ExitCode;

use contract::service::Service;
use settings::aws::{self, SdkConfig};

use crate::error::Error;
use crate::runtime::runtime;
use crate::start;

/// What a function knows at its start, before its first event.
#[derive(Debug)]
pub struct Surroundings {
    /// The environment that it works for: `/petclinic/{env}/..`.
    pub env: String,
    /// Region and credentials for calls to AWS.
    pub aws: SdkConfig,
}

/// Runs a function that events start: begins to log, finds out how to speak to AWS, and hands over to `run`, which takes events until
/// the process ends. Wrong settings are handed over as well, since somebody may wait for the outcome of an event; a function that
/// returns them ends. Nothing is asked of AWS before the first event.
pub fn event_function<F>(service: Service, run: impl FnOnce(Result<Surroundings, Error>) -> F) -> ExitCode
where
    F: Future<Output = Result<(), Box<dyn StdError + Send + Sync>>>,
{
    let code = match runtime() {
        Err(error) => Err(Error::Runtime(error).into()),
        Ok(runtime) => runtime.block_on(async { run(surroundings(service).await).await }),
    };
    match code {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{service}: {error}");
            let code = error.downcast_ref::<Error>().map_or(1, Error::exit_code);
            ExitCode::from(code)
        }
    }
}

async fn surroundings(service: Service) -> Result<Surroundings, Error> {
    let (env, log) = settings::surroundings(service, settings::environment())?;
    telemetry::init_log(log.level, start::log_format(log.format))?;
    Ok(Surroundings { env, aws: aws::config().await })
}
