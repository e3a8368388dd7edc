//! What `diff` says of two versions of an app.

use cdk::aws::{Tag, ec2, iam, lambda, logs, rds, s3, sqs};
use cdk::diff::{self, Fate, Side, StackSide};
use cdk::{App, Environment, Output, Parameter, RemovalPolicy, Stack, json, text};

fn side(declare: impl Fn(&App)) -> Side {
    let app = App::new();
    declare(&app);
    Side::of(&app.synth().expect("a valid app"))
}

fn diff_of(old: impl Fn(&Stack), new: impl Fn(&Stack)) -> diff::Diff {
    let pets = |declare: &dyn Fn(&Stack)| side(|app| declare(&app.stack("Pets", Environment::agnostic())));
    diff::compare(&pets(&old), &pets(&new))
}

fn plain(diff: &diff::Diff) -> String {
    anstream::adapter::strip_str(&diff::render(diff)).to_string()
}

fn trust() -> cdk::Json {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}
    }]})
}

/// A version of a small app.
fn pets(stack: &Stack, later: bool) {
    let queue = stack.add("Queue", sqs::Queue::new().visibility_timeout(if later { 60 } else { 30 }));
    if later {
        queue.tag("team", "pets");
    }
    let vpc = stack.add("Vpc", ec2::Vpc::new().cidr_block(if later { "10.1.0.0/16" } else { "10.0.0.0/16" }));
    let group = ec2::SecurityGroup::new().group_description("pets").vpc_id(vpc.vpc_id());
    let from = if later { "0.0.0.0/0" } else { "10.0.0.0/8" };
    let group = group.security_group_ingress([ec2::security_group::Ingress::new()
        .ip_protocol("tcp")
        .from_port(443)
        .to_port(443)
        .cidr_ip(from)]);
    stack.add("Group", group);
    let role = stack.add("Role", iam::Role::new().assume_role_policy_document(trust()));
    let actions = if later {
        json!(["sqs:SendMessage", "sqs:Purge*"])
    } else {
        json!(["sqs:SendMessage", "sqs:ReceiveMessage"])
    };
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": (actions), "Resource": (queue.arn())}
    ]});
    stack.add(
        "Policy",
        iam::Policy::new().policy_document(policy).policy_name("send").roles([role.role_name()]),
    );
    let bucket = stack.add(if later { "Pictures" } else { "Images" }, s3::Bucket::new());
    if !later {
        stack
            .add("Archive", s3::Bucket::new().tags([Tag::new().key("a").value("b")]))
            .removal_policy(RemovalPolicy::Retain);
        stack.add("Days", Parameter::number().default(3));
    } else {
        stack.add("Logs", logs::LogGroup::new().retention_in_days(7));
    }
    let cluster =
        rds::DbCluster::new().engine("aurora-mysql").database_name(if later { "clinic" } else { "pets" });
    stack.add("Database", cluster);
    stack.add("Address", Output::new(text!("https://{}", bucket.arn())).description("where pictures are"));
}

#[test]
fn a_change_is_shown_with_what_it_does_to_each_resource() {
    insta::assert_snapshot!(plain(&diff_of(|stack| pets(stack, false), |stack| pets(stack, true))));
}

#[test]
fn equal_apps_do_not_differ() {
    let diff = diff_of(|stack| pets(stack, true), |stack| pets(stack, true));
    assert!(diff.is_empty());
    assert_eq!(plain(&diff), "Stack Pets (no differences)\n\n1 stack: no differences\n");
}

#[test]
fn stacks_that_come_and_go_are_named() {
    let old = side(|app| pets(&app.stack("Old", Environment::agnostic()), false));
    let new = side(|app| {
        app.stack("New", Environment::agnostic()).add("Queue", sqs::Queue::new());
    });
    insta::assert_snapshot!(plain(&diff::compare(&old, &new)));
}

#[test]
fn references_move_with_a_moved_resource() {
    fn declare(stack: &Stack, group: &str) {
        let inner = stack.child(group);
        let queue = inner.add("Queue", sqs::Queue::new().visibility_timeout(7));
        let policy = json!({"Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": "*", "Resource": (queue.arn())}]});
        inner.add("Policy", sqs::QueuePolicy::new().policy_document(policy).queues([queue.queue_url()]));
    }
    let diff = diff_of(|stack| declare(stack, "A"), |stack| declare(stack, "B"));
    let [stack] = diff.stacks.as_slice() else { panic!("one stack") };
    assert!(stack.resources.iter().all(|change| matches!(change.fate, Fate::Moved { .. })));
    assert_eq!(stack.resources.len(), 2);
    assert!(stack.permissions.is_empty(), "nobody may do more or less: {:?}", stack.permissions);
    assert!(stack.resources.iter().any(|change| change.stateful && change.loses_data()));
}

