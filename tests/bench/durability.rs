//! Measures new visits in two files: one whose commits wait for the disk (`synchronous=FULL`), and one whose commits do not.

use anyhow::Result;
use serde::Serialize;

use crate::clinic::Clinic;
use crate::environment::{CONNECTIONS, Database, Environment};
use crate::load::Load;
use crate::measure::{Cost, cost};
use crate::operations;
use crate::process::Process;
use crate::report::Middle;

/// The cost of a new visit, as the medians of rounds in which both files took turns.
#[derive(Debug, Serialize)]
pub(crate) struct Durability {
    pub(crate) connections: usize,
    pub(crate) full: Middle,
    pub(crate) normal: Middle,
}

/// Measures on one connection, where each commit is one visit's, and on many, whose visits are committed together.
pub(crate) async fn measure(environment: &Environment) -> Result<Vec<Durability>> {
    let full = environment.sqlite("full")?;
    let normal = environment.sqlite("normal")?;
    for database in [&full, &normal] {
        Clinic::USUAL.make(database).await?;
    }
    let normal = Database { url: format!("{}?synchronous=normal", normal.url), ..normal };
    let (full, full_address) = Process::serve(&mut environment.petclinic(&full))?;
    let (normal, normal_address) = Process::serve(&mut environment.petclinic(&normal))?;
    let files = [(full.pid(), full_address), (normal.pid(), normal_address)]
        .map(|(process, address)| (process, Load::new(address, operations::new_visits(Clinic::USUAL))));
    let mut measured = Vec::new();
    for connections in [1, CONNECTIONS] {
        let mut rounds: [Vec<Cost>; 2] = Default::default();
        // The first round warms up and does not count.
        for round in 0..=environment.rounds {
            for ((process, load), costs) in files.iter().zip(&mut rounds) {
                let cost = cost(*process, None, load.closed(connections, environment.duration)).await?;
                costs.extend((round > 0).then_some(cost));
            }
        }
        let [full, normal] = rounds.map(|costs| Middle::of(&costs.iter().collect::<Vec<_>>()));
        let (more, less) = (full.per_second, normal.per_second);
        eprintln!("     new visits on {connections}: {more:.0}/s with FULL, {less:.0}/s with NORMAL");
        measured.push(Durability { connections, full, normal });
    }
    Ok(measured)
}
