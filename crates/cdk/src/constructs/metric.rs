use cdk_aws::cloudwatch::alarm;
use cdk_core::{IntoVal, Json, Val, given, json};

/// A series of CloudWatch: a metric with its dimensions, or a formula over metrics. Alarms watch it, dashboards draw it.
#[derive(Clone, Debug)]
pub struct Metric {
    source: Source,
    label: Option<String>,
    color: Option<String>,
    /// Seconds per data point.
    period: u32,
}

#[derive(Clone, Debug)]
enum Source {
    Series { namespace: String, name: String, dimensions: Vec<(String, Val<String>)>, statistic: String },
    Formula { expression: String, inputs: Vec<(String, Metric)> },
}

impl Metric {
    /// A metric without dimensions, averaged over 5 minutes.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        let source = Source::Series {
            namespace: namespace.into(),
            name: name.into(),
            dimensions: Vec::new(),
            statistic: "Average".to_owned(),
        };
        Self { source, label: None, color: None, period: 300 }
    }

    /// A formula over metrics, each with the name it has in it: `Metric::formula("100 * errors / calls", [("errors", ..), ..])`.
    /// The names begin with a lower-case letter.
    pub fn formula(
        expression: impl Into<String>,
        inputs: impl IntoIterator<Item = (impl Into<String>, Self)>,
    ) -> Self {
        let inputs: Vec<(String, Self)> =
            inputs.into_iter().map(|(name, metric)| (name.into(), metric)).collect();
        let period = inputs.first().map_or(300, |(_, metric)| metric.period);
        let source = Source::Formula { expression: expression.into(), inputs };
        Self { source, label: None, color: None, period }
    }

    /// One more dimension, such as `FunctionName` and its value.
    #[must_use]
    pub fn dimension(mut self, name: impl Into<String>, value: impl IntoVal<String>) -> Self {
        if let Source::Series { dimensions, .. } = &mut self.source {
            dimensions.push((name.into(), value.into_val()));
        }
        self
    }

    /// `Average`, `Sum`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99`.
    #[must_use]
    pub fn statistic(mut self, name: impl Into<String>) -> Self {
        if let Source::Series { statistic, .. } = &mut self.source {
            *statistic = name.into();
        }
        self
    }

    /// One data point for this many seconds: 60 or a multiple of it.
    #[must_use]
    pub fn every(mut self, seconds: u32) -> Self {
        self.period = seconds;
        if let Source::Formula { inputs, .. } = &mut self.source {
            inputs.iter_mut().for_each(|(_, input)| input.period = seconds);
        }
        self
    }

    /// Its label in a graph.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = Some(text.into());
        self
    }

    /// Its color in a graph, such as `#d62728`.
    #[must_use]
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.color = Some(color.into());
        self
    }

    /// Attaches the alarm to it.
    pub(super) fn watched_by(&self, alarm: cdk_aws::cloudwatch::Alarm) -> cdk_aws::cloudwatch::Alarm {
        match &self.source {
            Source::Series { namespace, name, dimensions, statistic } => {
                let alarm = alarm.namespace(namespace).metric_name(name).period(self.period).dimensions(
                    dimensions
                        .iter()
                        .map(|(name, value)| alarm::Dimension::new().name(name).value(value))
                        .collect::<Vec<_>>(),
                );
                if plain(statistic) {
                    alarm.statistic(given(statistic))
                } else {
                    alarm.extended_statistic(statistic)
                }
            }
            Source::Formula { expression, inputs } => {
                let result = alarm::MetricDataQuery::new()
                    .id("result")
                    .expression(expression)
                    .label(self.label.as_ref().unwrap_or(expression))
                    .return_data(true);
                let inputs = inputs.iter().map(|(id, input)| input.as_query(id));
                alarm.metrics(std::iter::once(result).chain(inputs).collect::<Vec<_>>())
            }
        }
    }

    fn as_query(&self, id: &str) -> alarm::MetricDataQuery {
        let query = alarm::MetricDataQuery::new().id(id).return_data(false);
        match &self.source {
            Source::Series { namespace, name, dimensions, statistic } => {
                let metric = alarm::Metric::new().namespace(namespace).metric_name(name).dimensions(
                    dimensions
                        .iter()
                        .map(|(name, value)| alarm::Dimension::new().name(name).value(value))
                        .collect::<Vec<_>>(),
                );
                query.metric_stat(alarm::MetricStat::new().metric(metric).period(self.period).stat(statistic))
            }
            Source::Formula { expression, .. } => query.expression(expression),
        }
    }

    /// As graphs of a dashboard list it: a line for itself, before it one for each input of a formula, which is not drawn.
    pub(super) fn lines(&self, right: bool) -> Vec<Json> {
        let mut looks = vec![("period", Json::Number(self.period.into()))];
        looks.extend(self.label.clone().map(|label| ("label", Json::from(label))));
        looks.extend(self.color.clone().map(|color| ("color", Json::from(color))));
        looks.extend(right.then(|| ("yAxis", Json::from("right"))));
        match &self.source {
            Source::Series { .. } => vec![self.line(looks)],
            Source::Formula { expression, inputs } => {
                looks.push(("expression", Json::from(expression.clone())));
                let inputs = inputs.iter().map(|(id, input)| {
                    input.line(vec![
                        ("id", Json::from(id.clone())),
                        ("period", Json::Number(self.period.into())),
                        ("visible", Json::Bool(false)),
                    ])
                });
                inputs.chain([json!([(Json::object(looks))])]).collect()
            }
        }
    }

    fn line(&self, mut looks: Vec<(&'static str, Json)>) -> Json {
        match &self.source {
            Source::Series { namespace, name, dimensions, statistic } => {
                looks.push(("stat", Json::from(statistic.clone())));
                let mut line = vec![Json::from(namespace.clone()), Json::from(name.clone())];
                for (name, value) in dimensions {
                    line.extend([Json::from(name.clone()), value.json().clone()]);
                }
                line.push(Json::object(looks));
                Json::List(line)
            }
            Source::Formula { expression, .. } => {
                looks.push(("expression", Json::from(expression.clone())));
                json!([(Json::object(looks))])
            }
        }
    }
}

/// Statistics that are no percentiles or the like.
fn plain(statistic: &str) -> bool {
    ["Average", "Maximum", "Minimum", "SampleCount", "Sum"].contains(&statistic)
}
