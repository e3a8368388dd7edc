//! Instances as notifications see them.

use std::collections::BTreeMap;

use contract::admin::{InstanceId, StatusInfo};

use super::Instances;
use crate::notifications::condition::Condition;

/// An instance with how long it has been as it is.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    pub(crate) id: InstanceId,
    pub(crate) status: StatusInfo,
    pub(crate) condition: Condition,
    /// Whether it answered the latest poll, so that the details of its status are its own words.
    pub(crate) has_answered: bool,
}

impl Instances {
    /// All of them, by application.
    pub(crate) fn observed(&self) -> BTreeMap<String, Vec<Observed>> {
        let mut observed = BTreeMap::<String, Vec<Observed>>::new();
        for (id, known) in &*self.all() {
            let application = known.stored.registration.name.clone();
            let instance = Observed {
                id: *id,
                status: known.status.clone(),
                condition: known.condition,
                has_answered: known.unanswered == 0,
            };
            observed.entry(application).or_default().push(instance);
        }
        observed
    }
}
