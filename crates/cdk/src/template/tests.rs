use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Place, Template};

fn parsed(text: &str) -> Result<Template, String> {
    Template::parse_any(Path::new("t.yaml"), text).map_err(|error| error.to_string())
}

fn value(text: &str) -> Value {
    parsed(text).unwrap().into_value()
}

fn refused(text: &str) -> String {
    Template::parse(Path::new("t.yaml"), text).unwrap_err().to_string()
}

#[test]
fn short_forms_of_intrinsic_functions_are_read() {
    let text = "A: !Ref B\nC: !GetAtt D.Arn\nE: !Sub '${F}-x'\nG: !Join ['', [a, !Ref B]]\nH: !If [I, 1, '1']\nJ: !Equals\n  - !Ref K\n  - yes\nL: !Condition M\nN: !GetAtt [D, Arn]\nO: !Base64\n  Fn::Sub: x\n";
    assert_eq!(
        value(text),
        json!({
            "A": {"Ref": "B"}, "C": {"Fn::GetAtt": "D.Arn"}, "E": {"Fn::Sub": "${F}-x"},
            "G": {"Fn::Join": ["", ["a", {"Ref": "B"}]]}, "H": {"Fn::If": ["I", 1, "1"]}, "J": {"Fn::Equals": [{"Ref": "K"}, true]},
            "L": {"Condition": "M"}, "N": {"Fn::GetAtt": ["D", "Arn"]}, "O": {"Fn::Base64": {"Fn::Sub": "x"}},
        })
    );
}

#[test]
fn text_that_looks_like_a_number_stays_text() {
    assert_eq!(
        value("[012345678901, 2012-10-17, 1.5, -3, '3', 1.2.3]"),
        json!(["012345678901", "2012-10-17", 1.5, -3, "3", "1.2.3"])
    );
}

#[test]
fn text_in_blocks_and_anchors_and_merged_mappings_are_read() {
    let text =
        "a: &x {b: 1}\nc: *x\nd: |\n  one\n  two\ne:\n  <<: *x\n  f: 2\ng:\n  <<: [*x, {b: 3, h: 4}]\n";
    let wanted = json!({"a": {"b": 1}, "c": {"b": 1}, "d": "one\ntwo\n", "e": {"b": 1, "f": 2}, "g": {"b": 1, "h": 4}});
    assert_eq!(value(text), wanted);
}

#[test]
fn each_value_has_the_place_of_its_name_or_of_itself() {
    let text = "Resources:\n  A:\n    Type: !If\n      - C\n      - x\n    Tags: [a, {Key: b}]\n";
    let template = parsed(text).unwrap();
    for (path, line, column) in [
        ("Resources", 1, 1),
        ("Resources.A", 2, 3),
        ("Resources.A.Type.Fn::If.1", 5, 9),
        ("Resources.A.Tags.1.Key", 6, 16),
        ("Resources.A.Tags.1.Value.0", 6, 15),
    ] {
        assert_eq!(template.place(path), Some(Place { line, column }), "{path}");
    }
}

#[test]
fn json_has_places_and_keeps_words_and_escapes_that_yaml_reads_otherwise() {
    let template =
        parsed("{\n\t\"Resources\": {\"A\": [\"yes\", 1e3, \"\\ud83d\\ude00\", \"a\\/b\"]}}").unwrap();
    assert_eq!(template.value(), &json!({"Resources": {"A": ["yes", 1e3, "😀", "a/b"]}}));
    let template = parsed("{\n\t\"Resources\": {\n\t\t\"A\": 1}}").unwrap();
    assert_eq!(template.place("Resources.A"), Some(Place { line: 3, column: 3 }));
}

#[test]
fn a_name_that_is_twice_in_a_mapping_is_remembered() {
    for text in [
        "Resources:\n  A: 1\n  B: {C: 1, C: 2}\n  A: 2\n",
        r#"{"Resources": {"A": 1, "B": {"C": 1, "C": 2}, "A": 2}}"#,
    ] {
        let template = parsed(text).unwrap();
        assert_eq!(template.duplicates(), ["Resources.B.C", "Resources.A"], "{text}");
        assert_eq!(template.value()["Resources"]["A"], 2);
    }
}

#[test]
fn what_is_malformed_is_an_error_with_its_place() {
    for (text, start) in [
        ("Resources:\n  A: [b\n", "t.yaml:3:"),
        ("Resources:\n  A: b\n B: c\n", "t.yaml:3:"),
        ("{\"Resources\": {\n  \"A\" 1}}", "t.yaml:2:"),
        ("{\"Resources\": {\"A\": \"b", "t.yaml:1:"),
        ("Resources:\n\tA: b\n", "t.yaml:2:"),
        ("a: *b\n", "t.yaml:1:"),
        ("? [a]\n: b\n", "t.yaml:1:"),
    ] {
        let error = refused(text);
        assert!(error.starts_with(start), "{text:?}: {error}");
    }
}

#[test]
fn what_is_no_template_is_an_error() {
    for (text, wanted) in [
        ("", "t.yaml: it is empty, and so is no template"),
        ("# nothing\n", "t.yaml: it is empty, and so is no template"),
        ("[1, 2]", "t.yaml: it is no mapping, and so is no template"),
        ("just text", "t.yaml: it is no mapping, and so is no template"),
        ("{\"a\": 1}", "t.yaml: it has no `Resources`, and so is no template"),
    ] {
        assert_eq!(refused(text), wanted);
    }
}

#[test]
fn nesting_without_end_is_an_error() {
    let flow = "[".repeat(100_000);
    let json = format!("{{\"a\": {}", "[".repeat(100_000));
    let block: String = (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let aliases: String = (1..1_000).map(|at| format!("a{at}: &a{at} [*a{}]\n", at - 1)).collect();
    for text in [flow, json, block, format!("a0: &a0 x\n{aliases}")] {
        assert!(parsed(&text).is_err());
    }
}

#[test]
fn aliases_that_multiply_are_an_error() {
    let mut text = "Resources: {}\na0: &a0 [lol, lol, lol]\n".to_owned();
    for level in 1..40 {
        let before = format!("*a{}", level - 1);
        text += &format!("a{level}: &a{level} [{}]\n", [before.as_str(); 9].join(", "));
    }
    assert!(refused(&text).contains("aliases"), "{}", refused(&text));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "([ \\n\\t:,\\-!&*?|>{}\\[\\]\"'#%@`a-c<0-9]|Ref|Resources){0,80}") {
        let _ = parsed(&text);
    }

    #[test]
    fn a_value_survives_as_json(text in "\\PC{0,20}", number in any::<i64>()) {
        let json = json!({"Resources": {"A": text, "B": [number, null, true]}});
        prop_assert_eq!(value(&json.to_string()), json.clone());
        prop_assert_eq!(value(&format!("{json:#}")), json);
    }
}
