//! Values as CBOR (RFC 8949), for stand-ins of CloudWatch.

use serde_json::{Value, json};

/// A value as CBOR. An object with a `time` is a time, in whole seconds.
#[expect(clippy::unwrap_used, reason = "a test's own values")]
pub(crate) fn encoded(value: &Value) -> Vec<u8> {
    // A count or a number of eight bytes follows.
    let head = |major: u8, count: u64| [vec![major << 5 | 27], count.to_be_bytes().to_vec()].concat();
    let many = |major: u8, count: usize| head(major, u64::try_from(count).unwrap());
    match value {
        Value::Number(number) => match number.as_u64() {
            Some(whole) => head(0, whole),
            None => head(7, number.as_f64().unwrap().to_bits()),
        },
        Value::String(text) => [many(3, text.len()), text.as_bytes().to_vec()].concat(),
        Value::Array(all) => [many(4, all.len()), all.iter().flat_map(encoded).collect()].concat(),
        // The tag of a time in seconds.
        Value::Object(map) if map.contains_key("time") => [vec![0xc1], encoded(&map["time"])].concat(),
        Value::Object(map) => {
            let entries = map.iter().flat_map(|(key, value)| [encoded(&json!(key)), encoded(value)]);
            [many(5, map.len()), entries.flatten().collect()].concat()
        }
        other => panic!("{other} is not needed here"),
    }
}
