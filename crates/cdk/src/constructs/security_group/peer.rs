use cdk_aws::kinds;
use cdk_core::{IntoVal, Json, Val};

use super::{Connectable, SecurityGroupHandle};

/// The other end of a connection.
#[derive(Clone, Debug)]
pub struct Peer {
    pub(super) end: End,
    pub(super) description: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) enum End {
    Group(SecurityGroupHandle),
    Addresses(Addresses),
}

/// Addresses, as a rule names them.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    /// The property's name in an ingress rule and in an egress rule.
    pub(super) property: [&'static str; 2],
    pub(super) value: Json,
}

impl Peer {
    fn addresses(property: [&'static str; 2], value: Json) -> Self {
        Self { end: End::Addresses(Addresses { property, value }), description: None }
    }

    /// An IPv4 CIDR block, such as `10.0.0.0/8`.
    pub fn ipv4(cidr: impl IntoVal<String>) -> Self {
        Self::addresses(["CidrIp", "CidrIp"], cidr.into_val().into_json())
    }

    /// Any IPv4 address.
    #[must_use]
    pub fn any_ipv4() -> Self {
        Self::ipv4("0.0.0.0/0")
    }

    /// An IPv6 CIDR block.
    pub fn ipv6(cidr: impl IntoVal<String>) -> Self {
        Self::addresses(["CidrIpv6", "CidrIpv6"], cidr.into_val().into_json())
    }

    /// Any IPv6 address.
    #[must_use]
    pub fn any_ipv6() -> Self {
        Self::ipv6("::/0")
    }

    /// A managed list of CIDR blocks, such as the one of CloudFront.
    pub fn prefix_list(id: impl IntoVal<kinds::ec2::PrefixListId>) -> Self {
        let id: Val<kinds::ec2::PrefixListId> = id.into_val();
        Self::addresses(["SourcePrefixListId", "DestinationPrefixListId"], id.into_json())
    }

    /// The peer's part of the rule's description.
    #[must_use]
    pub fn described(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }
}

impl<C: Connectable + ?Sized> From<&C> for Peer {
    fn from(other: &C) -> Self {
        Self { end: End::Group(other.security_group().clone()), description: None }
    }
}

/// A valid description: characters that EC2 refuses become dashes, and the text is cut at 255 characters.
pub(super) fn plain(text: &str) -> String {
    let known = |c: char| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c);
    text.chars().map(|c| if known(c) { c } else { '-' }).take(255).collect()
}
