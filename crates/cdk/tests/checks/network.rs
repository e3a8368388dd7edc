use serde_json::{Value, json};

use crate::case::{Case, findings, try_all};

#[test]
fn networks_and_load_balancers_that_contradict_themselves_are_found() {
    try_all(&cases());
}

fn two_subnets(one: &str, two: &str) -> Value {
    json!({
        "Vpc": ["AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}],
        "One": ["AWS::EC2::Subnet", {"VpcId": {"Ref": "Vpc"}, "CidrBlock": one, "AvailabilityZone": "eu-west-1a"}],
        "Two": ["AWS::EC2::Subnet", {"VpcId": {"Ref": "Vpc"}, "CidrBlock": two, "AvailabilityZone": "eu-west-1b"}],
    })
}

fn with(mut base: Value, more: &Value) -> Value {
    let all = base.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    base
}

fn gateway(route: &Value) -> Value {
    with(
        two_subnets("10.0.0.0/24", "10.0.1.0/24"),
        &json!({
            "Gateway": ["AWS::EC2::InternetGateway", {}],
            "Attachment": ["AWS::EC2::VPCGatewayAttachment", {"VpcId": {"Ref": "Vpc"}, "InternetGatewayId": {"Ref": "Gateway"}}],
            "Table": ["AWS::EC2::RouteTable", {"VpcId": {"Ref": "Vpc"}}],
            "Route": ["AWS::EC2::Route", {"RouteTableId": {"Ref": "Table"}, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": {"Ref": "Gateway"}}, route],
            "Association": ["AWS::EC2::SubnetRouteTableAssociation", {"SubnetId": {"Ref": "One"}, "RouteTableId": {"Ref": "Table"}}],
        }),
    )
}

fn balancer(listener: &Value) -> Value {
    with(
        two_subnets("10.0.0.0/24", "10.0.1.0/24"),
        &json!({
            "Balancer": ["AWS::ElasticLoadBalancingV2::LoadBalancer", {"Subnets": [{"Ref": "One"}, {"Ref": "Two"}]}],
            "Group": ["AWS::ElasticLoadBalancingV2::TargetGroup", {"VpcId": {"Ref": "Vpc"}, "Port": 80, "Protocol": "HTTP"}],
            "Http": ["AWS::ElasticLoadBalancingV2::Listener", listener],
        }),
    )
}

fn listener(port: u16, protocol: &str) -> Value {
    json!({"LoadBalancerArn": {"Ref": "Balancer"}, "Port": port, "Protocol": protocol,
        "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Group"}}]})
}

fn rule(priority: i64) -> Value {
    json!({"ListenerArn": {"Ref": "Http"}, "Priority": priority, "Conditions": [{"Field": "path-pattern", "Values": ["/a"]}],
        "Actions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Group"}}]})
}

