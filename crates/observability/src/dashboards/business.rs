use contract::endpoint::Endpoint;
use contract::route::Route;
use contract::routes::{AddOwner, AddPet, AddVisit, Ask, BookAppointment, Chat, StreamChat};

use crate::dashboard::Dashboard;
use crate::panel::{Panel, lines, number};
use crate::selector::{REQUESTS, of_route};

/// For those who run the clinic as a business: how much it is used, and for what.
pub(super) fn dashboard() -> Dashboard {
    Dashboard {
        name: "business",
        title: "business",
        about: "How much is the clinic used, and for what?",
        from: "now-7d",
        panels: vec![
            done("Owners registered today", &[AddOwner::ROUTE]),
            done("Pets registered today", &[AddPet::ROUTE]),
            done("Visits entered today", &[AddVisit::ROUTE]),
            done("Appointments booked today", &[BookAppointment::ROUTE]),
            done("Questions to the assistant today", &[Chat::ROUTE, Ask::ROUTE, StreamChat::ROUTE]),
            number(
                "Tokens of the assistant, USD a day",
                "currencyUSD",
                [(r#"sum(petclinic:assistant_cost_usd:increase1d{region=~"$region"}) or vector(0)"#, "USD")],
            ),
            number(
                "The assistant looked things up today",
                "short",
                [(
                    r#"sum by (outcome) (increase(petclinic_assistant_tool_seconds_count{region=~"$region"}[1d])) or vector(0)"#,
                    "{{outcome}}",
                )],
            ),
            number(
                "The model replies within",
                "s",
                [(
                    r#"sum(rate(petclinic_assistant_model_seconds_sum{region=~"$region"}[1d])) / sum(rate(petclinic_assistant_model_seconds_count{region=~"$region"}[1d]))"#,
                    "on average",
                )],
            ),
            lines(
                "Operations that the original times, an hour",
                "short",
                [
                    (&original("owner"), "owners: {{method}}"),
                    (&original("pet"), "pets: {{method}}"),
                    (&original("visit"), "visits: {{method}}"),
                ],
            ),
            lines(
                "Changes an hour",
                "short",
                [(
                    r#"3600 * sum by (uri) (rate(http_server_requests_seconds_count{method=~"POST|PUT|DELETE",status=~"2..",region=~"$region"}[1h]))"#,
                    "{{uri}}",
                )],
            ),
            lines(
                "Requests a second",
                "reqps",
                [(r#"sum by (class) (petclinic:requests:rate5m{region=~"$region"})"#, "{{class}}")],
            ),
            lines(
                "Tokens of the assistant an hour",
                "short",
                [(
                    r#"3600 * sum by (direction) (rate(petclinic_assistant_tokens_total{region=~"$region"}[1h]))"#,
                    "{{direction}}",
                )],
            ),
        ],
    }
}

/// How often one of these routes succeeded in the last 24 hours.
fn done(title: &'static str, routes: &[Route]) -> Panel {
    let of = |route: &Route| {
        let matchers = of_route(route);
        format!(r#"sum(increase({REQUESTS}{{{matchers},status=~"2..",region=~"$region"}}[1d])) or vector(0)"#)
    };
    let all: Vec<_> = routes.iter().map(|it| format!("({})", of(it))).collect();
    number(title, "short", [(&all.join(" + "), "")])
}

fn original(noun: &str) -> String {
    format!(r#"3600 * sum by (method) (rate(petclinic_{noun}_seconds_count{{region=~"$region"}}[1h]))"#)
}
