use cdk_aws::logs::metric_filter::MetricTransformation;
use cdk_aws::{kinds, logs};
use cdk_core::{Construct, IntoVal, Scope, Val};

use super::Metric;

/// A metric that is made of a log: it counts the lines that match a pattern.
///
/// Makes: `AWS::Logs::MetricFilter`.
///
/// ```
/// use cdk::constructs::{Alarm, LogGroup, MetricFilter};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let log = stack.add("Log", LogGroup::new());
/// let errors = MetricFilter::of(log.log_group_name(), r#"{ $.level = "ERROR" }"#, ("Orders", "Errors"));
/// let errors = stack.add("Errors", errors);
/// stack.add("Failing", Alarm::at_least(errors, 1));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct MetricFilter {
    group: Val<kinds::logs::LogGroupName>,
    pattern: String,
    /// Its namespace and its name.
    metric: (String, String),
}

impl MetricFilter {
    /// Counts the matching lines of a log group in a metric, which is given by its namespace and its name.
    pub fn of(
        group: impl IntoVal<kinds::logs::LogGroupName>,
        pattern: impl Into<String>,
        metric: (impl Into<String>, impl Into<String>),
    ) -> Self {
        let metric = (metric.0.into(), metric.1.into());
        Self { group: group.into_val(), pattern: pattern.into(), metric }
    }
}

impl Construct for MetricFilter {
    type Output = Metric;

    fn create(self, scope: &Scope) -> Metric {
        let (namespace, name) = self.metric;
        let count = MetricTransformation::new()
            .metric_name(&name)
            .metric_namespace(&namespace)
            .metric_value("1")
            // So that an alarm sees that nothing happened.
            .default_value(0);
        let filter = logs::MetricFilter::new()
            .filter_pattern(self.pattern)
            .log_group_name(self.group)
            .metric_transformations([count]);
        scope.add("Resource", filter);
        Metric::new(namespace, name).statistic("Sum").every(60)
    }
}
