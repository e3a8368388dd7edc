//! The instances of one service, and which of them is called next.

mod instance;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;
use tokio::time::Instant;

pub(crate) use self::instance::{Instance, Lease};
use crate::discovery::Address;
use crate::jitter;

/// The instances of one service. What is known of one stays while it is among them.
#[derive(Debug)]
pub(crate) struct Instances {
    /// By nearness; none until they have been found for the first time.
    tiers: ArcSwapOption<Vec<Tier>>,
    changing: Mutex<()>,
}

/// Instances that are equally near.
type Tier = Vec<Arc<Instance>>;

impl Instances {
    /// Instances that are known, or none that are.
    pub(crate) fn new(known: Option<Vec<Address>>) -> Self {
        let instances = Self { tiers: ArcSwapOption::empty(), changing: Mutex::new(()) };
        if let Some(addresses) = known {
            instances.replace(0, addresses);
        }
        instances
    }

    /// Whether they have been found at least once, though there may be none.
    pub(crate) fn are_known(&self) -> bool {
        self.tiers.load().is_some()
    }

    /// These are the instances of a tier from now on.
    pub(crate) fn replace(&self, tier: usize, addresses: Vec<Address>) {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tiers = self.tiers.load().as_deref().cloned().unwrap_or_default();
        if tiers.len() <= tier {
            tiers.resize_with(tier + 1, Tier::new);
        }
        let mut instances = Tier::with_capacity(addresses.len());
        for address in addresses {
            let known = |it: &&Arc<Instance>| it.address == address;
            if !instances.iter().any(|it| known(&it)) {
                let kept = tiers[tier].iter().find(known).cloned();
                instances.push(kept.unwrap_or_else(|| Arc::new(Instance::new(address))));
            }
        }
        tiers[tier] = instances;
        self.tiers.store(Some(Arc::new(tiers)));
    }

    /// How many there are, and how many of them are set aside.
    pub(crate) fn count(&self) -> (usize, usize) {
        let tiers = self.tiers.load();
        let all = || tiers.iter().flat_map(|it| it.iter().flatten());
        (all().count(), all().filter(|it| it.is_aside()).count())
    }

    /// How many there are beside one.
    pub(crate) fn others(&self) -> u32 {
        let all = self.tiers.load().iter().flat_map(|it| it.iter()).map(Vec::len).sum::<usize>();
        u32::try_from(all.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The instance to call next: of the nearest tier that has one fit to be called, the one with fewer calls under way of
    /// two that are drawn. Where none is fit, the one whose failure is the longest ago. It is not the one that was
    /// `tried` last, where there is another. None where there are no instances.
    pub(crate) fn lease(&self, tried: Option<&Arc<Instance>>) -> Option<Lease> {
        let tiers = self.tiers.load();
        let tiers = tiers.as_deref()?;
        let is_new = |it: &Arc<Instance>| tried.is_none_or(|tried| !Arc::ptr_eq(tried, it));
        let now = Instant::now();
        for tier in tiers {
            if let Some(lease) = draw(tier, &is_new, now) {
                return Some(lease);
            }
        }
        let all = || tiers.iter().flatten();
        let longest_ago = |of: &dyn Fn(&Arc<Instance>) -> bool| {
            all().filter(|it| of(it)).min_by_key(|it| it.failed_at()).map(|it| Lease::new(it.clone(), None))
        };
        longest_ago(&is_new).or_else(|| longest_ago(&|_| true))
    }
}

/// The better one of two random instances that are fit to be called.
fn draw(tier: &Tier, is_new: &dyn Fn(&Arc<Instance>) -> bool, now: Instant) -> Option<Lease> {
    // An instance whose time is over is called once, whoever else is free, as nothing else shows that it is back.
    if let Some(lease) = tier.iter().filter(|it| is_new(it)).find_map(|it| it.probe(now)) {
        return Some(lease);
    }
    let (first, second) = jitter::two(tier.len())?;
    let is_fit = |it: &&Arc<Instance>| !it.is_aside() && is_new(it);
    let drawn = [first, second].map(|it| Some(&tier[it]).filter(is_fit));
    let best = match drawn {
        [Some(first), Some(second)] => Some(if second.load() < first.load() { second } else { first }),
        [Some(one), None] | [None, Some(one)] => Some(one),
        [None, None] => tier.iter().filter(is_fit).min_by_key(|it| it.load()),
    };
    best.map(|it| Lease::new(it.clone(), None))
}
