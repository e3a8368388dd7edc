//! The report as Markdown.

use std::fmt::{Result, Write};

use super::{Ceilings, Report};
use crate::hostile::Beside;
use crate::measure::Cost;
use crate::service::Tasks;

/// The length of the longest bar, in characters.
const BAR: f64 = 40.0;

pub(super) fn write(report: &Report) -> std::result::Result<String, std::fmt::Error> {
    let mut text = String::new();
    let out = &mut text;
    writeln!(out, "# Benchmark\n\n{}\n", report.machine)?;
    writeln!(
        out,
        "CPU is microseconds of processor time for a request, service and database server apart.\n"
    )?;
    targets(out, report)?;
    if !report.ceilings.is_empty() {
        ceilings(out, &report.ceilings)?;
    }
    operations(out, report)?;
    durability(out, report)?;
    hostile(out, report)?;
    footprint(out, report)?;
    tasks(out, report)?;
    assistant(out, report)?;
    quarter(out, report)?;
    scale(out, report)?;
    Ok(text)
}

fn targets(out: &mut String, report: &Report) -> Result {
    writeln!(out, "## Targets\n\n| Target | Aim | Measured | |\n| --- | --- | --- | --- |")?;
    for it in &report.targets {
        writeln!(out, "| {} | {} | {} | {} |", it.name, it.bound(), it.measured_text(), it.verdict())?;
    }
    writeln!(out)
}

fn ceilings(out: &mut String, ceilings: &[Ceilings]) -> Result {
    writeln!(out, "## What the service adds to its parts\n")?;
    writeln!(
        out,
        "*axum* is a handler that returns the same bytes; *client* is the same statement through the same pool, without \
         HTTP. *Steady* is all of them at the same rate, which is what the bars show; *flat out* is each as fast as it goes, so \
         that parts find their next request waiting, and save a wake-up, where the whole has to wait for its parts. Medians of \
         rounds in which all took turns.\n"
    )?;
    writeln!(out, "![CPU for a request](bench.svg)\n\n```text")?;
    for it in ceilings {
        let rows = rows(it);
        let longest = rows.iter().map(|(_, _, parts)| parts.iter().sum::<f64>()).fold(0.0, f64::max);
        for (name, _, parts) in &rows {
            let bars: String =
                parts.iter().zip(["#", "="]).map(|(part, mark)| bar(*part, longest, mark)).collect();
            writeln!(out, "{:8} {name:22} {bars} {:.1}", it.database, parts.iter().sum::<f64>())?;
        }
    }
    writeln!(out, "```\n")?;
    writeln!(
        out,
        "| Database | Measured | requests/s | CPU | database CPU |\n| --- | --- | --- | --- | --- |"
    )?;
    for it in ceilings {
        let parts = [
            ("GET owner, steady: service", it.steady.service),
            ("GET owner, steady: axum", it.steady.axum),
            ("GET owner, steady: client", it.steady.client),
            ("GET owner, flat out: service", it.flat_out.service),
            ("GET owner, flat out: axum", it.flat_out.axum),
            ("GET owner, flat out: client", it.flat_out.client),
            ("GET vets, flat out: service", it.vets),
            ("GET vets, flat out: axum", it.axum_vets),
        ];
        for (name, part) in parts {
            let (rate, cpu, database) = (part.per_second, part.service, number(part.database));
            writeln!(out, "| {} | {name} | {rate:.0} | {cpu:.1} | {database} |", it.database)?;
        }
    }
    writeln!(
        out,
        "\n| Database | owner / (axum + client), steady | flat out | vets / axum, flat out |\n| --- | --- | --- | --- |"
    )?;
    for it in ceilings {
        let (database, steady, flat_out) = (it.database, it.steady.ratio, it.flat_out.ratio);
        writeln!(out, "| {database} | {steady:.2} | {flat_out:.2} | {:.2} |", it.vets_ratio)?;
    }
    writeln!(out)
}

