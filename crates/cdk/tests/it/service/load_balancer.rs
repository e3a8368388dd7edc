use cdk::constructs::{
    Action, Bucket, Cluster, Container, FargateService, HealthCheck, Image, Integration, Listener,
    ListenerRule, LoadBalancer, Peer, RestApi, TargetGroup, TaskSize,
};
use cdk::{App, Environment, given};
use serde_json::json;

use super::{all, mistakes, of_type, only, stack, template, vpc};

#[test]
fn a_public_load_balancer_redirects_to_https_and_forwards_by_rules() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let balancer = stack.add("Balancer", LoadBalancer::internet_facing(&vpc).protect_from_deletion());
    let pets = balancer.add_targets(
        "Pets",
        TargetGroup::http(8080)
            .health_check(HealthCheck::path("/health").codes("200-299"))
            .least_outstanding_requests(),
    );
    let certificate = given("arn:aws:acm:eu-west-1:123456789012:certificate/one");
    let https = balancer.add_listener(
        "Https",
        Listener::https(certificate, Action::respond(404, "nothing here"))
            .certificate(given("arn:aws:acm:eu-west-1:123456789012:certificate/two")),
    );
    balancer.add_listener("Http", Listener::redirecting_to_https());
    let rule =
        ListenerRule::new(10, Action::forward_to(&pets)).paths(["/pets/*"]).header("X-Clinic", ["north"]);
    https.add_rule("Pets", rule);
    let mut template = template(&app, "S");
    template["Resources"].as_object_mut().unwrap().retain(|id, _| !id.starts_with("Network"));
    insta::assert_json_snapshot!(template["Resources"]);
}

#[test]
fn an_internal_load_balancer_is_open_to_its_vpc_unless_it_says() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc));
    balancer.add_listener("A", Listener::http(Action::respond(200, "a")));
    balancer.add_listener("B", Listener::http(Action::respond(200, "b")).port(81).closed());
    balancer.add_listener(
        "C",
        Listener::http(Action::respond(200, "c")).port(82).open_to(Peer::ipv4("10.9.0.0/16")),
    );
    let template = template(&app, "S");
    assert_eq!(
        only(&template, "AWS::ElasticLoadBalancingV2::LoadBalancer")["Properties"]["Scheme"],
        "internal"
    );
    assert_eq!(
        all(&template, "AWS::EC2::SecurityGroup", "SecurityGroupIngress"),
        [json!([
            {"CidrIp": {"Fn::GetAtt": ["Network1C6012B5", "CidrBlock"]}, "Description": "the network",
                "FromPort": 80, "IpProtocol": "tcp", "ToPort": 80},
            {"CidrIp": "10.9.0.0/16", "Description": "from 10.9.0.0/16:82", "FromPort": 82, "IpProtocol": "tcp", "ToPort": 82},
        ])]
    );
}

#[test]
fn mistakes_of_rules_and_health_checks_are_named() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc));
    let listener = balancer.add_listener("Http", Listener::http(Action::respond(404, "")));
    let rule = |priority| ListenerRule::new(priority, Action::respond(200, "here"));
    listener.add_rule("First", rule(1).paths(["/a"]));
    listener.add_rule("Again", rule(1).paths(["/b"]));
    listener.add_rule("Zero", rule(0).paths(["/c"]));
    listener.add_rule("Always", rule(2));
    listener.add_rule("Much", rule(3).paths(["1", "2", "3"]).hosts(["4", "5", "6"]));
    balancer
        .add_targets("Slow", TargetGroup::http(80).health_check(HealthCheck::path("/").timeout_seconds(15)));
    balancer.add_targets("Uneven", TargetGroup::http(80).slow_start_seconds(60).least_outstanding_requests());
    insta::assert_snapshot!(mistakes(&app));
}

#[test]
fn a_service_waits_for_listeners_whichever_is_declared_first() {
    for service_first in [false, true] {
        let (app, stack) = stack();
        let vpc = vpc(&stack);
        let cluster = stack.add("Cluster", Cluster::new(&vpc));
        let container = Container::new("app", Image::registry("httpd")).port(80);
        let service = stack.add("Pets", FargateService::new(&cluster, TaskSize::of::<256, 512>(), container));
        let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc));
        let targets = balancer.add_targets("Pets", TargetGroup::http(80));
        if service_first {
            service.register(&targets);
        }
        balancer.add_listener("Http", Listener::http(Action::forward_to(&targets)));
        if !service_first {
            service.register(&targets);
        }
        let template = template(&app, "S");
        let after = only(&template, "AWS::ECS::Service")["DependsOn"].clone();
        let listener = of_type(&template, "AWS::ElasticLoadBalancingV2::Listener");
        let listener = listener.keys().next().unwrap();
        assert!(after.as_array().unwrap().iter().any(|id| id == listener), "{listener} in {after}");
    }
}

