use std::collections::BTreeMap;

use cdk_core::{Construct, Lookup, Scope, Val, given};
use serde_json::{Value, json};

use super::{ExistingSubnet, ExistingVpc, SubnetGroup, VpcHandle};

/// A VPC that the cdk CLI finds in the account. Makes no resource.
///
/// The CLI finds its subnet groups by the names that the AWS CDK and this library tag subnets with (`Public`, `Private`, `Isolated`
/// for subnets without a tag). Before the CLI has looked, the groups are drafts.
///
/// ```
/// use cdk::constructs::{Vpc, VpcFilter};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::new("123456789012", "eu-west-1"));
/// let vpc = stack.add("Vpc", Vpc::looked_up(VpcFilter::named("main")));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct LookedUpVpc {
    filter: VpcFilter,
}

/// The filter that finds a VPC. Exactly one must match.
#[derive(Clone, Debug)]
pub struct VpcFilter(BTreeMap<String, String>);

impl VpcFilter {
    pub fn id(id: impl Into<String>) -> Self {
        Self::by("vpc-id", id)
    }

    /// By its tag `Name`.
    pub fn named(name: impl Into<String>) -> Self {
        Self::by("tag:Name", name)
    }

    pub fn tagged(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self::by(format!("tag:{}", key.into()), value)
    }

    /// The region's default VPC.
    #[must_use]
    pub fn default_vpc() -> Self {
        Self::by("isDefault", "true")
    }

    fn by(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self(BTreeMap::from([(key.into(), value.into())]))
    }
}

impl LookedUpVpc {
    pub(super) const fn new(filter: VpcFilter) -> Self {
        Self { filter }
    }
}

impl Construct for LookedUpVpc {
    type Output = VpcHandle;

    fn create(self, scope: &Scope) -> VpcHandle {
        let answer = Lookup::new("vpc-provider")
            .with("filter", json!(self.filter.0))
            .with("returnAsymmetricSubnets", true)
            .ask(scope);
        let draft = answer.is_none();
        let answer = answer.unwrap_or_else(unknown);
        let text =
            |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut vpc = ExistingVpc::new(given(text(&answer, "vpcId"))).cidr(text(&answer, "vpcCidrBlock"));
        for group in list(&answer, "subnetGroups") {
            let name = text(group, "name");
            let subnet_group = match text(group, "type").as_str() {
                "Public" => SubnetGroup::public(name),
                "Isolated" => SubnetGroup::isolated(name),
                _ => SubnetGroup::private_with_egress(name),
            };
            let subnets = list(group, "subnets").iter().map(|subnet| {
                ExistingSubnet::new(given(text(subnet, "subnetId")))
                    .zone(Val::<String>::of(text(subnet, "availabilityZone").into()))
                    .route_table(given(text(subnet, "routeTableId")))
            });
            vpc = vpc.subnet_group(subnet_group, subnets.collect::<Vec<_>>());
        }
        VpcHandle { draft, ..vpc.create(scope) }
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The draft that stands for the answer until the CLI has looked.
fn unknown() -> Value {
    let subnets = ["a", "b"].map(|zone| {
        json!({"subnetId": format!("subnet-1234{zone}"), "availabilityZone": format!("dummy1{zone}"), "routeTableId": format!("rtb-1234{zone}")})
    });
    let group = |kind: &str| json!({"name": kind, "type": kind, "subnets": subnets});
    json!({
        "vpcId": "vpc-12345", "vpcCidrBlock": "1.2.3.4/16",
        "subnetGroups": [group("Public"), group("Private"), group("Isolated")],
    })
}
