use std::ops::Deref;

use cdk_aws::{Resource, elasticloadbalancingv2 as elb};
use cdk_core::{Json, Scope, Val, json, text};
use elb::target_group::{HealthCheckProtocol, Matcher, Protocol, TargetGroupAttribute, TargetType};

use super::LoadBalancerHandle;
use crate::constructs::Metric;

/// Targets by address, such as the tasks of a service. They have 30 seconds to finish when they leave.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a load balancer"]
pub struct TargetGroup {
    port: u16,
    https: bool,
    version: Option<&'static str>,
    health_check: HealthCheck,
    attributes: Vec<(&'static str, String)>,
}

/// The health check of a target group.
#[derive(Clone, Debug)]
#[must_use = "it is part of a target group"]
pub struct HealthCheck {
    path: String,
    interval_seconds: u32,
    timeout_seconds: u32,
    healthy: u32,
    unhealthy: u32,
    codes: String,
}

impl HealthCheck {
    /// A `GET` of a path each 15 seconds, to be answered with 200 within 5; 2 good answers make a target healthy, 3 bad ones unhealthy.
    pub fn path(path: impl Into<String>) -> Self {
        let codes = "200".to_owned();
        Self { path: path.into(), interval_seconds: 15, timeout_seconds: 5, healthy: 2, unhealthy: 3, codes }
    }

    /// 5 to 300, and longer than the timeout.
    pub fn interval_seconds(mut self, seconds: u32) -> Self {
        self.interval_seconds = seconds;
        self
    }

    /// 2 to 120.
    pub fn timeout_seconds(mut self, seconds: u32) -> Self {
        self.timeout_seconds = seconds;
        self
    }

    /// How many answers in a row change a target's state: good ones, and bad ones; 2 to 10.
    pub fn thresholds(mut self, healthy: u32, unhealthy: u32) -> Self {
        (self.healthy, self.unhealthy) = (healthy, unhealthy);
        self
    }

    /// The good answers, such as `200-299`.
    pub fn codes(mut self, codes: impl Into<String>) -> Self {
        self.codes = codes.into();
        self
    }
}

impl TargetGroup {
    /// Targets that speak HTTP at a port.
    pub fn http(port: u16) -> Self {
        let attributes = vec![
            ("deregistration_delay.timeout_seconds", "30".to_owned()),
            ("stickiness.enabled", "false".to_owned()),
        ];
        Self { port, https: false, version: None, health_check: HealthCheck::path("/"), attributes }
    }

    /// Targets that speak HTTPS at a port.
    pub fn https(port: u16) -> Self {
        Self { https: true, ..Self::http(port) }
    }

    /// Forwards requests by HTTP/2.
    pub fn http2(mut self) -> Self {
        self.version = Some("HTTP2");
        self
    }

    pub fn health_check(mut self, health_check: HealthCheck) -> Self {
        self.health_check = health_check;
        self
    }

    fn attribute(mut self, key: &'static str, value: String) -> Self {
        self.attributes.retain(|(known, _)| *known != key);
        self.attributes.push((key, value));
        self
    }

    /// How long a target that leaves may finish its requests: 0 to 3,600.
    pub fn deregistration_delay_seconds(self, seconds: u32) -> Self {
        self.attribute("deregistration_delay.timeout_seconds", seconds.to_string())
    }

    /// The time over which a new target's share grows to its full size: 30 to 900. Works with round robin only.
    pub fn slow_start_seconds(self, seconds: u32) -> Self {
        self.attribute("slow_start.duration_seconds", seconds.to_string())
    }

    /// Sends a client to the same target by a cookie: 1 to 604,800.
    pub fn sticky_seconds(self, seconds: u32) -> Self {
        self.attribute("stickiness.enabled", "true".to_owned())
            .attribute("stickiness.type", "lb_cookie".to_owned())
            .attribute("stickiness.lb_cookie.duration_seconds", seconds.to_string())
    }

    /// Sends a request to the target with the fewest open ones, and not round robin.
    pub fn least_outstanding_requests(self) -> Self {
        self.attribute("load_balancing.algorithm.type", "least_outstanding_requests".to_owned())
    }

