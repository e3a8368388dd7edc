//! Judges answers by what SQL selects from the same clinic.

use serde::Deserialize;

/// A question, with a query for what its answer must state.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    pub(crate) category: String,
    pub(crate) turns: Vec<String>,
    /// What the query selects: `owners`, `pets`, `vets`, `cities`, `types`, `dates`, a `count`, or texts that the answer `says`.
    pub(crate) about: String,
    pub(crate) sql: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Right,
    /// The answer says what was not understood or what is missing.
    Declined,
    Wrong(String),
}

/// What answers say that state nothing.
const DECLINES: [&str; 9] = [
    "do not understand",
    "did not understand",
    "이해하지 못",
    "i can look for a treatment only",
    "치료 내용은",
    "look through the visits of 20",
    "20마리까지만",
    "please tell me more",
    "이름과 성을 함께",
];

const NONE: [&str; 8] = ["no ", "none", "nobody", "never", "없", "찾지 못", "0 ", "0마리"];

/// Every name that answers about owners, vets, cities or types could state.
pub(crate) fn universe(about: &str) -> &'static str {
    match about {
        "owners" => "select first_name || ' ' || last_name from owners",
        "vets" => "select first_name || ' ' || last_name from vets",
        "cities" => "select distinct city from owners",
        "types" => "select name from types",
        "pets" => "select distinct name from pets",
        _ => "select name from types where 1 = 0",
    }
}

impl Asked {
    /// Judges an answer by the rows that the question's query selects, and by all names that there are.
    pub(crate) fn judge(&self, answer: &str, rows: &[String], universe: &[String]) -> Verdict {
        let low = answer.to_lowercase();
        if DECLINES.iter().any(|it| low.contains(it)) {
            return Verdict::Declined;
        }
        let stated = ["did you mean", "혹시", "our vets:", "우리 병원의 수의사:"]
            .iter()
            .filter_map(|it| low.find(it))
            .min();
        let stated = answer.get(..stated.unwrap_or(answer.len())).unwrap_or(answer);
        let is_count = self.about == "count";
        let rows: Vec<_> = rows.iter().filter(|it| !is_count || *it != "0").collect();
        let has = |name: &String| match self.about.as_str() {
            "pets" => [" (", " is a", ":", "("].iter().any(|it| stated.contains(&format!("{name}{it}"))),
            _ => stated.to_lowercase().contains(&name.to_lowercase()),
        };
        if let Some(wrong) = universe.iter().find(|it| !rows.contains(it) && has(it)) {
            return Verdict::Wrong(format!("states {wrong}"));
        }
        let days: Vec<_> =
            days(stated).into_iter().filter(|it| self.about == "dates" && !rows.contains(&it)).collect();
        if let Some(wrong) = days.first() {
            return Verdict::Wrong(format!("states {wrong}"));
        }
        if rows.is_empty() {
            let none = NONE.iter().any(|it| low.contains(it));
            return if none {
                Verdict::Right
            } else {
                Verdict::Wrong("does not say that there is none".to_owned())
            };
        }
        let expected = if is_count { rows[0].parse().unwrap() } else { rows.len() };
        if is_count || rows.len() > 20 {
            let right = headline(stated) == Some(expected);
            return if right { Verdict::Right } else { Verdict::Wrong(format!("does not count {expected}")) };
        }
        match rows.into_iter().find(|it| !has(it)) {
            Some(missing) => Verdict::Wrong(format!("does not state {missing}")),
            None => Verdict::Right,
        }
    }
}

/// The number that the first line of an answer states.
fn headline(answer: &str) -> Option<usize> {
    let line = answer.lines().next()?;
    let runs = line.split(|it: char| !it.is_ascii_digit());
    let mut numbers = Vec::new();
    let mut at = 0;
    for run in runs {
        let after = line.get(at + run.len()..).unwrap_or_default();
        let counts = ["명", "마리", "건", "곳", "가지"].iter().any(|it| after.starts_with(it));
        let is_english =
            line.is_ascii() || !line.contains("명") && !line.contains("마리") && !line.contains("건");
        if !run.is_empty() && (counts || is_english && after.starts_with([' ', '.'])) {
            numbers.push(run.parse().ok()?);
        }
        at += run.len() + after.chars().next().map_or(0, char::len_utf8);
    }
    if line.is_ascii() { numbers.first().copied() } else { numbers.last().copied() }
}

/// The days that an answer states: at the beginning of a line of a list, or of one visit.
fn days(answer: &str) -> Vec<String> {
    let starts = ["\n- ", "was on ", "is on ", "방문: "];
    let places = starts.iter().flat_map(|it| answer.match_indices(it).map(|(at, it)| at + it.len()));
    let is_day = |it: &&str| it.len() == 10 && it.chars().all(|it| it.is_ascii_digit() || it == '-');
    places.filter_map(|at| answer.get(at..at + 10)).filter(is_day).map(str::to_owned).collect()
}
