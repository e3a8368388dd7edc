//! What the clinic may cost, and who hears of it when it costs more.

use cdk::Stack;
use cdk::aws::budgets::Budget;
use cdk::aws::budgets::budget::{BudgetData, Notification, NotificationWithSubscribers, Spend, Subscriber};
use cdk::aws::ce::anomaly_monitor::MonitorType;
use cdk::aws::ce::anomaly_subscription::{self, Frequency, Type};
use cdk::aws::ce::{AnomalyMonitor, AnomalySubscription};
use cdk::constructs::TopicHandle;

use crate::app::Clinic;

/// Notices by what is compared with the budget, and the percentage that it exceeds.
const NOTICES: [(&str, u32); 3] = [("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)];
/// The share of the budget that an unusual expense must have for a notice.
const ANOMALY_SHARE: u32 = 10;

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>, alarms: &TopicHandle) {
    for service in ["budgets.amazonaws.com", "costalerts.amazonaws.com"] {
        alarms.allow_service(service);
    }
    let (env, usd) = (clinic.env(), clinic.environment.notices.budget_usd);
    budget(stack, env, usd, alarms);
    anomalies(stack, env, usd, alarms);
}

/// The budget of the account. One of the environment alone would need its tag to be activated for cost allocation, which a person does,
/// and would find nothing until then.
fn budget(stack: &Stack, env: &str, usd: u32, alarms: &TopicHandle) {
    let notices = NOTICES.map(|(kind, percent)| {
        let notification = Notification::new()
            .comparison_operator("GREATER_THAN")
            .notification_type(kind)
            .threshold(percent);
        let subscriber = Subscriber::new().address(alarms.arn().cast::<String>()).subscription_type("SNS");
        NotificationWithSubscribers::new()
            .notification(notification.threshold_type("PERCENTAGE"))
            .subscribers([subscriber])
    });
    let data = BudgetData::new()
        .budget_type("COST")
        .time_unit("MONTHLY")
        .budget_name(format!("petclinic-{env}"))
        .budget_limit(Spend::new().amount(usd).unit("USD"));
    stack.add("Budget", Budget::new().budget(data).notifications_with_subscribers(notices));
}

/// Unusual expenses of what has the environment's tag, once that is activated for cost allocation. An account has a single monitor of all
/// its services, which AWS makes, so this one is of the tag.
fn anomalies(stack: &Stack, env: &str, usd: u32, alarms: &TopicHandle) {
    let tagged = serde_json::json!({"Tags": {
        "Key": "petclinic:environment", "MatchOptions": ["EQUALS"], "Values": [env],
    }});
    let monitor = AnomalyMonitor::new()
        .monitor_name(format!("petclinic-{env}"))
        .monitor_type(MonitorType::Custom)
        .monitor_specification(tagged.to_string());
    let monitor = stack.add("CostMonitor", monitor);
    let least = (usd * ANOMALY_SHARE / 100).max(1);
    let threshold = serde_json::json!({"Dimensions": {
        "Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "MatchOptions": ["GREATER_THAN_OR_EQUAL"], "Values": [least.to_string()],
    }});
    let subscriber =
        anomaly_subscription::Subscriber::new().address(alarms.arn().cast::<String>()).type_(Type::Sns);
    let subscription = AnomalySubscription::new()
        .frequency(Frequency::Immediate)
        .monitor_arn_list([monitor.monitor_arn()])
        .subscribers([subscriber])
        .subscription_name(format!("petclinic-{env}"))
        .threshold_expression(threshold.to_string());
    stack.add("CostNotices", subscription);
}
