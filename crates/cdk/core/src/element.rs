use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Deref;

use crate::condition::Condition;
use crate::policy::RemovalPolicy;
use crate::resource::{Properties, ResourceInfo, TagInfo};
use crate::tree::Data;
use crate::{Any, IntoVal, Json, Scope, Val};

#[derive(Clone)]
pub(crate) struct ResourceData {
    pub(crate) type_name: Cow<'static, str>,
    pub(crate) info: Option<&'static ResourceInfo>,
    /// Where the tags of the scopes around it go.
    pub(crate) tags: Option<TagInfo>,
    pub(crate) properties: Properties,
    /// `DeletionPolicy`, `UpdatePolicy`, `Metadata` and the like.
    pub(crate) attributes: BTreeMap<Cow<'static, str>, Json>,
    pub(crate) overrides: Vec<(String, Option<Json>)>,
}

impl ResourceData {
    /// The name of its type in the template, an override of it included.
    pub(crate) fn type_name(&self) -> &str {
        let overrides = self.overrides.iter().rev().filter(|(path, _)| path == "Type");
        overrides.filter_map(|(_, value)| value.as_ref()?.as_str()).next().unwrap_or(&self.type_name)
    }

    /// All values in its declaration.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Json> {
        let properties = self.properties.iter().map(|(_, value)| value);
        let overrides = self.overrides.iter().filter_map(|(_, value)| value.as_ref());
        properties.chain(self.attributes.values()).chain(overrides)
    }
}

/// A declared resource of any type.
#[derive(Clone, Debug)]
pub struct Element(Scope);

impl Element {
    /// Declares the resource at `scope` itself, which must not hold another.
    pub fn declare(scope: &Scope, info: &'static ResourceInfo, properties: Properties) -> Self {
        Self::put(scope, info.type_name.into(), Some(info), info.tags, properties)
    }

    pub(crate) fn declare_untyped(
        scope: &Scope,
        type_name: Cow<'static, str>,
        tags: Option<TagInfo>,
        properties: Properties,
    ) -> Self {
        Self::put(scope, type_name, None, tags, properties)
    }

    fn put(
        scope: &Scope,
        type_name: Cow<'static, str>,
        info: Option<&'static ResourceInfo>,
        tags: Option<TagInfo>,
        properties: Properties,
    ) -> Self {
        let what = format!("a resource ({type_name})");
        let (attributes, overrides) = (BTreeMap::new(), Vec::new());
        let data = ResourceData { type_name, info, tags, properties, attributes, overrides };
        scope.hold(&what, Data::Resource(Box::new(data)));
        Self(scope.clone())
    }

    pub(crate) fn at(scope: Scope) -> Option<Self> {
        scope.tree.read(scope.node, |node| matches!(node.data, Data::Resource(_))).then_some(Self(scope))
    }

    fn write(&self, write: impl FnOnce(&mut ResourceData)) {
        self.tree.write(self.node, |node| {
            if let Data::Resource(data) = &mut node.data {
                write(data);
            }
        });
    }

    fn read<T: Default>(&self, read: impl FnOnce(&ResourceData) -> T) -> T {
        self.tree.read(self.node, |node| {
            if let Data::Resource(data) = &node.data { read(data) } else { T::default() }
        })
    }

    /// The name CloudFormation gives its type, such as `AWS::EC2::VPC`.
    #[must_use]
    pub fn type_name(&self) -> String {
        self.read(|data| data.type_name().to_owned())
    }

    /// A property by its CloudFormation name, as it stands now.
    #[must_use]
    pub fn get(&self, property: &str) -> Option<Json> {
        self.read(|data| data.properties.get(property).cloned())
    }

    /// All properties that are set, as they stand now, by their CloudFormation names.
    #[must_use]
    pub fn properties(&self) -> std::collections::BTreeMap<String, Json> {
        self.read(|data| {
            data.properties.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect()
        })
    }

    /// Sets a property by its CloudFormation name.
    pub fn set(&self, property: impl Into<Cow<'static, str>>, value: impl IntoVal<Any>) {
        let (property, value) = (property.into(), value.into_val().into_json());
        self.write(|data| data.properties.set(property, value));
    }

