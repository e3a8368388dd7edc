//! Bounds the results that a model sees.

use serde_json::{Value, json};

/// The longest result of a tool, as JSON, in bytes.
const MOST_RESULT: usize = 16 * 1024;

/// Cuts the rows at the end of a result that exceed the bound.
pub(super) fn cut(mut result: Value) -> Value {
    while result.to_string().len() > MOST_RESULT {
        let Some(object) = result.as_object_mut() else { break };
        let longest = object.values_mut().filter_map(Value::as_array_mut).max_by_key(|it| it.len());
        match longest {
            Some(rows) if rows.len() > 1 => {
                let kept = rows.len().div_ceil(2);
                rows.truncate(kept);
            }
            _ => return json!({ "error": "the result is too long to be shown; ask for less" }),
        }
        object.insert("cut".to_owned(), Value::Bool(true));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_result_loses_rows_until_it_fits() {
        let rows: Vec<_> = (0..200).map(|it| json!({ "id": it, "name": "x".repeat(200) })).collect();
        let cut = cut(json!({ "owners": rows, "total": 200 }));
        assert!(cut.to_string().len() <= MOST_RESULT);
        assert_eq!((&cut["cut"], &cut["total"]), (&json!(true), &json!(200)));
        assert_eq!(cut["owners"][0]["id"], 0);
    }

    #[test]
    fn a_result_that_cannot_be_shortened_is_an_error() {
        let result = json!({ "owner": { "visits": ["x".repeat(MOST_RESULT)] } });
        assert!(cut(result)["error"].is_string());
    }
}
