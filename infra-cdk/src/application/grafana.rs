//! Amazon Managed Grafana, which reads CloudWatch and the managed Prometheus.
//!
//! It has no dashboards of its own: those in the folder `observability/grafana` are imported by people who have signed in.

use cdk::aws::grafana::Workspace;
use cdk::aws::grafana::workspace::{AccountAccessType, AuthenticationProviders, DataSources, PermissionType};
use cdk::constructs::{PolicyStatement, Role};
use cdk::{Output, Stack, pseudo, text};

use super::prometheus::ManagedPrometheus;
use crate::app::Clinic;
use crate::environment::SignIn;
use crate::nag;

const VERSION: &str = "10.4";

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>, prometheus: Option<&ManagedPrometheus>) {
    let Some(sign_in) = clinic.environment.managed.grafana else { return };
    let workspaces =
        text!("arn:{}:grafana:{}:{}:/workspaces/*", pseudo::partition(), stack.region(), stack.account());
    // Metrics are no resources.
    let mut role = Role::assumed_by("grafana.amazonaws.com")
        .for_account(stack.account())
        .for_source(workspaces)
        .description("What Grafana may read")
        .statement(PolicyStatement::allow(["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"]).on(["*"]));
    let mut sources = vec![DataSources::Cloudwatch];
    if let Some(prometheus) = prometheus {
        let read = ["aps:GetLabels", "aps:GetMetricMetadata", "aps:GetSeries", "aps:QueryMetrics"];
        role = role.statement(PolicyStatement::allow(read).on([prometheus.workspace.arn()]));
        sources.push(DataSources::Prometheus);
    }
    let role = stack.add("GrafanaRole", role);
    nag::accept(role.scope(), "IAM5", "metrics of CloudWatch are no resources");
    let by = match sign_in {
        SignIn::Saml => AuthenticationProviders::Saml,
        SignIn::IdentityCenter => AuthenticationProviders::AwsSso,
    };
    let workspace = Workspace::new()
        .account_access_type(AccountAccessType::CurrentAccount)
        .authentication_providers([by])
        .permission_type(PermissionType::CustomerManaged)
        .data_sources(sources)
        .grafana_version(VERSION)
        .name(format!("petclinic-{}-grafana", clinic.env()))
        .role_arn(role.arn());
    let workspace = stack.add("Grafana", workspace);
    stack.add("GrafanaUrl", Output::new(text!("https://{}", workspace.endpoint())));
}
