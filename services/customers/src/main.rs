//! `customers-service`: owners, their pets and the types of pet, as a process of its own.

use std::process::ExitCode;

use boot::{Assembled, Parts, Program};
use contract::endpoint::Service;
use customers::Customers;
use db::Stream;

fn main() -> ExitCode {
    boot::main(Program {
        service: Service::Customers,
        version: env!("CARGO_PKG_VERSION"),
        stream: Stream::Customers,
        assemble,
    })
}

fn assemble(parts: Parts) -> Assembled {
    let customers = Customers::new(parts.db, &parts.peers, parts.clock);
    let gauges = customers.clone();
    Assembled::new(customers.router()).work(customers.work()).gauges(move || gauges.record_gauges())
}
