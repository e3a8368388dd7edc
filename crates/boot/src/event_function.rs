//! Lambda functions that handle events.

use std::error::Error as StdError;
use std::io::Write;
use std::process::ExitCode;

use contract::service::Service;
use settings::aws::{self, SdkConfig};

use crate::error::Error;
use crate::runtime::runtime;
use crate::start;

/// The context of a function, known before its first event.
#[derive(Debug)]
pub struct Surroundings {
    /// The environment that the function belongs to: `/petclinic/{env}/..`.
    pub env: String,
    /// Region and credentials for calls to AWS.
    pub aws: SdkConfig,
}

/// The `main` of an event function. It initialises the log and the AWS configuration, and then calls `run`, which
/// handles events until the process ends. `run` also gets errors in the settings, since a caller may wait for the
/// result of an event; if `run` returns the error, the process ends. There is no call to AWS before the first event.
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
