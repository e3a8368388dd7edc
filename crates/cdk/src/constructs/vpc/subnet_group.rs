/// Subnets of one purpose, one in each zone; the AWS CDK calls its settings a subnet configuration.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a VPC"]
pub struct SubnetGroup {
    pub(super) name: String,
    pub(super) subnet_type: SubnetType,
    pub(super) cidr_mask: Option<u8>,
    pub(super) cidrs: Vec<String>,
    pub(super) public_addresses: bool,
}

/// How far the subnets of a group reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubnetType {
    /// To and from the internet, for load balancers, NAT gateways and others with public addresses.
    Public,
    /// To the internet and not from it.
    PrivateWithEgress,
    /// Within the VPC only.
    Isolated,
}

impl SubnetType {
    /// The value of the tag by which look-ups of the AWS CDK recognize such subnets.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Public => "Public",
            Self::PrivateWithEgress => "Private",
            Self::Isolated => "Isolated",
        }
    }
}

impl SubnetGroup {
    /// Subnets with a route from and to the internet.
    pub fn public(name: impl Into<String>) -> Self {
        Self::new(name, SubnetType::Public)
    }

    /// Subnets whose hosts call the internet through NAT gateways.
    pub fn private_with_egress(name: impl Into<String>) -> Self {
        Self::new(name, SubnetType::PrivateWithEgress)
    }

    /// Subnets without any route out of the VPC.
    pub fn isolated(name: impl Into<String>) -> Self {
        Self::new(name, SubnetType::Isolated)
    }

    fn new(name: impl Into<String>, subnet_type: SubnetType) -> Self {
        Self { name: name.into(), subnet_type, cidr_mask: None, cidrs: Vec::new(), public_addresses: false }
    }

    /// The size of each subnet: `cidr_mask(24)` is 256 addresses. Subnet groups without one share evenly what the others leave.
    pub fn cidr_mask(mut self, bits: u8) -> Self {
        self.cidr_mask = Some(bits);
        self
    }

    /// The CIDR blocks of its subnets, one for each zone.
    pub fn cidrs<B: Into<String>>(mut self, cidrs: impl IntoIterator<Item = B>) -> Self {
        self.cidrs = cidrs.into_iter().map(Into::into).collect();
        self
    }

    /// Gives each instance started here a public address.
    pub fn public_addresses(mut self) -> Self {
        self.public_addresses = true;
        self
    }
}
