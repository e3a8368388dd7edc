//! `vets-service`: the vets with their specialties, as a process of its own.

use std::process::ExitCode;

use boot::{Assembled, Parts, Program};
use contract::endpoint::Service;
use db::Stream;
use vets::Vets;

fn main() -> ExitCode {
    boot::main(Program {
        service: Service::Vets,
        version: env!("CARGO_PKG_VERSION"),
        stream: Stream::Vets,
        assemble,
    })
}

fn assemble(parts: Parts) -> Assembled {
    let vets = Vets::new(parts.db, parts.clock);
    Assembled::new(vets.router()).gauges(move || vets.record_gauges())
}
