//! From templates to amounts of money.

use std::collections::{BTreeMap, BTreeSet};

use cdk::Synthesis;
use prices::Prices;
use serde::Serialize;
use serde_json::Value;

use super::charges::{Cost, of};
use super::usage::Usage;

/// What a month costs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Estimate {
    /// USD by stack.
    pub stacks: BTreeMap<String, f64>,
    /// USD by service of AWS.
    pub services: BTreeMap<String, f64>,
    /// USD by stack and service.
    pub lines: BTreeMap<String, BTreeMap<String, f64>>,
    /// Types of resources, and prices, that are not known. The total is without them.
    pub unknown: BTreeSet<String>,
    pub total: f64,
}

/// All resources of an app.
pub(super) struct Resources<'a> {
    pub(super) all: Vec<Resource<'a>>,
}

#[derive(Clone, Copy)]
pub(super) struct Resource<'a> {
    pub(super) stack: &'a str,
    pub(super) id: &'a str,
    pub(super) kind: &'a str,
    pub(super) properties: &'a Value,
}

impl<'a> Resources<'a> {
    fn of(synthesis: &'a Synthesis) -> Self {
        let stacks = synthesis.root.all_stacks();
        let all = stacks.into_iter().flat_map(|stack| {
            let resources = stack.template.get("Resources").and_then(Value::as_object);
            resources.into_iter().flatten().map(|(id, resource)| Resource {
                stack: &stack.name,
                id,
                kind: resource.get("Type").and_then(Value::as_str).unwrap_or_default(),
                properties: resource.get("Properties").unwrap_or(&Value::Null),
            })
        });
        Self { all: all.collect() }
    }

    /// Those of a type.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Resource<'a>> {
        self.all.iter().filter(move |it| it.kind == kind)
    }

    /// An equal part for each resource of a type, of an amount that is known for all of them together.
    pub(super) fn share(&self, amount: f64, kind: &str) -> f64 {
        amount / count(self.of_kind(kind).count()).max(1.0)
    }
}

impl Resource<'_> {
    /// A number at a path of its properties, also where it is text.
    pub(super) fn number(&self, pointer: &str) -> Option<f64> {
        let value = self.properties.pointer(pointer)?;
        value.as_f64().or_else(|| value.as_str()?.parse().ok())
    }

    /// Text at a path of its properties; empty where there is none.
    pub(super) fn text(&self, pointer: &str) -> &str {
        self.properties.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The length of a list of its properties.
    pub(super) fn length(&self, pointer: &str) -> f64 {
        self.properties.pointer(pointer).and_then(Value::as_array).map_or(0.0, |it| count(it.len()))
    }
}

pub(super) fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

impl Estimate {
    /// Estimates a synthesized app.
    pub fn of(synthesis: &Synthesis, usage: &Usage, prices: &Prices) -> Self {
        let resources = Resources::of(synthesis);
        let mut estimate = Self::default();
        for resource in &resources.all {
            let stack = estimate.stacks.entry(resource.stack.to_owned()).or_default();
            let lines = estimate.lines.entry(resource.stack.to_owned()).or_default();
            match of(resource, &resources, usage, prices) {
                Cost::Free => {}
                Cost::Unknown => {
                    estimate.unknown.insert(resource.kind.to_owned());
                }
                Cost::Charges(charges) => {
                    for (service, price, amount) in charges {
                        let Some(usd) = prices.usd(&price) else {
                            estimate.unknown.insert(format!("{} ({price})", resource.kind));
                            continue;
                        };
                        let usd = usd * amount;
                        *stack += usd;
                        *lines.entry(service.to_owned()).or_default() += usd;
                        *estimate.services.entry(service.to_owned()).or_default() += usd;
                        estimate.total += usd;
                    }
                }
            }
        }
        estimate
    }
}
