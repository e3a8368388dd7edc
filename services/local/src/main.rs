//! `petclinic`: reads the command line, opens the clinic, says where it is, and runs it until it is asked to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use boot::Stopping;
use clap::Parser;
use contract::settings::Sensitive;
use local::arguments::{Arguments, Command};
use local::clinic::{Clinic, Parts};
use local::error::Error;
use local::models;
use local::observers::{NoObservers, Observers};
use local::operators::Operators;
use site::Site;
use telemetry::{Config, Format, Telemetry};
use web::edge::Settings;
use web::serve::Grace;
use web::tuning::{Tuner, Tuning};

/// The variable with the key for the endpoint of the assistant's models. Not an option: others could read it in the process list.
const ASSISTANT_KEY: &str = "PETCLINIC_ASSISTANT_KEY";

/// Exit code of a clinic that did not start.
const NOT_STARTED: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(Command::Config { service, place }) = &arguments.command {
        return boot::show_settings("petclinic", *service, place);
    }
    match boot::runtime().map_err(Error::Runtime).and_then(|it| it.block_on(start(&arguments))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "petclinic: {error}");
            ExitCode::from(NOT_STARTED)
        }
    }
}

async fn start(arguments: &Arguments) -> Result<(), Error> {
    let telemetry = telemetry::init(Config {
        application: "petclinic".to_owned(),
        program: "petclinic".to_owned(),
        service: "petclinic".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        log_level: arguments.log_level.clone(),
        log_format: Format::Text,
        metrics: true,
        emf_interval: Duration::ZERO,
        emf_namespace: String::new(),
        traces_endpoint: None,
        traces_sampling: 0.0,
        region: None,
    })?;
    let ran = run(arguments, &telemetry).await;
    telemetry.shutdown().await;
    ran
}

async fn run(arguments: &Arguments, telemetry: &Telemetry) -> Result<(), Error> {
    let tuning = Tuning { log_requests: arguments.log_requests, ..Tuning::default() };
    let settings = Settings {
        site_origin: arguments.site_origin.clone(),
        hosts: arguments.hosts(),
        tuner: Tuner::new(tuning),
        ..Settings::default()
    };
    settings.faults.allow(arguments.allow_faults);
    let database = arguments.database()?;
    let operators = Operators { telemetry: Some(telemetry), has_actuator: !arguments.no_actuator };
    let prometheus = arguments.observe.then(|| Observers::prometheus(arguments.port));
    let prometheus_at = prometheus.as_ref().and_then(|it| it.as_ref().ok().copied());
    let mut stopping = Stopping::listen().map_err(Error::Signals)?;
    let opening = async {
        let models = models::of(arguments, assistant_key()).await?;
        let (seed, time_zone, site) = (arguments.seed(), arguments.time_zone.clone(), Site::of_this_build());
        let parts = Parts { seed, models, time_zone, site, console: arguments.console(prometheus_at)? };
        Clinic::open(arguments.address(), &database, settings, operators, parts).await
    };
    let Some(clinic) = stopping.unless_asked(opening).await else { return Ok(()) };
    let clinic = clinic?;
    // A line for the user who started it. A closed standard output is no reason to stop.
    let _ = writeln!(std::io::stdout(), "PetClinic is running at http://{}", clinic.address());
    // On standard error, since programs read the line above. The log does not get them.
    if let Some(passwords) = clinic.first_passwords() {
        let _ = writeln!(std::io::stderr(), "{passwords}");
    }
    let mut observers = prometheus.and_then(|it| observers(clinic.address(), it));
    tokio::select! {
        () = stopping.run(|stop| clinic.run(Grace::default(), stop)) => {}
        never = telemetry.work() => match never {},
        Some(never) = async { Some(observers.as_mut()?.watch().await) } => match never {},
    }
    if let Some(observers) = observers {
        observers.stop().await;
    }
    Ok(())
}

/// Starts the observers, and says where they are or why there are none.
fn observers(clinic: SocketAddr, prometheus: Result<SocketAddr, NoObservers>) -> Option<Observers> {
    let (said, observers) = match prometheus.and_then(|it| Observers::start(clinic, it)) {
        Ok(observers) => (observers.to_string(), Some(observers)),
        Err(error) => (error.to_string(), None),
    };
    let _ = writeln!(std::io::stdout(), "{said}");
    observers
}

#[expect(clippy::disallowed_methods, reason = "where the process starts")]
fn assistant_key() -> Option<Sensitive> {
    std::env::var(ASSISTANT_KEY).ok().filter(|it| !it.trim().is_empty()).map(Sensitive::new)
}
