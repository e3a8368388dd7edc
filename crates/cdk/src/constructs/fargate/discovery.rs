//! How others find a service.

use cdk_aws::servicediscovery::service::{
    DnsConfig, DnsRecord, DnsRecordType, HealthCheckCustomConfig, RoutingPolicy,
};
use cdk_aws::{Resource, servicediscovery};
use cdk_core::Scope;

use crate::constructs::ClusterHandle;

/// How many seconds a client may cache an address: few, so that it soon stops calling a task that is gone.
const TTL: u32 = 15;

/// Registers the name in the cluster's namespace.
pub(super) fn declare(
    scope: &Scope,
    name: &str,
    cluster: &ClusterHandle,
) -> Option<Resource<servicediscovery::Service>> {
    let Some(namespace) = cluster.namespace() else {
        scope.fail(format!("`{name}` is to be found in the cluster's namespace, and the cluster has none"));
        return None;
    };
    let mut service = servicediscovery::Service::new()
        .name(name)
        .namespace_id(namespace.id())
        .health_check_custom_config(HealthCheckCustomConfig::new().failure_threshold(1));
    service = if namespace.has_dns() {
        let record = DnsRecord::new().ttl(TTL).type_(DnsRecordType::A);
        service.dns_config(DnsConfig::new().dns_records([record]).routing_policy(RoutingPolicy::Multivalue))
    } else {
        service.type_(servicediscovery::service::Type::Http)
    };
    Some(scope.add("Resource", service))
}
