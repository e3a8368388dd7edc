//! The instances of one service, and the choice of the next one to call.

mod instance;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;
use tokio::time::Instant;

pub(crate) use self::instance::{Instance, Lease};
use crate::discovery::Address;
use crate::jitter;

/// The instances of one service. An instance keeps its state across look-ups that still contain it.
#[derive(Debug)]
pub(crate) struct Instances {
    /// Nearest tier first; `None` until the first look-up.
    tiers: ArcSwapOption<Vec<Tier>>,
    changing: Mutex<()>,
}

/// Instances that are equally near.
type Tier = Vec<Arc<Instance>>;

impl Instances {
    /// The fixed instances, or none yet.
    pub(crate) fn new(known: Option<Vec<Address>>) -> Self {
        let instances = Self { tiers: ArcSwapOption::empty(), changing: Mutex::new(()) };
        if let Some(addresses) = known {
            instances.replace(0, addresses);
        }
        instances
    }

    /// Whether a look-up has succeeded, even if it found no instance.
    pub(crate) fn are_known(&self) -> bool {
        self.tiers.load().is_some()
    }

    /// Replaces the instances of a tier.
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

    /// The addresses of all instances, nearest first.
    pub(crate) fn addresses(&self) -> Vec<Address> {
        self.tiers.load().iter().flat_map(|it| it.iter().flatten()).map(|it| it.address.clone()).collect()
    }

    /// The number of instances, and how many of them are set aside.
    pub(crate) fn count(&self) -> (usize, usize) {
        let tiers = self.tiers.load();
        let all = || tiers.iter().flat_map(|it| it.iter().flatten());
        (all().count(), all().filter(|it| it.is_aside()).count())
    }

    /// The number of instances besides the one being tried.
    pub(crate) fn others(&self) -> u32 {
        let all = self.tiers.load().iter().flat_map(|it| it.iter()).map(Vec::len).sum::<usize>();
        u32::try_from(all.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Picks the instance to call next. In the nearest tier with a fit instance, it draws two at random and takes the
    /// one with fewer calls under way. If no instance is fit, it takes the one that failed longest ago. It avoids the
    /// instance `tried` last if there is another. `None` if there are no instances.
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

/// The less busy of two random fit instances.
fn draw(tier: &Tier, is_new: &dyn Fn(&Arc<Instance>) -> bool, now: Instant) -> Option<Lease> {
    // An instance whose time aside is over gets one call even if others are free: only a call shows that it is back.
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
