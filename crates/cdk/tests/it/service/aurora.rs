use cdk::constructs::{
    AuroraCluster, AuroraEngine, Cluster, Connectable, Container, FargateService, Image, InterfaceEndpoint,
    Key, Nat, Role, SecurityGroup, SubnetGroup, TaskSize, Vpc,
};
use cdk::{App, RemovalPolicy};
use serde_json::json;

use super::{mistakes, of_type, only, stack, template, vpc};

#[test]
fn a_mysql_cluster_is_encrypted_backed_up_protected_and_speaks_tls_only() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let cluster = AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc)
        .capacity(0.5, 4.0)
        .database("pets")
        .user("pets")
        .readers(2);
    stack.add("Database", cluster);
    let mut template = template(&app, "S");
    template["Resources"].as_object_mut().unwrap().retain(|id, _| !id.starts_with("Network"));
    insta::assert_json_snapshot!(template["Resources"]);
}

#[test]
fn a_postgresql_cluster_takes_all_choices() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let key = stack.add("Key", Key::new());
    let cluster = AuroraCluster::new(AuroraEngine::postgresql("16.9"), &vpc)
        .capacity(0.0, 8.0)
        .pause_after_seconds(600)
        .encrypted_by(&key)
        .backup_days(35)
        .parameter("log_min_duration_statement", "500")
        .data_api()
        .performance_insights()
        .password_managed_by_rds()
        .deletable(RemovalPolicy::Destroy);
    let cluster = stack.add("Database", cluster);
    let reader = stack.add("Reader", Role::assumed_by("ecs-tasks.amazonaws.com"));
    cluster.grant_read_secret(&reader);
    let mut template = template(&app, "S");
    assert_eq!(of_type(&template, "AWS::SecretsManager::Secret").len(), 0);
    template["Resources"]
        .as_object_mut()
        .unwrap()
        .retain(|id, _| id.starts_with("Database") && !id.contains("Group") || id.contains("DefaultPolicy"));
    insta::assert_json_snapshot!(template["Resources"]);
}

#[test]
fn a_cluster_that_stays_keeps_what_it_needs() {
    let policies = |removal: RemovalPolicy| {
        let (app, stack) = stack();
        let vpc = vpc(&stack);
        let cluster = AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc).readers(1);
        stack.add("Database", cluster.deletable(removal));
        let template = template(&app, "S");
        let own = template["Resources"].as_object().unwrap().iter().filter(|(id, resource)| {
            id.starts_with("Database") && resource["Type"] != "AWS::SecretsManager::SecretTargetAttachment"
        });
        own.map(|(_, resource)| resource["DeletionPolicy"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let kinds = 7;
    assert_eq!(policies(RemovalPolicy::Retain), vec!["Retain"; kinds]);
    assert_eq!(policies(RemovalPolicy::RetainExceptOnCreate), vec!["RetainExceptOnCreate"; kinds]);
    assert_eq!(policies(RemovalPolicy::Destroy), vec!["Delete"; kinds]);
}

#[test]
fn a_caller_is_let_in_at_the_port_of_the_engine() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let caller = stack.add("Caller", SecurityGroup::new(&vpc).open_egress());
    for (id, engine, port) in
        [("My", AuroraEngine::mysql("3.10.1"), 3306), ("Post", AuroraEngine::postgresql("16.9"), 5432)]
    {
        stack.add(id, AuroraCluster::new(engine, &vpc)).allow_default_port_from(&caller);
        let rules = of_type(&template(&app, "S"), "AWS::EC2::SecurityGroupIngress");
        let (_, rule) = rules.into_iter().find(|(rule, _)| rule.starts_with(id)).unwrap();
        assert_eq!(rule["Properties"]["FromPort"], port);
    }
}

#[test]
fn a_rotated_password_is_changed_by_a_function_that_reaches_the_cluster() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let cluster = AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc).password_rotated_each_days(30);
    stack.add("Database", cluster);
    let template = template(&app, "S");
    assert_eq!(template["Transform"], json!(["AWS::SecretsManager-2024-09-16"]));
    assert_eq!(only(&template, "AWS::EC2::SecurityGroupIngress")["Properties"]["FromPort"], 3306);
    // It connects to Secrets Manager and to the cluster, and to nothing else.
    assert_eq!(only(&template, "AWS::EC2::SecurityGroupEgress")["Properties"]["ToPort"], 3306);
    let function = "DatabaseRotationScheduleSecurityGroup";
    let groups = template["Resources"].as_object().unwrap().iter();
    let (_, group) = groups.into_iter().find(|(id, _)| id.starts_with(function)).unwrap();
    let out = group["Properties"]["SecurityGroupEgress"].as_array().unwrap();
    let out: Vec<_> = out.iter().map(|it| (&it["CidrIp"], &it["FromPort"], &it["ToPort"])).collect();
    assert_eq!(out, [(&json!("0.0.0.0/0"), &json!(443), &json!(443))]);
    let schedule = only(&template, "AWS::SecretsManager::RotationSchedule");
    // It is called as soon as the schedule is there.
    let after = schedule["DependsOn"].as_array().unwrap();
    assert!(of_type(&template, "AWS::EC2::SecurityGroupEgress").keys().all(|it| after.contains(&json!(it))));
    insta::assert_json_snapshot!(schedule["Properties"]);
}

