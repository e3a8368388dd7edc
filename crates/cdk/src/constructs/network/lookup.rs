use std::collections::BTreeMap;

use cdk_core::{Construct, Lookup, Scope, Val, given};
use serde_json::{Value, json};

use super::{ExistingNetwork, ExistingSubnet, NetworkHandle, Tier};

/// A VPC that the cdk CLI finds in the account. Makes no resource.
///
/// Its tiers are the groups the CLI finds, by the names that the AWS CDK and this library tag subnets with (`Public`, `Private`,
/// `Isolated` for those without). Before the CLI has looked, they are drafts.
///
/// ```
/// use cdk::constructs::{Network, VpcFilter};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::new("123456789012", "eu-west-1"));
/// let network = stack.add("Network", Network::looked_up(VpcFilter::named("main")));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct LookedUpNetwork {
    filter: VpcFilter,
}

/// By what a VPC is found. There must be just one.
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

impl LookedUpNetwork {
    pub(super) const fn new(filter: VpcFilter) -> Self {
        Self { filter }
    }
}

impl Construct for LookedUpNetwork {
    type Output = NetworkHandle;

    fn create(self, scope: &Scope) -> NetworkHandle {
        let answer = Lookup::new("vpc-provider")
            .with("filter", json!(self.filter.0))
            .with("returnAsymmetricSubnets", true)
            .ask(scope);
        let draft = answer.is_none();
        let answer = answer.unwrap_or_else(unknown);
        let text =
            |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut network =
            ExistingNetwork::new(given(text(&answer, "vpcId"))).block(text(&answer, "vpcCidrBlock"));
        for group in list(&answer, "subnetGroups") {
            let name = text(group, "name");
            let tier = match text(group, "type").as_str() {
                "Public" => Tier::public(name),
                "Isolated" => Tier::isolated(name),
                _ => Tier::private_with_egress(name),
            };
            let subnets = list(group, "subnets").iter().map(|subnet| {
                ExistingSubnet::new(given(text(subnet, "subnetId")))
                    .zone(Val::<String>::of(text(subnet, "availabilityZone").into()))
                    .route_table(given(text(subnet, "routeTableId")))
            });
            network = network.tier(tier, subnets.collect::<Vec<_>>());
        }
        NetworkHandle { draft, ..network.create(scope) }
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What stands for the answer until there is one.
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
