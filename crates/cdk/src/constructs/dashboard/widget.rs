use cdk_core::{IntoVal, Json, Val, intrinsic, json};

use crate::constructs::{AnyAlarm, Metric};

/// One field of a dashboard.
#[must_use = "nothing is made of it before it is in a row of a dashboard"]
pub struct Widget {
    content: Content,
    width: Option<u32>,
    height: u32,
    region: Option<Val<String>>,
}

enum Content {
    Text(Val<String>),
    Metrics { title: String, view: &'static str, left: Vec<Metric>, right: Vec<Metric>, stacked: bool },
    Alarms { title: String, arns: Vec<Json> },
    Logs { title: String, groups: Vec<Val<String>>, query: String },
}

impl Widget {
    /// Lines over time.
    pub fn graph(title: impl Into<String>, metrics: impl IntoIterator<Item = Metric>) -> Self {
        Self::metrics(title.into(), "timeSeries", metrics)
    }

    /// The latest value of each metric, in large digits.
    pub fn number(title: impl Into<String>, metrics: impl IntoIterator<Item = Metric>) -> Self {
        Self::metrics(title.into(), "singleValue", metrics)
    }

    fn metrics(title: String, view: &'static str, metrics: impl IntoIterator<Item = Metric>) -> Self {
        let left = metrics.into_iter().collect();
        let content = Content::Metrics { title, view, left, right: Vec::new(), stacked: false };
        Self::of(content, 6)
    }

    const fn of(content: Content, height: u32) -> Self {
        Self { content, width: None, height, region: None }
    }

    /// A note in Markdown.
    pub fn text(markdown: impl IntoVal<String>) -> Self {
        Self::of(Content::Text(markdown.into_val()), 2)
    }

    /// The states of alarms.
    pub fn alarms<'a, A: AnyAlarm + 'a>(
        title: impl Into<String>,
        alarms: impl IntoIterator<Item = &'a A>,
    ) -> Self {
        let arns = alarms.into_iter().map(|alarm| alarm.alarm_arn().into_json()).collect();
        Self::of(Content::Alarms { title: title.into(), arns }, 4)
    }

    /// The result of a query of Logs Insights over log groups, as a table.
    pub fn logs(
        title: impl Into<String>,
        groups: impl IntoIterator<Item = impl IntoVal<String>>,
        query: impl Into<String>,
    ) -> Self {
        let groups = groups.into_iter().map(IntoVal::into_val).collect();
        Self::of(Content::Logs { title: title.into(), groups, query: query.into() }, 6)
    }

    /// The region of its metrics or logs; that of the dashboard's stack unless given. CloudFront's metrics are in us-east-1.
    pub fn region(mut self, region: impl IntoVal<String>) -> Self {
        self.region = Some(region.into_val());
        self
    }

    /// Metrics with an axis of their own, on the right of a graph.
    pub fn right(mut self, metrics: impl IntoIterator<Item = Metric>) -> Self {
        if let Content::Metrics { right, .. } = &mut self.content {
            right.extend(metrics);
        }
        self
    }

    /// Draws areas on top of each other.
    pub fn stacked(mut self) -> Self {
        if let Content::Metrics { stacked, .. } = &mut self.content {
            *stacked = true;
        }
        self
    }

    /// Of the 24 columns; an even share unless given.
    pub fn width(mut self, columns: u32) -> Self {
        self.width = Some(columns);
        self
    }

    pub fn height(mut self, rows: u32) -> Self {
        self.height = rows;
        self
    }

    pub(super) fn own_width(&self) -> Option<u32> {
        self.width
    }

    pub(super) fn own_height(&self) -> u32 {
        self.height
    }

    pub(super) fn into_json(self, at: (u32, u32), size: (u32, u32), region: &Val<String>) -> Json {
        let region = self.region.as_ref().unwrap_or(region);
        let (kind, properties) = match self.content {
            Content::Text(markdown) => ("text", json!({"markdown": (markdown)})),
            Content::Alarms { title, arns } => {
                ("alarm", json!({"title": (title), "alarms": (Json::List(arns))}))
            }
            Content::Logs { title, groups, query } => {
                // The console writes the groups into the query.
                let format = "SOURCE '{}' | ".repeat(groups.len()) + "{}";
                let values = groups.into_iter().map(Val::into_json).chain([Json::from(query)]);
                let query = intrinsic::concat(&format, values);
                ("log", json!({"title": (title), "region": (region), "query": (query), "view": "table"}))
            }
            Content::Metrics { title, view, left, right, stacked } => {
                let lines = left.iter().flat_map(|metric| metric.lines(false));
                let lines = Json::list(lines.chain(right.iter().flat_map(|metric| metric.lines(true))));
                let properties = json!({
                    "title": (title), "view": (view), "stacked": (stacked), "region": (region), "metrics": (lines),
                });
                ("metric", properties)
            }
        };
        json!({
            "type": (kind), "x": (at.0), "y": (at.1), "width": (size.0), "height": (size.1), "properties": (properties),
        })
    }
}
