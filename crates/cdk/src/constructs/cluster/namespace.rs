use cdk_aws::{Resource, refs, servicediscovery as discovery};
use cdk_core::{Construct, IntoVal, Scope, Val};
use discovery::service::{DnsConfig, DnsRecord, DnsRecordType, HealthCheckCustomConfig, RoutingPolicy};

use crate::constructs::VpcHandle;

/// A namespace of Cloud Map, as part of a cluster or on its own.
///
/// Makes: `AWS::ServiceDiscovery::PrivateDnsNamespace` or `HttpNamespace`.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a cluster, or added to something"]
pub struct Namespace {
    name: String,
    dns: bool,
    description: Option<String>,
    vpc: Option<VpcHandle>,
}

impl Namespace {
    /// Services are found by DNS within the VPC, as `service.name`.
    pub fn private_dns(name: impl Into<String>) -> Self {
        Self { name: name.into(), dns: true, description: None, vpc: None }
    }

    /// Services are found by calls of the API only.
    pub fn http(name: impl Into<String>) -> Self {
        Self { dns: false, ..Self::private_dns(name) }
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// The VPC whose hosts find names in it by DNS; that of the cluster that it is part of unless given.
    pub fn within(mut self, vpc: &VpcHandle) -> Self {
        self.vpc = Some(vpc.clone());
        self
    }

    pub(super) fn or_within(mut self, vpc: &VpcHandle) -> Self {
        self.vpc.get_or_insert_with(|| vpc.clone());
        self
    }
}

impl Construct for Namespace {
    type Output = NamespaceHandle;

    fn create(self, scope: &Scope) -> NamespaceHandle {
        let Self { name, dns, description, vpc } = self;
        if dns && vpc.is_none() {
            scope.fail("a namespace whose names are found by DNS needs a VPC: see `Namespace::within`");
        }
        let (id, arn) = match vpc.filter(|_| dns) {
            Some(vpc) => {
                let mut namespace = discovery::PrivateDnsNamespace::new().name(&name).vpc(vpc.vpc_id());
                if let Some(description) = description {
                    namespace = namespace.description(description);
                }
                let namespace = scope.add("Resource", namespace);
                (namespace.private_dns_namespace_id().into_val(), namespace.arn())
            }
            None => {
                let mut namespace = discovery::HttpNamespace::new().name(&name);
                if let Some(description) = description {
                    namespace = namespace.description(description);
                }
                let namespace = scope.add("Resource", namespace);
                (namespace.http_namespace_id().into_val(), namespace.arn())
            }
        };
        NamespaceHandle { name, dns, id, arn }
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

/// How many seconds a client may cache an address: few, so that it soon stops calling a task that is gone.
const TTL: u32 = 15;

/// A name in a namespace under which a service's tasks register.
///
/// Makes: `AWS::ServiceDiscovery::Service`.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is added to something"]
pub struct DiscoveredService {
    name: String,
    namespace: NamespaceHandle,
    description: Option<String>,
}

impl DiscoveredService {
    pub fn new(namespace: &NamespaceHandle, name: impl Into<String>) -> Self {
        Self { name: name.into(), namespace: namespace.clone(), description: None }
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }
}

impl Construct for DiscoveredService {
    type Output = Resource<discovery::Service>;

    fn create(self, scope: &Scope) -> Self::Output {
        let mut service = discovery::Service::new()
            .name(self.name)
            .namespace_id(self.namespace.id())
            .health_check_custom_config(HealthCheckCustomConfig::new().failure_threshold(1));
        if let Some(description) = self.description {
            service = service.description(description);
        }
        service = if self.namespace.has_dns() {
            let record = DnsRecord::new().ttl(TTL).type_(DnsRecordType::A);
            let records = DnsConfig::new().dns_records([record]).routing_policy(RoutingPolicy::Multivalue);
            service.dns_config(records)
        } else {
            service.type_(discovery::service::Type::Http)
        };
        scope.add("Resource", service)
    }
}
