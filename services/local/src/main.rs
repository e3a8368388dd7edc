//! `petclinic`: reads the command line, opens the clinic, says where it is, and runs it until it is asked to stop.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use local::arguments::Arguments;
use local::clinic::Clinic;
use local::error::Error;
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;
use web::edge::Settings;
use web::serve::Grace;
use web::signals::Signals;

/// Exit code of a clinic that did not start.
const NOT_STARTED: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let log =
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let filter =
        EnvFilter::builder().with_default_directive(tracing::level_filters::LevelFilter::INFO.into());
    log.with_env_filter(filter.from_env_lossy()).init();

    match runtime().and_then(|it| it.block_on(run(arguments)).map_err(Into::into)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "petclinic: {error}");
            ExitCode::from(NOT_STARTED)
        }
    }
}

/// On one core a second thread would only be in the way of the first.
fn runtime() -> Result<tokio::runtime::Runtime, Box<dyn std::error::Error>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut builder = match cores {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    Ok(builder.enable_all().build()?)
}

async fn run(arguments: Arguments) -> Result<(), Error> {
    let settings = Settings { site_origin: arguments.site_origin.clone(), ..Settings::default() };
    let clinic =
        Clinic::open(arguments.address(), &arguments.database()?, arguments.seed(), settings).await?;
    // Whoever reads that it is running may ask it to stop at once.
    let mut signals = Signals::listen().map_err(Error::Signals)?;
    // Whoever started it reads this line; if nobody does, that is no reason to stop.
    let _ = writeln!(std::io::stdout(), "PetClinic is running at http://{}", clinic.address());
    let (stop, stopped) = oneshot::channel::<()>();
    let asked_twice = async {
        signals.next().await;
        drop(stop);
        signals.next().await;
    };
    tokio::select! {
        () = clinic.run(Grace::default(), async { drop(stopped.await) }) => {}
        () = asked_twice => tracing::warn!("asked to stop a second time: requests still in progress were ended"),
    }
    Ok(())
}
