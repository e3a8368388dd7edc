mod body;
mod widget;

use cdk_aws::{Resource, cloudwatch};
use cdk_core::{Construct, IntoVal, Json, Scope, json};

pub use self::widget::Widget;

/// The columns of a dashboard.
const COLUMNS: u32 = 24;

/// A dashboard: graphs, numbers, alarms and notes, row by row.
///
/// Makes: `AWS::CloudWatch::Dashboard`.
///
/// ```
/// use cdk::constructs::{Dashboard, Queue, Widget};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let orders = stack.add("Orders", Queue::new());
/// stack.add("Dashboard", Dashboard::new()
///     .row([Widget::text("# Orders")])
///     .row([Widget::graph("Waiting", [orders.messages_visible()]), Widget::graph("Age", [orders.age_of_oldest_message()])]));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Dashboard {
    rows: Vec<Vec<Widget>>,
    name: Option<Json>,
}

impl Dashboard {
    pub const fn new() -> Self {
        Self { rows: Vec::new(), name: None }
    }

    /// Adds a row. Widgets without a width of their own share it evenly.
    pub fn row(mut self, widgets: impl IntoIterator<Item = Widget>) -> Self {
        self.rows.push(widgets.into_iter().collect());
        self
    }

    /// A fixed name, with which CloudFormation cannot replace the dashboard.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.name = Some(name.into_val().into_json());
        self
    }
}

impl Default for Dashboard {
    fn default() -> Self {
        Self::new()
    }
}

impl Construct for Dashboard {
    type Output = Resource<cloudwatch::Dashboard>;

    fn create(self, scope: &Scope) -> Self::Output {
        let region = scope.stack().region();
        let mut placed = Vec::new();
        let mut y = 0;
        for row in self.rows {
            let given: u32 = row.iter().filter_map(Widget::own_width).sum();
            let open = u32::try_from(row.iter().filter(|widget| widget.own_width().is_none()).count());
            let share = COLUMNS.saturating_sub(given) / open.unwrap_or(COLUMNS).max(1);
            if given > COLUMNS || (share == 0 && given < COLUMNS) {
                scope.fail(format!("a row of the dashboard is wider than {COLUMNS} columns"));
            }
            let height = row.iter().map(Widget::own_height).max().unwrap_or(0);
            let mut x = 0;
            for widget in row {
                let width = widget.own_width().unwrap_or(share);
                placed.push(widget.into_json((x, y), (width, height), &region));
                x += width;
            }
            y += height;
        }
        let body = body::text(&json!({"widgets": (Json::List(placed))}));
        let dashboard = scope.add("Resource", cloudwatch::Dashboard::new().dashboard_body(body));
        if let Some(name) = self.name {
            dashboard.set("DashboardName", name);
        }
        dashboard
    }
}
