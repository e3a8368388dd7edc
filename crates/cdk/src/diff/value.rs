//! Where two values differ.

use serde_json::{Map, Value};

use crate::references::is_intrinsic;

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// A place where two values differ; one that is absent was added or removed there.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub steps: Vec<Step>,
    pub old: Option<Value>,
    pub new: Option<Value>,
}

impl Difference {
    /// Such as `Policies[0].PolicyName`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.steps {
            match step {
                Step::Key(key) if path.is_empty() => path.push_str(key),
                Step::Key(key) => path.extend([".", key]),
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }
}

/// All differences, in the order of the names. An intrinsic function is one value.
#[must_use]
pub fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), old, new, &mut found);
    found
}

fn compare(at: &mut Vec<Step>, old: &Value, new: &Value, found: &mut Vec<Difference>) {
    if same(old, new) {
        return;
    }
    match (old, new) {
        (Value::Object(old), Value::Object(new)) if !either_intrinsic(old, new) => {
            objects(at, old, new, found)
        }
        (Value::Array(old), Value::Array(new)) => lists(at, old, new, found),
        (Value::String(left), Value::String(right)) => match (json_in(left), json_in(right)) {
            (Some(left), Some(right)) if left != right => compare(at, &left, &right, found),
            _ => found.push(Difference { steps: at.clone(), old: Some(old.clone()), new: Some(new.clone()) }),
        },
        _ => found.push(Difference { steps: at.clone(), old: Some(old.clone()), new: Some(new.clone()) }),
    }
}

/// Equal for CloudFormation, which takes `"30"` for 30.
fn same(old: &Value, new: &Value) -> bool {
    fn scalar(value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
    old == new || matches!((scalar(old), scalar(new)), (Some(old), Some(new)) if old == new)
}

fn either_intrinsic(old: &Map<String, Value>, new: &Map<String, Value>) -> bool {
    [old, new].into_iter().any(|entries| entries.len() == 1 && is_intrinsic(&Value::Object(entries.clone())))
}

/// A document kept as text, such as the body of a dashboard.
fn json_in(text: &str) -> Option<Value> {
    text.starts_with(['{', '[']).then(|| serde_json::from_str(text).ok())?
}

fn objects(
    at: &mut Vec<Step>,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
    found: &mut Vec<Difference>,
) {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        at.push(Step::Key(name.clone()));
        pair(at, old.get(name), new.get(name), found);
        at.pop();
    }
}

fn pair(at: &mut Vec<Step>, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Difference>) {
    match (old, new) {
        (Some(old), Some(new)) => compare(at, old, new, found),
        (None, None) => {}
        _ => found.push(Difference { steps: at.clone(), old: old.cloned(), new: new.cloned() }),
    }
}

/// The properties that identify the items of a list, where each has one and all differ.
const IDENTITIES: [&str; 6] = ["Key", "Name", "Sid", "Id", "PolicyName", "AttributeName"];

fn lists(at: &mut Vec<Step>, old: &[Value], new: &[Value], found: &mut Vec<Difference>) {
    let before = found.len();
    if let Some(name) = IDENTITIES.into_iter().find(|name| identifies(name, old) && identifies(name, new)) {
        let identity = |item: &Value| item.get(name).cloned();
        for (index, item) in
            old.iter().enumerate().filter(|(_, item)| !new.iter().any(|new| identity(new) == identity(item)))
        {
            step(at, index, Some(item), None, found);
        }
        for (index, item) in new.iter().enumerate() {
            step(at, index, old.iter().find(|old| identity(old) == identity(item)), Some(item), found);
        }
        if found.len() == before && name != "Key" {
            let [old, new] = [old, new].map(|list| Some(Value::Array(list.to_vec())));
            found.push(Difference { steps: at.clone(), old, new });
        }
        return;
    }
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    let kept = common(old, new);
    let mut pending = (0, 0);
    for (left, right) in kept.into_iter().chain([(old.len(), new.len())]) {
        removed.extend(pending.0..left);
        added.extend(pending.1..right);
        let scalars = removed
            .iter()
            .filter_map(|index| old.get(*index))
            .all(|item| !item.is_object() && !item.is_array());
        let paired = if scalars { 0 } else { removed.len().min(added.len()) };
        for (left, right) in removed.drain(..paired).zip(added.drain(..paired)) {
            step(at, right, old.get(left), new.get(right), found);
        }
        for index in removed.drain(..) {
            step(at, index, old.get(index), None, found);
        }
        for index in added.drain(..) {
            step(at, index, None, new.get(index), found);
        }
        pending = (left + 1, right + 1);
    }
}

