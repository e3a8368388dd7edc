//! Templates of which copies may be changed, with references across stacks followed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::network::Node;
use crate::harness::Clinic;

#[derive(Clone)]
pub(super) struct Templates {
    stacks: BTreeMap<String, Value>,
    /// The second part of resources' paths, by their ids.
    names: BTreeMap<String, String>,
    exports: BTreeMap<String, String>,
}

/// A resource of a template.
pub(super) struct Found {
    pub(super) stack: String,
    logical_id: String,
    pub(super) properties: Value,
}

impl Found {
    pub(super) fn id(&self) -> String {
        format!("{}/{}", self.stack, self.logical_id)
    }

    pub(super) fn name(&self, templates: &Templates) -> String {
        templates.names.get(&self.id()).unwrap_or(&self.logical_id).clone()
    }
}

impl Templates {
    pub(super) fn of(clinic: &Clinic) -> Self {
        let mut of = Self { stacks: BTreeMap::new(), names: BTreeMap::new(), exports: BTreeMap::new() };
        for (name, stack) in &clinic.synthesis.root.stacks {
            for (id, resource) in &stack.resources {
                let path = resource.path.split('/').nth(1).unwrap_or_default();
                of.names.insert(format!("{name}/{id}"), path.to_owned());
            }
            let outputs = stack.template["Outputs"].as_object().into_iter().flat_map(|it| it.values());
            for output in outputs {
                let export = output["Export"]["Name"].as_str().unwrap_or_default().to_owned();
                of.exports.extend(of.ids(name, &output["Value"]).into_iter().next().map(|it| (export, it)));
            }
            of.stacks.insert(name.clone(), stack.template.clone());
        }
        of
    }

    pub(super) fn of_type(&self, type_name: &str) -> Vec<Found> {
        let mut found = Vec::new();
        for (stack, template) in &self.stacks {
            for (id, resource) in template["Resources"].as_object().unwrap() {
                if resource["Type"] == type_name {
                    let (stack, logical_id) = (stack.clone(), id.clone());
                    found.push(Found { stack, logical_id, properties: resource["Properties"].clone() });
                }
            }
        }
        found
    }

    /// The properties of the first resource of a type whose name begins so.
    pub(super) fn change(&mut self, type_name: &str, name: &str) -> &mut Value {
        let all = self.of_type(type_name).into_iter();
        let found = all.map(|it| (it.name(self), it)).find(|it| it.0.starts_with(name)).unwrap().1;
        let template = self.stacks.get_mut(&found.stack).unwrap();
        &mut template["Resources"][&found.logical_id]["Properties"]
    }

    /// Adds a resource to a layer.
    pub(super) fn plant(&mut self, layer: &str, type_name: &str, properties: &Value) {
        let template = self.stacks.iter_mut().find(|it| it.0.ends_with(layer)).unwrap().1;
        let resources = template["Resources"].as_object_mut().unwrap();
        let id = format!("Planted{}", resources.len());
        resources.insert(id, serde_json::json!({ "Type": type_name, "Properties": properties }));
    }

    /// Exports a resource, by its id.
    pub(super) fn export(&mut self, id: &str) -> String {
        self.exports.insert(id.to_owned(), id.to_owned());
        id.to_owned()
    }

    /// The id of the one resource that a value refers to.
    pub(super) fn id(&self, stack: &str, value: &Value) -> String {
        let ids = self.ids(stack, value);
        assert_eq!(ids.len(), 1, "{value}");
        ids.into_iter().next().unwrap()
    }

    /// The ids of all resources that a value refers to.
    pub(super) fn ids(&self, stack: &str, value: &Value) -> BTreeSet<String> {
        if let Some(name) = value.get("Fn::ImportValue").and_then(Value::as_str) {
            return self.exports.get(name).cloned().into_iter().collect();
        }
        match value {
            Value::Object(members) => match members.get("Ref").and_then(Value::as_str) {
                Some(id) => [format!("{stack}/{id}")].into(),
                None => match members.get("Fn::GetAtt") {
                    Some(of) => [format!("{stack}/{}", of[0].as_str().unwrap())].into(),
                    None => members.values().flat_map(|it| self.ids(stack, it)).collect(),
                },
            },
            Value::Array(items) => items.iter().flat_map(|it| self.ids(stack, it)).collect(),
            _ => BTreeSet::new(),
        }
    }

