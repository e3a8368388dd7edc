//! Which series of the request timer belong to a class of requests.

use contract::objective::RequestClass;
use contract::route::Route;
use contract::routes;

/// The count of requests.
pub(crate) const REQUESTS: &str = "http_server_requests_seconds_count";
/// The counts of requests by duration.
pub(crate) const BUCKETS: &str = "http_server_requests_seconds_bucket";

/// The label matchers that select the requests of a class: its methods and its paths.
pub(crate) fn of_class(class: RequestClass) -> String {
    let routes = || routes::ALL.iter().filter(move |it| it.class() == Some(class));
    format!(
        r#"method=~"{}",uri=~"{}""#,
        alternatives(routes().map(|it| it.method.as_str())),
        alternatives(routes().map(|it| it.path)),
    )
}

/// The label matchers of one route.
pub(crate) fn of_route(route: &Route) -> String {
    format!(r#"method="{}",uri="{}""#, route.method, route.path)
}

/// A regular expression for any of these texts, each once.
fn alternatives<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<_> = texts.collect();
    all.sort_unstable();
    all.dedup();
    all.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matchers_of_a_class_select_its_routes_and_no_others() {
        for class in RequestClass::ALL {
            let matchers = of_class(class);
            let (methods, uris) = matchers.split_once(r#"",uri=~""#).unwrap();
            let methods: Vec<_> = methods.strip_prefix(r#"method=~""#).unwrap().split('|').collect();
            let uris: Vec<_> = uris.strip_suffix('"').unwrap().split('|').collect();
            for route in routes::ALL {
                let selected = methods.contains(&route.method.as_str()) && uris.contains(&route.path);
                assert_eq!(selected, route.class() == Some(class), "{route:?} and {class:?}");
            }
        }
    }

    #[test]
    fn a_path_means_itself_in_a_regular_expression() {
        // Braces stand for themselves where no number follows.
        let is_plain = |it: char| it.is_ascii_alphabetic() || "/-{}".contains(it);
        assert!(routes::ALL.iter().all(|it| it.path.chars().all(is_plain)));
    }
}
