use cdk::aws::sqs;
use cdk::constructs::{Bucket, Grantee, PolicyStatement, Principal, Role, aws_managed_policy};
use serde_json::json;

use super::{found, of_type, only, stack, template};

#[test]
fn a_role_has_one_policy_for_all_its_statements_and_users_can_wait_for_it() {
    let (app, stack) = stack();
    let role = stack.add(
        "Reader",
        Role::assumed_by("lambda.amazonaws.com")
            .or_assumed_by(Principal::account("123456789012"))
            .managed_policy(aws_managed_policy("ReadOnlyAccess"))
            .statement(PolicyStatement::allow(["logs:PutLogEvents"]).on(["*"]))
            .description("reads"),
    );
    let _ = role.add_statement(PolicyStatement::allow(["s3:GetObject"]).on(["arn:aws:s3:::a/*"]));
    let grant = role.grant(PolicyStatement::allow(["s3:GetObject"]).on(["arn:aws:s3:::b/*"]));
    let queue = stack.add("Queue", sqs::Queue::new());
    grant.apply_before(&queue);
    insta::assert_json_snapshot!(template(&app)["Resources"]);
}

#[test]
fn a_role_that_exists_gets_a_policy_of_its_own_name_and_no_role_is_made() {
    let (app, stack) = stack();
    let pictures = stack.add("Pictures", Bucket::new());
    let editors = stack.add("Editors", Role::existing("editors"));
    pictures.grant_read_write(&editors);
    let template = template(&app);
    assert!(of_type(&template, "AWS::IAM::Role").is_empty());
    let policy = only(&template, "AWS::IAM::Policy");
    assert_eq!(policy["Properties"]["Roles"], json!(["editors"]));
    let name = policy["Properties"]["PolicyName"].as_str().unwrap();
    assert!(name.starts_with("S-Editors-"), "{name}");
    assert_eq!(found(&app), Vec::<String>::new());
}

#[test]
fn a_role_that_exists_is_not_named_by_its_arn() {
    let (app, stack) = stack();
    stack.add("Editors", Role::existing("arn:aws:iam::123456789012:role/editors"));
    let error = app.synth().unwrap_err();
    assert_eq!(error.problems[0].path, "S/Editors");
}

#[test]
fn each_principal_assumes_a_role_in_its_own_way() {
    let (app, stack) = stack();
    let provider = "arn:aws:iam::123456789012:oidc-provider/id.example.org";
    stack.add("Both", Role::assumed_by("lambda.amazonaws.com").or_assumed_by(Principal::federated(provider)));
    let role = only(&template(&app), "AWS::IAM::Role");
    let actions = role["Properties"]["AssumeRolePolicyDocument"]["Statement"].as_array().unwrap().iter();
    let actions: Vec<_> = actions.map(|statement| statement["Action"].clone()).collect();
    assert_eq!(actions, ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"]);
}

#[test]
fn a_service_is_trusted_only_when_it_acts_for_the_own_account_and_resources() {
    let (app, stack) = stack();
    stack.add("Tasks", Role::for_tasks(&stack));
    let role = only(&template(&app), "AWS::IAM::Role");
    let trust = &role["Properties"]["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(trust["Condition"]["StringEquals"], json!({"aws:SourceAccount": {"Ref": "AWS::AccountId"}}));
    let source = trust["Condition"]["ArnLike"]["aws:SourceArn"].to_string();
    assert!(source.contains(":ecs:") && source.contains(":*"), "{source}");
    assert_eq!(found(&app), Vec::<String>::new());
}
