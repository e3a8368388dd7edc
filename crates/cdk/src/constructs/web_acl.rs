mod body;
mod rules;

use std::collections::BTreeMap;
use std::ops::Deref;

use cdk_aws::wafv2::logging_configuration::{FieldToMatch, SingleHeader};
use cdk_aws::wafv2::web_acl::{DefaultAction, Rule};
use cdk_aws::{Resource, kinds, wafv2};
use cdk_core::{Construct, IntoVal, RemovalPolicy, Scope, Val, given, json};

use super::name::unique_name;
use super::{LogGroup, LogGroupHandle, Metric};

/// A firewall that rejects bad requests before they reach a distribution or an API.
///
/// Makes: `AWS::WAFv2::WebACL`; for each list of addresses an `AWS::WAFv2::IPSet`; with [`logged`](Self::logged) an
/// `AWS::Logs::LogGroup` and an `AWS::WAFv2::LoggingConfiguration`; for what it protects an `AWS::WAFv2::WebACLAssociation`.
#[must_use = "nothing is made of it before it is added to something"]
pub struct WebAcl {
    reach: &'static str,
    rules: Vec<Wanted>,
    logs: Logs,
    largest_body: Option<u32>,
}

enum Logs {
    None,
    Own,
    To(LogGroupHandle),
}

enum Wanted {
    Managed { name: String, counted: Vec<String> },
    Rate { limit: u32, seconds: u32, forwarded: bool },
    Countries(Vec<String>),
    Addresses { name: String, cidrs: Vec<String>, allowed: bool },
    Body(u32),
    Other(Box<Rule>),
}

impl WebAcl {
    /// For APIs and load balancers of its region.
    pub const fn regional() -> Self {
        Self { reach: "REGIONAL", rules: Vec::new(), logs: Logs::None, largest_body: None }
    }

    /// For distributions; its stack must be in us-east-1.
    pub const fn for_cloudfront() -> Self {
        Self { reach: "CLOUDFRONT", rules: Vec::new(), logs: Logs::None, largest_body: None }
    }

    /// AWS's rules against what is commonly tried, against input that is known to be bad or that is SQL, and for addresses of ill
    /// repute.
    pub fn common_protection(self) -> Self {
        self.managed("AWSManagedRulesAmazonIpReputationList")
            .managed("AWSManagedRulesCommonRuleSet")
            .managed("AWSManagedRulesKnownBadInputsRuleSet")
            .managed("AWSManagedRulesSQLiRuleSet")
    }

    /// A group of rules of AWS, such as `AWSManagedRulesSQLiRuleSet`.
    pub fn managed(self, group: impl Into<String>) -> Self {
        self.managed_but(group, [""; 0])
    }

    /// A group of rules of AWS, of which some only count what they find, such as `SizeRestrictions_BODY`.
    pub fn managed_but(
        mut self,
        group: impl Into<String>,
        counted: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let counted = counted.into_iter().map(Into::into).collect();
        self.rules.push(Wanted::Managed { name: group.into(), counted });
        self
    }

    /// Blocks an address that sends more than this many requests, 10 or more, within 5 minutes.
    pub fn limit_per_address(self, requests: u32) -> Self {
        self.limit_per_address_within(requests, 300)
    }

    /// Blocks an address that sends more than this many requests within 60, 120, 300 or 600 seconds.
    pub fn limit_per_address_within(mut self, requests: u32, seconds: u32) -> Self {
        self.rules.push(Wanted::Rate { limit: requests, seconds, forwarded: false });
        self
    }

    /// The same for the address that `X-Forwarded-For` names first, as it is with a distribution before the API. Requests without that
    /// header are not counted; limit those by [`limit_per_address`](Self::limit_per_address), too.
    pub fn limit_per_forwarded_address_within(mut self, requests: u32, seconds: u32) -> Self {
        self.rules.push(Wanted::Rate { limit: requests, seconds, forwarded: true });
        self
    }

    /// Blocks requests from countries by their codes of two letters, such as `AQ`.
    pub fn block_countries(mut self, codes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.rules.push(Wanted::Countries(codes.into_iter().map(Into::into).collect()));
        self
    }

    /// Blocks addresses: IPv4 CIDR blocks such as `192.0.2.0/24`.
    pub fn block(self, name: impl Into<String>, cidrs: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.addresses(name, cidrs, false)
    }

    /// Lets addresses through whatever the rules after this one say.
    pub fn allow(self, name: impl Into<String>, cidrs: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.addresses(name, cidrs, true)
    }

