//! What anyone may call: the public routes, with the services behind them.

use std::collections::BTreeSet;

use contract::route::{Audience, Route};
use contract::service::Service;
use contract::{process_routes, routes};

/// A path that anyone may call.
#[derive(Clone, Copy, Debug)]
pub struct PublicPath {
    pub route: &'static Route,
    pub service: Service,
    /// The canonical path or an alias, as the route table writes it.
    pub path: &'static str,
}

impl PublicPath {
    /// The path as API Gateway writes it: `{file+}` stands for all that follows.
    pub fn gateway_path(&self) -> String {
        let part = |part: &str| match part.strip_prefix("{*").and_then(|it| it.strip_suffix('}')) {
            Some(rest) => format!("{{{rest}+}}"),
            None => part.to_owned(),
        };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// The path of the request to the service, with the names of parameters in braces.
    pub fn backend_path(&self) -> String {
        self.path.replace("{*", "{")
    }
}

/// All of them, in the order of the tables. The first service with tasks answers the routes of every process.
pub fn public_paths() -> impl Iterator<Item = PublicPath> {
    let any = Service::tasks().next();
    let all = routes::ALL.iter().chain(process_routes::ALL).filter(|it| it.audience == Audience::Public);
    let all = all.filter_map(move |route| Some((route, route.service.or(any)?)));
    // API Gateway knows no path with a slash at its end.
    all.flat_map(|(route, service)| {
        let paths = route.paths().filter(|it| !it.ends_with('/'));
        paths.map(move |path| PublicPath { route, service, path })
    })
}

/// The shortest beginnings of a service's paths that no other service shares, such as `/api/vets`.
pub fn prefixes(service: Service) -> BTreeSet<String> {
    let (own, others): (Vec<_>, Vec<_>) = public_paths().partition(|it| it.service == service);
    let paths = |all: &[PublicPath]| all.iter().map(|it| it.path).collect::<Vec<_>>();
    beginnings(&paths(&own), &paths(&others))
}

/// A path that begins as one of another service does at every length is its own beginning, with `*` for parameters.
fn beginnings(own: &[&str], others: &[&str]) -> BTreeSet<String> {
    let begin = |path: &str, length: usize| {
        let parts = path.split('/').skip(1).take_while(|it| !it.starts_with('{')).take(length);
        parts.fold(String::new(), |prefix, part| prefix + "/" + part)
    };
    let whole = |path: &str| {
        let parts = path.split('/').map(|it| if it.starts_with('{') { "*" } else { it });
        parts.collect::<Vec<_>>().join("/")
    };
    let shortest = |path: &str| {
        let mut lengths = (1..=path.matches('/').count()).map(|length| begin(path, length));
        let is_own = |prefix: &String| !others.iter().any(|other| is_below(other, prefix));
        lengths.find(is_own).unwrap_or_else(|| whole(path))
    };
    own.iter().map(|it| shortest(it)).collect()
}

fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_begins_where_no_other_service_does() {
        let vets = ["/api/vets/vets", "/api/vet/vets"];
        let others = ["/api/vetting", "/api/customers/owners/{ownerId}"];
        assert_eq!(beginnings(&vets, &others), ["/api/vet", "/api/vets"].map(str::to_owned).into());
        // A new service with a root of its own has just that root.
        let admin = ["/admin/instances", "/admin/instances/{id}", "/admin/{*file}"];
        assert_eq!(beginnings(&admin, &vets), ["/admin".to_owned()].into());
    }

    #[test]
    fn services_that_share_a_beginning_are_told_apart_by_what_follows() {
        let own = ["/api/gateway/owners/{ownerId}", "/api/gateway/{id}/visits"];
        let other = ["/api/gateway/vets"];
        let expected = ["/api/gateway/owners", "/api/gateway/*/visits"].map(str::to_owned);
        assert_eq!(beginnings(&own, &other), expected.into());
    }
}
