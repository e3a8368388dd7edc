//! Application load balancers: listeners, rules and the groups of targets they forward to.

mod action;
mod handle;
mod link;
mod listener;
mod rule;
mod target_group;

pub use self::action::Action;
pub use self::handle::LoadBalancerHandle;
pub use self::listener::{Listener, ListenerHandle};
pub use self::rule::ListenerRule;
pub use self::target_group::{HealthCheck, TargetGroup, TargetGroupHandle};
use cdk_aws::elasticloadbalancingv2 as elb;
use cdk_core::{Construct, Element, Json, Scope, Val, json, text};
use elb::load_balancer::{LoadBalancerAttribute, Scheme, Type};

use super::{BucketHandle, PolicyStatement, SecurityGroup, SecurityGroupHandle, Subnets, VpcHandle};

/// An application load balancer. It drops invalid headers and may connect only to its targets.
///
/// Makes: `AWS::ElasticLoadBalancingV2::LoadBalancer` and `AWS::EC2::SecurityGroup`; with its handle
/// `AWS::ElasticLoadBalancingV2::TargetGroup`s, `Listener`s and `ListenerRule`s; `AWS::ApiGatewayV2::VpcLink` where an API forwards to it.
///
/// ```
/// use cdk::constructs::{Action, HealthCheck, Listener, ListenerRule, LoadBalancer, TargetGroup, Vpc};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// # let vpc = stack.add("Vpc", Vpc::new());
/// let balancer = stack.add("Balancer", LoadBalancer::internet_facing(&vpc));
/// let pets = balancer.add_targets("Pets", TargetGroup::http(80).health_check(HealthCheck::path("/health")));
/// let listener = balancer.add_listener("Http", Listener::http(Action::respond(404, "nothing here")));
/// listener.add_rule("Pets", ListenerRule::new(10, Action::forward_to(&pets)).paths(["/pets/*"]));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct LoadBalancer {
    vpc: VpcHandle,
    internet_facing: bool,
    subnets: Option<Subnets>,
    name: Option<String>,
    attributes: Vec<(&'static str, Json)>,
    access_logs: Option<(BucketHandle, String)>,
    group: Option<SecurityGroupHandle>,
}

impl LoadBalancer {
    /// A load balancer that the internet reaches, in the public subnets.
    pub fn internet_facing(vpc: &VpcHandle) -> Self {
        Self::new(vpc, true)
    }

    /// A load balancer that only the VPC reaches, in the private subnets.
    pub fn internal(vpc: &VpcHandle) -> Self {
        Self::new(vpc, false)
    }

    fn new(vpc: &VpcHandle, internet_facing: bool) -> Self {
        let attributes = vec![
            ("deletion_protection.enabled", "false".into()),
            ("routing.http.drop_invalid_header_fields.enabled", "true".into()),
        ];
        Self {
            vpc: vpc.clone(),
            internet_facing,
            subnets: None,
            name: None,
            attributes,
            access_logs: None,
            group: None,
        }
    }

    fn attribute(mut self, key: &'static str, value: Json) -> Self {
        self.attributes.retain(|(known, _)| *known != key);
        self.attributes.push((key, value));
        self
    }

    /// The subnets it stands in, in two zones at least.
    pub fn subnets(mut self, subnets: Subnets) -> Self {
        self.subnets = Some(subnets);
        self
    }

    /// Its security group, rather than one of its own.
    pub fn security_group(mut self, group: &SecurityGroupHandle) -> Self {
        self.group = Some(group.clone());
        self
    }

    /// A fixed name, up to 32 characters. CloudFormation gives it one otherwise.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Turns deletion protection on: AWS refuses to delete it.
    pub fn protect_from_deletion(self) -> Self {
        self.attribute("deletion_protection.enabled", "true".into())
    }

    /// The idle timeout of connections: 1 to 4,000; 60 unless given.
    pub fn idle_timeout_seconds(self, seconds: u32) -> Self {
        self.attribute("idle_timeout.timeout_seconds", Json::from(seconds.to_string()))
    }

    /// Logs each request to a bucket, which must be encrypted by S3's own key, below a folder; an empty prefix is none.
    pub fn access_logs(mut self, bucket: &BucketHandle, prefix: impl Into<String>) -> Self {
        self.access_logs = Some((bucket.clone(), prefix.into()));
        self
    }
}

impl Construct for LoadBalancer {
    type Output = LoadBalancerHandle;

    fn create(mut self, scope: &Scope) -> LoadBalancerHandle {
        let log_policy = self.access_logs.take().map(|(bucket, prefix)| {
            let prefix = prefix.trim_matches('/');
            self.attributes.extend([
                ("access_logs.s3.enabled", "true".into()),
                ("access_logs.s3.bucket", bucket.bucket_name().into_json()),
            ]);
            if !prefix.is_empty() {
                self.attributes.push(("access_logs.s3.prefix", Json::from(prefix.to_owned())));
            }
            take_logs(scope, &bucket, prefix)
        });
        let group = self.group.unwrap_or_else(|| scope.add("SecurityGroup", SecurityGroup::new(&self.vpc)));
        let subnets = self.subnets.unwrap_or_else(|| {
            if self.internet_facing { self.vpc.public_subnets() } else { self.vpc.private_subnets() }
        });
        if subnets.len() == 1 {
            scope.fail("a load balancer needs subnets in two zones at least, and it has one");
        }
        let attributes =
            self.attributes.into_iter().map(|(key, value)| json!({"Key": (key), "Value": (value)}));
        let attributes: Val<Vec<LoadBalancerAttribute>> = Val::of(Json::list(attributes));
        let mut balancer = elb::LoadBalancer::new()
            .type_(Type::Application)
            .scheme(if self.internet_facing { Scheme::InternetFacing } else { Scheme::Internal })
            .security_groups([group.id()])
            .subnets(subnets.ids())
            .load_balancer_attributes(attributes);
        if let Some(name) = self.name {
            balancer = balancer.name(name);
        }
        let balancer = scope.add("Resource", balancer);
        if self.internet_facing {
            subnets.routed_before(&balancer);
        }
        if let Some(policy) = log_policy {
            balancer.depends_on(&policy);
        }
        LoadBalancerHandle::new(scope, balancer, group, (self.vpc, subnets), self.internet_facing)
    }
}

/// Lets load balancers write to a bucket, and returns the policy, which must exist first: AWS tests it when it creates the load balancer.
fn take_logs(scope: &Scope, bucket: &BucketHandle, prefix: &str) -> Element {
    if bucket.key().is_some() {
        scope.fail("a load balancer writes its log only to a bucket that is encrypted by S3's own key");
    }
    let account = scope.stack().account();
    let files = if prefix.is_empty() {
        text!("AWSLogs/{}/*", account)
    } else {
        text!("{}/AWSLogs/{}/*", prefix, account)
    };
    bucket.add_to_policy(
        PolicyStatement::allow(["s3:PutObject"])
            .on([bucket.arn_of_files(files)])
            .by("logdelivery.elasticloadbalancing.amazonaws.com"),
    );
    bucket.policy().clone()
}
