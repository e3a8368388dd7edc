use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::Scope;

/// The state that constructs keep at a node, by Rust type. A change replaces the value, so a copy of the node keeps the old one.
#[derive(Clone, Default)]
pub(super) struct States(BTreeMap<TypeId, Rc<dyn Any>>);

impl Scope {
    /// The state that a construct has set here by [`change_state`](Self::change_state), or the default.
    #[must_use]
    pub fn state<T: Clone + Default + 'static>(&self) -> T {
        self.tree.read(self.node, |node| {
            let kept = node.states.0.get(&TypeId::of::<T>()).and_then(|kept| kept.downcast_ref::<T>());
            kept.cloned().unwrap_or_default()
        })
    }

    /// Changes the state that a construct keeps here beside its properties: one value for each Rust type, which all its handles share.
    ///
    /// A synthesis restores it with the rest of the tree; an `Rc<RefCell<..>>` in a handle would keep the changes of aspects.
    pub fn change_state<T: Clone + Default + 'static, R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        // Not within `write`, as the change may read the tree.
        let mut value = self.state::<T>();
        let result = change(&mut value);
        self.tree.write(self.node, |node| node.states.0.insert(TypeId::of::<T>(), Rc::new(value)));
        result
    }
}
