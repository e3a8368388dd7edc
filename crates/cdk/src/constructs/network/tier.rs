/// A set of subnets alike, one in each zone.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a network"]
pub struct Tier {
    pub(super) name: String,
    pub(super) reach: Reach,
    pub(super) mask: Option<u8>,
    pub(super) blocks: Vec<String>,
    pub(super) public_addresses: bool,
}

/// How far the subnets of a tier reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To and from the internet, for what has a public address: load balancers, NAT gateways.
    Public,
    /// To the internet and not from it.
    PrivateWithEgress,
    /// Within the network only.
    Isolated,
}

impl Reach {
    /// What the look-ups of the AWS CDK know such subnets by.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Public => "Public",
            Self::PrivateWithEgress => "Private",
            Self::Isolated => "Isolated",
        }
    }
}

impl Tier {
    /// Subnets with a route from and to the internet.
    pub fn public(name: impl Into<String>) -> Self {
        Self::new(name, Reach::Public)
    }

    /// Subnets whose hosts call the internet through NAT gateways.
    pub fn private_with_egress(name: impl Into<String>) -> Self {
        Self::new(name, Reach::PrivateWithEgress)
    }

    /// Subnets without any route out of the network.
    pub fn isolated(name: impl Into<String>) -> Self {
        Self::new(name, Reach::Isolated)
    }

    fn new(name: impl Into<String>, reach: Reach) -> Self {
        Self { name: name.into(), reach, mask: None, blocks: Vec::new(), public_addresses: false }
    }

    /// The size of each subnet: `mask(24)` is 256 addresses. Tiers without one share evenly what the others leave.
    pub fn mask(mut self, bits: u8) -> Self {
        self.mask = Some(bits);
        self
    }

    /// The blocks of its subnets, one for each zone.
    pub fn blocks<B: Into<String>>(mut self, blocks: impl IntoIterator<Item = B>) -> Self {
        self.blocks = blocks.into_iter().map(Into::into).collect();
        self
    }

    /// Gives each instance started here a public address.
    pub fn public_addresses(mut self) -> Self {
        self.public_addresses = true;
        self
    }
}
