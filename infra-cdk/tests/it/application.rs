use cdk::constructs::Architecture;
use contract::service::Service;
use contract::settings::{Server, Traces};
use infra_cdk::environment::{Domain, Release};
use serde_json::{Value, json};

use crate::harness::{Clinic, mistakes, plain};

const LAYER: &str = "07-application";

/// The containers of a service's tasks by their names.
fn container(clinic: &Clinic, service: Service, name: &str) -> Option<Value> {
    let tasks = clinic.all_of(LAYER, "AWS::ECS::TaskDefinition");
    let containers = tasks.iter().map(|it| it["ContainerDefinitions"].as_array().unwrap());
    let mut of_service = containers.filter(|it| it.iter().any(|it| it["Name"] == service.program()));
    of_service.next().unwrap().iter().find(|it| it["Name"] == name).cloned()
}

fn services(clinic: &Clinic) -> Vec<Value> {
    clinic.all_of(LAYER, "AWS::ECS::Service")
}

#[test]
fn every_service_has_a_repository_whose_images_are_scanned_and_never_change() {
    for clinic in Clinic::all() {
        let repositories = clinic.all_of(LAYER, "AWS::ECR::Repository");
        let mut names: Vec<String> = repositories.iter().map(|it| plain(&it["RepositoryName"])).collect();
        let env = &clinic.environment.name;
        let mut expected: Vec<String> =
            Service::tasks().map(|it| format!("petclinic-{env}/{}", it.program())).collect();
        names.sort();
        expected.sort();
        assert_eq!(names, expected);
        for repository in &repositories {
            assert_eq!(repository["ImageScanningConfiguration"]["ScanOnPush"], true);
            assert_eq!(repository["ImageTagMutability"], "IMMUTABLE");
            assert_eq!(repository["EncryptionConfiguration"]["EncryptionType"], "KMS");
        }
    }
}

#[test]
fn containers_run_as_nobody_change_nothing_and_have_no_capabilities() {
    for clinic in Clinic::all() {
        for service in Service::tasks() {
            for name in [service.program(), "collector"] {
                let container = container(&clinic, service, name).unwrap();
                assert_eq!(container["User"], "65532:65532");
                assert_eq!(container["ReadonlyRootFilesystem"], true);
                assert_eq!(container["LinuxParameters"]["Capabilities"]["Drop"], json!(["ALL"]));
                assert_eq!(container["StopTimeout"], 30);
                assert_eq!(container["HealthCheck"]["Command"][0], "CMD");
                assert_eq!(container["Essential"], name != "collector");
            }
        }
    }
}

#[test]
fn a_service_that_takes_longer_to_drain_gets_the_time_and_one_that_takes_too_long_is_a_mistake() {
    let mut environment = Clinic::of("dev").environment;
    environment.settings.set(Some(Service::Vets), Server::DRAIN_DEADLINE, "60s");
    let clinic = Clinic::with(environment.clone());
    assert_eq!(container(&clinic, Service::Vets, "vets-service").unwrap()["StopTimeout"], 65);
    assert_eq!(container(&clinic, Service::Visits, "visits-service").unwrap()["StopTimeout"], 30);
    environment.settings.set(Some(Service::Vets), Server::DRAIN_DEADLINE, "2m");
    let said = mistakes(&environment);
    assert!(said.contains("vets may take 120 s to drain by its setting server.drain-deadline"), "{said}");
}

