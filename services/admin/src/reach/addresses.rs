//! The addresses that instances may have. Whoever registers one chooses where this server sends requests, so what only this machine and
//! its cloud may reach is left out: credentials and metadata of the task, and sidecars.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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
    if let IpAddr::V6(it) = address
        && !it.is_unspecified()
        && embedded(it).any(|it| is_forbidden(it.into(), may_be_here))
    {
        return true;
    }
    let is_of_cloud = match address {
        IpAddr::V4(it) => it.is_link_local() || it.is_broadcast(),
        // The metadata of EC2 by IPv6 are at fd00:ec2::254.
        IpAddr::V6(it) => it.is_unicast_link_local() || is_ec2(it),
    };
    address.is_unspecified() || address.is_multicast() || is_of_cloud
}

/// The IPv4 addresses that an IPv6 address may lead to besides a mapped one: compatible ones, and those behind NAT64.
fn embedded(address: Ipv6Addr) -> impl Iterator<Item = Ipv4Addr> {
    /// The octets with the address where the prefix is of the length 96, 64, 56 or 48: <https://www.rfc-editor.org/rfc/rfc6052#section-2.2>.
    const PLACES: [[usize; 4]; 4] = [[12, 13, 14, 15], [9, 10, 11, 12], [7, 9, 10, 11], [6, 7, 9, 10]];
    let count = match address.segments() {
        [0, 0, 0, 0, 0, 0, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => 1,
        // Of the prefix for local use, networks may choose any length.
        [0x64, 0xff9b, 1, ..] => PLACES.len(),
        _ => 0,
    };
    let octets = address.octets();
    let found = PLACES.into_iter().take(count).map(move |places| Ipv4Addr::from(places.map(|it| octets[it])));
    // An address at one place is zero at another.
    found.filter(move |it| count == 1 || !it.is_unspecified())
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
            "::169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b::127.0.0.1",
            "64:ff9b:1::169.254.169.254",
            "64:ff9b:1:a9fe:a9:fe00::",
            "64:ff9b:1:a9:fe:a9fe::",
            "64:ff9b:1:0:a9:fea9:fe00:0",
        ] {
            assert!(forbidden(bad), "{bad}");
        }
        for good in [
            "10.0.3.17",
            "192.168.1.2",
            "93.184.216.34",
            "2001:db8::1",
            "fd00::7",
            "64:ff9b::10.0.3.17",
            "64:ff9b:1::10.0.3.17",
            "::10.0.3.17",
        ] {
            assert!(!forbidden(good), "{good}");
        }
        assert!(!is_forbidden("127.0.0.1".parse().unwrap(), true));
        assert!(is_forbidden("169.254.169.254".parse().unwrap(), true));
    }
}
