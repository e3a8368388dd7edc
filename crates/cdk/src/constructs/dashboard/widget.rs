use cdk_aws::kinds;
use cdk_core::{Json, Val, json};

use crate::constructs::{AlarmHandle, Metric};

/// One field of a dashboard.
#[must_use = "nothing is made of it before it is in a row of a dashboard"]
pub struct Widget {
    content: Content,
    width: Option<u32>,
    height: u32,
}

enum Content {
    Text(String),
    Metrics { title: String, view: &'static str, left: Vec<Metric>, right: Vec<Metric>, stacked: bool },
    Alarms { title: String, arns: Vec<Val<kinds::cloudwatch::AlarmArn>> },
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
        Self { content, width: None, height: 6 }
    }

    /// A note in Markdown.
    pub fn text(markdown: impl Into<String>) -> Self {
        Self { content: Content::Text(markdown.into()), width: None, height: 2 }
    }

    /// The states of alarms.
    pub fn alarms<'a>(title: impl Into<String>, alarms: impl IntoIterator<Item = &'a AlarmHandle>) -> Self {
        let arns = alarms.into_iter().map(|alarm| alarm.arn()).collect();
        Self { content: Content::Alarms { title: title.into(), arns }, width: None, height: 4 }
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
        let (kind, properties) = match self.content {
            Content::Text(markdown) => ("text", json!({"markdown": (markdown)})),
            Content::Alarms { title, arns } => {
                let arns = Json::list(arns.into_iter().map(Val::into_json));
                ("alarm", json!({"title": (title), "alarms": (arns)}))
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
