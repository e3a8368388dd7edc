//! The parts of the report, and the databases that their measurements need.

use anyhow::Result;
use clap::ValueEnum;

use crate::clinic::Clinic;
use crate::environment::Environment;
use crate::report::{Ceilings, Report};
use crate::{assistant, ceilings, durability, footprint, hostile, operations, quarter, scale, service};

/// A part of the report.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Section {
    /// CPU time over that of the bare parts
    Ceilings,
    /// Throughput, latency and CPU time of each operation
    Operations,
    /// What it costs that a commit waits for the disk
    Durability,
    /// The latency of one operation while other clients ask for as much as they are let
    Hostile,
    /// Start-up and memory
    Footprint,
    /// The services as tasks on AWS: start-up, memory, and what telemetry costs
    Service,
    /// How soon the assistant begins to answer, on a model that is a stand-in
    Assistant,
    /// A quarter of a CPU
    Quarter,
    /// 100,000 owners
    Scale,
}

impl Section {
    /// Every part; the last one only on request.
    pub(crate) fn all(scale: bool) -> Vec<Section> {
        let mut all = vec![Section::Ceilings, Section::Operations, Section::Durability, Section::Hostile];
        all.extend([Section::Footprint, Section::Service, Section::Assistant, Section::Quarter]);
        all.extend(scale.then_some(Section::Scale));
        all
    }

    /// Measures this part and adds the results to the report.
    pub(crate) async fn measure(self, environment: &Environment, report: &mut Report) -> Result<()> {
        match self {
            Section::Ceilings => {
                for database in environment.databases("sample")? {
                    let rounds = ceilings::measure(environment, &database).await?;
                    report.ceilings.push(Ceilings::new(database.name, &rounds));
                }
            }
            Section::Operations => {
                for database in environment.databases("operations")? {
                    Clinic::USUAL.make(&database).await?;
                    report.operations.extend(operations::measure(environment, &database).await?);
                }
            }
            Section::Durability => report.durability = durability::measure(environment).await?,
            Section::Hostile => report.hostile = hostile::measure(environment).await?,
            Section::Footprint => {
                report.start = Some(footprint::start(environment).await?);
                for database in environment.databases("memory")? {
                    Clinic::USUAL.make(&database).await?;
                    report.memory.push(footprint::memory(environment, &database).await?);
                }
            }
            Section::Service => report.tasks = Some(service::measure(environment).await?),
            Section::Assistant => report.assistant = assistant::measure(environment).await?,
            Section::Quarter => {
                let database = environment.mariadb("quarter");
                Clinic::USUAL.make(&database).await?;
                match quarter::measure(environment, &database).await {
                    Ok(quarter) => report.quarter = Some(quarter),
                    Err(error) => report.quarter_missing = Some(format!("{error:#}")),
                }
            }
            Section::Scale => {
                let samples = environment.databases("sample")?;
                for (sample, large) in samples.iter().zip(environment.databases("large")?) {
                    Clinic::LARGE.make(&large).await?;
                    report.scale.extend(scale::measure(environment, sample, &large).await?);
                }
            }
        }
        Ok(())
    }
}
