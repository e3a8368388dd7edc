//! An API: a function behind a REST API, with its logs, and alarms that a topic passes on.

use std::process::ExitCode;

use cdk::constructs::{Alarm, Dashboard, Function, LogGroup, RestApi, RustCode, Topic, Widget};
use cdk::{App, Environment, Output};

/// A program called `bootstrap`; one in Rust would be `RustCode::built_by_cargo_lambda("functions/hello", "hello")`.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/api");

fn main() -> ExitCode {
    cdk::cli::main(api)
}

fn api(app: &App) {
    let stack = app.stack("Api", Environment::agnostic());
    stack.describe("A function behind a REST API");

    let logs = stack.add("Logs", LogGroup::new().retention_days(30));
    let hello = stack.add(
        "Hello",
        Function::rust(RustCode::prebuilt(PROGRAM))
            .memory(256)
            .timeout(10)
            .traced()
            .logs_to(&logs)
            .variable("RUST_LOG", "info"),
    );

    let api = stack.add("Rest", RestApi::new().throttled(100.0, 200).traced());
    let pets = api.root().path("pets");
    pets.method("GET", &hello);
    pets.method("POST", &hello);
    pets.path("{id}").method("GET", &hello);

    let people = stack.add("Alarms", Topic::for_alarms());
    let alarms = [
        ("Errors", Alarm::at_least(hello.errors(), 1)),
        ("Throttles", Alarm::at_least(hello.throttles(), 1).for_periods(3)),
        ("Duration", Alarm::at_least(hello.duration(), 5000).for_periods(3)),
        ("ServerErrors", Alarm::at_least(api.server_errors(), 5).for_periods(2)),
    ]
    .map(|(id, alarm)| stack.add(id, alarm.notify(&people)));
    let calls = Widget::graph("Calls", [hello.invocations()]).right([hello.errors()]);
    stack.add("Dashboard", Dashboard::new().row([calls, Widget::alarms("Alarms", &alarms)]));

    stack.add("Url", Output::new(api.url()).description("where the API is"));
}