#[test]
fn a_wider_statement_that_covers_a_narrower_one_is_one_change() {
    let declare = |stack: &Stack, action: &'static str| {
        let policy = json!({"Statement": [{"Effect": "Allow", "Action": (action), "Resource": "arn:aws:s3:::pets/*"}]});
        let role = iam::Role::new().assume_role_policy_document(trust());
        let role = role.policies([iam::role::Policy::new().policy_document(policy).policy_name("read")]);
        stack.add("Role", role);
    };
    let diff = diff_of(|stack| declare(stack, "s3:GetObject"), |stack| declare(stack, "s3:Get*"));
    let changes: Vec<_> =
        diff.stacks[0].permissions.iter().map(|one| (one.widens, one.actions.join(","))).collect();
    assert_eq!(changes, [(true, "s3:Get*".to_owned())]);
}

/// The permissions that change between two sets of resources, as they are shown.
fn permissions(old: serde_json::Value, new: serde_json::Value) -> Vec<(bool, String)> {
    let side = |resources| {
        let mut side = Side::default();
        let template = serde_json::json!({"Resources": resources});
        side.stacks.insert("Pets".to_owned(), StackSide { template, ..StackSide::default() });
        side.order.push("Pets".to_owned());
        side
    };
    let diff = diff::compare(&side(old), &side(new));
    let text = plain(&diff);
    let lines = text.lines().filter(|line| line.ends_with("er)") || line.ends_with("very broad)"));
    lines.map(|line| (line.contains("(wider"), line.trim().to_owned())).collect()
}

