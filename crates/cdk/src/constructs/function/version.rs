use cdk_aws::{Resource, lambda};
use cdk_core::RemovalPolicy;

use super::FunctionHandle;
use crate::constructs::fingerprint::fingerprint;
use crate::constructs::name::digest;

/// Properties of the function that versions do not copy: a change of these alone makes no new version.
const NOT_COPIED: [&str; 6] = [
    "CodeSigningConfigArn",
    "FunctionScalingConfig",
    "PublishToLatestPublished",
    "RecursiveLoop",
    "ReservedConcurrentExecutions",
    "Tags",
];

impl FunctionHandle {
    /// A name for the function as it is at each deployment, such as `live`, which changes over in one step.
    /// Versions that came before stay.
    pub fn alias(&self, name: &str) -> Resource<lambda::Alias> {
        let version = self.current_version();
        let alias = lambda::Alias::new()
            .function_name(self.function_name())
            .function_version(version.attribute::<String>("Version"))
            .name(name);
        self.scope().add(format!("Alias{name}"), alias)
    }

    /// A version: an immutable copy of the function. Each change of the function makes a new one.
    fn current_version(&self) -> cdk_core::Element {
        if let Some(known) = self.scope().find("CurrentVersion").and_then(|scope| scope.element()) {
            return known;
        }
        let version = lambda::Version::new().function_name(self.function_name());
        let version = self.scope().add("CurrentVersion", version);
        version.removal_policy(RemovalPolicy::Retain);
        let (this, element) = (self.clone(), cdk_core::Element::clone(&version));
        let stack = self.scope().stack().path();
        let copy = element.clone();
        element.aspect(move |_| {
            let path = copy.path();
            let mut text = path.clone();
            for (property, value) in this.properties() {
                if !NOT_COPIED.contains(&property.as_str()) {
                    text.push_str(&property);
                    fingerprint(&this, &value, &mut text);
                }
            }
            let inner = path.strip_prefix(&stack).unwrap_or(&path);
            let mut id: String = inner.chars().filter(char::is_ascii_alphanumeric).collect();
            id.truncate(180);
            copy.override_logical_id(id + &digest(text.as_bytes())[..32]);
        });
        element
    }
}
