use cdk_aws::wafv2::web_acl::{
    AssociationConfig, Body, FieldToMatch, OversizeHandling, SizeConstraintStatement, Statement,
    TextTransformation,
};
use cdk_core::{Scope, Val, given, json};

/// How many bytes of a body WAF inspects at most.
const MOST: u32 = 65_536;

/// Requests with a larger body. What WAF does not inspect is larger for certain.
pub(super) fn larger_than(bytes: u32) -> Statement {
    let body = FieldToMatch::new().body(Body::new().oversize_handling(OversizeHandling::Match));
    let as_it_is = TextTransformation::new().priority(0).type_(given("NONE"));
    let size = SizeConstraintStatement::new()
        .comparison_operator(given("GT"))
        .field_to_match(body)
        .size(bytes)
        .text_transformations([as_it_is]);
    Statement::new().size_constraint_statement(size)
}

/// As much of bodies as there is to a limit.
pub(super) fn inspected(scope: &Scope, reach: &str, bytes: u32) -> AssociationConfig {
    if bytes > MOST {
        scope.fail(format!("WAF inspects {MOST} bytes of a body at most, and not {bytes}"));
    }
    let limit = match bytes {
        0..=16_384 => "KB_16",
        16_385..=32_768 => "KB_32",
        32_769..=49_152 => "KB_48",
        _ => "KB_64",
    };
    let of = if reach == "CLOUDFRONT" { "CLOUDFRONT" } else { "API_GATEWAY" };
    AssociationConfig::new().request_body(Val::of(json!({(of): {"DefaultSizeInspectionLimit": (limit)}})))
}
