use std::collections::BTreeMap;

use cdk_aws::wafv2;
use cdk_aws::wafv2::web_acl::{
    ForwardedIpConfiguration, GeoMatchStatement, IpSetReferenceStatement, ManagedRuleGroupStatement,
    OverrideAction, RateBasedStatement, Rule, RuleAction, Statement, VisibilityConfig,
};
use cdk_core::{IntoVal, Json, Property, Scope, Val, given, json};

use super::{Wanted, body};

pub(super) fn visible(metric: &str) -> VisibilityConfig {
    VisibilityConfig::new()
        .cloud_watch_metrics_enabled(true)
        .metric_name(metric)
        .sampled_requests_enabled(true)
}

pub(super) fn declared(
    scope: &Scope,
    reach: &'static str,
    priority: usize,
    wanted: Wanted,
    metric: &str,
    names: &mut BTreeMap<String, u32>,
) -> Val<Rule> {
    let mut named = |name: &str, statement: Statement| {
        // Of rules with one name WAF takes none.
        let known = names.entry(name.to_owned()).or_default();
        *known += 1;
        let name = if *known == 1 { name.to_owned() } else { format!("{name}-{known}") };
        Rule::new()
            .name(&name)
            .priority(priority)
            .statement(statement)
            .visibility_config(visible(&format!("{metric}_{name}")))
    };
    let block = || RuleAction::new().block(Val::of(json!({})));
    let rule = match wanted {
        Wanted::Managed { name, counted } => {
            let mut group = ManagedRuleGroupStatement::new().name(&name).vendor_name("AWS");
            if !counted.is_empty() {
                let count = |rule: String| json!({"Name": (rule), "ActionToUse": {"Count": {}}});
                let counted = Val::<Vec<_>>::of(Json::list(counted.into_iter().map(count)));
                group = group.rule_action_overrides(counted);
            }
            named(&name, Statement::new().managed_rule_group_statement(group))
                .override_action(OverrideAction::new().none(json!({})))
        }
        Wanted::Rate { limit, seconds, forwarded } => {
            let key = if forwarded { "FORWARDED_IP" } else { "IP" };
            let mut rate = RateBasedStatement::new().aggregate_key_type(given(key)).limit(limit);
            if forwarded {
                let header = ForwardedIpConfiguration::new().fallback_behavior(given("NO_MATCH"));
                rate = rate.forwarded_ip_config(header.header_name("X-Forwarded-For"));
            }
            if seconds != 300 {
                rate = rate.evaluation_window_sec(seconds);
            }
            named("rate-limit", Statement::new().rate_based_statement(rate)).action(block())
        }
        Wanted::Countries(codes) => {
            let geography = GeoMatchStatement::new().country_codes(codes);
            named("countries", Statement::new().geo_match_statement(geography)).action(block())
        }
        Wanted::Addresses { name, cidrs, allowed } => {
            let set =
                wafv2::IpSet::new().addresses(cidrs).ip_address_version(given("IPV4")).scope(given(reach));
            let set = scope.add(&name, set);
            let action = if allowed { RuleAction::new().allow(Val::of(json!({}))) } else { block() };
            let statement = IpSetReferenceStatement::new().arn(set.arn());
            named(&name, Statement::new().ip_set_reference_statement(statement)).action(action)
        }
        Wanted::Body(bytes) => named("body-size", body::larger_than(bytes)).action(block()),
        Wanted::Other(rule) => {
            let mut json = (*rule).into_json();
            if let Json::Object(entries) = &mut json {
                entries.insert("Priority".into(), json!((priority)));
            }
            return Val::of(json);
        }
    };
    rule.into_val()
}