    fn addresses(
        mut self,
        name: impl Into<String>,
        cidrs: impl IntoIterator<Item = impl Into<String>>,
        allowed: bool,
    ) -> Self {
        let cidrs = cidrs.into_iter().map(Into::into).collect();
        self.rules.push(Wanted::Addresses { name: name.into(), cidrs, allowed });
        self
    }

    /// Blocks requests whose body has more than this many bytes, at most 65,536. All rules then inspect as much of a body, rather than
    /// its first 16 KiB; AWS bills that. The common rule set has a limit of its own, 8 KiB, by its rule `SizeRestrictions_BODY`.
    pub fn limit_body(mut self, bytes: u32) -> Self {
        self.largest_body = Some(bytes);
        self.rules.push(Wanted::Body(bytes));
        self
    }

    /// Any other rule. Its priority is that of its place among the others.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(Wanted::Other(Box::new(rule)));
        self
    }

    /// Logs requests, without what they sent to authenticate.
    pub fn logged(mut self) -> Self {
        self.logs = Logs::Own;
        self
    }

    /// Logs requests, without what they sent to authenticate, to this group, whose name must begin with `aws-waf-logs-`.
    pub fn logs_to(mut self, group: &LogGroupHandle) -> Self {
        self.logs = Logs::To(group.clone());
        self
    }
}

impl Construct for WebAcl {
    type Output = WebAclHandle;

    fn create(self, scope: &Scope) -> WebAclHandle {
        let reach = self.reach;
        let metric = unique_name(scope, 100).replace('-', "_");
        let mut names = BTreeMap::new();
        let rules: Vec<Val<Rule>> = self
            .rules
            .into_iter()
            .enumerate()
            .map(|(priority, wanted)| rules::declared(scope, reach, priority, wanted, &metric, &mut names))
            .collect();
        let mut acl = wafv2::WebAcl::new()
            .default_action(allow_all())
            .scope(given(reach))
            .visibility_config(rules::visible(&metric))
            .rules(rules);
        if let Some(bytes) = self.largest_body {
            acl = acl.association_config(body::inspected(scope, reach, bytes));
        }
        let resource = scope.add("Resource", acl);
        let logs = match self.logs {
            Logs::None => None,
            Logs::To(group) => Some(group),
            Logs::Own => {
                // WAF writes to groups whose name begins like this only.
                let name = format!("aws-waf-logs-{}", unique_name(scope, 100));
                Some(scope.add("Logs", LogGroup::new().name(name).removal_policy(RemovalPolicy::Destroy)))
            }
        };
        if let Some(logs) = logs {
            let redacted = ["authorization", "cookie"]
                .map(|name| FieldToMatch::new().single_header(SingleHeader::new().name(name)));
            let logging = wafv2::LoggingConfiguration::new()
                .log_destination_configs([logs.plain_arn().cast::<kinds::logs::LogGroupArn>()])
                .resource_arn(resource.arn())
                .redacted_fields(redacted);
            scope.add("Logging", logging);
        }
        WebAclHandle { resource, metric, reach }
    }
}

fn allow_all() -> DefaultAction {
    DefaultAction::new().allow(Val::of(json!({})))
}

/// Handle on a [`WebAcl`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct WebAclHandle {
    resource: Resource<wafv2::WebAcl>,
    metric: String,
    reach: &'static str,
}

impl WebAclHandle {
    /// Puts it before an API's stage or a load balancer, by the ARN of that; distributions name it themselves.
    pub fn protect(&self, scope: &Scope, arn: impl IntoVal<String>) -> Resource<wafv2::WebAclAssociation> {
        if self.reach == "CLOUDFRONT" {
            scope.fail("a web ACL for CloudFront protects distributions only; use `WebAcl::regional`");
        }
        let association = wafv2::WebAclAssociation::new().resource_arn(arn).web_acl_arn(self.resource.arn());
        scope.add("WebAcl", association)
    }

    /// Requests that were turned away.
    #[must_use]
    pub fn blocked_requests(&self) -> Metric {
        self.metric("BlockedRequests").label("blocked")
    }

    /// Requests that passed all rules.
    #[must_use]
    pub fn allowed_requests(&self) -> Metric {
        self.metric("AllowedRequests").label("allowed")
    }

    fn metric(&self, name: &str) -> Metric {
        let metric = Metric::new("AWS/WAFV2", name)
            .dimension("WebACL", &self.metric)
            .dimension("Rule", "ALL")
            .statistic("Sum")
            .every(60);
        if self.reach == "REGIONAL" {
            metric.dimension("Region", self.resource.stack().region())
        } else {
            metric
        }
    }
}

impl Deref for WebAclHandle {
    type Target = Resource<wafv2::WebAcl>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
