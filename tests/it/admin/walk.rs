//! Every path of the admin server, by the table of routes.

use contract::admin::Role;
use contract::route::Route;
use contract::routes;
use contract::service::Service;
use db::testing::Scratch;
use reqwest::Method;

use super::{AdminServer, CHANGE};
use crate::http::Reply;

/// The paths that are open: the way to the console, and signing in.
const OPEN: [&str; 5] = ["showConsole", "signIn", "showSignInMethods", "signInAtIssuer", "finishSignIn"];

fn all() -> impl Iterator<Item = &'static Route> {
    routes::ALL.iter().filter(|it| it.service == Some(Service::Admin))
}

fn path(route: &Route) -> String {
    let path = route.path.replace("{instanceId}", "0123456789ab").replace("{application}", "x");
    path.replace("{logger}", "x")
        .replace("{endpoint}", "metrics")
        .replace("{part}", "x")
        .replace("{filterId}", "F-1")
}

db::on_both! {
    async fn every_path_refuses_those_who_are_not_signed_in_and_every_change_viewers(scratch: Scratch) {
        let server = AdminServer::open(&scratch, &[]).await;
        let viewer = server.as_(Role::Viewer).await;
        let mut changes = 0;
        for route in all().filter(|it| !OPEN.contains(&it.name)) {
            let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
            let request = || server.http.request(method.clone(), &path(route)).header(CHANGE.0, CHANGE.1);
            for wrong in ["", "petclinic-admin=", "petclinic-admin=0123", "__Host-petclinic-admin=0"] {
                let reply = Reply::of(request().header("cookie", wrong)).await;
                reply.problem(401);
            }
            if route.needs == Some(Role::Operator) {
                Reply::of(request().header("cookie", &viewer.cookie)).await.problem(403);
                changes += 1;
            }
        }
        assert_eq!(changes, 9);
        let console = server.http.request(Method::GET, "/admin");
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let reply = client.execute(console.build().unwrap()).await.unwrap();
        assert_eq!((reply.status().as_u16(), &reply.headers()["location"]), (303, &"/console".parse().unwrap()));
        server.running.stop().await;
    }
}

#[test]
fn every_route_but_the_way_in_needs_a_role_and_every_change_that_of_operators() {
    for route in all() {
        let is_change = route.method != contract::route::Method::Get && !route.path.ends_with("/session");
        let expected = match OPEN.contains(&route.name) {
            true => None,
            false if is_change => Some(Role::Operator),
            false => Some(Role::Viewer),
        };
        assert_eq!(route.needs, expected, "{route:?}");
    }
    let others = routes::ALL.iter().filter(|it| it.service != Some(Service::Admin));
    assert!(others.into_iter().all(|it| it.needs.is_none()));
}