fn step(
    at: &mut Vec<Step>,
    index: usize,
    old: Option<&Value>,
    new: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    at.push(Step::Index(index));
    pair(at, old, new, found);
    at.pop();
}

fn identifies(name: &str, items: &[Value]) -> bool {
    let mut values: Vec<&str> = items.iter().filter_map(|item| item.get(name)?.as_str()).collect();
    values.sort_unstable();
    values.dedup();
    values.len() == items.len() && !items.is_empty()
}

/// The most pairs of items that are looked at; longer lists are taken to have nothing in common but their ends.
const PAIRS: usize = 4_000_000;

/// The longest common subsequence: pairs of indices, ascending.
pub(crate) fn common<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let equal = |pair: &(&T, &T)| pair.0 == pair.1;
    let start = old.iter().zip(new).take_while(equal).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(equal).count();
    let (left, right) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let middle =
        if left.len().saturating_mul(right.len()) > PAIRS { Vec::new() } else { subsequence(left, right) };
    let ends = (0..end).rev().map(|back| (old.len() - 1 - back, new.len() - 1 - back));
    let middle = middle.into_iter().map(|(left, right)| (left + start, right + start));
    (0..start).map(|index| (index, index)).chain(middle).chain(ends).collect()
}

fn subsequence<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let mut lengths = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for (left, one) in old.iter().enumerate().rev() {
        for (right, other) in new.iter().enumerate().rev() {
            lengths[left][right] = if one == other {
                lengths[left + 1][right + 1] + 1
            } else {
                lengths[left + 1][right].max(lengths[left][right + 1])
            };
        }
    }
    let (mut left, mut right, mut pairs) = (0, 0, Vec::new());
    while left < old.len() && right < new.len() {
        if old[left] == new[right] {
            pairs.push((left, right));
            (left, right) = (left + 1, right + 1);
        } else if lengths[left + 1][right] >= lengths[left][right + 1] {
            left += 1;
        } else {
            right += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::differences;

    fn listed(old: &Value, new: &Value) -> Vec<String> {
        let text = |value: &Option<Value>| value.as_ref().map_or("nothing".to_owned(), Value::to_string);
        let each = differences(old, new);
        each.iter().map(|one| format!("{}: {} -> {}", one.path(), text(&one.old), text(&one.new))).collect()
    }

    #[test]
    fn an_item_that_is_put_into_a_list_is_one_difference() {
        let (old, new) = (json!({"A": ["x", "y", "z"]}), json!({"A": ["x", "new", "y", "z"]}));
        assert_eq!(listed(&old, &new), [r#"A[1]: nothing -> "new""#]);
    }

    #[test]
    fn items_with_names_are_compared_by_them() {
        let old = json!([{"Name": "a", "V": 1}, {"Name": "b", "V": 2}]);
        let new = json!([{"Name": "b", "V": 3}, {"Name": "c", "V": 4}]);
        let expected = [
            r#"[0]: {"Name":"a","V":1} -> nothing"#,
            "[0].V: 2 -> 3",
            r#"[1]: nothing -> {"Name":"c","V":4}"#,
        ];
        assert_eq!(listed(&old, &new), expected);
    }

    #[test]
    fn tags_have_no_order_and_other_lists_have() {
        let tags =
            |first: &str, second: &str| json!([{"Key": first, "Value": "v"}, {"Key": second, "Value": "v"}]);
        assert_eq!(listed(&tags("a", "b"), &tags("b", "a")), Vec::<String>::new());
        assert_eq!(listed(&json!({"L": ["a", "b"]}), &json!({"L": ["b", "a"]})).len(), 2);
    }

    #[test]
    fn a_document_in_text_is_compared_as_a_document() {
        let (old, new) = (json!({"Body": r#"{"a":[1,2]}"#}), json!({"Body": r#"{"a":[1,3]}"#}));
        assert_eq!(listed(&old, &new), ["Body.a[1]: 2 -> nothing", "Body.a[1]: nothing -> 3"]);
    }

    #[test]
    fn an_intrinsic_function_is_one_value_and_numbers_may_be_text() {
        let old = json!({"A": {"Ref": "X"}, "B": "30", "C": true});
        let new = json!({"A": {"Fn::GetAtt": ["X", "Arn"]}, "B": 30, "C": "true"});
        assert_eq!(listed(&old, &new), [r#"A: {"Ref":"X"} -> {"Fn::GetAtt":["X","Arn"]}"#]);
    }

    #[test]
    fn long_lists_are_compared_in_bounded_memory() {
        let list = |start: u32| (start..start + 20_000).map(Value::from).collect::<Value>();
        assert_eq!(differences(&list(0), &list(1)).len(), 40_000);
    }
}
