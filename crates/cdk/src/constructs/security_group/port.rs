use std::fmt;

use cdk_core::Json;

/// A protocol and its ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    protocol: &'static str,
    range: Option<(i32, i32)>,
}

impl Port {
    #[must_use]
    pub fn tcp(port: u16) -> Self {
        Self::tcp_range(port, port)
    }

    /// From the first to the last, both included.
    #[must_use]
    pub fn tcp_range(first: u16, last: u16) -> Self {
        Self { protocol: "tcp", range: Some((first.into(), last.into())) }
    }

    #[must_use]
    pub fn udp(port: u16) -> Self {
        Self { protocol: "udp", range: Some((port.into(), port.into())) }
    }

    /// All TCP ports.
    #[must_use]
    pub fn all_tcp() -> Self {
        Self::tcp_range(0, u16::MAX)
    }

    /// Ping.
    #[must_use]
    pub const fn icmp_ping() -> Self {
        Self { protocol: "icmp", range: Some((8, -1)) }
    }

    /// All protocols and ports.
    #[must_use]
    pub const fn all_traffic() -> Self {
        Self { protocol: "-1", range: None }
    }

    /// The protocol's number, as network ACLs name it; -1 for all.
    pub(in crate::constructs) fn protocol_number(self) -> i64 {
        match self.protocol {
            "tcp" => 6,
            "udp" => 17,
            "icmp" => 1,
            _ => -1,
        }
    }

    pub(in crate::constructs) fn is_icmp(self) -> bool {
        self.protocol == "icmp"
    }

    /// The first and the last port, or the type and the code of a ping.
    pub(in crate::constructs) const fn range(self) -> Option<(i32, i32)> {
        self.range
    }

    /// `IpProtocol`, `FromPort` and `ToPort`.
    pub(super) fn properties(self) -> impl Iterator<Item = (&'static str, Json)> {
        let range = self.range.map(|(from, to)| [("FromPort", Json::from(from)), ("ToPort", Json::from(to))]);
        std::iter::once(("IpProtocol", Json::from(self.protocol))).chain(range.into_iter().flatten())
    }
}

impl fmt::Display for Port {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.protocol, self.range) {
            (_, None) => write!(formatter, "all traffic"),
            ("icmp", _) => write!(formatter, "ping"),
            ("udp", Some((port, _))) => write!(formatter, "udp {port}"),
            (_, Some((from, to))) if from == to => write!(formatter, "{from}"),
            (_, Some((from, to))) => write!(formatter, "{from}-{to}"),
        }
    }
}