#[test]
fn traces_go_to_the_collector_beside_the_service_unless_a_setting_says_otherwise() {
    let mut environment = Clinic::of("dev").environment;
    let collector = container(&Clinic::of("dev"), Service::Visits, "collector").unwrap();
    let image = collector["Image"].as_str().unwrap();
    let version = image.split_once(":v").unwrap().1;
    assert!(version.split('.').all(|it| it.parse::<u32>().is_ok()), "{image} is pinned");
    let configuration = collector["Environment"][0]["Value"].as_str().unwrap();
    let configuration: Value = serde_json::from_str(configuration).unwrap();
    assert_eq!(configuration["receivers"]["otlp"]["protocols"]["http"]["endpoint"], "127.0.0.1:4318");
    assert_eq!(configuration["service"]["pipelines"]["traces"]["exporters"], json!(["awsxray"]));
    assert_eq!(configuration["service"]["pipelines"]["metrics"]["exporters"], json!(["awsemf"]));
    assert_eq!(configuration["exporters"]["awsemf"]["log_group_name"], "/petclinic/dev/visits");
    let main = container(&Clinic::of("dev"), Service::Visits, "visits-service").unwrap();
    assert_eq!(main["DependsOn"], json!([{"ContainerName": "collector", "Condition": "START"}]));

    environment.settings.set(None, Traces::ENDPOINT, "http://collector.example:4318");
    let elsewhere = Clinic::with(environment);
    assert!(container(&elsewhere, Service::Visits, "collector").is_none());
}

#[test]
fn tasks_scale_by_their_load_over_both_zones() {
    let clinic = Clinic::of("dev");
    let targets = clinic.all_of(LAYER, "AWS::ApplicationAutoScaling::ScalableTarget");
    assert_eq!(targets.len(), Service::tasks().count());
    assert!(targets.iter().all(|it| (&it["MinCapacity"], &it["MaxCapacity"]) == (&json!(1), &json!(4))));
    for policy in clinic.all_of(LAYER, "AWS::ApplicationAutoScaling::ScalingPolicy") {
        let tracking = &policy["TargetTrackingScalingPolicyConfiguration"];
        assert_eq!(tracking["TargetValue"], 70);
        let metric = &tracking["PredefinedMetricSpecification"]["PredefinedMetricType"];
        assert_eq!(metric, "ECSServiceAverageCPUUtilization");
    }
    for service in services(&clinic) {
        assert_eq!(service["AvailabilityZoneRebalancing"], "ENABLED");
        let network = &service["NetworkConfiguration"]["AwsvpcConfiguration"];
        assert_eq!(network["Subnets"].as_array().unwrap().len(), 2);
        assert_eq!(network["AssignPublicIp"], "DISABLED");
    }
}

#[test]
fn a_deployment_that_fails_is_rolled_back_by_its_tasks_or_by_its_alarms() {
    for clinic in Clinic::all() {
        let mut alarms = clinic.of_type(LAYER, "AWS::CloudWatch::Alarm");
        alarms.retain(|_, it| !plain(&it["Properties"]["AlarmName"]).contains("-prometheus-"));
        assert_eq!(alarms.len(), 2 * Service::tasks().count());
        let mut used = Vec::new();
        for service in services(&clinic) {
            let deployment = &service["DeploymentConfiguration"];
            assert_eq!(deployment["DeploymentCircuitBreaker"], json!({"Enable": true, "Rollback": true}));
            assert_eq!(deployment["Alarms"]["Rollback"], true);
            let names = deployment["Alarms"]["AlarmNames"].as_array().unwrap();
            used.extend(names.iter().map(|it| it["Ref"].as_str().unwrap().to_owned()));
        }
        used.sort();
        assert_eq!(used, alarms.keys().cloned().collect::<Vec<_>>());
    }
}

#[test]
fn the_cluster_measures_its_services() {
    let cluster = &Clinic::of("dev").all_of(LAYER, "AWS::ECS::Cluster")[0];
    assert_eq!(cluster["ClusterSettings"], json!([{"Name": "containerInsights", "Value": "enabled"}]));
}

#[test]
fn spare_capacity_is_used_beyond_the_first_task_where_it_is_chosen() {
    let mut environment = Clinic::of("dev").environment;
    environment.tasks.spot = true;
    environment.topology.architecture = Architecture::Arm64;
    let clinic = Clinic::with(environment);
    for service in services(&clinic) {
        let strategy = service["CapacityProviderStrategy"].as_array().unwrap();
        assert_eq!(
            (&strategy[0]["Base"], &strategy[1]["CapacityProvider"]),
            (&json!(1), &json!("FARGATE_SPOT"))
        );
    }
    assert!(clinic.findings().is_empty(), "{:#?}", clinic.findings());
    let tasks = clinic.all_of(LAYER, "AWS::ECS::TaskDefinition");
    assert!(tasks.iter().all(|it| it["RuntimePlatform"]["CpuArchitecture"] == "ARM64"));
}

