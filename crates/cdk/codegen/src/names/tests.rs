use super::*;

#[test]
fn names_are_split_where_a_reader_would_split_them() {
    let names = [
        ("VpcId", "vpc_id"),
        ("VPCId", "vpc_id"),
        ("IPv6CidrBlock", "ipv6_cidr_block"),
        ("Ipv6CidrBlock", "ipv6_cidr_block"),
        ("DBClusterIdentifier", "db_cluster_identifier"),
        ("EC2", "ec2"),
        ("EC2SecurityGroupId", "ec2_security_group_id"),
        ("S3Bucket", "s3_bucket"),
        ("S3KMSKey", "s3_kms_key"),
        ("SubnetIDs", "subnet_ids"),
        ("ARNs", "arns"),
        ("VPCs", "vpcs"),
        ("EnableDns64", "enable_dns64"),
        ("SHA256", "sha256"),
        ("Route53Config", "route53_config"),
        ("IoTTopicRule", "iot_topic_rule"),
        ("MemoryMiB", "memory_mib"),
        ("MemoryGiBPerVCpu", "memory_gib_per_vcpu"),
        ("GraphQLApi", "graphql_api"),
        ("FSxLustreConfig", "fsx_lustre_config"),
        ("VCPUs", "vcpus"),
        ("OAuth2Config", "oauth2_config"),
        ("WebACLArn", "web_acl_arn"),
        ("Endpoint.Address", "endpoint_address"),
        ("aws-kms", "aws_kms"),
        ("Type", "type_"),
        ("Ref", "ref_"),
        ("HTTPSListenerARN", "https_listener_arn"),
        ("X509Certificate", "x509_certificate"),
    ];
    for (name, wanted) in names {
        assert_eq!(snake(name), wanted, "{name}");
    }
    assert_eq!(camel("DBCluster"), "DbCluster");
    assert_eq!(camel("VPC"), "Vpc");
}

#[test]
fn values_of_enums_become_variants_that_differ() {
    let values = [
        ("aws:kms", "AwsKms"),
        ("ENABLED", "Enabled"),
        ("python3.12", "Python3_12"),
        ("python31.2", "Python31_2"),
        ("1.2", "V1_2"),
        ("TLSv1.2_2021", "Tlsv1_2_2021"),
        ("*", "Any"),
        ("", "Empty"),
        ("self", "Self_"),
        ("lambda-function", "LambdaFunction"),
    ];
    for (value, wanted) in values {
        assert_eq!(variant(value), wanted, "{value}");
    }
}

#[test]
fn a_resource_and_its_attribute_share_words_once() {
    assert_eq!(merged("VPC", "VpcId"), "VpcId");
    assert_eq!(merged("ManagedPolicy", "PolicyArn"), "ManagedPolicyArn");
    assert_eq!(merged("Role", "Arn"), "RoleArn");
    assert_eq!(merged("SecurityGroup", "GroupId"), "SecurityGroupId");
    assert_eq!(merged("EIP", "AllocationId"), "EipAllocationId");
}