#[test]
fn a_bucket_takes_the_log_before_the_load_balancer_tries() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let logs = stack.add("Logs", Bucket::new());
    stack.add("Balancer", LoadBalancer::internal(&vpc).access_logs(&logs, "balancer"));
    let template = template(&app, "S");
    let balancer = only(&template, "AWS::ElasticLoadBalancingV2::LoadBalancer");
    let policy = of_type(&template, "AWS::S3::BucketPolicy");
    let (id, policy) = policy.iter().next().unwrap();
    assert_eq!(balancer["DependsOn"], json!([id]));
    let statements = policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap();
    let written = statements.iter().find(|statement| statement["Action"] == "s3:PutObject").unwrap();
    assert_eq!(written["Principal"], json!({"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}));
    insta::assert_json_snapshot!(balancer["Properties"]["LoadBalancerAttributes"]);
}

#[test]
fn the_folder_of_a_log_has_no_slashes_around_it_and_may_be_left_out() {
    for (prefix, files) in [("", "/AWSLogs/"), ("/", "/AWSLogs/"), ("/a/b/", "/a/b/AWSLogs/")] {
        let (app, stack) = stack();
        let vpc = vpc(&stack);
        let logs = stack.add("Logs", Bucket::new());
        stack.add("Balancer", LoadBalancer::internal(&vpc).access_logs(&logs, prefix));
        let template = template(&app, "S");
        let policy = only(&template, "AWS::S3::BucketPolicy")["Properties"]["PolicyDocument"].clone();
        let statements = policy["Statement"].as_array().unwrap();
        let written = statements.iter().find(|statement| statement["Action"] == "s3:PutObject").unwrap();
        let parts = written["Resource"]["Fn::Join"][1].as_array().unwrap();
        assert!(parts.contains(&json!(files)), "{files} in {parts:?}");
        let balancer = only(&template, "AWS::ElasticLoadBalancingV2::LoadBalancer");
        let attributes = balancer["Properties"]["LoadBalancerAttributes"].to_string();
        assert_eq!(attributes.contains("access_logs.s3.prefix"), prefix.len() > 1, "{attributes}");
    }
}

#[test]
fn an_api_reaches_a_private_load_balancer_by_one_link() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc));
    let http = Listener::http(Action::respond(200, "here")).port(8080).closed();
    let listener = balancer.add_listener("Http", http);
    let api = stack.add("Rest", RestApi::new().without_access_logs());
    let pets = api.root().path("pets/{id}");
    pets.method("GET", Integration::balancer(&listener, "/pets/{id}"));
    pets.method("PUT", Integration::balancer(&listener, "pets/{id}"));
    let mut template = template(&app, "S");
    assert_eq!(of_type(&template, "AWS::ApiGateway::Method").len(), 2);
    only(&template, "AWS::ApiGatewayV2::VpcLink");
    assert_eq!(only(&template, "AWS::EC2::SecurityGroupIngress")["Properties"]["FromPort"], 8080);
    assert_eq!(only(&template, "AWS::EC2::SecurityGroupEgress")["Properties"]["FromPort"], 8080);
    template["Resources"]
        .as_object_mut()
        .unwrap()
        .retain(|id, _| id.contains("ApiLink") || id.contains("idGET"));
    insta::assert_json_snapshot!(template["Resources"]);
}

#[test]
fn an_api_calls_a_listener_that_speaks_https_by_a_name_of_its_certificate() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc));
    let certificate = given("arn:aws:acm:eu-west-1:123456789012:certificate/one");
    let https = Listener::https(certificate, Action::respond(200, "here"));
    let listener = balancer.add_listener("Https", https);
    let api = stack.add("Rest", RestApi::new().without_access_logs());
    let secure = Integration::secure_balancer(&listener, "pets.example.org", "/pets");
    api.root().path("pets").method("GET", secure);
    let method = only(&template(&app, "S"), "AWS::ApiGateway::Method");
    assert_eq!(method["Properties"]["Integration"]["Uri"], "https://pets.example.org:443/pets");

    api.root().path("dogs").method("GET", Integration::balancer(&listener, "/dogs"));
    assert!(mistakes(&app).contains("called by `secure_balancer`"));
}

#[test]
fn a_rule_with_more_wildcards_than_aws_takes_is_a_mistake() {
    let (app, stack) = stack();
    let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc(&stack)));
    let listener = balancer.add_listener("Http", Listener::http(Action::respond(404, "nothing")));
    let rule = |patterns: [&str; 3]| ListenerRule::new(10, Action::respond(200, "here")).paths(patterns);
    listener.add_rule("Many", rule(["*/a/*", "*/b/*", "/c?*"]));
    assert!(mistakes(&app).contains("at most 5 wildcards together, and there are 6"), "{}", mistakes(&app));
}

#[test]
fn a_load_balancer_in_one_zone_is_a_mistake() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let one = vpc.public_subnets().iter().take(1).cloned().collect();
    stack.add("Balancer", LoadBalancer::internet_facing(&vpc).subnets(one));
    assert_eq!(
        mistakes(&app),
        "S/Balancer: a load balancer needs subnets in two zones at least, and it has one"
    );
}

#[test]
fn a_service_of_an_earlier_stack_is_a_target_all_the_same() {
    let app = App::new();
    let [base, run, edge] = ["Base", "Run", "Edge"].map(|id| app.stack(id, Environment::agnostic()));
    let vpc = vpc(&base);
    let cluster = run.add("Cluster", Cluster::new(&vpc));
    let main = Container::new("app", Image::registry("httpd")).port(80);
    let service = run.add("Service", FargateService::new(&cluster, TaskSize::of::<256, 512>(), main));
    let balancer = edge.add("Balancer", LoadBalancer::internal(&vpc));
    let targets = balancer.add_targets("Targets", TargetGroup::http(80));
    balancer.add_listener("Http", Listener::http(Action::forward_to(&targets)));
    service.register(&targets);
    let rules = of_type(&template(&app, "Run"), "AWS::EC2::SecurityGroupEgress");
    assert_eq!(rules.len(), 1, "what the balancer may call stands with the service");
}
