//! What the generated code renders, for a few types that stand for all.
#![expect(clippy::unwrap_used, reason = "tests: what goes wrong must fail")]

use cdk_aws::ec2::security_group::Ingress;
use cdk_aws::lambda::function::{Code, Runtime};
use cdk_aws::s3::bucket::{
    BucketEncryption, ServerSideEncryptionByDefault, ServerSideEncryptionRule, SseAlgorithm,
};
use cdk_aws::wafv2::web_acl::{NotStatement, Statement};
use cdk_aws::{Tag, ec2, elasticloadbalancingv2, iam, kinds, lambda, rds, refs, s3, schema_of};
use cdk_core::{App, Environment, IntoVal, Property, ResourceType, Stack, TagStyle, Val, given};
use serde_json::{Value, json};

/// The resources of a stack by logical id, and what `declare` returns.
fn resources<T>(declare: impl FnOnce(&Stack) -> T) -> Value {
    let app = App::new();
    declare(&app.stack("Pets", Environment::agnostic()));
    let synthesis = app.synth().unwrap();
    synthesis.root.all_stacks()[0].template["Resources"].clone()
}

#[test]
fn a_subnet_has_aws_names_and_refers_to_its_vpc() {
    let all = resources(|stack| {
        let vpc = stack.add("Vpc", ec2::Vpc::new().cidr_block("10.0.0.0/16"));
        let subnet =
            ec2::Subnet::new().vpc_id(vpc.vpc_id()).cidr_block("10.0.0.0/24").map_public_ip_on_launch(true);
        stack.add("Subnet", subnet.tags([Tag::new().key("tier").value("public")]))
    });
    let wanted = json!({
        "VpcId": { "Ref": "Vpc" },
        "CidrBlock": "10.0.0.0/24",
        "MapPublicIpOnLaunch": true,
        "Tags": [{ "Key": "tier", "Value": "public" }],
    });
    assert_eq!(all["Subnet"]["Type"], "AWS::EC2::Subnet");
    assert_eq!(all["Subnet"]["Properties"], wanted);
}

#[test]
fn required_properties_come_in_the_order_of_their_names() {
    let all = resources(|stack| {
        let role =
            stack.add("Role", iam::Role::new().assume_role_policy_document(json!({ "Statement": [] })));
        let function = lambda::Function::new().code(Code::new().zip_file("x")).role(role.arn());
        stack.add(
            "F",
            function
                .runtime(Runtime::ProvidedAl2023)
                .memory_size(128)
                .environment(lambda::function::Environment::new().variables([("A", "1")])),
        )
    });
    let wanted = json!({
        "Code": { "ZipFile": "x" },
        "Role": { "Fn::GetAtt": ["Role", "Arn"] },
        "Runtime": "provided.al2023",
        "MemorySize": 128,
        "Environment": { "Variables": { "A": "1" } },
    });
    assert_eq!(all["F"]["Properties"], wanted);
}

#[test]
fn attributes_are_read_by_ref_where_ref_gives_them_and_else_by_get_att() {
    let all = resources(|stack| {
        let cluster = stack.add("Db", rds::DbCluster::new());
        let group = stack.add("Group", ec2::SecurityGroup::new().group_description("x"));
        let policy = stack.add("Policy", iam::ManagedPolicy::new().policy_document(json!({})));
        policy.set("A", cluster.endpoint_address());
        policy.set("B", cluster.db_cluster_identifier());
        policy.set("C", group.group_id());
        policy.set("D", group.reference());
    });
    let out = &all["Policy"]["Properties"];
    assert_eq!(out["A"], json!({ "Fn::GetAtt": ["Db", "Endpoint.Address"] }));
    assert_eq!(out["B"], json!({ "Ref": "Db" }));
    assert_eq!(out["C"], json!({ "Fn::GetAtt": ["Group", "GroupId"] }));
    assert_eq!(out["D"], json!({ "Ref": "Group" }));
}

