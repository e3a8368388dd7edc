//! The addresses that instances may have. Whoever registers one chooses where this server sends requests, so what only this machine and
//! its cloud may reach is left out: credentials and metadata of the task, and sidecars.

use std::net::{IpAddr, Ipv6Addr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

/// Looks names up, and leaves out addresses that must not be asked.
pub(super) struct Addresses {
    /// Whether instances may be on this machine.
    pub(super) may_be_here: bool,
}

impl Resolve for Addresses {
    fn resolve(&self, name: Name) -> Resolving {
        let may_be_here = self.may_be_here;
        Box::pin(async move {
            let found = lookup_host((name.as_str(), 0)).await?;
            let fit: Vec<_> = found.filter(|it| !is_forbidden(it.ip(), may_be_here)).collect();
            if fit.is_empty() {
                return Err("the name leads to no address that may be asked".into());
            }
            Ok(Box::new(fit.into_iter()) as Addrs)
        })
    }
}

/// Whether an address must not be asked.
pub(super) fn is_forbidden(address: IpAddr, may_be_here: bool) -> bool {
    let address = address.to_canonical();
    if address.is_loopback() {
        return !may_be_here;
    }
    let is_of_cloud = match address {
        IpAddr::V4(it) => it.is_link_local() || it.is_broadcast(),
        // The metadata of EC2 by IPv6 are at fd00:ec2::254.
        IpAddr::V6(it) => it.is_unicast_link_local() || is_ec2(it),
    };
    address.is_unspecified() || address.is_multicast() || is_of_cloud
}

fn is_ec2(address: Ipv6Addr) -> bool {
    matches!(address.segments(), [0xfd00, 0x0ec2, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_of_the_cloud_and_sidecars_are_not_asked() {
        let forbidden = |text: &str| is_forbidden(text.parse().unwrap(), false);
        for bad in [
            "169.254.169.254",
            "169.254.170.2",
            "::ffff:169.254.170.2",
            "fd00:ec2::254",
            "fe80::1",
            "127.0.0.1",
            "::1",
            "0.0.0.0",
            "::",
            "224.0.0.1",
            "255.255.255.255",
        ] {
            assert!(forbidden(bad), "{bad}");
        }
        for good in ["10.0.3.17", "192.168.1.2", "93.184.216.34", "2001:db8::1", "fd00::7"] {
            assert!(!forbidden(good), "{good}");
        }
        assert!(!is_forbidden("127.0.0.1".parse().unwrap(), true));
        assert!(is_forbidden("169.254.169.254".parse().unwrap(), true));
    }
}
