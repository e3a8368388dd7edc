//! `cargo xtask image`: makes a service's container image without a container engine.
//!
//! An image holds one statically linked program and the few files that it reads. Equal programs make byte-identical images.

mod check;
mod files;
mod layer;
mod layout;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow, ensure};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use contract::service::Service;

use self::check::Aws;
use crate::workspace::{cargo, target_directory};
use crate::{process, progress};

/// The target platform of the services: Linux on this machine's processor, since its linker makes programs for no other.
const TARGET: &str = if IS_ARM { "aarch64-unknown-linux-gnu" } else { "x86_64-unknown-linux-gnu" };

/// What container engines call that processor.
const ARCHITECTURE: &str = if IS_ARM { "arm64" } else { "amd64" };

const IS_ARM: bool = cfg!(target_arch = "aarch64");

/// Compiler flags for a program in an image.
const STATIC: &str = "-C target-feature=+crt-static -C debuginfo=0 -C strip=symbols";

/// What an image is made of and where it goes.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The service
    #[arg(value_parser = services())]
    service: Service,
    /// Folder for the image, an OCI image layout [default: oci/SERVICE in cargo's target folder]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Write the image's files into a folder, and no image
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["out", "check"])]
    files: Option<PathBuf>,
    /// Cargo profile of the service
    #[arg(long, default_value = "release")]
    profile: String,
    /// Start the image, read-only and as its own user, and see that it gets healthy, stops, and finds AWS
    #[arg(long)]
    check: bool,
}

/// Parses a program's name or the shorter name of its service.
fn services() -> impl TypedValueParser<Value = Service> {
    let values = Service::tasks().map(|it| PossibleValue::new(it.program()).alias(it.name()));
    PossibleValuesParser::new(values).try_map(|given| {
        let found = Service::tasks().find(|it| [it.program(), it.name()].contains(&given.as_str()));
        found.ok_or_else(|| format!("no service is called {given}"))
    })
}

/// Builds a service and makes its image.
///
/// # Errors
/// If the service does not build, writing a file fails, or the image does not pass its check.
pub fn run(options: &Options) -> Result<()> {
    let name = options.service.program();
    let program =
        progress::loud(&format!("build {name}"), || build(&[options.service], &[], &options.profile))?
            .join(name);
    if let Some(folder) = &options.files {
        return progress::quiet(&format!("write {}", folder.display()), || files::write(&program, folder));
    }
    let out = match &options.out {
        Some(out) => out.clone(),
        None => target_directory()?.join("oci").join(name),
    };
    make(options.service, &program, &out)?;
    if options.check { check(options.service, &out, &Aws::start()?) } else { Ok(()) }
}

/// Builds the images of all services with `profile` and checks each. The same build includes the packages `beside`, so cargo
/// compiles their shared dependencies once, with the union of the features.
///
/// # Errors
/// As [`run`].
pub fn check_all(profile: &str, beside: &[&str]) -> Result<()> {
    let programs = build(&Service::tasks().collect::<Vec<_>>(), beside, profile)?;
    let folder = tempfile::tempdir()?;
    let aws = Aws::start()?;
    let one = &|service: Service| {
        let out = folder.path().join(service.program());
        make(service, &programs.join(service.program()), &out)?;
        check(service, &out, &aws)
    };
    // In parallel, since each service takes its time to drain.
    let results = thread::scope(|scope| {
        let checks = Service::tasks().map(|service| (service, scope.spawn(move || one(service))));
        // The `collect` starts all checks before the first `join`.
        let checks: Vec<_> = checks.collect();
        let ended = checks.into_iter().map(|(service, check)| {
            (service, check.join().unwrap_or_else(|_| Err(anyhow!("the check panicked"))))
        });
        ended.collect::<Vec<_>>()
    });
    let told = |(service, result): (Service, Result<()>)| {
        result.err().map(|error| format!("{}: {error:#}", service.program()))
    };
    let failed: Vec<_> = results.into_iter().filter_map(told).collect();
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

/// Builds the programs of services. Returns their folder.
fn build(services: &[Service], beside: &[&str], profile: &str) -> Result<PathBuf> {
    let mut build = cargo();
    build.arg("build");
    let programs = statically(&mut build, profile)?;
    for service in services {
        build.args(["--package", service.name(), "--bin", service.program()]);
    }
    for package in beside {
        build.args(["--package", package]);
    }
    process::run(&mut build)?;
    Ok(programs)
}

/// Makes a build link its programs statically, so that they need no system library. Returns their folder. The target folder is that
/// of other builds: cargo separates its output by flags for an explicit target, and shares macros and build scripts.
pub(crate) fn statically(build: &mut Command, profile: &str) -> Result<PathBuf> {
    build.args(["--locked", "--profile", profile, "--target", TARGET]);
    build.env_remove("CARGO_ENCODED_RUSTFLAGS").env("RUSTFLAGS", STATIC);
    Ok(target_directory()?.join(TARGET).join(if profile == "dev" { "debug" } else { profile }))
}

fn make(service: Service, program: &Path, out: &Path) -> Result<()> {
    let size = progress::quiet(&format!("write the image {}", out.display()), || {
        layout::write(out, service.program(), &files::layers(program)?)
    })?;
    eprintln!(
        "     {}: {} compressed, {} unpacked",
        service.program(),
        mebibytes(size.packed),
        mebibytes(size.unpacked)
    );
    Ok(())
}

fn check(service: Service, image: &Path, aws: &Aws) -> Result<()> {
    let started = Instant::now();
    let report =
        progress::quiet(&format!("check the image of {}", service.program()), || check::run(image, aws))?;
    eprintln!(
        "     {}: healthy after {:.0} ms, {} resident, stopped after {:.1} s; checked in {:.1} s",
        service.program(),
        report.healthy_after.as_secs_f64() * 1e3,
        mebibytes(report.resident),
        report.stopped_after.as_secs_f64(),
        started.elapsed().as_secs_f64(),
    );
    Ok(())
}

pub(crate) fn mebibytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let bytes = bytes as f64;
    format!("{:.1} MiB", bytes / f64::from(1 << 20))
}
