use std::borrow::Cow;

use cdk_core::intrinsic::{
    availability_zones, base64, cidr, has_named_hole, holes, import_value, join, split, sub, when,
};
use cdk_core::{Any, IntoVal, Json, Kind, Map, Val, condition, dynamic, given, json, pseudo, text};
use serde_json::{Value, json as plain};

use crate::{template, thing};

enum VpcId {}
impl Kind for VpcId {}

/// What a value is in a template.
fn shown(value: impl IntoVal<Any>) -> Value {
    let value = value.into_val();
    let template = template(|stack| thing(stack, "A").set("P", value));
    template["Resources"]["A"].get("Properties").map_or(Value::Null, |properties| properties["P"].clone())
}

#[test]
fn literals_of_rust_are_literals_of_the_template() {
    assert_eq!(shown("text"), plain!("text"));
    assert_eq!(shown(Cow::Borrowed("text")), plain!("text"));
    assert_eq!(shown(true), plain!(true));
    assert_eq!(shown(30), plain!(30));
    assert_eq!(shown(7_u8), plain!(7));
    assert_eq!(shown(0.5), plain!(0.5));
    assert_eq!(shown(vec!["a", "b"]), plain!(["a", "b"]));
    assert_eq!(shown([1, 2]), plain!([1, 2]));
    let map: Val<Map<String>> = [("key", "value")].into_val();
    assert_eq!(shown(map), plain!({"key": "value"}));
    assert_eq!(shown(given("vpc-1")), plain!("vpc-1"));
}

#[test]
fn whole_floats_have_no_fraction_and_what_json_lacks_is_text_that_checks_refuse() {
    assert_eq!(shown(2.0).to_string(), "2");
    assert_eq!(shown(-0.25).to_string(), "-0.25");
    assert_eq!(shown(f64::NAN), plain!("NaN"));
    assert_eq!(shown(f64::INFINITY), plain!("inf"));
}

#[test]
fn text_with_literals_only_is_a_literal() {
    assert_eq!(text!("a{}c{}", "b", String::from("d")).json().as_str(), Some("abcd"));
    assert_eq!(text!("").json().as_str(), Some(""));
    assert_eq!(text!("{}", "").json().as_str(), Some(""));
}

#[test]
fn text_with_tokens_is_one_join_without_empty_or_neighbouring_literals() {
    let inner = text!("arn:{}:x", pseudo::partition());
    let expected = plain!({"Fn::Join": ["", ["<arn:", {"Ref": "AWS::Partition"}, ":x/>"]]});
    assert_eq!(shown(text!("<{}{}{}>", inner, "", "/")), expected);
}

#[test]
fn a_text_that_is_a_token_alone_is_that_token() {
    assert_eq!(shown(text!("{}", pseudo::region())), plain!({"Ref": "AWS::Region"}));
}

#[test]
fn braces_that_do_not_close_at_once_stand_for_themselves() {
    assert_eq!(holes("{{resolve:ssm:{}}}{x}{"), 1);
    assert_eq!(holes("{}{}"), 2);
    assert_eq!(shown(dynamic::ssm("/a")), plain!("{{resolve:ssm:/a}}"));
    assert_eq!(shown(dynamic::ssm_secure("/a")), plain!("{{resolve:ssm-secure:/a}}"));
    assert_eq!(shown(dynamic::secret("id", "key")), plain!("{{resolve:secretsmanager:id:SecretString:key}}"));
    assert_eq!(shown(dynamic::secret_text("id")), plain!("{{resolve:secretsmanager:id:SecretString}}"));
}

#[test]
fn holes_that_only_format_knows_are_distinguished_from_other_braces() {
    for format in ["{name}", "a{0}", "{:?}", "{a:>8.2}", "{{resolve:ssm:{name}}}", "{}{x}"] {
        assert!(has_named_hole(format), "{format}");
    }
    for format in [
        "{}",
        "{{resolve:ssm:{}}}",
        "${AWS::Region}${x}",
        "{\"a\":1}",
        "{{x}}",
        "{",
        "{x",
        "a{color:red}",
        "{a b}",
    ] {
        assert!(!has_named_hole(format), "{format}");
    }
    assert_eq!(text!("{}", "{}").json().as_str(), Some("{}"));
}