/// The bars of one database: each bar's name, whether it is the service's, and the lengths of its parts in microseconds.
pub(super) fn rows(it: &Ceilings) -> [(&'static str, bool, Vec<f64>); 4] {
    [
        ("GET owner", true, vec![it.steady.service.service]),
        ("axum + client", false, vec![it.steady.axum.service, it.steady.client.service]),
        ("GET vets", true, vec![it.vets.service]),
        ("axum", false, vec![it.axum_vets.service]),
    ]
}

fn operations(out: &mut String, report: &Report) -> Result {
    if report.operations.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Operations\n\n32 connections, each asking again when answered; 1,010 owners.\n")?;
    writeln!(out, "| Database | Operation | requests/s | p50 ms | p99 ms | CPU | database CPU |")?;
    writeln!(out, "| --- | --- | --- | --- | --- | --- | --- |")?;
    for it in &report.operations {
        writeln!(out, "| {} | {} {}", it.database, it.name, cost(&it.cost))?;
    }
    writeln!(out)
}

fn durability(out: &mut String, report: &Report) -> Result {
    if report.durability.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## What durability costs\n\nNew visits in a SQLite file whose commits wait for the disk (FULL, the default), and in one whose \
         commits do not (`?synchronous=normal`). Medians of rounds in which both took turns.\n"
    )?;
    writeln!(out, "| Connections | Commits | visits/s | CPU |\n| --- | --- | --- | --- |")?;
    for it in &report.durability {
        for (name, cost) in [("FULL", it.full), ("NORMAL", it.normal)] {
            writeln!(out, "| {} | {name} | {:.0} | {:.1} |", it.connections, cost.per_second, cost.service)?;
        }
    }
    writeln!(out)
}

fn hostile(out: &mut String, report: &Report) -> Result {
    if report.hostile.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## Beside hostile clients\n\nGET owner at 200 requests/s on a SQLite file, while other clients send chat messages of the greatest \
         length, each on a new connection, as soon as the last one is answered, or a second after it is refused.\n"
    )?;
    writeln!(out, "| Beside | p50 ms | p99 ms | answered | refused |\n| --- | --- | --- | --- | --- |")?;
    for Beside { others, cost, answered, refused } in &report.hostile {
        let [p50, p99] = [cost.p50, cost.p99].map(|it| it as f64 / 1e3);
        writeln!(out, "| {others} | {p50:.1} | {p99:.1} | {answered} | {refused} |")?;
    }
    writeln!(out)
}

