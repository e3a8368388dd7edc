use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::Scope;

/// What constructs keep at a node, by its Rust type. Values are replaced and never changed, so a copy of the node has its own.
#[derive(Clone, Default)]
pub(super) struct States(BTreeMap<TypeId, Rc<dyn Any>>);

impl Scope {
    /// What a construct has kept here by [`change_state`](Self::change_state), or the default.
    #[must_use]
    pub fn state<T: Clone + Default + 'static>(&self) -> T {
        self.tree.read(self.node, |node| {
            let kept = node.states.0.get(&TypeId::of::<T>()).and_then(|kept| kept.downcast_ref::<T>());
            kept.cloned().unwrap_or_default()
        })
    }

    /// Changes what a construct keeps here beside its properties, one value for each Rust type, for all handles on it.
    ///
    /// A synthesis restores it, as it does all else in the tree; an `Rc<RefCell<..>>` of a handle would keep what aspects changed.
    pub fn change_state<T: Clone + Default + 'static, R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        // Not within `write`, as the change may read the tree.
        let mut value = self.state::<T>();
        let result = change(&mut value);
        self.tree.write(self.node, |node| node.states.0.insert(TypeId::of::<T>(), Rc::new(value)));
        result
    }
}
