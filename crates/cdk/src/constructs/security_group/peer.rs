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

/// Addresses by what a rule calls them.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    /// What the property is called in an ingress rule, and in an egress rule.
    pub(super) property: [&'static str; 2],
    pub(super) value: Json,
}

impl Peer {
    fn addresses(property: [&'static str; 2], value: Json) -> Self {
        Self { end: End::Addresses(Addresses { property, value }), description: None }
    }

    /// A block of IPv4 addresses, such as `10.0.0.0/8`.
    pub fn ipv4(block: impl IntoVal<String>) -> Self {
        Self::addresses(["CidrIp", "CidrIp"], block.into_val().into_json())
    }

    /// Any IPv4 address.
    #[must_use]
    pub fn any_ipv4() -> Self {
        Self::ipv4("0.0.0.0/0")
    }

    /// A block of IPv6 addresses.
    pub fn ipv6(block: impl IntoVal<String>) -> Self {
        Self::addresses(["CidrIpv6", "CidrIpv6"], block.into_val().into_json())
    }

    /// Any IPv6 address.
    #[must_use]
    pub fn any_ipv6() -> Self {
        Self::ipv6("::/0")
    }

    /// A managed list of blocks, such as the one of CloudFront.
    pub fn prefix_list(id: impl IntoVal<kinds::ec2::PrefixListId>) -> Self {
        let id: Val<kinds::ec2::PrefixListId> = id.into_val();
        Self::addresses(["SourcePrefixListId", "DestinationPrefixListId"], id.into_json())
    }

    /// What the rule's description says of it.
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

/// What a description may say: characters that EC2 knows no use for become dashes, and 255 of them are enough.
pub(super) fn plain(text: &str) -> String {
    let known = |c: char| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c);
    text.chars().map(|c| if known(c) { c } else { '-' }).take(255).collect()
}