    /// Changes a property in place; it starts as null where it is not set, and null removes it.
    pub fn change(&self, property: impl Into<Cow<'static, str>>, change: impl FnOnce(&mut Json)) {
        let property = property.into();
        // Not within `write`, as the change may read the tree.
        let mut value = self.get(&property).unwrap_or(Json::Null);
        change(&mut value);
        self.write(|data| match value {
            Json::Null => drop(data.properties.remove(&property)),
            value => data.properties.set(property, value),
        });
    }

    /// Appends to a list property, or starts it. A list that is known only at deployment is a mistake.
    pub fn push(&self, property: impl Into<Cow<'static, str>>, item: impl IntoVal<Any>) {
        let (property, item) = (property.into(), item.into_val().into_json());
        let mut is_list = true;
        self.change(property.clone(), |list| match list {
            Json::List(items) => items.push(item),
            Json::Null => *list = Json::List(vec![item]),
            _ => is_list = false,
        });
        if !is_list {
            self.fail(format!("an item is appended to `{property}`, which is no list that is known now"));
        }
    }

    /// The escape hatch: a value anywhere in the resource's declaration, such as `Properties.Tags.0.Value` or `UpdatePolicy`.
    pub fn override_at(&self, path: impl Into<String>, value: impl IntoVal<Any>) {
        let change = (path.into(), Some(value.into_val().into_json()));
        self.write(|data| data.overrides.push(change));
    }

    /// Removes the value at a path of the resource's declaration.
    pub fn remove_at(&self, path: impl Into<String>) {
        let change = (path.into(), None);
        self.write(|data| data.overrides.push(change));
    }

    /// Fixes the logical id, for a resource that moves within the tree and must not be replaced.
    pub fn override_logical_id(&self, logical_id: impl Into<String>) {
        let id = logical_id.into();
        if id.is_empty() || id.len() > 255 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return self.fail(format!("`{id}` is not a logical id: 1 to 255 letters and digits"));
        }
        self.tree.write(self.node, |node| node.logical_id = Some(id));
    }

    /// Decides whether CloudFormation deletes or keeps the resource when it leaves the template, and the old one when it is replaced.
    pub fn removal_policy(&self, policy: RemovalPolicy) {
        self.attribute_of_declaration("DeletionPolicy", policy.name().into());
        // CloudFormation takes `RetainExceptOnCreate` for deletion only.
        let replaced =
            if policy == RemovalPolicy::RetainExceptOnCreate { RemovalPolicy::Retain } else { policy };
        self.attribute_of_declaration("UpdateReplacePolicy", replaced.name().into());
    }

    /// How instances are replaced, versions shifted and the like: `UpdatePolicy`.
    pub fn update_policy(&self, policy: Json) {
        self.attribute_of_declaration("UpdatePolicy", policy);
    }

    /// The signals that CloudFormation awaits before the resource counts as created: `CreationPolicy`.
    pub fn creation_policy(&self, policy: Json) {
        self.attribute_of_declaration("CreationPolicy", policy);
    }

    /// Makes the resource only where the condition holds.
    pub fn only_if(&self, condition: &Condition) {
        self.set_condition(Json::LogicalId(condition.node()));
    }

    pub(crate) fn set_condition(&self, condition: Json) {
        self.attribute_of_declaration("Condition", condition);
    }

    /// An entry of the resource's `Metadata`.
    pub fn metadata(&self, key: impl Into<Cow<'static, str>>, value: impl IntoVal<Any>) {
        let (key, value) = (key.into(), value.into_val().into_json());
        self.write(|data| {
            let metadata =
                data.attributes.entry("Metadata".into()).or_insert_with(|| Json::Object(BTreeMap::new()));
            if let Json::Object(entries) = metadata {
                entries.insert(key, value);
            }
        });
    }

    fn attribute_of_declaration(&self, name: &'static str, value: Json) {
        self.write(|data| {
            data.attributes.insert(name.into(), value);
        });
    }

    /// The resource's `Ref`.
    #[must_use]
    pub fn reference<T: ?Sized>(&self) -> Val<T> {
        Val::of(Json::Ref(self.node))
    }

    /// One of the resource's attributes, by `Fn::GetAtt`.
    pub fn attribute<T: ?Sized>(&self, name: impl Into<Cow<'static, str>>) -> Val<T> {
        Val::of(Json::GetAtt(self.node, name.into()))
    }
}

impl Deref for Element {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.0
    }
}

impl AsRef<Scope> for Element {
    fn as_ref(&self) -> &Scope {
        &self.0
    }
}
