//! `visits-service`: the visits of pets, as a process of its own.

use std::process::ExitCode;

use boot::{Assembled, Parts, Program};
use contract::endpoint::Service;
use db::Stream;
use visits::Visits;

fn main() -> ExitCode {
    boot::main(Program {
        service: Service::Visits,
        version: env!("CARGO_PKG_VERSION"),
        stream: Stream::Visits,
        assemble,
    })
}

fn assemble(parts: Parts) -> Assembled {
    let visits = Visits::new(parts.db, &parts.peers, parts.clock);
    let (tuned, gauges) = (visits.clone(), visits.clone());
    Assembled::new(visits.router())
        .work(visits.work())
        .tune(move |settings| tuned.allow_unverified(settings.features.unverified_visits))
        .gauges(move || gauges.record_gauges())
}