pub(crate) fn cases() -> Vec<Case> {
    let after = json!({"DependsOn": ["Attachment"]});
    vec![
        Case {
            rule: "block-size",
            at: ("One", "Properties.CidrBlock"),
            resources: two_subnets("10.0.0.0/29", "10.0.1.0/24"),
            cure: ("/One/1/CidrBlock", json!("10.0.0.0/28")),
        },
        Case {
            rule: "subnet-outside-vpc",
            at: ("Two", "Properties.CidrBlock"),
            resources: two_subnets("10.0.0.0/24", "10.1.1.0/24"),
            cure: ("/Two/1/CidrBlock", json!("10.0.1.0/24")),
        },
        Case {
            rule: "subnet-overlap",
            at: ("Two", "Properties.CidrBlock"),
            resources: two_subnets("10.0.0.0/20", "10.0.1.0/24"),
            cure: ("/Two/1/CidrBlock", json!("10.0.16.0/24")),
        },
        Case {
            rule: "mixed-vpcs",
            at: ("Database", "Properties.SubnetIds"),
            resources: with(
                two_subnets("10.0.0.0/24", "10.0.1.0/24"),
                &json!({
                    "Other": ["AWS::EC2::VPC", {"CidrBlock": "10.1.0.0/16"}],
                    "Stray": ["AWS::EC2::Subnet", {"VpcId": {"Ref": "Other"}, "CidrBlock": "10.1.0.0/24"}],
                    "Database": ["AWS::RDS::DBSubnetGroup", {"DBSubnetGroupDescription": "x", "SubnetIds": [{"Ref": "One"}, {"Ref": "Stray"}]}],
                }),
            ),
            cure: ("/Database/1/SubnetIds/1/Ref", json!("Two")),
        },
        Case {
            rule: "gateway-not-attached",
            at: ("Route", "Properties.GatewayId"),
            resources: with(gateway(&json!({})), &json!({"Attachment": ["AWS::EC2::InternetGateway", {}]})),
            cure: (
                "/Attachment",
                json!(["AWS::EC2::VPCGatewayAttachment", {"VpcId": {"Ref": "Vpc"}, "InternetGatewayId": {"Ref": "Gateway"}}]),
            ),
        },
        Case {
            rule: "route-before-attachment",
            at: ("Route", "Properties.GatewayId"),
            resources: gateway(&json!({})),
            cure: ("/Route/2/DependsOn", json!(["Attachment"])),
        },
        Case {
            rule: "nat-without-internet",
            at: ("Nat", "Properties.SubnetId"),
            resources: with(
                gateway(&after),
                &json!({
                    "Address": ["AWS::EC2::EIP", {"Domain": "vpc"}],
                    "Private": ["AWS::EC2::RouteTable", {"VpcId": {"Ref": "Vpc"}}],
                    "PrivateAssociation": ["AWS::EC2::SubnetRouteTableAssociation", {"SubnetId": {"Ref": "Two"}, "RouteTableId": {"Ref": "Private"}}],
                    "Nat": ["AWS::EC2::NatGateway", {"SubnetId": {"Ref": "Two"}, "AllocationId": {"Fn::GetAtt": ["Address", "AllocationId"]}}],
                }),
            ),
            cure: ("/Nat/1/SubnetId/Ref", json!("One")),
        },
        Case {
            rule: "duplicate-route",
            at: ("Second", "Properties.DestinationCidrBlock"),
            resources: with(
                gateway(&after),
                &json!({"Second": ["AWS::EC2::Route", {"RouteTableId": {"Ref": "Table"}, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": {"Ref": "Gateway"}}, after]}),
            ),
            cure: ("/Second/1/DestinationCidrBlock", json!("192.0.2.0/24")),
        },
        Case {
            rule: "two-route-tables",
            at: ("Second", "Properties.SubnetId"),
            resources: with(
                gateway(&after),
                &json!({"Second": ["AWS::EC2::SubnetRouteTableAssociation", {"SubnetId": {"Ref": "One"}, "RouteTableId": {"Ref": "Table"}}]}),
            ),
            cure: ("/Second/1/SubnetId/Ref", json!("Two")),
        },
        Case {
            rule: "port-range",
            at: ("Group", "Properties.SecurityGroupIngress.0"),
            resources: json!({"Group": ["AWS::EC2::SecurityGroup", {"GroupDescription": "x", "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": 8443, "ToPort": 443, "CidrIp": "10.0.0.0/8"}]}]}),
            cure: ("/Group/1/SecurityGroupIngress/0/FromPort", json!(443)),
        },
        Case {
            rule: "balancer-zones",
            at: ("Balancer", "Properties.Subnets"),
            resources: with(
                balancer(&listener(80, "HTTP")),
                &json!({"Two": ["AWS::EC2::Subnet", {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "eu-west-1a"}]}),
            ),
            cure: ("/Two/1/AvailabilityZone", json!("eu-west-1c")),
        },
        Case {
            rule: "listener-without-certificate",
            at: ("Http", "Properties.Protocol"),
            resources: balancer(&listener(443, "HTTPS")),
            cure: (
                "/Http/1/Certificates",
                json!([{"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/x"}]),
            ),
        },
        Case {
            rule: "listener-protocol",
            at: ("Http", "Properties.Protocol"),
            resources: balancer(&listener(80, "TCP")),
            cure: ("/Balancer/1/Type", json!("network")),
        },
        Case {
            rule: "duplicate-listener-port",
            at: ("Second", "Properties.Port"),
            resources: with(
                balancer(&listener(80, "HTTP")),
                &json!({"Second": ["AWS::ElasticLoadBalancingV2::Listener", listener(80, "HTTP")]}),
            ),
            cure: ("/Second/1/Port", json!(8080)),
        },
        Case {
            rule: "duplicate-priority",
            at: ("RuleB", "Properties.Priority"),
            resources: with(
                balancer(&listener(80, "HTTP")),
                &json!({"RuleA": ["AWS::ElasticLoadBalancingV2::ListenerRule", rule(10)], "RuleB": ["AWS::ElasticLoadBalancingV2::ListenerRule", rule(10)]}),
            ),
            cure: ("/RuleB/1/Priority", json!(20)),
        },
        Case {
            rule: "health-check-timeout",
            at: ("Group", "Properties.HealthCheckTimeoutSeconds"),
            resources: json!({"Group": ["AWS::ElasticLoadBalancingV2::TargetGroup", {"HealthCheckIntervalSeconds": 5, "HealthCheckTimeoutSeconds": 5}]}),
            cure: ("/Group/1/HealthCheckTimeoutSeconds", json!(4)),
        },
        Case {
            rule: "plain-http",
            at: ("Http", "Properties.Protocol"),
            resources: with(
                balancer(&listener(80, "HTTP")),
                &json!({"Balancer": ["AWS::ElasticLoadBalancingV2::LoadBalancer", {"Scheme": "internet-facing", "Subnets": [{"Ref": "One"}, {"Ref": "Two"}]}]}),
            ),
            cure: (
                "/Http/1/DefaultActions/0",
                json!({"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Protocol": "HTTPS"}}),
            ),
        },
        Case {
            rule: "internet-facing",
            at: ("Balancer", "Properties.Scheme"),
            resources: json!({"Balancer": ["AWS::ElasticLoadBalancingV2::LoadBalancer", {"Scheme": "internet-facing"}]}),
            cure: ("/Balancer/1/Scheme", json!("internal")),
        },
        Case {
            rule: "old-tls",
            at: ("Http", "Properties.SslPolicy"),
            resources: json!({"Http": ["AWS::ElasticLoadBalancingV2::Listener", {"SslPolicy": "ELBSecurityPolicy-2016-08"}]}),
            cure: ("/Http/1/SslPolicy", json!("ELBSecurityPolicy-TLS13-1-2-2021-06")),
        },
        Case {
            rule: "open-ingress",
            at: ("Group", "Properties.SecurityGroupIngress.0.CidrIp"),
            resources: json!({"Group": ["AWS::EC2::SecurityGroup", {"GroupDescription": "x", "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}]}]}),
            cure: (
                "/Group/1/SecurityGroupIngress/0",
                json!({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}),
            ),
        },
    ]
}

#[test]
fn half_of_all_addresses_are_the_world() {
    let found = findings(
        &json!({"Group": ["AWS::EC2::SecurityGroup", {"GroupDescription": "x", "SecurityGroupIngress": [
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 25, "CidrIp": "128.0.0.0/1"}]}]}),
    );
    let open = found.iter().find(|finding| finding.rule == "open-ingress").unwrap();
    assert_eq!(open.message, "ports 22 to 25 are open to 128.0.0.0/1");
}
