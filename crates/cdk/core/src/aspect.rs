use std::rc::Rc;

use crate::Scope;

/// Something done to each construct below a scope at synthesis.
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
