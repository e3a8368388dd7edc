use cdk_aws::kinds;
use cdk_core::{Construct, IntoVal, Scope, Val};

use super::handle::SubnetGroupHandle;
use super::{SubnetGroup, SubnetHandle, Subnets, VpcHandle};

/// A VPC that exists already. Makes no resource.
///
/// ```
/// use cdk::constructs::{ExistingSubnet, SubnetGroup, Vpc};
/// use cdk::given;
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let vpc = stack.add(
///     "Vpc",
///     Vpc::existing(given("vpc-0a1b2c3d")).cidr("10.1.0.0/16").subnet_group(
///         SubnetGroup::private_with_egress("App"),
///         [ExistingSubnet::new(given("subnet-0a")), ExistingSubnet::new(given("subnet-0b")).route_table(given("rtb-0b"))],
///     ),
/// );
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct ExistingVpc {
    vpc_id: Val<kinds::ec2::VpcId>,
    cidr: Option<Val<String>>,
    subnet_groups: Vec<(SubnetGroup, Vec<ExistingSubnet>)>,
}

impl ExistingVpc {
    pub(super) fn new(vpc_id: impl IntoVal<kinds::ec2::VpcId>) -> Self {
        Self { vpc_id: vpc_id.into_val(), cidr: None, subnet_groups: Vec::new() }
    }

    /// Its IPv4 addresses.
    pub fn cidr(mut self, cidr: impl IntoVal<String>) -> Self {
        self.cidr = Some(cidr.into_val());
        self
    }

    /// A group of its subnets.
    pub fn subnet_group(
        mut self,
        subnet_group: SubnetGroup,
        subnets: impl IntoIterator<Item = ExistingSubnet>,
    ) -> Self {
        self.subnet_groups.push((subnet_group, subnets.into_iter().collect()));
        self
    }
}

/// A subnet that exists already.
#[derive(Clone, Debug)]
#[must_use = "it is part of an existing VPC"]
pub struct ExistingSubnet {
    id: Val<kinds::ec2::SubnetId>,
    zone: Option<Val<String>>,
    route_table: Option<Val<kinds::ec2::RouteTableId>>,
}

impl ExistingSubnet {
    pub fn new(id: impl IntoVal<kinds::ec2::SubnetId>) -> Self {
        Self { id: id.into_val(), zone: None, route_table: None }
    }

    /// Its availability zone.
    pub fn zone(mut self, zone: impl IntoVal<String>) -> Self {
        self.zone = Some(zone.into_val());
        self
    }

    /// Needed for gateway endpoints and routes.
    pub fn route_table(mut self, id: impl IntoVal<kinds::ec2::RouteTableId>) -> Self {
        self.route_table = Some(id.into_val());
        self
    }
}

impl Construct for ExistingVpc {
    type Output = VpcHandle;

    fn create(self, scope: &Scope) -> VpcHandle {
        let declared = |(group, subnets): (SubnetGroup, Vec<ExistingSubnet>)| {
            let handle = |(index, subnet): (usize, ExistingSubnet)| SubnetHandle {
                id: subnet.id,
                zone: subnet.zone,
                route_table: subnet.route_table,
                scope: scope.child(format!("{}Subnet{}", group.name, index + 1)),
                ways: Vec::new(),
            };
            let subnets: Subnets = subnets.into_iter().enumerate().map(handle).collect();
            SubnetGroupHandle { name: group.name, subnet_type: group.subnet_type, subnets }
        };
        let subnet_groups = self.subnet_groups.into_iter().map(declared).collect();
        VpcHandle {
            scope: scope.clone(),
            vpc_id: self.vpc_id,
            cidr: self.cidr,
            subnet_groups,
            draft: false,
            existing: true,
        }
    }
}
