use cdk::aws::sqs;
use cdk::constructs::{Grantee, PolicyStatement, Principal, Role, aws_managed_policy};

use super::{stack, template};

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
