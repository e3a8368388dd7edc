use cdk_aws::{ec2, kinds};
use cdk_core::{ResourceType, Scope, Val};

/// Handle on one subnet.
#[derive(Clone, Debug)]
pub struct SubnetHandle {
    pub(super) id: Val<kinds::ec2::SubnetId>,
    pub(super) zone: Option<Val<String>>,
    pub(super) route_table: Option<Val<kinds::ec2::RouteTableId>>,
    /// Where routes of it are declared.
    pub(super) scope: Scope,
    /// The routes and associations without which a host in it reaches no one.
    pub(super) ways: Vec<Scope>,
}

impl SubnetHandle {
    #[must_use]
    pub fn id(&self) -> Val<kinds::ec2::SubnetId> {
        self.id.clone()
    }

    /// Its availability zone, where that is known.
    #[must_use]
    pub fn zone(&self) -> Option<Val<String>> {
        self.zone.clone()
    }

    /// Whether it has a route to anywhere.
    pub(super) fn leaves(&self) -> bool {
        let anywhere = |place: &Scope| {
            place.element().is_some_and(|element| {
                element.type_name() == ec2::Route::INFO.type_name
                    && element
                        .get("DestinationCidrBlock")
                        .is_some_and(|cidr| cidr.as_str() == Some("0.0.0.0/0"))
            })
        };
        self.scope.children().iter().any(anywhere)
    }

    #[must_use]
    pub fn route_table(&self) -> Option<Val<kinds::ec2::RouteTableId>> {
        self.route_table.clone()
    }

    /// The place below which its route table and routes are.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}

/// Some subnets of a VPC, usually those of a subnet group.
#[derive(Clone, Debug, Default)]
pub struct Subnets(pub(super) Vec<SubnetHandle>);

impl Subnets {
    #[must_use]
    pub fn ids(&self) -> Vec<Val<kinds::ec2::SubnetId>> {
        self.0.iter().map(SubnetHandle::id).collect()
    }

    /// Their route tables, as far as they are known.
    #[must_use]
    pub fn route_tables(&self) -> Vec<Val<kinds::ec2::RouteTableId>> {
        self.0.iter().filter_map(SubnetHandle::route_table).collect()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, SubnetHandle> {
        self.0.iter()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Delays another resource until these subnets have their routes, and removes it before them.
    ///
    /// It is for resources that call others while they are made or removed, and do not refer to the routes themselves.
    pub fn routed_before(&self, user: &Scope) {
        self.0.iter().flat_map(|subnet| &subnet.ways).for_each(|way| user.depends_on(way));
    }
}

impl<'a> IntoIterator for &'a Subnets {
    type Item = &'a SubnetHandle;
    type IntoIter = std::slice::Iter<'a, SubnetHandle>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<SubnetHandle> for Subnets {
    fn from_iter<I: IntoIterator<Item = SubnetHandle>>(subnets: I) -> Self {
        Self(subnets.into_iter().collect())
    }
}
