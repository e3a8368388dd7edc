//! Security groups: who may connect to whom, on which ports.

mod connectable;
mod handle;
mod peer;
mod port;

pub use self::connectable::Connectable;
pub use self::handle::SecurityGroupHandle;
pub use self::peer::Peer;
pub use self::port::Port;
use cdk_aws::{ec2, kinds};
use cdk_core::{Construct, IntoVal, RemovalPolicy, Scope, Val, json};

use super::VpcHandle;

/// A security group. Its members accept and open no connections until its handle adds rules.
///
/// Makes: `AWS::EC2::SecurityGroup`; rules of address blocks stand in it; each rule between two groups is an
/// `AWS::EC2::SecurityGroupIngress`, with an `AWS::EC2::SecurityGroupEgress` where the caller's egress is not open.
///
/// ```
/// use cdk::constructs::{Connectable, Peer, Port, SecurityGroup, Vpc};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// # let vpc = stack.add("Vpc", Vpc::new());
/// let front = stack.add("Front", SecurityGroup::new(&vpc));
/// let back = stack.add("Back", SecurityGroup::new(&vpc).open_egress());
/// front.allow_from(Peer::any_ipv4(), Port::tcp(443));
/// back.allow_from(&front, Port::tcp(8080));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct SecurityGroup {
    vpc_id: Val<kinds::ec2::VpcId>,
    description: Option<String>,
    name: Option<String>,
    open_egress: bool,
    removal: Option<RemovalPolicy>,
}

impl SecurityGroup {
    pub fn new(vpc: &VpcHandle) -> Self {
        Self { vpc_id: vpc.vpc_id(), description: None, name: None, open_egress: false, removal: None }
    }

    /// A group that exists, by its id.
    pub fn existing(id: impl IntoVal<kinds::ec2::SecurityGroupId>) -> ExistingSecurityGroup {
        ExistingSecurityGroup { id: id.into_val() }
    }

    /// Its description; its path unless given. A change replaces the group.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// A fixed name. CloudFormation gives it one otherwise.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Lets its members connect to anything.
    pub fn open_egress(mut self) -> Self {
        self.open_egress = true;
        self
    }

    /// Whether it stays when its stack goes, which deletes it unless given: for members that stay.
    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.removal = Some(policy);
        self
    }
}

impl Construct for SecurityGroup {
    type Output = SecurityGroupHandle;

    fn create(self, scope: &Scope) -> SecurityGroupHandle {
        let description = self.description.unwrap_or_else(|| scope.path());
        let mut group =
            ec2::SecurityGroup::new().group_description(peer::plain(&description)).vpc_id(self.vpc_id);
        if let Some(name) = self.name {
            group = group.group_name(name);
        }
        let group = scope.add("Resource", group);
        if let Some(policy) = self.removal {
            group.removal_policy(policy);
        }
        let egress = if self.open_egress { handle::open() } else { handle::closed() };
        group.set("SecurityGroupEgress", json!([(egress)]));
        SecurityGroupHandle::new(scope, group.security_group_id(), Some(&group), self.open_egress)
    }
}

/// A security group that exists already. Makes only the rules that its handle adds.
#[must_use = "nothing is made of it before it is added to something"]
pub struct ExistingSecurityGroup {
    id: Val<kinds::ec2::SecurityGroupId>,
}

impl Construct for ExistingSecurityGroup {
    type Output = SecurityGroupHandle;

    fn create(self, scope: &Scope) -> SecurityGroupHandle {
        SecurityGroupHandle::new(scope, self.id, None, true)
    }
}
