use cdk_aws::{Resource, elasticloadbalancingv2 as elb};
use cdk_core::{Json, Scope, Val, json};
use elb::listener_rule::{RewriteConfig, RewriteConfigObject, Transform, TransformType};

use super::Action;

/// An action for the requests that meet all its conditions. A condition is met if one of its values fits; `*` and `?` are wildcards.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a listener"]
pub struct ListenerRule {
    priority: u32,
    action: Action,
    conditions: Vec<Json>,
    values: usize,
    wildcards: usize,
    rewrite: Option<(String, String)>,
}

impl ListenerRule {
    /// Rules are tried in the order of their priorities, 1 to 50,000.
    pub const fn new(priority: u32, action: Action) -> Self {
        Self { priority, action, conditions: Vec::new(), values: 0, wildcards: 0, rewrite: None }
    }

    fn when<V: Into<String>>(
        mut self,
        values: impl IntoIterator<Item = V>,
        condition: impl FnOnce(Json) -> Json,
    ) -> Self {
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        self.values += values.len();
        self.wildcards += values.iter().map(|value| value.matches(['*', '?']).count()).sum::<usize>();
        let values = values.into_iter().map(Json::from).collect();
        self.conditions.push(condition(Json::List(values)));
        self
    }

    /// Such as `/pets/*`.
    pub fn paths<V: Into<String>>(self, patterns: impl IntoIterator<Item = V>) -> Self {
        self.when(
            patterns,
            |values| json!({"Field": "path-pattern", "PathPatternConfig": {"Values": (values)}}),
        )
    }

    /// Such as `*.example.com`.
    pub fn hosts<V: Into<String>>(self, patterns: impl IntoIterator<Item = V>) -> Self {
        self.when(
            patterns,
            |values| json!({"Field": "host-header", "HostHeaderConfig": {"Values": (values)}}),
        )
    }

    pub fn header<V: Into<String>>(
        self,
        name: impl Into<String>,
        patterns: impl IntoIterator<Item = V>,
    ) -> Self {
        let name = name.into();
        self.when(patterns, |values| {
            json!({"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": (name), "Values": (values)}})
        })
    }

    /// Such as `GET`.
    pub fn methods<V: Into<String>>(self, methods: impl IntoIterator<Item = V>) -> Self {
        self.when(
            methods,
            |values| json!({"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": (values)}}),
        )
    }

    /// CIDR blocks of the client.
    pub fn source_ips<V: Into<String>>(self, cidrs: impl IntoIterator<Item = V>) -> Self {
        self.when(cidrs, |values| json!({"Field": "source-ip", "SourceIpConfig": {"Values": (values)}}))
    }

    /// Changes the path before a target gets it: what the regular expression matches becomes the replacement, in which `$1` is the first
    /// group. Other paths stay as they are, and conditions are for the path as it came.
    pub fn rewrite_path(mut self, regex: impl Into<String>, replacement: impl Into<String>) -> Self {
        self.rewrite = Some((regex.into(), replacement.into()));
        self
    }

    pub(super) const fn priority(&self) -> u32 {
        self.priority
    }

    pub(super) fn declare(
        self,
        scope: &Scope,
        listener: &Resource<elb::Listener>,
    ) -> Resource<elb::ListenerRule> {
        if !(1..=50_000).contains(&self.priority) {
            scope.fail(format!("the priority of a rule is 1 to 50000, and {} is not", self.priority));
        }
        if !(1..=5).contains(&self.values) {
            scope.fail(format!(
                "the conditions of a rule have 1 to 5 values together, and there are {}",
                self.values
            ));
        }
        if self.wildcards > 5 {
            scope.fail(format!(
                "the conditions of a rule have at most 5 wildcards together, and there are {}",
                self.wildcards
            ));
        }
        let (action, targets) = self.action.into_parts();
        let actions: Val<Vec<elb::listener_rule::Action>> = Val::of(Json::List(vec![action]));
        let conditions: Val<Vec<elb::listener_rule::RuleCondition>> = Val::of(Json::List(self.conditions));
        let mut rule = elb::ListenerRule::new()
            .actions(actions)
            .conditions(conditions)
            .priority(self.priority)
            .listener_arn(listener.listener_arn());
        if let Some((regex, replacement)) = self.rewrite {
            let rewrite = RewriteConfig::new().regex(regex).replace(replacement);
            let rewrites = RewriteConfigObject::new().rewrites([rewrite]);
            rule = rule
                .transforms([Transform::new().type_(TransformType::UrlRewrite).url_rewrite_config(rewrites)]);
        }
        let rule = scope.add("Resource", rule);
        targets.iter().for_each(|group| group.forwarded_by(&rule));
        rule
    }
}
