//! A resource type as the tree knows it: a name, a schema and properties.

use std::borrow::Cow;

use crate::{Construct, Element, IntoVal, Json, Scope};

/// The facts about a resource type that are known at compile time.
#[derive(Debug)]
pub struct ResourceInfo {
    /// The name CloudFormation gives it, such as `AWS::EC2::VPC`.
    pub type_name: &'static str,
    /// The schemas of its service, one line per type: the name, a space, JSON.
    pub schemas: &'static str,
    /// Where its tags go, if it takes any.
    pub tags: Option<TagInfo>,
}

impl ResourceInfo {
    /// The schema of this type as JSON text.
    #[must_use]
    pub fn schema(&self) -> Option<&'static str> {
        self.schemas.lines().find_map(|line| line.strip_prefix(self.type_name)?.strip_prefix(' '))
    }
}

/// The property that holds a resource's tags.
#[derive(Clone, Copy, Debug)]
pub struct TagInfo {
    pub property: &'static str,
    pub style: TagStyle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagStyle {
    /// `[{"Key": .., "Value": ..}]`
    List,
    /// `{key: value}`
    Map,
    /// A list, each tag with a flag of this name that is set.
    ListWith(&'static str),
}

/// A typed resource under construction.
pub trait ResourceType {
    const INFO: &'static ResourceInfo;

    fn into_properties(self) -> Properties;
}

/// Properties in the order they were set; setting one again replaces it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties(Vec<(Cow<'static, str>, Json)>);

impl Properties {
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: Json) {
        let name = name.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = value,
            None => self.0.push((name, value)),
        }
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    #[must_use]
    pub fn into_json(self) -> Json {
        Json::object(self.0)
    }
}

/// A resource of any type by name, such as a custom resource or a type of a private registry.
///
/// Nothing is known of its properties; [`tags_at`](Self::tags_at) says where it takes the tags that [`Scope::tag`] gives.
#[derive(Clone, Debug)]
pub struct GenericResource {
    type_name: Cow<'static, str>,
    properties: Properties,
    tags: Option<TagInfo>,
}

impl GenericResource {
    pub fn new(type_name: impl Into<Cow<'static, str>>) -> Self {
        Self { type_name: type_name.into(), properties: Properties::new(), tags: None }
    }

    /// The property that takes the tags of the scopes around it; without, it gets none.
    #[must_use]
    pub fn tags_at(mut self, property: &'static str, style: TagStyle) -> Self {
        self.tags = Some(TagInfo { property, style });
        self
    }

    #[must_use]
    pub fn set(mut self, name: impl Into<Cow<'static, str>>, value: impl IntoVal<crate::Any>) -> Self {
        self.properties.set(name, value.into_val().into_json());
        self
    }
}

#[diagnostic::do_not_recommend]
impl Construct for GenericResource {
    type Output = Element;

    fn create(self, scope: &Scope) -> Element {
        Element::declare_untyped(scope, self.type_name, self.tags, self.properties)
    }
}
