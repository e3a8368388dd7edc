//! The picture of an app.

use cdk::aws::{ec2, iam, lambda, logs, s3, sqs};
use cdk::graph::{self, Options};
use cdk::{App, Environment, Scope, Stack, Synthesis, json};

fn network(
    scope: &Scope,
    zones: usize,
) -> (cdk::Val<cdk::aws::kinds::ec2::VpcId>, Vec<cdk::Val<cdk::aws::kinds::ec2::SubnetId>>) {
    let network = scope.child("Network");
    let vpc = network.add("Vpc", ec2::Vpc::new().cidr_block("10.0.0.0/16"));
    let mut subnets = Vec::new();
    for tier in ["Public", "Private"] {
        for zone in 0..zones {
            let inner = network.child_once(tier).child(format!("Zone{zone}"));
            let subnet = inner.add(
                "Subnet",
                ec2::Subnet::new().vpc_id(vpc.vpc_id()).cidr_block(format!("10.0.{zone}.0/24")),
            );
            let table = inner.add("Table", ec2::RouteTable::new().vpc_id(vpc.vpc_id()));
            let joined = ec2::SubnetRouteTableAssociation::new()
                .route_table_id(table.route_table_id())
                .subnet_id(subnet.subnet_id());
            inner.add("Association", joined);
            subnets.push(subnet.subnet_id());
        }
    }
    (vpc.vpc_id(), subnets)
}

fn worker(
    scope: &Scope,
    id: &str,
    subnets: &[cdk::Val<cdk::aws::kinds::ec2::SubnetId>],
    bucket: &cdk::Val<cdk::aws::kinds::s3::BucketArn>,
) {
    let worker = scope.child(id);
    let queue = worker.add("Queue", sqs::Queue::new());
    let role = worker.add("Role", iam::Role::new().assume_role_policy_document(json!({"Statement": []})));
    let policy = json!({"Statement": [
        {"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": (queue.arn())},
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": (bucket)},
    ]});
    worker.add(
        "Policy",
        iam::Policy::new().policy_document(policy).policy_name("work").roles([role.role_name()]),
    );
    let code = lambda::function::Code::new().zip_file("exports.handler = 1");
    let network = lambda::function::VpcConfig::new().subnet_ids(subnets.to_vec());
    let function =
        worker.add("Function", lambda::Function::new().code(code).role(role.arn()).vpc_config(network));
    function.depends_on(&worker.add("Logs", logs::LogGroup::new().retention_in_days(7)));
    let source =
        lambda::EventSourceMapping::new().function_name(function.arn()).event_source_arn(queue.arn());
    worker.add("Source", source);
}

/// Two stacks, one of which uses values of the other.
fn clinic(workers: usize) -> Synthesis {
    let app = App::new();
    let base = app.stack("Base", Environment::agnostic());
    let (_, subnets) = network(&base, 2);
    let bucket = base.child("Pictures").add("Bucket", s3::Bucket::new());
    let work = app.stack("Work", Environment::agnostic());
    for index in 0..workers {
        worker(&work, &format!("Worker{index}"), &subnets, &bucket.arn());
    }
    app.synth().expect("a valid app")
}

#[test]
fn an_app_of_two_stacks_is_drawn() {
    insta::assert_snapshot!("clinic.svg", graph::svg(&clinic(2), &Options::default()));
}

#[test]
fn a_flowchart_shows_what_stacks_use_of_others_and_which_only_wait() {
    let app = App::new();
    let [base, work, notes] = ["Base", "Work", "Notes"].map(|it| app.stack(it, Environment::agnostic()));
    let [one, other] = ["One", "Other"].map(|it| base.add(it, sqs::Queue::new()).arn());
    work.add("Copies", cdk::Output::new(one));
    work.add("Pieces", cdk::Output::new(other));
    work.add("Queue", sqs::Queue::new());
    notes.add("Queue", sqs::Queue::new());
    notes.depends_on(&work);
    notes.depends_on(&base);
    let synthesis = app.synth().expect("a valid app");
    assert_eq!(
        graph::mermaid(&synthesis, &Options::default()),
        r#"flowchart TD
  s0["Notes<br>any account and region · 1 resource"]
  s1["Work<br>any account and region · 1 resource"]
  s2["Base<br>any account and region · 2 resources"]
  s0 -.-> s1
  s1 -->|2 values| s2
"#
    );
    let all = graph::mermaid(&synthesis, &Options { all: true, ..Options::default() });
    assert!(all.contains("  s0 -.-> s2\n"), "{all}");
}

#[test]
fn the_same_app_gives_the_same_picture() {
    let options = Options { depth: Some(3), all: true, stacks: Vec::new() };
    assert_eq!(graph::svg(&clinic(20), &options), graph::svg(&clinic(20), &options));
}

#[test]
fn each_resource_of_a_large_app_is_in_the_picture_once() {
    let clinic = clinic(20);
    let resources: usize = clinic.root.all_stacks().iter().map(|stack| stack.resources.len()).sum();
    assert!(resources > 130);
    for depth in 1..4 {
        let svg = graph::svg(&clinic, &Options { depth: Some(depth), ..Options::default() });
        assert_eq!(counted(&svg), resources, "at depth {depth}");
    }
}

/// The numbers of resources in all rows of a picture without hidden rows.
fn counted(svg: &str) -> usize {
    let rows = svg.lines().filter(|line| line.starts_with("<text class=\"row\""));
    rows.map(|row| {
        row.split_once("×")
            .map_or(1, |(_, rest)| rest.split_once('<').map_or(1, |(count, _)| count.parse().unwrap_or(0)))
    })
    .sum()
}

#[test]
fn boxes_of_a_stack_do_not_overlap() {
    let svg =
        graph::svg(&clinic(20), &Options { depth: Some(2), all: false, stacks: vec!["Work".to_owned()] });
    let mut boxes: Vec<(f64, f64, f64, f64)> = Vec::new();
    let mut place = (0.0, 0.0);
    for line in svg.lines() {
        if let Some(rest) = line.strip_prefix("<g transform=\"translate(") {
            let (x, y) = rest.trim_end_matches(")\">").split_once(' ').expect("two numbers");
            place = (x.parse().expect("a number"), y.parse().expect("a number"));
        }
        if line.starts_with("<rect class=\"box") {
            let number = |name: &str| {
                let rest = line.split_once(&format!("{name}=\"")).expect(name).1;
                rest.split_once('"').expect("an end").0.parse::<f64>().expect("a number")
            };
            boxes.push((place.0, place.1, number("width"), number("height")));
        }
    }
    assert!(boxes.len() > 100);
    for (index, one) in boxes.iter().enumerate() {
        for other in &boxes[index + 1..] {
            let apart = one.0 + one.2 <= other.0
                || other.0 + other.2 <= one.0
                || one.1 + one.3 <= other.1
                || other.1 + other.3 <= one.1;
            assert!(apart, "{one:?} and {other:?}");
        }
    }
}

#[test]
fn names_of_constructs_cannot_break_the_picture() {
    let app = App::new();
    let stack: Stack = app.stack("Odd", Environment::agnostic());
    stack.add("<script>&\"", sqs::Queue::new()).override_logical_id("Queue");
    let svg = graph::svg(&app.synth().expect("a valid app"), &Options::default());
    assert!(svg.contains("&lt;script&gt;&amp;&quot;") && !svg.contains("<script>"));
}