#[test]
fn tasks_run_the_release_that_is_given_and_there_are_none_before_the_first() {
    let mut environment = Clinic::of("dev").environment;
    environment.release = Release::Tag("1.2.3".to_owned());
    let main = container(&Clinic::with(environment.clone()), Service::Vets, "vets-service").unwrap();
    assert!(
        plain(&main["Image"]).ends_with("/petclinic-dev/vets-service:1.2.3"),
        "{}",
        plain(&main["Image"])
    );
    environment.release = Release::None;
    let clinic = Clinic::with(environment);
    assert!(services(&clinic).iter().all(|it| it["DesiredCount"] == 0));
    assert!(clinic.all_of(LAYER, "AWS::ApplicationAutoScaling::ScalableTarget").is_empty());
}

#[test]
fn the_load_balancer_is_private_logs_requests_and_only_the_link_of_the_api_calls_it() {
    for clinic in Clinic::all() {
        let balancer = &clinic.all_of(LAYER, "AWS::ElasticLoadBalancingV2::LoadBalancer")[0];
        assert_eq!(balancer["Scheme"], "internal");
        let attributes = balancer["LoadBalancerAttributes"].as_array().unwrap();
        let attribute =
            |key: &str| attributes.iter().find(|it| it["Key"] == key).map(|it| it["Value"].clone());
        assert_eq!(attribute("access_logs.s3.enabled"), Some(json!("true")));
        let protected = clinic.environment.is_protected.to_string();
        assert_eq!(attribute("deletion_protection.enabled"), Some(json!(protected)));
        // All that any layer lets in to the load balancer's group.
        let group = |rule: &Value| rule["GroupId"].to_string().contains("Balancer");
        let rules = clinic.everywhere("AWS::EC2::SecurityGroupIngress");
        let callers: Vec<&Value> =
            rules.iter().filter(|it| group(it)).map(|it| &it["SourceSecurityGroupId"]).collect();
        assert_eq!(callers.len(), 1, "{callers:?}");
        assert!(callers[0].to_string().contains("ApiLink"), "{callers:?}");
    }
}

#[test]
fn the_load_balancer_asks_how_services_are_and_lets_them_finish() {
    let clinic = Clinic::of("dev");
    let groups = clinic.all_of(LAYER, "AWS::ElasticLoadBalancingV2::TargetGroup");
    assert_eq!(groups.len(), Service::tasks().count());
    for group in &groups {
        assert_eq!(group["HealthCheckPath"], "/health");
        assert_eq!(group["HealthCheckIntervalSeconds"], 15);
        let attributes = group["TargetGroupAttributes"].as_array().unwrap();
        let delay = json!({"Key": "deregistration_delay.timeout_seconds", "Value": "30"});
        assert!(attributes.contains(&delay));
    }
}

#[test]
fn the_load_balancer_speaks_tls_where_there_is_a_certificate() {
    let mut environment = Clinic::of("prod").environment;
    environment.domain = Some(domain());
    let clinic = Clinic::with(environment);
    let listener = &clinic.all_of(LAYER, "AWS::ElasticLoadBalancingV2::Listener")[0];
    assert_eq!((&listener["Protocol"], &listener["Port"]), (&json!("HTTPS"), &json!(443)));
    let policy = listener["SslPolicy"].as_str().unwrap();
    let year: u32 = policy.rsplit('-').nth(1).unwrap().parse().unwrap();
    assert!(year >= 2021, "{policy}");
    assert!(clinic.findings().is_empty(), "{:#?}", clinic.findings());
}

/// A domain with its certificates.
pub(crate) fn domain() -> Domain {
    let certificate = |region: &str| {
        format!("arn:aws:acm:{region}:123456789012:certificate/11111111-2222-3333-4444-555555555555")
    };
    Domain {
        name: "clinic.example".to_owned(),
        certificate: certificate("us-west-2"),
        edge_certificate: certificate("us-east-1"),
        hosted_zone: Some("Z0123456789ABCDEFGHIJ".to_owned()),
    }
}
