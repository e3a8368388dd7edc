use std::collections::BTreeMap;

use crate::tree::{Data, Section};
use crate::{Any, Construct, IntoVal, Json, NodeId, Scope, Val, intrinsic};

/// A table of constants with two levels of keys, such as region and name.
#[derive(Clone, Debug, Default)]
pub struct Mapping(BTreeMap<String, BTreeMap<String, Json>>);

impl Mapping {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn entry(
        mut self,
        first: impl Into<String>,
        second: impl Into<String>,
        value: impl IntoVal<Any>,
    ) -> Self {
        self.0.entry(first.into()).or_default().insert(second.into(), value.into_val().into_json());
        self
    }
}

#[diagnostic::do_not_recommend]
impl Construct for Mapping {
    type Output = MappingHandle;

    fn create(self, scope: &Scope) -> MappingHandle {
        let entries =
            self.0.into_iter().map(|(first, entries)| (first.into(), Json::object(entries))).collect();
        scope.hold("a mapping", Data::Entry(Section::Mappings, entries));
        MappingHandle(scope.node)
    }
}

/// A declared [`Mapping`].
#[derive(Clone, Copy, Debug)]
pub struct MappingHandle(NodeId);

impl MappingHandle {
    /// The constant under two keys, either of which may be a token such as the region.
    pub fn find(&self, first: impl IntoVal<String>, second: impl IntoVal<String>) -> Val<Any> {
        intrinsic::find_in_map(self.0, first.into_val().into_json(), second.into_val().into_json())
    }
}