/// What is said about the rotation of the only cluster.
fn warnings(app: &App) -> usize {
    let synthesis = app.synth().unwrap();
    let annotations = &synthesis.root.stacks["S"].annotations;
    annotations.get("S/Database/RotationSchedule").map_or(0, Vec::len)
}

#[test]
fn the_function_that_rotates_stands_where_it_reaches_secrets_manager_or_a_warning_says_so() {
    let rotated =
        |vpc: &_| AuroraCluster::new(AuroraEngine::mysql("3.10.1"), vpc).password_rotated_each_days(30);
    let subnet_groups =
        || Vpc::new().subnet_group(SubnetGroup::public("Public")).subnet_group(SubnetGroup::isolated("Data"));

    let (app, stack) = stack();
    let egress = stack.add(
        "Network",
        subnet_groups().subnet_group(SubnetGroup::private_with_egress("App")).nat(Nat::Single),
    );
    stack.add("Database", rotated(&egress));
    let template = template(&app, "S");
    let schedule = only(&template, "AWS::SecretsManager::RotationSchedule");
    assert!(schedule["Properties"].to_string().contains("NetworkAppSubnet1"), "{schedule}");
    let after = schedule["DependsOn"].to_string();
    assert!(after.contains("Databasewriter") && after.contains("AppSubnet1DefaultRoute"), "{after}");
    assert_eq!(warnings(&app), 0);

    let (app, stack) = super::stack();
    let without = stack.add("Network", subnet_groups());
    stack.add("Database", rotated(&without));
    assert_eq!(warnings(&app), 1);

    let (app, stack) = super::stack();
    let with_endpoint = stack.add("Network", subnet_groups());
    stack.add("Database", rotated(&with_endpoint));
    with_endpoint.add_interface_endpoint("Secrets", InterfaceEndpoint::to("secretsmanager"));
    assert_eq!(warnings(&app), 0);
}

#[test]
fn a_password_encrypted_by_a_key_is_rotated_by_who_may_use_the_key() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let key = stack.add("Key", Key::new());
    let cluster = AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc);
    stack.add("Database", cluster.encrypted_by(&key).password_rotated_each_days(30));
    let template = template(&app, "S");
    let schedule = only(&template, "AWS::SecretsManager::RotationSchedule");
    assert_eq!(
        schedule["Properties"]["HostedRotationLambda"]["KmsKeyArn"],
        only(&template, "AWS::SecretsManager::Secret")["Properties"]["KmsKeyId"]
    );
}

#[test]
fn a_password_stays_where_data_that_need_it_stay() {
    for (policy, kept) in [
        (RemovalPolicy::Retain, "Retain"),
        (RemovalPolicy::Snapshot, "RetainExceptOnCreate"),
        (RemovalPolicy::Destroy, "Delete"),
    ] {
        let (app, stack) = stack();
        let vpc = vpc(&stack);
        let cluster = AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc);
        stack.add("Database", cluster.deletable(policy));
        let secret = only(&template(&app, "S"), "AWS::SecretsManager::Secret");
        assert_eq!(secret["DeletionPolicy"], kept);
    }
}

#[test]
fn who_may_use_the_data_api_may_read_the_password_it_takes() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let database = stack.add("Database", AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc));
    let reader = stack.add("Reader", Role::assumed_by("lambda.amazonaws.com"));
    database.grant_data_api(&reader);
    let template = template(&app, "S");
    assert_eq!(only(&template, "AWS::RDS::DBCluster")["Properties"]["EnableHttpEndpoint"], true);
    let policy = only(&template, "AWS::IAM::Policy")["Properties"]["PolicyDocument"]["Statement"].to_string();
    assert!(policy.contains("secretsmanager:GetSecretValue"), "{policy}");
    assert!(policy.contains("rds-data:ExecuteStatement"), "{policy}");
    assert!(policy.contains("DBClusterArn"), "{policy}");
}

#[test]
fn who_may_connect_by_iam_may_do_so_as_one_user_of_the_cluster() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let database = stack.add("Database", AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc));
    let cluster = stack.add("Cluster", Cluster::new(&vpc));
    let container =
        Container::new("app", Image::registry("httpd")).secret("DB", database.container_secret(None));
    let service = stack.add("Pets", FargateService::new(&cluster, TaskSize::of::<256, 512>(), container));
    database.grant_connect(&service, "pets");
    let template = template(&app, "S");
    let cluster = only(&template, "AWS::RDS::DBCluster");
    assert_eq!(cluster["Properties"]["EnableIAMDatabaseAuthentication"], true);
    let policies = of_type(&template, "AWS::IAM::Policy");
    let (_, policy) = policies.into_iter().find(|(id, _)| id.contains("TaskRole")).unwrap();
    insta::assert_json_snapshot!(policy["Properties"]["PolicyDocument"]["Statement"]);
}

#[test]
fn mistakes_of_clusters_are_named() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let cluster = || AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc);
    stack.add("Upside", cluster().capacity(4.0, 2.0));
    stack.add("Uneven", cluster().capacity(0.3, 2.0));
    stack.add("Awake", cluster().pause_after_seconds(300));
    stack.add("Many", cluster().readers(16));
    stack.add("Rare", cluster().password_rotated_each_days(0));
    let one = vpc.isolated_subnets().iter().take(1).cloned().collect();
    stack.add("Narrow", cluster().subnets(one));
    insta::assert_snapshot!(mistakes(&app));
}