fn footprint(out: &mut String, report: &Report) -> Result {
    if let Some(start) = &report.start {
        writeln!(
            out,
            "## Start\n\nFrom exec to the first 200 of `/ready`; medians.\n\n| On | ms |\n| --- | --- |"
        )?;
        writeln!(out, "| a new SQLite file, with the sample data | {:.0} |", start.new_file)?;
        writeln!(out, "| the same file again | {:.0} |", start.same_file)?;
        writeln!(out, "| a MariaDB schema that is there | {:.0} |\n", start.mariadb)?;
    }
    if !report.memory.is_empty() {
        writeln!(out, "## Memory\n\nResident MiB; the requests are of all operations in turn.\n")?;
        writeln!(out, "| Database | at start | after 10,000 requests | peak |\n| --- | --- | --- | --- |")?;
        for it in &report.memory {
            let (start, after, peak) = (it.at_start, it.after_requests, it.peak);
            writeln!(out, "| {} | {start:.1} | {after:.1} | {peak:.1} |", it.database)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn tasks(out: &mut String, report: &Report) -> Result {
    let Some(Tasks { services, loaded, telemetry, watching }) = &report.tasks else { return Ok(()) };
    writeln!(
        out,
        "## The services as tasks on AWS\n\nEach service's own program, with twelve parameters, its login and its peer's address \
         from AWS's APIs on loopback, and MariaDB over TLS, verified against as many authorities as RDS has. Start is from exec \
         to the first 200 of `/ready`; memory is resident MiB; medians.\n"
    )?;
    writeln!(out, "| Program | start ms | memory when ready |\n| --- | --- | --- |")?;
    for it in services {
        writeln!(out, "| {} | {:.0} | {:.1} |", it.program, it.start, it.idle)?;
    }
    writeln!(
        out,
        "\ncustomers-service after 20,000 requests of all its operations in turn on 32 connections, with telemetry: {:.1} MiB, \
         at its peak {:.1} MiB.\n",
        loaded.after_requests, loaded.peak
    )?;
    writeln!(
        out,
        "admin-server beside {} instances, which it finds in Cloud Map, polls every 10 s and samples every minute: {:.1} % of a \
         core over two minutes, {:.1} MiB.\n",
        watching.instances, watching.core, watching.memory
    )?;
    writeln!(
        out,
        "GET owner, flat out on 32 connections, MariaDB without TLS. *On* is as it is by default: a line of JSON for each request \
         (to a file), metrics, 5 % of requests traced and told to a collector; *off* is none of it. Medians of rounds in which \
         both took turns; the cost is the median of each round's.\n"
    )?;
    writeln!(out, "| Telemetry | requests/s | CPU | database CPU |\n| --- | --- | --- | --- |")?;
    for (name, it) in [("on", telemetry.on), ("off", telemetry.off)] {
        writeln!(out, "| {name} | {:.0} | {:.1} | {} |", it.per_second, it.service, number(it.database))?;
    }
    let (throughput, ratio) = (telemetry.throughput, telemetry.cpu_ratio);
    writeln!(
        out,
        "\nTelemetry takes {throughput:.1} % of the throughput; the service's CPU time is {ratio:.2} times that without.\n"
    )
}

fn assistant(out: &mut String, report: &Report) -> Result {
    if report.assistant.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## The assistant\n\nFrom a question to the first piece of its answer, in ms, by the model itself and by the assistant that asks it; \
         medians. The model is a stand-in for Amazon Bedrock that thinks for 20 ms; the assistant reaches it through the AWS SDK.\n"
    )?;
    writeln!(out, "| Database | model | assistant | later |\n| --- | --- | --- | --- |")?;
    for it in &report.assistant {
        writeln!(out, "| {} | {:.1} | {:.1} | {:.1} |", it.database, it.model, it.assistant, it.later)?;
    }
    writeln!(out)
}

fn quarter(out: &mut String, report: &Report) -> Result {
    let heading =
        "## A quarter of a CPU\n\nGET owner on MariaDB, the service alone held to 25 ms in every 100 ms.\n";
    match (&report.quarter, &report.quarter_missing) {
        (Some(quarter), _) => {
            writeln!(out, "{heading}\n| Load | requests/s | p50 ms | p99 ms | CPU | database CPU |")?;
            writeln!(out, "| --- | --- | --- | --- | --- | --- |")?;
            writeln!(out, "| as fast as it goes {}", cost(&quarter.flat_out))?;
            writeln!(out, "| 2,000 requests/s {}\n", cost(&quarter.steady))
        }
        (None, Some(why)) => writeln!(out, "{heading}\nNot measured: {why}\n"),
        (None, None) => Ok(()),
    }
}

fn scale(out: &mut String, report: &Report) -> Result {
    if report.scale.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## Scale\n\n100,000 owners, 200,000 pets and 500,000 visits against the sample data; one connection.\n"
    )?;
    writeln!(out, "| Database | Asked | p50 us, sample | large | ratio | mean us, sample | large | ratio |")?;
    writeln!(out, "| --- | --- | --- | --- | --- | --- | --- | --- |")?;
    for it in &report.scale {
        let p50 = format!("{:.0} | {:.0} | {:.2}", it.sample_p50, it.large_p50, it.p50_ratio);
        let mean = format!("{:.0} | {:.0} | {:.2}", it.sample_mean, it.large_mean, it.mean_ratio);
        writeln!(out, "| {} | {} | {p50} | {mean} |", it.database, it.name)?;
    }
    writeln!(out)
}

fn cost(it: &Cost) -> String {
    let database = number(it.database);
    let (p50, p99) = (it.p50 as f64 / 1e3, it.p99 as f64 / 1e3);
    format!("| {:.0} | {p50:.2} | {p99:.2} | {:.1} | {database} |", it.per_second, it.service)
}

fn number(measured: Option<f64>) -> String {
    measured.map_or_else(|| "-".to_owned(), |measured| format!("{measured:.1}"))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the longest bar")]
fn bar(part: f64, longest: f64, mark: &str) -> String {
    mark.repeat((part / longest * BAR).round() as usize)
}