    pub(super) fn declare(self, scope: &Scope, balancer: &LoadBalancerHandle) -> TargetGroupHandle {
        let check = self.health_check;
        if check.timeout_seconds >= check.interval_seconds {
            let (timeout, interval) = (check.timeout_seconds, check.interval_seconds);
            scope.fail(format!(
                "the health check's timeout, {timeout} s, must be shorter than its interval, {interval} s"
            ));
        }
        let has = |key: &str| self.attributes.iter().any(|(known, _)| *known == key);
        if has("slow_start.duration_seconds") && has("load_balancing.algorithm.type") {
            scope.fail("a slow start goes with round robin, and not with the fewest open requests");
        }
        let attributes =
            self.attributes.into_iter().map(|(key, value)| json!({"Key": (key), "Value": (value)}));
        let attributes: Val<Vec<TargetGroupAttribute>> = Val::of(Json::list(attributes));
        let mut group = elb::TargetGroup::new()
            .target_type(TargetType::Ip)
            .vpc_id(balancer.vpc().vpc_id())
            .port(self.port)
            .protocol(if self.https { Protocol::Https } else { Protocol::Http })
            .health_check_protocol(if self.https {
                HealthCheckProtocol::Https
            } else {
                HealthCheckProtocol::Http
            })
            .health_check_path(check.path)
            .health_check_interval_seconds(check.interval_seconds)
            .health_check_timeout_seconds(check.timeout_seconds)
            .healthy_threshold_count(check.healthy)
            .unhealthy_threshold_count(check.unhealthy)
            .matcher(Matcher::new().http_code(check.codes))
            .target_group_attributes(attributes);
        if let Some(version) = self.version {
            group = group.protocol_version(version);
        }
        let resource = scope.add("Resource", group);
        TargetGroupHandle { resource, balancer: balancer.clone() }
    }
}

/// Handle on a [`TargetGroup`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct TargetGroupHandle {
    resource: Resource<elb::TargetGroup>,
    balancer: LoadBalancerHandle,
}

/// The forwarders of a group and the resources that wait for one: ECS refuses a target group without a load balancer.
#[derive(Clone, Default)]
struct Wiring {
    forwarders: Vec<Scope>,
    waiting: Vec<Scope>,
}

impl TargetGroupHandle {
    /// The load balancer whose listeners forward to it.
    #[must_use]
    pub fn balancer(&self) -> &LoadBalancerHandle {
        &self.balancer
    }

    /// The label by which a scaling policy names it.
    #[must_use]
    pub fn resource_label(&self) -> Val<String> {
        text!("{}/{}", self.balancer.load_balancer_full_name(), self.resource.target_group_full_name())
    }

    /// A metric of the targets, such as `TargetResponseTime`.
    pub fn metric(&self, name: impl Into<String>) -> Metric {
        self.balancer.metric(name).dimension("TargetGroup", self.resource.target_group_full_name())
    }

    /// How long targets take to answer, in seconds.
    #[must_use]
    pub fn response_time(&self) -> Metric {
        self.metric("TargetResponseTime")
    }

    /// The number of requests.
    #[must_use]
    pub fn requests(&self) -> Metric {
        self.metric("RequestCount").statistic("Sum")
    }

    /// The number of server errors from targets.
    #[must_use]
    pub fn errors(&self) -> Metric {
        self.metric("HTTPCode_Target_5XX_Count").statistic("Sum")
    }

    #[must_use]
    pub fn unhealthy_targets(&self) -> Metric {
        self.metric("UnHealthyHostCount").statistic("Maximum")
    }

    /// Delays another resource until a listener forwards here, whichever is declared first.
    pub fn forwarded_before(&self, user: &Scope) {
        let wiring = self.resource.change_state(|wiring: &mut Wiring| {
            wiring.waiting.push(user.clone());
            wiring.clone()
        });
        wiring.forwarders.iter().for_each(|forwarder| user.depends_on(forwarder));
    }

    pub(super) fn forwarded_by(&self, forwarder: &Scope) {
        let wiring = self.resource.change_state(|wiring: &mut Wiring| {
            wiring.forwarders.push(forwarder.clone());
            wiring.clone()
        });
        wiring.waiting.iter().for_each(|user| user.depends_on(forwarder));
    }
}

impl Deref for TargetGroupHandle {
    type Target = Resource<elb::TargetGroup>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
