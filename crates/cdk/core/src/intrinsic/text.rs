//! Text with values in it.

use crate::{Json, Val};

/// Text with values in it, like `format!`: `text!("arn:aws:s3:::{}/*", bucket.bucket_name())`.
///
/// Each `{}` takes one value, literal or token; a number of values that differs from the number of holes does not compile.
/// Braces around anything else stand for themselves, so that `{{resolve:ssm:{}}}` reads as CloudFormation writes it. What `format!` would
/// fill in, `{name}`, `{0}` or `{:?}`, does not compile. Where such text is meant, or a literal `{}`, it is a value of a hole:
///
/// ```
/// # use cdk_core::text;
/// assert_eq!(text!("/pets/{}", "{id}").json().as_str(), Some("/pets/{id}"));
/// assert_eq!(text!("a hole: {}", "{}").json().as_str(), Some("a hole: {}"));
/// ```
///
/// ```compile_fail
/// # use cdk_core::text;
/// let name = "pets";
/// let arn = text!("arn:aws:s3:::{name}");
/// ```
#[macro_export]
macro_rules! text {
    ($format:literal $(, $value:expr)* $(,)?) => {{
        // An item, since inline constants are not looked at by `cargo check`.
        const _: () = assert!($crate::intrinsic::holes($format) == 0usize $(+ { let _ = stringify!($value); 1usize })*, "the text has another number of holes than values");
        const _: () = assert!(!$crate::intrinsic::has_named_hole($format), "the text has a hole such as `{{name}}`, `{{0}}` or `{{:?}}`; write `{{}}` and give the value after the text, also where the braces are meant literally");
        $crate::intrinsic::concat($format, [$($crate::IntoVal::<String>::into_val($value).into_json()),*])
    }};
}

/// The number of `{}` in a format.
#[must_use]
pub const fn holes(format: &str) -> usize {
    let bytes = format.as_bytes();
    let (mut at, mut found) = (0, 0);
    while at + 1 < bytes.len() {
        if bytes[at] == b'{' && bytes[at + 1] == b'}' {
            found += 1;
            at += 1;
        }
        at += 1;
    }
    found
}

/// Whether a format has a hole as `format!` takes it and [`text!`](crate::text) does not: `{name}`, `{0}`, `{:?}`. Doubled braces and `${name}`
/// are none.
#[must_use]
pub const fn has_named_hole(format: &str) -> bool {
    let bytes = format.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'{' && (at == 0 || !matches!(bytes[at - 1], b'{' | b'$')) {
            let start = at + 1;
            let mut end = start;
            while end < bytes.len() && (bytes[end].is_ascii_alphanumeric() || bytes[end] == b'_') {
                end += 1;
            }
            if end < bytes.len() && bytes[end] == b':' {
                end += 1;
                while end < bytes.len() && is_of_specification(bytes[end]) {
                    end += 1;
                }
            }
            if end > start && end < bytes.len() && bytes[end] == b'}' {
                return true;
            }
        }
        at += 1;
    }
    false
}

/// Fill, alignment, sign, width, precision and type.
const fn is_of_specification(byte: u8) -> bool {
    byte.is_ascii_digit()
        || matches!(
            byte,
            b'?' | b'#'
                | b'<'
                | b'>'
                | b'^'
                | b'+'
                | b'-'
                | b'.'
                | b'*'
                | b'$'
                | b'x'
                | b'X'
                | b'o'
                | b'b'
                | b'e'
                | b'E'
        )
}

/// The format with the values in its holes: literal where all are, else `Fn::Join`. [`text!`](crate::text) calls it.
pub fn concat(format: &str, values: impl IntoIterator<Item = Json>) -> Val<String> {
    let mut parts = Vec::new();
    let mut values = values.into_iter();
    for (index, piece) in format.split("{}").enumerate() {
        if index > 0
            && let Some(value) = values.next()
        {
            append(&mut parts, value);
        }
        append(&mut parts, Json::from(piece.to_owned()));
    }
    Val::of(match <[Json; 1]>::try_from(parts) {
        Ok([only]) => only,
        Err(parts) if parts.is_empty() => Json::from(""),
        Err(parts) => Json::call("Fn::Join", Json::List(vec![Json::from(""), Json::List(parts)])),
    })
}

/// Neighbouring literals become one, and joins without delimiter are taken apart.
fn append(parts: &mut Vec<Json>, part: Json) {
    if let Some(Json::List(arguments)) = part.get("Fn::Join")
        && let [Json::String(delimiter), Json::List(inner)] = arguments.as_slice()
        && delimiter.is_empty()
    {
        inner.iter().for_each(|part| append(parts, part.clone()));
        return;
    }
    match (parts.last_mut(), part) {
        (_, Json::String(text)) if text.is_empty() => {}
        (Some(Json::String(before)), Json::String(text)) => before.to_mut().push_str(&text),
        (_, part) => parts.push(part),
    }
}
