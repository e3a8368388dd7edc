//! Further users of a cluster, and what its instances and secrets are given.

use cdk::constructs::{AuroraCluster, AuroraEngine, AuroraUser, Key, Nat, SubnetGroup, Vpc};
use serde_json::{Value, json};

use super::{all, of_type, only, stack, template};

#[test]
fn a_further_user_has_a_secret_that_knows_the_cluster_and_is_rotated_by_one_group() {
    let (app, stack) = stack();
    let vpc = stack.add(
        "Network",
        Vpc::new()
            .subnet_group(SubnetGroup::public("Public"))
            .subnet_group(SubnetGroup::private_with_egress("App")),
    );
    let key = stack.add("Key", Key::new());
    let cluster = AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc)
        .subnets(vpc.private_subnets())
        .encrypted_by(&key)
        .secret_name("pets/admin")
        .password_rotated_each_days(30);
    let cluster = stack.add("Database", cluster);
    let user = cluster.add_user("Pets", AuroraUser::named("pets").secret_name("pets/login"));
    user.rotate_each_days(7);
    let template = template(&app, "S");
    assert_eq!(
        all(&template, "AWS::SecretsManager::Secret", "Name"),
        [json!("pets/login"), json!("pets/admin")]
    );
    let keys = all(&template, "AWS::SecretsManager::Secret", "KmsKeyId");
    assert!(keys.iter().all(Value::is_object));
    assert_eq!(of_type(&template, "AWS::SecretsManager::SecretTargetAttachment").len(), 2);
    let schedules = all(&template, "AWS::SecretsManager::RotationSchedule", "RotationRules");
    let days: Vec<&Value> = schedules.iter().map(|it| &it["AutomaticallyAfterDays"]).collect();
    assert_eq!(days, [&json!(7), &json!(30)]);
    let functions = all(&template, "AWS::SecretsManager::RotationSchedule", "HostedRotationLambda");
    assert_eq!(functions[0]["VpcSecurityGroupIds"], functions[1]["VpcSecurityGroupIds"]);
    // The login stays as long as what it opens.
    let secrets = of_type(&template, "AWS::SecretsManager::Secret");
    assert!(secrets.values().all(|it| it["DeletionPolicy"] == "RetainExceptOnCreate"));
    let text = only(&template, "AWS::RDS::DBCluster").to_string();
    assert!(text.contains("DatabaseSecret"), "{text}");
}

#[test]
fn instances_take_turns_in_the_zones() {
    let (app, stack) = stack();
    let vpc = Vpc::new()
        .in_zones(["eu-west-1a", "eu-west-1b"])
        .subnet_group(SubnetGroup::isolated("Data"))
        .nat(Nat::None);
    let vpc = stack.add("Network", vpc);
    let cluster = AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc).readers(2).one_zone_each();
    stack.add("Database", cluster);
    let instances = of_type(&template(&app, "S"), "AWS::RDS::DBInstance");
    let zones = |id: &str| {
        let named = instances.iter().filter(|(known, _)| known.starts_with(id));
        let mut zones: Vec<&Value> = named.map(|(_, it)| &it["Properties"]["AvailabilityZone"]).collect();
        zones.sort_by_key(|it| it.to_string());
        zones
    };
    assert_eq!(zones("Databasewriter"), ["eu-west-1a"]);
    assert_eq!(zones("Databasereader"), ["eu-west-1a", "eu-west-1b"]);
}
