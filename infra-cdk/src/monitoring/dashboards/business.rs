use cdk::constructs::{Dashboard, Widget};
use contract::route::{Audience, Method, Route};
use contract::routes;
use contract::service::Service;

use super::{Shown, heading, in_pairs};

/// What people do in the clinic: each public route that changes something or asks the assistant, in numbers of a day and over time.
pub(super) fn dashboard(shown: &Shown<'_>) -> Dashboard {
    let doings = || routes::ALL.iter().filter(|it| is_doing(it));
    let dashboard = Dashboard::new().row([heading(
        shown,
        "business",
        "What people do in the clinic: numbers of the last day, and over time",
    )]);
    let of_day = |(service, route): (Service, &Route)| {
        let [requests, ..] = shown.series.of_route(service, route);
        requests.every(24 * 3600).label(route.summary)
    };
    let with_service = || doings().filter_map(|it| Some((it.service?, it)));
    let numbers: Vec<_> = with_service().map(of_day).collect();
    let mut dashboard = dashboard;
    for some in numbers.chunks(6) {
        dashboard = dashboard.row([Widget::number("In a day", some.iter().cloned()).width(24).height(4)]);
    }
    let over_time = with_service().map(|(service, route)| {
        let [requests, errors, ..] = shown.series.of_route(service, route);
        Widget::graph(route.summary, [requests.every(3600), errors.every(3600)]).stacked()
    });
    in_pairs(dashboard, over_time.collect())
}

fn is_doing(route: &Route) -> bool {
    route.audience == Audience::Public && route.method != Method::Get
}
