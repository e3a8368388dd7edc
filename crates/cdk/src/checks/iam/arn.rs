//! The meaning of ARNs in statements, as far as their text is known.

use serde_json::Value;

use super::super::model::{is_token, sub_text};

/// Marks a part that only the deployment knows; no ARN contains it.
const UNKNOWN: &str = "\u{0}";

/// Services and how the ARNs of their resources go on where a name is due. Of all others the name is the whole of it.
const KINDS: [(&str, &[&str]); 12] = [
    ("dynamodb", &["table/"]),
    ("ecr", &["repository/"]),
    ("ecs", &["cluster/", "service/", "task-definition/"]),
    ("iam", &["group/", "policy/", "role/", "user/"]),
    ("kinesis", &["stream/"]),
    ("kms", &["alias/", "key/"]),
    ("lambda", &["function:"]),
    ("logs", &["log-group:"]),
    ("rds", &["cluster:", "db:"]),
    ("secretsmanager", &["secret:"]),
    ("ssm", &["parameter/"]),
    ("states", &["stateMachine:"]),
];

/// A description of a statement's resource, if the resource covers all of its sort.
pub(super) fn all_of(value: &Value) -> Option<String> {
    let text = text(value)?;
    if text == "*" {
        return Some("all resources".to_owned());
    }
    let mut parts = text.splitn(6, ':');
    let service = parts.nth(2)?;
    let resource = parts.nth(2)?;
    let kinds = KINDS.iter().find(|(known, _)| *known == service).map_or(&[][..], |(_, kinds)| *kinds);
    let name = kinds.iter().find_map(|kind| resource.strip_prefix(kind)).unwrap_or(resource);
    let is_all = name.starts_with('*') && name.bytes().all(|byte| b"*/:".contains(&byte));
    is_all.then(|| format!("all resources of {service}"))
}

/// The account that a principal is the whole of, if it is a certain one.
pub(super) fn whole_account(principal: &Value) -> Option<String> {
    let text = text(principal)?;
    let account = match text.strip_suffix(":root") {
        Some(arn) => arn.rsplit_once("::")?.1,
        None => &text,
    };
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then(|| account.to_owned())
}

/// Whether a principal is the whole of the account `own`, or of the one that the template is deployed to.
pub(super) fn is_own_account(principal: &Value, own: Option<&str>) -> bool {
    if principal.get("Ref").is_some_and(|name| name == "AWS::AccountId") {
        return true;
    }
    match whole_account(principal) {
        Some(account) => own == Some(account.as_str()),
        None => text(principal).is_some_and(|text| text.ends_with(&format!("::{UNKNOWN}:root"))),
    }
}

/// The text of a value, with marks for unknown parts.
fn text(value: &Value) -> Option<String> {
    if let Some([delimiter, Value::Array(parts)]) =
        value.get("Fn::Join").and_then(Value::as_array).map(Vec::as_slice)
    {
        let parts: Option<Vec<String>> = parts.iter().map(text).collect();
        return Some(parts?.join(delimiter.as_str()?));
    }
    if let Some(whole) = value.get("Fn::Sub").and_then(sub_text) {
        let mut pieces = whole.split("${");
        let first = pieces.next().unwrap_or_default().to_owned();
        let rest = pieces.filter_map(|piece| Some(piece.split_once('}')?.1));
        return Some(rest.fold(first, |text, piece| text + UNKNOWN + piece));
    }
    if is_token(value) { Some(UNKNOWN.to_owned()) } else { value.as_str().map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{all_of, is_own_account, whole_account};

    #[test]
    fn patterns_that_fit_each_resource_of_a_service_are_known() {
        let all = [
            json!("*"),
            json!("arn:aws:s3:::*"),
            json!("arn:aws:s3:::*/*"),
            json!({"Fn::Sub": "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:*"}),
            json!({"Fn::Join": [":", ["arn", {"Ref": "AWS::Partition"}, "kms", "*", "*", "key/*"]]}),
            json!("arn:aws:secretsmanager:*:*:secret:*"),
        ];
        assert!(all.iter().all(|arn| all_of(arn).is_some()), "{:?}", all.each_ref().map(all_of));
        let some = [
            json!("arn:aws:s3:::pets/*"),
            json!("arn:aws:s3:::pets-*"),
            json!({"Fn::Sub": "arn:aws:s3:::${Bucket}/*"}),
            json!({"Fn::GetAtt": ["Bucket", "Arn"]}),
            json!("arn:aws:dynamodb:*:*:table/pets/*"),
            json!("arn:aws:logs:*:*:log-group:/aws/lambda/*"),
            Value::Null,
        ];
        assert_eq!(some.iter().find_map(all_of), None);
    }

    #[test]
    fn an_account_is_meant_by_its_number_or_its_root() {
        let root = json!({"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::123456789012:root"]]});
        for whole in [json!("123456789012"), json!("arn:aws:iam::123456789012:root"), root] {
            assert_eq!(whole_account(&whole).as_deref(), Some("123456789012"));
        }
        let own = json!({"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"});
        assert!(is_own_account(&own, None) && !is_own_account(&json!("123456789012"), None));
        assert!(is_own_account(&json!("123456789012"), Some("123456789012")));
        for part in [own, json!("arn:aws:iam::123456789012:role/reader"), json!("*")] {
            assert_eq!(whole_account(&part), None);
        }
    }
}
