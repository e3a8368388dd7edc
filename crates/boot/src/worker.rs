//! A Lambda function that events start.

use std::error::Error as StdError;
use std::io::Write;
use std::process::ExitCode;

use contract::worker::Worker;
use settings::aws::{self, SdkConfig};

use crate::error::Error;
use crate::runtime::runtime;
use crate::start;

/// What it works with.
#[derive(Debug)]
pub struct Workplace {
    /// The environment that it works for: `/petclinic/{env}/..`.
    pub env: String,
    /// Region and credentials for calls to AWS.
    pub aws: SdkConfig,
}

/// Runs a function: begins to log, finds out how to speak to AWS, and hands over to `run`, which takes events until the process
/// ends. Wrong settings are handed over as well, since there may be somebody who waits for an event's outcome and is to be told; a
/// function that returns them ends. Nothing is asked of anybody before the first event.
pub fn work<F>(worker: Worker, run: impl FnOnce(Result<Workplace, Error>) -> F) -> ExitCode
where
    F: Future<Output = Result<(), Box<dyn StdError + Send + Sync>>>,
{
    let code = match runtime() {
        Err(error) => Err(Error::Runtime(error).into()),
        Ok(runtime) => runtime.block_on(async { run(workplace().await).await }),
    };
    match code {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{worker}: {error}");
            let code = error.downcast_ref::<Error>().map_or(1, Error::exit_code);
            ExitCode::from(code)
        }
    }
}

async fn workplace() -> Result<Workplace, Error> {
    let (env, log) = settings::surroundings(settings::environment())?;
    telemetry::init_log(log.level, start::log_format(log.format))?;
    Ok(Workplace { env, aws: aws::config().await })
}
