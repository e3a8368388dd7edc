use cdk_aws::certificatemanager::certificate::DomainValidationOption;
use cdk_aws::{Resource, certificatemanager, kinds};
use cdk_core::{Construct, IntoVal, Scope, Val};

/// A certificate for names in a hosted zone, which AWS validates there and renews by itself.
///
/// Makes: `AWS::CertificateManager::Certificate`. For a distribution its stack must be in us-east-1.
#[must_use = "nothing is made of it before it is added to something"]
pub struct Certificate {
    name: String,
    others: Vec<String>,
    zone: Val<kinds::route53::HostedZoneId>,
}

impl Certificate {
    pub fn of(name: impl Into<String>, zone: impl IntoVal<kinds::route53::HostedZoneId>) -> Self {
        Self { name: name.into(), others: Vec::new(), zone: zone.into_val() }
    }

    /// One more name, such as `*.example.org`, in the same zone.
    pub fn and(mut self, name: impl Into<String>) -> Self {
        self.others.push(name.into());
        self
    }
}

impl Construct for Certificate {
    type Output = Resource<certificatemanager::Certificate>;

    fn create(self, scope: &Scope) -> Self::Output {
        let validated: Vec<_> = std::iter::once(&self.name)
            .chain(&self.others)
            .map(|name| DomainValidationOption::new().domain_name(name).hosted_zone_id(&self.zone))
            .collect();
        let mut certificate = certificatemanager::Certificate::new()
            .domain_name(&self.name)
            .validation_method("DNS")
            .domain_validation_options(validated);
        if !self.others.is_empty() {
            certificate = certificate.subject_alternative_names(self.others);
        }
        scope.add("Resource", certificate)
    }
}