#[test]
fn a_statement_under_a_condition_of_the_template_is_a_permission_and_wider_without_it() {
    let role = |statement: serde_json::Value| {
        serde_json::json!({"Role": {"Type": "AWS::IAM::Role", "Properties": {
            "Policies": [{"PolicyName": "read", "PolicyDocument": {"Statement": [statement]}}],
        }}})
    };
    let one =
        serde_json::json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::pets/*"});
    let nothing = serde_json::json!({"Ref": "AWS::NoValue"});
    let chosen = serde_json::json!({"Fn::If": ["Live", one, nothing]});
    let otherwise = serde_json::json!({"Fn::If": ["Live", nothing, one]});
    let what = "+ Role may s3:GetObject on arn:aws:s3:::pets/*";
    let wider = |text: String| vec![(true, text)];
    assert_eq!(
        permissions(role(nothing), role(chosen.clone())),
        wider(format!("{what} if the template's Live (wider)"))
    );
    assert_eq!(permissions(role(chosen.clone()), role(one)), wider(format!("{what} (wider)")));
    assert_eq!(permissions(role(chosen), role(otherwise)).len(), 2);
}

#[test]
fn a_boundary_that_goes_is_wider_unless_its_role_goes_too() {
    let bounded = serde_json::json!({"Role": {"Type": "AWS::IAM::Role", "Properties": {
        "PermissionsBoundary": "arn:aws:iam::111122223333:policy/Edge",
    }}});
    let free = serde_json::json!({"Role": {"Type": "AWS::IAM::Role", "Properties": {}}});
    let what = "Role may not what is not in the boundary arn:aws:iam::111122223333:policy/Edge";
    assert_eq!(permissions(bounded.clone(), free.clone()), [(true, format!("- {what} (wider)"))]);
    assert_eq!(permissions(free, bounded.clone()), [(false, format!("+ {what} (narrower)"))]);
    assert_eq!(permissions(bounded, serde_json::json!({})), []);
}

#[test]
fn a_user_who_comes_into_a_group_may_do_more() {
    let group = serde_json::json!({"Group": {"Type": "AWS::IAM::Group"}});
    let mut added = group.clone();
    added["Join"] = serde_json::json!({"Type": "AWS::IAM::UserToGroupAddition", "Properties": {
        "GroupName": {"Ref": "Group"}, "Users": ["ada"],
    }});
    let what = "ada may what Group may (wider)";
    assert_eq!(permissions(group, added), [(true, format!("+ {what}"))]);
    let user = |groups: serde_json::Value| serde_json::json!({"User": {"Type": "AWS::IAM::User", "Properties": {"Groups": groups}}});
    let changes = permissions(user(serde_json::json!([])), user(serde_json::json!(["vets"])));
    assert_eq!(changes, [(true, "+ User may what vets may (wider)".to_owned())]);
}

#[test]
fn a_function_that_loses_the_bound_to_its_address_is_open_wider() {
    let permission = |bound: serde_json::Value| {
        let mut properties = serde_json::json!({
            "Action": "lambda:InvokeFunction", "FunctionName": "hello", "Principal": "*"});
        properties.as_object_mut().unwrap().extend(bound.as_object().unwrap().clone());
        serde_json::json!({"Open": {"Type": "AWS::Lambda::Permission", "Properties": properties}})
    };
    let changes = permissions(
        permission(serde_json::json!({"InvokedViaFunctionUrl": true})),
        permission(serde_json::json!({})),
    );
    assert_eq!(changes.len(), 1);
    assert!(changes[0].0, "{changes:?}");
}

#[test]
fn a_replaced_resource_replaces_what_cannot_follow_it() {
    let declare = |stack: &Stack, block: &'static str| {
        let vpc = stack.add("Vpc", ec2::Vpc::new().cidr_block(block));
        let subnet = stack.add("Subnet", ec2::Subnet::new().vpc_id(vpc.vpc_id()).cidr_block("10.0.0.0/24"));
        let code = lambda::function::Code::new().zip_file("exports.handler = 1");
        let network = lambda::function::VpcConfig::new().subnet_ids([subnet.subnet_id()]);
        let role = stack.add("Role", iam::Role::new().assume_role_policy_document(trust()));
        stack.add("F", lambda::Function::new().code(code).role(role.arn()).vpc_config(network));
    };
    let diff = diff_of(|stack| declare(stack, "10.0.0.0/16"), |stack| declare(stack, "10.0.0.0/8"));
    let fate = |prefix: &str| {
        diff.stacks[0]
            .resources
            .iter()
            .find(|change| change.logical_id.starts_with(prefix))
            .map(|change| &change.fate)
    };
    assert_eq!(fate("Vpc"), Some(&Fate::Replaced));
    assert_eq!(fate("Subnet"), Some(&Fate::Replaced));
    assert_eq!(fate("F"), Some(&Fate::Updated));
    assert_eq!(fate("Role"), None);
}

#[test]
fn data_is_at_stake_in_a_cluster_and_not_in_its_members() {
    let declare = |stack: &Stack, name: &'static str| {
        let cluster = stack.add("Cluster", rds::DbCluster::new().engine("aurora-mysql").database_name(name));
        let member = rds::DbInstance::new().db_cluster_identifier(cluster.db_cluster_identifier());
        stack.add("Member", member.db_instance_class("db.serverless").engine("aurora-mysql"));
    };
    let diff = diff_of(|stack| declare(stack, "one"), |stack| declare(stack, "two"));
    let replaced: Vec<_> =
        diff.stacks[0].resources.iter().map(|one| (one.fate.clone(), one.loses_data())).collect();
    assert_eq!(replaced, [(Fate::Replaced, true), (Fate::Replaced, false)]);
}

#[test]
fn a_deployed_template_in_yaml_is_compared_like_one_in_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("deployed.yaml");
    let template = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: '30'\n  P:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Queue]\n      PolicyDocument: {Statement: []}\n  After:\n    Type: AWS::SQS::Queue\n    DependsOn: Queue\n";
    std::fs::write(&file, template).expect("a file");
    let deployed = StackSide::read(&file).expect("a template");
    let synthesized = side(|app| {
        let stack = app.stack("Pets", Environment::agnostic());
        let queue = stack.add("Queue", sqs::Queue::new().visibility_timeout(30));
        queue.override_logical_id("Queue");
        let policy =
            sqs::QueuePolicy::new().policy_document(json!({"Statement": []})).queues([queue.queue_url()]);
        stack.add("P", policy).override_logical_id("P");
        let after = stack.add("After", sqs::Queue::new());
        after.override_logical_id("After");
        after.depends_on(&queue);
    });
    let mut old = Side::default();
    old.stacks.insert("Pets".to_owned(), deployed);
    let diff = diff::compare(&old, &synthesized);
    assert!(diff.is_empty(), "{}", plain(&diff));
}

#[test]
fn the_answer_of_get_template_is_a_template() {
    let folder = tempfile::tempdir().expect("a folder");
    let template = serde_json::json!({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}});
    let yaml = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n";
    for (name, body) in [("json", template.clone()), ("yaml", yaml.into())] {
        let file = folder.path().join(name);
        std::fs::write(&file, serde_json::json!({"TemplateBody": body}).to_string()).expect("a file");
        assert_eq!(StackSide::read(&file).expect("a template").template, template);
    }
}

#[test]
fn a_file_that_is_no_template_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("notes.yaml");
    std::fs::write(&file, "a: b").expect("a file");
    let error = StackSide::read(&file).expect_err("no template").to_string();
    assert!(error.ends_with("notes.yaml: it has no `Resources`, and so is no template"), "{error}");
}

#[test]
fn an_assembly_on_disk_is_the_same_as_the_app_that_wrote_it() {
    let app = App::new();
    pets(&app.stack("Pets", Environment::agnostic()), true);
    let stage = app.stage("Test", Environment::in_region("eu-west-1"));
    let queue = stage.stack("Base", Environment::agnostic()).add("Queue", sqs::Queue::new());
    stage.stack("Shop", Environment::agnostic()).add("Name", Output::new(queue.arn()));
    let synthesis = app.synth().expect("a valid app");
    let folder = tempfile::tempdir().expect("a folder");
    cdk::assembly::write(&synthesis, &[], folder.path()).expect("an assembly");
    let read = Side::read(folder.path()).expect("an assembly");
    let diff = diff::compare(&read, &Side::of(&synthesis));
    assert!(diff.is_empty(), "{}", plain(&diff));
    assert_eq!(diff.stacks.len(), 3);
    let (read, made) = (&read.stacks["Test/Base"], &Side::of(&synthesis).stacks["Test/Base"]);
    assert_eq!((&read.name, &read.paths), (&made.name, &made.paths));
}
