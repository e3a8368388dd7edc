//! How the web site is served, by CloudFront on AWS and by `petclinic` on one machine: which paths are its own, and with which headers.

use crate::process_routes;
use crate::route::{Audience, Method, Patience, Route};
use crate::routes;

/// The paths that are the API's where site and API share one address, as CloudFront writes them. All others are the site's.
pub const API_PATHS: [&str; 3] = ["/api/*", "/admin", "/admin/*"];

/// The page that a script in the browser turns into every page of the site.
pub const PAGE: &str = "/index.html";

/// The folder of files that have a hash of their content in their names.
pub const ASSETS: &str = "/assets/";

/// What pages may load: only what the site itself has.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
/// Whether other pages may show one of the site in a frame.
pub const FRAME_OPTIONS: &str = "DENY";
/// What other sites learn of the page that a link was on.
pub const REFERRER_POLICY: &str = "strict-origin-when-cross-origin";
/// For how long browsers use TLS only, in seconds: two years, as they want it for their lists.
///
/// Servers must not say it without TLS (RFC 6797, section 7.2), so only CloudFront does, with all subdomains.
pub const STRICT_TRANSPORT_SECONDS: u32 = 63_072_000;

/// The security headers of every answer to a request for the site.
pub const HEADERS: [(&str, &str); 4] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", FRAME_OPTIONS),
    ("referrer-policy", REFERRER_POLICY),
];

/// How caches treat files, by how their paths begin; the first row that fits counts.
pub const CACHE_CONTROL: [(&str, &str); 2] =
    [(ASSETS, "public, max-age=31536000, immutable"), ("/", "no-cache")];

/// The row of requests for the site in logs and metrics. It is no part of the API, so no table has it.
pub const ROUTE: Route = process_routes::row(
    "site",
    Method::Get,
    "/{*file}",
    Audience::Public,
    Patience::Usual,
    "Shows the web site",
)
.also(&["/"]);

/// The file that answers a path: the one with this path if its last part has a dot or it lies below [`ASSETS`], else [`PAGE`].
///
/// What is not there is a missing file and not the page: a browser that asks for a script cannot use a page.
pub fn file(path: &str) -> &str {
    let is_file = path.starts_with(ASSETS) || path.rsplit('/').next().is_some_and(|it| it.contains('.'));
    if is_file { path } else { PAGE }
}

/// How caches treat a file of the site.
pub fn cache_control(file: &str) -> &'static str {
    let row = CACHE_CONTROL.iter().find(|(begin, _)| file.starts_with(begin));
    row.map_or("no-cache", |(_, value)| value)
}

/// Whether a path belongs to the API, to operators or to other services, also where no route has it: its first part is that of a route
/// or of [`API_PATHS`].
pub fn is_services(path: &str) -> bool {
    let first = |path: &'static str| path.split('/').nth(1);
    let own = path.split('/').nth(1).filter(|it| !it.is_empty());
    let routes = routes::ALL.iter().chain(process_routes::ALL).flat_map(Route::paths);
    own.is_some() && routes.chain(API_PATHS).any(|it| first(it) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_of_a_route_is_the_services_and_none_other() {
        for path in routes::ALL.iter().chain(process_routes::ALL).flat_map(Route::paths) {
            assert!(is_services(path), "{path}");
        }
        for path in ["/api", "/api/nothing", "/admin/x", "/internal", "/actuator/nothing", "/health/x"] {
            assert!(is_services(path), "{path}");
        }
        for path in ["/", "", "/owners/1", "/assets/api/x.js", "/apiary", "//api/vets", "/Api/vets"] {
            assert!(!is_services(path), "{path}");
        }
    }

    #[test]
    fn a_path_is_a_files_by_its_last_part_or_its_folder_and_the_pages_otherwise() {
        for path in ["/", "", "/owners", "/owners/1", "/owners.d/1", "/assets"] {
            assert_eq!(file(path), PAGE, "{path}");
        }
        for path in ["/index.html", "/favicon.ico", "/assets/app-1f.js", "/assets/none", "/a/..", "/.env"] {
            assert_eq!(file(path), path);
        }
    }

    #[test]
    fn files_with_a_hash_in_their_names_are_kept_and_others_asked_about_each_time() {
        assert_eq!(cache_control("/assets/app-1f.js"), "public, max-age=31536000, immutable");
        for file in [PAGE, "/favicon.ico", "/assets.html"] {
            assert_eq!(cache_control(file), "no-cache");
        }
    }
}
