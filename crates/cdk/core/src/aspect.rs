use std::rc::Rc;

use crate::Scope;

/// A function that a synthesis calls for each construct below a scope.
#[derive(Clone)]
pub(crate) struct Aspect(Rc<dyn Fn(&Scope)>);

impl Aspect {
    pub(crate) fn new(visit: impl Fn(&Scope) + 'static) -> Self {
        Self(Rc::new(visit))
    }

    pub(crate) fn visit(&self, scope: &Scope) {
        (self.0)(scope);
    }
}