    /// All that stands in the network.
    pub(super) fn nodes(&self) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut add = |it: &Found, name: &str, groups: &Value, subnets: BTreeSet<String>, is_public: bool| {
            let groups = self.ids(&it.stack, groups);
            let name = if name.is_empty() { it.name(self) } else { name.to_owned() };
            nodes.push(Node { name, groups, subnets, has_public_address: is_public });
        };
        for it in &self.of_type("AWS::ECS::Service") {
            let place = &it.properties["NetworkConfiguration"]["AwsvpcConfiguration"];
            let subnets = self.ids(&it.stack, &place["Subnets"]);
            add(it, "", &place["SecurityGroups"], subnets, place["AssignPublicIp"] == "ENABLED");
        }
        for it in
            self.of_type("AWS::Lambda::Function").iter().filter(|it| !it.properties["VpcConfig"].is_null())
        {
            let place = &it.properties["VpcConfig"];
            add(it, "", &place["SecurityGroupIds"], self.ids(&it.stack, &place["SubnetIds"]), false);
        }
        for it in &self.of_type("AWS::SecretsManager::RotationSchedule") {
            let place = &it.properties["HostedRotationLambda"];
            let subnets = self.ids(&it.stack, &place["VpcSubnetIds"]);
            add(it, "Rotation", &place["VpcSecurityGroupIds"], subnets, false);
        }
        for it in &self.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer") {
            let subnets = self.ids(&it.stack, &it.properties["Subnets"]);
            add(it, "", &it.properties["SecurityGroups"], subnets, it.properties["Scheme"] != "internal");
        }
        for (type_name, name) in
            [("AWS::ApiGatewayV2::VpcLink", "Link"), ("AWS::EC2::VPCEndpoint", "Endpoints")]
        {
            for it in &self.of_type(type_name) {
                let subnets = self.ids(&it.stack, &it.properties["SubnetIds"]);
                add(it, name, &it.properties["SecurityGroupIds"], subnets, false);
            }
        }
        let groups = self.of_type("AWS::RDS::DBSubnetGroup");
        for it in &self.of_type("AWS::RDS::DBCluster") {
            let group = self.id(&it.stack, &it.properties["DBSubnetGroupName"]);
            let group = groups.iter().find(|it| it.id() == group).unwrap();
            let subnets = self.ids(&group.stack, &group.properties["SubnetIds"]);
            let instances = self.of_type("AWS::RDS::DBInstance");
            let is_public = instances.iter().any(|it| it.properties["PubliclyAccessible"] == true);
            add(it, "", &it.properties["VpcSecurityGroupIds"], subnets, is_public);
        }
        nodes
    }

    /// The types of resources that stand in the network and that the model does not know.
    pub(super) fn unknown(&self) -> BTreeSet<String> {
        let known = [
            "AWS::ApiGatewayV2::VpcLink",
            "AWS::EC2::NatGateway",
            "AWS::EC2::SubnetNetworkAclAssociation",
            "AWS::EC2::SubnetRouteTableAssociation",
            "AWS::EC2::VPCEndpoint",
            "AWS::ECS::Service",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::Lambda::Function",
            "AWS::RDS::DBSubnetGroup",
            "AWS::SecretsManager::RotationSchedule",
        ];
        let subnets: BTreeSet<String> = self.of_type("AWS::EC2::Subnet").iter().map(Found::id).collect();
        let mut unknown = BTreeSet::new();
        for (stack, template) in &self.stacks {
            for resource in template["Resources"].as_object().unwrap().values() {
                let type_name = resource["Type"].as_str().unwrap();
                let stands = !self.ids(stack, &resource["Properties"]).is_disjoint(&subnets);
                if stands && !known.contains(&type_name) {
                    unknown.insert(type_name.to_owned());
                }
            }
        }
        unknown
    }
}
