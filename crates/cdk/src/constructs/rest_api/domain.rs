use cdk_aws::apigateway::domain_name::EndpointConfiguration;
use cdk_aws::route53::record_set::AliasTarget;
use cdk_aws::{Resource, apigateway, kinds, route53};
use cdk_core::{Construct, IntoVal, Scope, Val};

use super::RestApiHandle;

/// A name of one's own for a [`RestApi`](super::RestApi), by TLS 1.2 or later. Paths below it have no stage before them.
///
/// Makes: `AWS::ApiGateway::DomainName` and `BasePathMapping`; with a zone `AWS::Route53::RecordSet`, twice.
///
/// ```
/// use cdk::constructs::{ApiDomain, Integration, RestApi};
/// use cdk::given;
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let api = stack.add("Api", RestApi::new());
/// api.proxy(Integration::http("https://pets.example.org/"));
/// let certificate = given("arn:aws:acm:eu-west-1:123456789012:certificate/one");
/// stack.add("Name", ApiDomain::of(&api, "api.example.org", certificate).in_zone(given("Z0123456789ABCDEFGHIJ")));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct ApiDomain {
    api: RestApiHandle,
    name: String,
    certificate: Val<kinds::certificatemanager::CertificateArn>,
    zone: Option<Val<kinds::route53::HostedZoneId>>,
}

impl ApiDomain {
    /// The certificate is for the name, and of the API's region.
    pub fn of(
        api: &RestApiHandle,
        name: impl Into<String>,
        certificate: impl IntoVal<kinds::certificatemanager::CertificateArn>,
    ) -> Self {
        Self { api: api.clone(), name: name.into(), certificate: certificate.into_val(), zone: None }
    }

    /// The hosted zone in which the name is made to point to the API.
    pub fn in_zone(mut self, zone: impl IntoVal<kinds::route53::HostedZoneId>) -> Self {
        self.zone = Some(zone.into_val());
        self
    }
}

impl Construct for ApiDomain {
    type Output = Resource<apigateway::DomainName>;

    fn create(self, scope: &Scope) -> Self::Output {
        let domain = apigateway::DomainName::new()
            .domain_name(&self.name)
            .regional_certificate_arn(self.certificate)
            .endpoint_configuration(EndpointConfiguration::new().types(["REGIONAL"]))
            .security_policy("TLS_1_2");
        let domain = scope.add("Resource", domain);
        let mapping = apigateway::BasePathMapping::new()
            .domain_name(domain.domain_name())
            .rest_api_id(self.api.rest_api_id())
            .stage(self.api.stage().stage_name());
        scope.add("Mapping", mapping);
        for kind in self.zone.iter().flat_map(|_| ["A", "AAAA"]) {
            let alias = AliasTarget::new()
                .dns_name(domain.regional_domain_name())
                .hosted_zone_id(domain.regional_hosted_zone_id().cast::<kinds::route53::HostedZoneId>());
            let mut record = route53::RecordSet::new().name(&self.name).type_(kind).alias_target(alias);
            if let Some(zone) = &self.zone {
                record = record.hosted_zone_id(zone);
            }
            scope.add(kind, record);
        }
        domain
    }
}
