//! The `main` of every service.

use std::io::Write;
use std::process::ExitCode;

use contract::service::Service;
use settings::Settings;
use telemetry::Telemetry;
use web::serve::serve;

use crate::command::{Arguments, Command, Place};
use crate::description::Description;
use crate::error::Error;
use crate::start::{self, Ready};
use crate::stop::Stopping;
use crate::{health, runtime};

/// Runs the command line and returns the exit code.
pub fn main(description: &Description) -> ExitCode {
    let name = description.service.program();
    let arguments = Arguments::of(description, std::env::args_os());
    let done = match &arguments.command {
        None => block_on(serve_until_stopped(description, &arguments.place)),
        Some(Command::Config { place }) => return show_settings(name, description.service, place),
        Some(Command::Health { host, port }) => {
            let port = port.or(description.service.port()).unwrap_or_default();
            health::check(*host, port).map_err(|source| Error::Unhealthy { port, source })
        }
    };
    report(name, done)
}

/// The width of lines that people read, in characters.
const WIDTH: usize = 80;

/// Prints every setting of a service with its value and layer. Error messages begin with the name of `program`.
pub fn show_settings(program: &str, service: Service, place: &Place) -> ExitCode {
    match block_on(print_settings(service, place)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // For a person at a terminal, and not for a log.
            let text = textwrap::fill(&format!("{program}: {error}"), WIDTH);
            let _ = writeln!(std::io::stderr(), "{text}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn report(program: &str, done: Result<(), Error>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{program}: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn block_on(run: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    runtime().map_err(Error::Runtime)?.block_on(run)
}

async fn print_settings(service: Service, place: &Place) -> Result<(), Error> {
    let (settings, _) = start::settings(service, place).await?;
    // A closed pipe is no error.
    let _ = std::io::stdout().write_all(settings::render(&settings.effective()).as_bytes());
    Ok(())
}

async fn serve_until_stopped(description: &Description, place: &Place) -> Result<(), Error> {
    let mut stopping = Stopping::listen().map_err(Error::Signals)?;
    let Some(settings) = stopping.unless_asked(start::settings(description.service, place)).await else {
        return Ok(());
    };
    let (settings, aws) = settings?;
    let telemetry = telemetry::init(start::telemetry(description, &settings.current(), aws.as_ref()))?;
    settings.report();
    let served = async {
        let starting = start::start(description, &settings, aws.as_ref(), &telemetry);
        let Some(ready) = stopping.unless_asked(starting).await else { return Ok(()) };
        let ready = ready?;
        let (name, version) = (description.service.program(), description.version);
        tracing::info!("{name} {version} is running at http://{}", ready.address);
        serve_ready(ready, &settings, &telemetry, stopping).await;
        Ok(())
    };
    let served = served.await;
    telemetry.shutdown().await;
    served
}

async fn serve_ready(ready: Ready, settings: &Settings, telemetry: &Telemetry, stopping: Stopping) {
    let Ready { listener, edge, drain, grace, live, database, tasks, .. } = ready;
    let beside =
        async { tokio::join!(tasks, live.follow(settings), settings.keep_fresh(), telemetry.work()) };
    let serving = stopping.run(|stop| serve(listener, edge, drain, grace, stop));
    tokio::select! {
        () = serving => {}
        _ = beside => {}
    }
    database.close().await;
}
