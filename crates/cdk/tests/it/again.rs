//! A second synthesis is equal to the first, whatever aspects do with handles.

use cdk::constructs::{
    Action, Bucket, BucketDeployment, InterfaceEndpoint, Key, Listener, ListenerRule, LoadBalancer, Role,
    TargetGroup, Vpc,
};
use cdk::{App, Environment};

#[test]
fn grants_rules_and_endpoints_of_aspects_are_the_same_in_each_synthesis() {
    let app = App::new();
    let stack = app.stack("S", Environment::agnostic());
    let files = tempfile::tempdir().unwrap();
    std::fs::write(files.path().join("index.html"), "hello").unwrap();
    let (role, key) =
        (stack.add("Reader", Role::assumed_by("lambda.amazonaws.com")), stack.add("Key", Key::new()));
    let bucket = stack.add("Bucket", Bucket::new().encrypted_by(&key));
    let vpc = stack.add("Vpc", Vpc::new());
    let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc));
    let listener = balancer.add_listener("Http", Listener::http(Action::respond(404, "nothing")));
    let (this, directory, user) = (stack.clone(), files.path().to_owned(), role.clone());
    stack.aspect(move |visited| {
        if visited.node() != this.node() {
            return;
        }
        bucket.grant_read(&user);
        this.add("Site", BucketDeployment::of(&directory, &bucket));
        vpc.add_interface_endpoint("Secrets", InterfaceEndpoint::to("secretsmanager"));
        let targets = balancer.add_targets("Pets", TargetGroup::http(80));
        listener.add_rule("Pets", ListenerRule::new(7, Action::forward_to(&targets)).paths(["/pets"]));
    });

    let first = app.synth().unwrap();
    let policies = first.root.stacks["S"].template["Resources"].as_object().unwrap().values();
    let policies = policies.filter(|resource| resource["Type"] == "AWS::IAM::Policy").count();
    assert_eq!(policies, 1, "the one of the reader");
    for _ in 0..2 {
        assert_eq!(format!("{:#?}", app.synth().unwrap()), format!("{first:#?}"));
    }
    assert!(role.scope().find("DefaultPolicy").is_none(), "the app is as it was");
}