#[test]
fn two_names_of_one_thing_are_of_one_kind() {
    let all = resources(|stack| {
        let vpc = stack.add("Vpc", ec2::Vpc::new());
        let group = stack.add("Group", ec2::SecurityGroup::new().group_description("x").vpc_id(vpc.vpc_id()));
        let groups: Vec<Val<kinds::ec2::SecurityGroupId>> =
            vec![group.group_id(), group.security_group_id(), vpc.default_security_group()];
        stack.add("Balancer", elasticloadbalancingv2::LoadBalancer::new().security_groups(groups))
    });
    assert_eq!(all["Balancer"]["Properties"]["SecurityGroups"].as_array().unwrap().len(), 3);
}

#[test]
fn a_set_of_kinds_takes_each_of_its_kinds_and_what_the_author_vouches_for() {
    fn key(value: impl IntoVal<refs::KmsKey>) -> Value {
        serde_json::Value::from(format!("{:?}", value.into_val().json()))
    }
    let id = Val::<kinds::kms::KeyId>::of("1".into());
    let arn = Val::<kinds::kms::KeyArn>::of("2".into());
    assert_ne!(key(id), key(arn));
    assert_eq!(key(given("alias/x")), key(Val::<kinds::kms::AliasName>::of("alias/x".into())));
}

#[test]
fn enums_have_the_names_of_the_wire() {
    let text = |it: cdk_core::Json| it.as_str().unwrap().to_owned();
    assert_eq!(text(SseAlgorithm::AwsKms.into_json()), "aws:kms");
    assert_eq!(text(Runtime::Python3_13.into_json()), "python3.13");
    assert_eq!(text(elasticloadbalancingv2::listener::Protocol::Https.into_json()), "HTTPS");
    let rule = ServerSideEncryptionByDefault::new().sse_algorithm(given("aws:new"));
    let all = resources(|stack| {
        let encryption = BucketEncryption::new().server_side_encryption_configuration([
            ServerSideEncryptionRule::new().server_side_encryption_by_default(rule),
        ]);
        stack.add("B", s3::Bucket::new().bucket_encryption(encryption))
    });
    let rules = &all["B"]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"];
    assert_eq!(rules[0]["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "aws:new");
}

#[test]
fn property_types_may_hold_themselves() {
    let inner = Statement::new().not_statement(NotStatement::new().statement(Statement::new()));
    let outer = Statement::new().not_statement(NotStatement::new().statement(inner));
    let depth = format!("{:?}", outer.into_json()).matches("NotStatement").count();
    assert_eq!(depth, 2);
}

#[test]
fn a_property_type_can_be_used_twice() {
    let rule = Ingress::new().ip_protocol("tcp").from_port(443).to_port(443);
    let all = resources(|stack| {
        let rules = [rule.clone().cidr_ip("10.0.0.0/8"), rule.cidr_ipv6("::/0")];
        stack.add("G", ec2::SecurityGroup::new().group_description("x").security_group_ingress(rules))
    });
    assert_eq!(all["G"]["Properties"]["SecurityGroupIngress"][1]["CidrIpv6"], "::/0");
}

#[test]
fn the_facts_of_a_type_are_found_by_its_name() {
    let subnet: Value = schema_of("AWS::EC2::Subnet").unwrap().parse().unwrap();
    assert_eq!(subnet["p"]["VpcId"], json!({ "t": "s", "r": 1, "u": "r", "k": ["ec2.VpcId"] }));
    assert_eq!(subnet["id"], json!(["SubnetId"]));
    assert_eq!(subnet["c"][""]["excl"]["CidrBlock"], json!(["Ipv4IpamPoolId"]));
    assert_eq!(schema_of("AWS::EC2::SubnetNot"), None);
    assert_eq!(schema_of("Custom::Thing"), None);
    assert_eq!(ec2::Subnet::INFO.schema(), schema_of("AWS::EC2::Subnet"));
    assert_eq!(ec2::Subnet::INFO.tags.unwrap().style, TagStyle::List);
}
