//! The host that a request is meant for: what HTTP demands of it, and whether this server answers for it.

use std::net::IpAddr;

use contract::route::Audience;
use http::header::HOST;
use http::{Request, StatusCode, Version};

use crate::authority;
use crate::fault::Fault;
use crate::target::Target;

/// The hosts that a server answers for. A page of another site can give its own name this machine's address (DNS rebinding), and
/// browsers then let it read and write; its requests name the other host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Hosts {
    /// Every host: for a server that others reach by names it does not know.
    #[default]
    Any,
    /// This machine's loopback names and addresses, and these hosts.
    Loopback(Vec<String>),
}

impl Hosts {
    /// The hosts of a server that listens on an address, and may be told further ones.
    pub fn of(address: IpAddr, told: Vec<String>) -> Self {
        if address.is_loopback() || !told.is_empty() { Self::Loopback(told) } else { Self::Any }
    }

    /// Checks the host that a request names (RFC 9112, section 3.2). Probes may name any, since load balancers name addresses.
    pub(super) fn check<B>(&self, request: &Request<B>, target: Target) -> Result<(), Fault> {
        let refused = |detail| Err(Fault::refused(StatusCode::BAD_REQUEST, detail));
        let mut all = request.headers().get_all(HOST).iter();
        let named = match (all.next(), all.next()) {
            (None, _) if request.version() < Version::HTTP_11 => return Ok(()),
            (None, _) => return refused("the Host header is missing"),
            (Some(named), None) => named.to_str().ok().filter(|it| is_well_formed(it)),
            (Some(_), Some(_)) => return refused("there is more than one Host header"),
        };
        let Some((named, host)) = named.and_then(|it| Some((it, authority::host(it)?))) else {
            return refused("the Host header must be a host, with or without a port");
        };
        if request.uri().authority().is_some_and(|it| !it.as_str().eq_ignore_ascii_case(named)) {
            return refused("the request's target and its Host header name different hosts");
        }
        if target.audience() == Audience::Probes || self.has(host) {
            return Ok(());
        }
        let detail = "this server does not answer for this host; whoever runs it can allow it";
        Err(Fault::refused(StatusCode::MISDIRECTED_REQUEST, detail))
    }

    fn has(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Loopback(others) => {
                authority::is_loopback(host) || others.iter().any(|it| it.eq_ignore_ascii_case(host))
            }
        }
    }
}

fn is_well_formed(host: &str) -> bool {
    let fits = |it: u8| it.is_ascii_alphanumeric() || b"-._~:[]%!$&'()*+,;=".contains(&it);
    host.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn status(hosts: &Hosts, path: &str, named: &[&str]) -> u16 {
        let request = named.iter().fold(Request::get(path), |request, host| request.header(HOST, *host));
        let request = request.body(()).unwrap();
        let target = Target::of(&Method::GET, request.uri().path());
        hosts.check(&request, target).err().map_or(200, |it| it.status().as_u16())
    }

    #[test]
    fn a_loopback_server_answers_for_loopback_names_and_for_the_hosts_it_is_told() {
        let hosts = Hosts::Loopback(vec!["clinic.example".to_owned()]);
        for host in
            ["localhost", "LOCALHOST:8080", "a.localhost", "127.0.0.1:8080", "127.0.0.2", "[::1]:80", "[::1]"]
        {
            assert_eq!(status(&hosts, "/api/vets/vets", &[host]), 200, "{host}");
        }
        assert_eq!(status(&hosts, "/api/vets/vets", &["Clinic.example:443"]), 200);
        for host in [
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "10.0.0.1",
            "xclinic.example",
        ] {
            assert_eq!(status(&hosts, "/api/vets/vets", &[host]), 421, "{host}");
            assert_eq!(status(&hosts, "/actuator/env", &[host]), 421, "{host}");
            assert_eq!(status(&Hosts::Any, "/api/vets/vets", &[host]), 200, "{host}");
        }
        assert_eq!(status(&hosts, "/health", &["10.0.0.1:8080"]), 200, "a load balancer's probe");
    }

    #[test]
    fn a_server_that_others_reach_answers_for_every_host_unless_it_is_told_some() {
        let (here, everywhere) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0]));
        let told = || vec!["clinic.example".to_owned()];
        assert_eq!(Hosts::of(everywhere, Vec::new()), Hosts::Any);
        assert_eq!(Hosts::of(everywhere, told()), Hosts::Loopback(told()));
        assert_eq!(Hosts::of(here, Vec::new()), Hosts::Loopback(Vec::new()));
        assert_eq!(Hosts::of(here, told()), Hosts::Loopback(told()));
    }

    #[test]
    fn a_request_names_one_host() {
        for named in [&[][..], &["localhost", "localhost"], &[""], &["a b"], &["a@b"], &["a/b"]] {
            assert_eq!(status(&Hosts::Any, "/health", named), 400, "{named:?}");
        }
        assert_eq!(status(&Hosts::Any, "http://localhost:80/health", &["LOCALHOST:80"]), 200);
        assert_eq!(status(&Hosts::Any, "http://evil.example/health", &["localhost"]), 400);
        let old = Request::get("/health").version(Version::HTTP_10).body(()).unwrap();
        assert!(Hosts::Any.check(&old, Target::of(&Method::GET, "/health")).is_ok());
    }
}