#[test]
fn free_json_holds_values_in_parentheses() {
    let name = "Dynamic".to_owned();
    let value = json!({
        "Effect": "Allow",
        (name): [(pseudo::region()), "*", (-1), 2.5, true, null, {}, []],
        "Nested": {"Deep": {"Deeper": [[1]]}},
    });
    assert_eq!(
        shown(value),
        plain!({
            "Effect": "Allow",
            "Dynamic": [{"Ref": "AWS::Region"}, "*", -1, 2.5, true, {}, []],
            "Nested": {"Deep": {"Deeper": [[1]]}},
        })
    );
}

#[test]
fn nulls_are_left_out_wherever_they_stand() {
    let value = json!({"A": null, "B": [null, {"C": null}]});
    assert_eq!(shown(value), plain!({"B": [{}]}));
    assert_eq!(shown(Json::Null), Value::Null);
}

#[test]
fn intrinsic_functions_are_written_as_cloudformation_has_them() {
    assert_eq!(shown(join(",", ["a", "b"])), plain!({"Fn::Join": [",", ["a", "b"]]}));
    assert_eq!(shown(split(",", "a,b")), plain!({"Fn::Split": [",", "a,b"]}));
    assert_eq!(shown(split(",", "a,b").select(1)), plain!({"Fn::Select": [1, {"Fn::Split": [",", "a,b"]}]}));
    assert_eq!(shown(cidr("10.0.0.0/16", 4, 8)), plain!({"Fn::Cidr": ["10.0.0.0/16", 4, 8]}));
    assert_eq!(shown(availability_zones("")), plain!({"Fn::GetAZs": ""}));
    assert_eq!(shown(base64("x")), plain!({"Fn::Base64": "x"}));
    assert_eq!(shown(import_value::<String>("Name")), plain!({"Fn::ImportValue": "Name"}));
    assert_eq!(shown(pseudo::no_value::<String>()), plain!({"Ref": "AWS::NoValue"}));
}

#[test]
fn the_text_of_sub_is_untouched() {
    let text = "${AWS::Region} ${!Literal} {} ${Thing.Arn} {{resolve:x}}";
    assert_eq!(shown(sub(text)), plain!({ "Fn::Sub": text }));
}

#[test]
fn an_item_of_a_known_list_is_selected_at_once() {
    let list: Val<Vec<String>> = vec!["a", "b"].into_val();
    assert_eq!(list.select(1).json().as_str(), Some("b"));
    // There is none: CloudFormation says so.
    assert_eq!(shown(list.select(2)), plain!({"Fn::Select": [2, ["a", "b"]]}));
}

#[test]
fn one_of_two_values_is_chosen_by_a_condition() {
    let template = template(|stack| {
        let large = stack.add("IsLarge", condition::equals(pseudo::region(), "eu-west-1"));
        thing(stack, "A").set("Size", when::<i64>(&large, 10, 1));
    });
    assert_eq!(template["Resources"]["A"]["Properties"]["Size"], plain!({"Fn::If": ["IsLarge", 10, 1]}));
}

#[test]
fn kinds_are_text_and_lists_of_them_lists_of_text() {
    let id: Val<VpcId> = Val::of("vpc-1".into());
    let as_text: Val<String> = (&id).into_val();
    assert_eq!(as_text.json().as_str(), Some("vpc-1"));
    let ids: Val<Vec<VpcId>> = vec![id].into_val();
    let as_texts: Val<Vec<String>> = ids.into_val();
    assert_eq!(shown(as_texts), plain!(["vpc-1"]));
}

#[test]
fn a_value_is_literal_unless_a_reference_or_a_function_is_in_it() {
    assert!(json!({"A": [1, "x", {"B": null}]}).is_literal());
    assert!(!json!({"A": [(pseudo::region())]}).is_literal());
    assert!(json!({"Ref": "x", "Other": 1}).is_literal());
}
