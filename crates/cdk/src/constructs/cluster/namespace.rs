use cdk_aws::{refs, servicediscovery as discovery};
use cdk_core::{IntoVal, Scope, Val};

use crate::constructs::VpcHandle;

/// A namespace of Cloud Map.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a cluster"]
pub struct Namespace {
    name: String,
    dns: bool,
    description: Option<String>,
}

impl Namespace {
    /// Services are found by DNS within the VPC, as `service.name`.
    pub fn private_dns(name: impl Into<String>) -> Self {
        Self { name: name.into(), dns: true, description: None }
    }

    /// Services are found by calls of the API only.
    pub fn http(name: impl Into<String>) -> Self {
        Self { dns: false, ..Self::private_dns(name) }
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    pub(super) fn declare(self, scope: &Scope, vpc: &VpcHandle) -> NamespaceHandle {
        let (id, arn) = if self.dns {
            let mut namespace = discovery::PrivateDnsNamespace::new().name(&self.name).vpc(vpc.vpc_id());
            if let Some(description) = self.description {
                namespace = namespace.description(description);
            }
            let namespace = scope.add("Resource", namespace);
            (namespace.private_dns_namespace_id().into_val(), namespace.arn())
        } else {
            let mut namespace = discovery::HttpNamespace::new().name(&self.name);
            if let Some(description) = self.description {
                namespace = namespace.description(description);
            }
            let namespace = scope.add("Resource", namespace);
            (namespace.http_namespace_id().into_val(), namespace.arn())
        };
        NamespaceHandle { name: self.name, dns: self.dns, id, arn }
    }
}

/// Handle on a [`Namespace`].
#[derive(Clone, Debug)]
pub struct NamespaceHandle {
    name: String,
    dns: bool,
    id: Val<refs::CloudMapNamespace>,
    arn: Val<String>,
}

impl NamespaceHandle {
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether services in it are found by DNS.
    #[must_use]
    pub const fn has_dns(&self) -> bool {
        self.dns
    }

    #[must_use]
    pub fn id(&self) -> Val<refs::CloudMapNamespace> {
        self.id.clone()
    }

    #[must_use]
    pub fn arn(&self) -> Val<String> {
        self.arn.clone()
    }
}
