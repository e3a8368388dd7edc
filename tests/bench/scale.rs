//! Compares the latency of a clinic a thousand times as large with that of the sample data, in alternating runs on one connection.

use std::net::SocketAddr;

use anyhow::Result;
use serde::Serialize;

use crate::clinic::Clinic;
use crate::environment::{Database, Environment};
use crate::http::get;
use crate::load::{Load, RunResult};
use crate::measure::median;
use crate::operations;
use crate::process::Process;

/// The number of names to search for: the same for both databases, so that caches help both equally.
const NAMES: u32 = 9;
/// Last names of the sample data, without the one that two owners share.
const SAMPLE_NAMES: [&str; NAMES as usize] =
    ["Black", "Coleman", "Davis", "Escobito", "Estaban", "Franklin", "McTavish", "Rodriquez", "Schroeder"];
/// Searches per round where each search is new.
const NEW_SEARCHES: u64 = 250;
const SAMPLE_OWNERS: u32 = 10;

/// Latencies in microseconds: the medians over the rounds.
#[derive(Debug, Serialize)]
pub(crate) struct Comparison {
    pub(crate) database: &'static str,
    pub(crate) name: &'static str,
    pub(crate) sample_p50: f64,
    pub(crate) large_p50: f64,
    pub(crate) sample_mean: f64,
    pub(crate) large_mean: f64,
    /// The median of the rounds' ratios.
    pub(crate) p50_ratio: f64,
    /// The median of the rounds' ratios.
    pub(crate) mean_ratio: f64,
}

/// The requests for both databases.
struct Question {
    name: &'static str,
    sample: Vec<Vec<u8>>,
    large: Vec<Vec<u8>>,
    /// The number of requests in a round; fixed where no request may come twice.
    count: Option<u64>,
}

/// Compares a database with the large clinic to one with only the sample data.
pub(crate) async fn measure(
    environment: &Environment,
    sample: &Database,
    large: &Database,
) -> Result<Vec<Comparison>> {
    let (_sample_service, sample_address) = Process::serve(&mut environment.petclinic(sample))?;
    let (_large_service, large_address) = Process::serve(&mut environment.petclinic(large))?;
    let mut comparisons = Vec::new();
    for question in questions() {
        let name = question.name;
        let rounds = compare(environment, question, [sample_address, large_address]).await?;
        let middle = |of: fn(&Turn) -> f64| median(rounds.iter().map(of));
        let comparison = Comparison {
            database: large.name,
            name,
            sample_p50: middle(|it| it.sample.p50),
            large_p50: middle(|it| it.large.p50),
            sample_mean: middle(|it| it.sample.mean),
            large_mean: middle(|it| it.large.mean),
            p50_ratio: middle(|it| it.large.p50 / it.sample.p50),
            mean_ratio: middle(|it| it.large.mean / it.sample.mean),
        };
        eprintln!("     {} {name}: {:.2}, {:.2}", large.name, comparison.p50_ratio, comparison.mean_ratio);
        comparisons.push(comparison);
    }
    Ok(comparisons)
}

/// The results of one round.
struct Turn {
    sample: Latency,
    large: Latency,
}

/// Latency in microseconds.
struct Latency {
    p50: f64,
    mean: f64,
}

impl From<RunResult> for Latency {
    fn from(outcome: RunResult) -> Latency {
        let p50 = u32::try_from(outcome.latency.value_at_quantile(0.5)).unwrap_or(u32::MAX);
        Latency { p50: f64::from(p50), mean: outcome.latency.mean() }
    }
}

async fn compare(
    environment: &Environment,
    question: Question,
    [sample, large]: [SocketAddr; 2],
) -> Result<Vec<Turn>> {
    let duration = environment.duration / 2;
    let (sample, large) = (Load::new(sample, question.sample), Load::new(large, question.large));
    let run = |load: Load| async move {
        let outcome = match question.count {
            Some(count) => load.counted(count, 1, duration * 20).await?,
            None => load.closed(1, duration).await?,
        };
        Ok::<_, anyhow::Error>(Latency::from(outcome))
    };
    let mut rounds = Vec::new();
    // The first round warms up and does not count.
    for round in 0..=environment.rounds {
        let turn = Turn { sample: run(sample.clone()).await?, large: run(large.clone()).await? };
        if round > 0 {
            rounds.push(turn);
        }
    }
    Ok(rounds)
}

fn questions() -> Vec<Question> {
    let large = Clinic::LARGE;
    let details = |it: u32| get(&format!("/api/gateway/owners/{}", 1 + it % SAMPLE_OWNERS));
    let search = |name: &str| get(&format!("/api/customers/owners?lastName={name}"));
    let page = |after: &str| vec![get(&format!("/api/customers/owners?size=10{after}"))];
    let middle = format!("&after={}", large.owners / 2);
    vec![
        Question {
            name: "owner details",
            sample: (0..SAMPLE_OWNERS).map(details).collect(),
            large: (0..1_000).map(|it| get(&operations::details_path(large, it))).collect(),
            count: None,
        },
        Question {
            name: "owners by last name, of a few",
            sample: SAMPLE_NAMES.map(search).to_vec(),
            large: (0..NAMES).map(|it| get(&operations::search_path(large, it))).collect(),
            count: None,
        },
        Question {
            name: "owners by last name, each time another",
            sample: SAMPLE_NAMES.iter().flat_map(|it| spellings(it)).map(|it| search(&it)).collect(),
            large: (0..3_000).map(|it| get(&operations::search_path(large, it))).collect(),
            count: Some(NEW_SEARCHES),
        },
        Question { name: "first page of owners", sample: page(""), large: page(""), count: None },
        Question {
            name: "a page of owners in the middle",
            sample: page(""),
            large: page(&middle),
            count: None,
        },
    ]
}

/// A name in every mixture of upper and lower case. Such searches have the same results, but no cache has seen them.
fn spellings(name: &str) -> Vec<String> {
    let spelling =
        |upper: u32| {
            let letters = name.chars().enumerate();
            let cased = letters.map(|(at, it)| {
                if upper >> at & 1 == 1 { it.to_ascii_uppercase() } else { it.to_ascii_lowercase() }
            });
            cased.collect()
        };
    (0..1 << name.len()).map(spelling).collect()
}
