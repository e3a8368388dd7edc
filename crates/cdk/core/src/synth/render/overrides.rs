use serde_json::{Map, Value};

/// Puts a value at a dotted path, making objects on the way; no value removes what is there. `\.` is a dot within a key.
pub(super) fn apply(declaration: &mut Value, path: &str, value: Option<Value>) -> Result<(), String> {
    let escaped = path.replace("\\.", "\u{0}");
    let steps: Vec<String> = escaped.split('.').map(|step| step.replace('\u{0}', ".")).collect();
    let Some((last, way)) = steps.split_last().filter(|_| !path.is_empty()) else {
        return Err("the path is empty".to_owned());
    };
    let mut place = declaration;
    for step in way {
        place = match place {
            Value::Array(items) => item(items, step)?,
            Value::Object(entries) => entries.entry(step).or_insert_with(|| Value::Object(Map::new())),
            _ => return Err(format!("`{step}` is inside a plain value")),
        };
    }
    match (place, value) {
        (Value::Object(entries), Some(value)) => drop(entries.insert(last.clone(), value)),
        (Value::Object(entries), None) => drop(entries.remove(last)),
        (Value::Array(items), Some(value)) if last.parse() == Ok(items.len()) => items.push(value),
        (Value::Array(items), Some(value)) => *item(items, last)? = value,
        (Value::Array(items), None) => {
            item(items, last)?;
            let index: usize = last.parse().unwrap_or(items.len());
            items.remove(index);
        }
        _ => return Err(format!("`{last}` is inside a plain value")),
    }
    Ok(())
}

fn item<'a>(items: &'a mut [Value], step: &str) -> Result<&'a mut Value, String> {
    let length = items.len();
    let index: usize = step.parse().map_err(|_| format!("`{step}` is no index of a list"))?;
    items.get_mut(index).ok_or_else(|| format!("the list has {length} items, and `{step}` is none of them"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::apply;

    #[test]
    fn a_path_reaches_into_objects_and_lists() {
        let mut declaration = json!({"Properties": {"Rules": [{"Port": 1}]}});
        apply(&mut declaration, "Properties.Rules.0.Port", Some(json!(2))).unwrap();
        apply(&mut declaration, "Properties.Rules.1", Some(json!({"Port": 3}))).unwrap();
        apply(&mut declaration, "Metadata.a\\.b.c", Some(json!(true))).unwrap();
        assert_eq!(
            declaration,
            json!({"Properties": {"Rules": [{"Port": 2}, {"Port": 3}]}, "Metadata": {"a.b": {"c": true}}})
        );
        apply(&mut declaration, "Properties.Rules.0", None).unwrap();
        assert_eq!(declaration["Properties"], json!({"Rules": [{"Port": 3}]}));
    }

    #[test]
    fn a_path_that_leads_nowhere_is_refused() {
        let mut declaration = json!({"Type": "A", "List": []});
        for path in ["", "Type.x", "Type.x.y", "List.3", "List.x", "List.0.x"] {
            assert!(apply(&mut declaration, path, Some(json!(1))).is_err(), "{path}");
        }
        assert!(apply(&mut declaration, "List.0", None).is_err());
    }
}
