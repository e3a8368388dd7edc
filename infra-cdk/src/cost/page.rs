//! The generated page about cost, docs/cost.md, and its picture.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use super::options::{EXPECTED, choices, verdict};
use super::picture::{layer, svg};
use super::text::{by_amount, unknown};
use super::{Assumptions, Estimate, Prices, Profile, Usage, synthesize};
use crate::environment::{Environment, Topology};

const ABOUT: &str = "\
<!-- GENERATED from the templates and crates/prices/prices.toml by `cargo run -p infra-cdk -- cost --pages docs`: do not change it here. -->

# What a month costs

Estimates in USD from the synthesized templates and the dated list prices in [`prices.toml`](../crates/prices/prices.toml), without free tiers,
discounts, taxes and support. They hold for us-west-2 and us-east-1; nobody asks AWS for them when an estimate is made, so look up those that
matter to you at the pages that the table names. `cargo run -p infra-cdk -- cost` makes one for any environment, choice and month:

```sh
cargo run -p infra-cdk -- cost -c environment=prod -c nat=single --profile busy --requests 5000000
```

Left out are requests of KMS, S3, Secrets Manager and Cloud Map, backups of the database beyond its size, data between zones, stored
traces that are looked at, queries of logs, and tokens of the model that makes embeddings. `observability` is `dev` in that topology.
";

/// The environments of the page.
fn environments() -> Vec<(String, Environment)> {
    let presets = Environment::preset_names()
        .filter_map(|name| Some((name.to_owned(), Environment::preset(name)?)))
        .collect::<Vec<_>>();
    let observed = Environment::preset("dev").map(|mut it| {
        it.take(Topology::OBSERVABILITY);
        (Topology::OBSERVABILITY.name.to_owned(), it)
    });
    presets.into_iter().chain(observed).collect()
}

/// The page and its picture, by their file names.
///
/// # Errors
/// If the app has mistakes.
pub fn pages(root: &Path, prices: &Prices) -> Result<[(&'static str, String); 2], String> {
    let environments = environments();
    let usage = |profile| Usage::of(profile, &Assumptions::default());
    let (mut estimates, mut totals) = (Vec::new(), Vec::new());
    let mut page = ABOUT.to_owned();
    page.push_str("\n## Totals\n\n| environment | quiet | clinic | busy |\n| --- | ---: | ---: | ---: |\n");
    for (name, environment) in &environments {
        let synthesis = synthesize(environment, root)?;
        let of = |profile| Estimate::of(&synthesis, &usage(profile), prices);
        let now @ [quiet, clinic, busy] = Profile::ALL.map(|profile| of(profile).total);
        let _ = writeln!(page, "| {name} | {quiet:.0} | {clinic:.0} | {busy:.0} |");
        totals.push(now);
        estimates.push((name.clone(), of(Profile::default())));
    }
    page.push_str("\n![USD a month by stack](cost.svg)\n\n## By stack and by service, profile clinic\n\n");
    let stacks = |it: &Estimate| -> Vec<(String, f64)> {
        it.stacks.iter().map(|(name, usd)| (layer(name).to_owned(), *usd)).collect()
    };
    let services =
        |it: &Estimate| by_amount(it).into_iter().map(|(name, usd)| (name.to_owned(), usd)).collect();
    amounts(&mut page, "stack", &estimates, &stacks);
    page.push('\n');
    amounts(&mut page, "service", &estimates, &services);
    let missing: BTreeSet<String> =
        estimates.iter().map(|(_, it)| unknown(it)).filter(|it| !it.is_empty()).collect();
    if !missing.is_empty() {
        let missing = missing.into_iter().collect::<Vec<_>>().join("; ");
        let _ = writeln!(page, "\nThe price of these is not known, and no total has it: {missing}.");
    }
    let (least, most) = EXPECTED;
    let _ = writeln!(page, "\n## Where {least:.0} to {most:.0} USD hold\n");
    page.push_str(
        "The clinic's documents expect that range. Each choice is a context value; its totals are with all choices above it. Choices\n\
         that change nothing are not there. Spare capacity (`spot`) saves where a service has more than one task. For arm64, images are\n\
         made on a machine with such a processor: see the [deploy guide](deploy.md).\n",
    );
    for ((name, environment), now) in environments.iter().zip(totals) {
        let all = choices(environment, now.to_vec(), root, &Profile::ALL.map(usage), prices)?;
        let _ = writeln!(page, "\n### {name}\n");
        for (month, profile) in Profile::ALL.into_iter().enumerate() {
            let _ = writeln!(page, "- {}: {}", profile.name(), verdict(&all, month));
        }
        page.push_str("\n| choice | quiet | clinic | busy |\n| --- | ---: | ---: | ---: |\n");
        for choice in all.iter().skip(1) {
            let _ = write!(page, "| `{}` |", choice.context);
            for total in &choice.totals {
                let _ = write!(page, " {total:.0} |");
            }
            page.push('\n');
        }
    }
    page.push_str(
        "\n## Months\n\n| flag | what it is | quiet | clinic | busy |\n| --- | --- | ---: | ---: | ---: |\n",
    );
    let [quiet, clinic, busy] = Profile::ALL.map(|profile| usage(profile).rows());
    for (((flag, few, help), (_, usual, _)), (_, many, _)) in quiet.into_iter().zip(clinic).zip(busy) {
        let _ = writeln!(page, "| `--{flag}` | {help} | {few} | {usual} | {many} |");
    }
    Ok([("cost.md", page), ("cost.svg", svg(&estimates))])
}

/// A table with a row for each name, and a column for each environment.
fn amounts(
    page: &mut String,
    of: &str,
    estimates: &[(String, Estimate)],
    rows: &dyn Fn(&Estimate) -> Vec<(String, f64)>,
) {
    let columns: Vec<Vec<(String, f64)>> = estimates.iter().map(|(_, it)| rows(it)).collect();
    let names: Vec<&str> = estimates.iter().map(|(name, _)| name.as_str()).collect();
    let _ = writeln!(page, "| {of} | {} |\n| --- |{}", names.join(" | "), " ---: |".repeat(names.len()));
    // What only some environments have comes after what all have.
    let mut rows: Vec<&String> = Vec::new();
    for (name, _) in columns.iter().flatten() {
        if !rows.contains(&name) {
            rows.push(name);
        }
    }
    for name in rows {
        let _ = write!(page, "| {name} |");
        for column in &columns {
            let usd = column.iter().find(|(it, _)| it == name).map_or(0.0, |(_, usd)| *usd);
            let _ = write!(page, " {usd:.2} |");
        }
        page.push('\n');
    }
}
