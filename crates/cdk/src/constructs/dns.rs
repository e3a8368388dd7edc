use cdk_aws::route53::record_set::AliasTarget;
use cdk_aws::{kinds, route53};
use cdk_core::{Construct, IntoVal, Scope, Val, given};

use super::DistributionHandle;

/// CloudFront's own hosted zone, to which names of distributions point.
const CLOUDFRONT_ZONE: &str = "Z2FDTNDATAQYW2";

/// A name that points to a distribution, over IPv4 and IPv6.
///
/// Makes: `AWS::Route53::RecordSet`, twice.
#[must_use = "nothing is made of it before it is added to something"]
pub struct DnsName {
    name: String,
    zone: Val<kinds::route53::HostedZoneId>,
    target: Val<String>,
}

impl DnsName {
    pub fn of_distribution(
        name: impl Into<String>,
        zone: impl IntoVal<kinds::route53::HostedZoneId>,
        distribution: &DistributionHandle,
    ) -> Self {
        Self { name: name.into(), zone: zone.into_val(), target: distribution.domain_name() }
    }
}

impl Construct for DnsName {
    type Output = ();

    fn create(self, scope: &Scope) {
        for kind in ["A", "AAAA"] {
            let alias = AliasTarget::new().dns_name(&self.target).hosted_zone_id(given(CLOUDFRONT_ZONE));
            let record = route53::RecordSet::new()
                .name(&self.name)
                .type_(kind)
                .hosted_zone_id(&self.zone)
                .alias_target(alias);
            scope.add(kind, record);
        }
    }
}
