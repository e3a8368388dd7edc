//! Trace contexts as headers: W3C Trace Context's `traceparent` and X-Ray's `X-Amzn-Trace-Id`. OpenTelemetry's propagators
//! are not used, because they allocate many times for each request, sampled or not.

use http::{HeaderMap, HeaderName, HeaderValue};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
pub(super) const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");
const X_RAY: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// Longest `tracestate` to pass on, in characters.
const LONGEST_STATE: usize = 512;

/// The trace context that a caller sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) id: u128,
    pub(super) span: Option<u64>,
    /// `None` if the caller leaves the sampling decision to us.
    pub(super) is_sampled: Option<bool>,
}

pub(super) fn read(headers: &HeaderMap) -> Option<Caller> {
    parent(headers).or_else(|| x_ray(headers.get(X_RAY)?.to_str().ok()?))
}

/// The caller's `tracestate`, unless it belongs to no valid `traceparent`.
pub(super) fn state(headers: &HeaderMap) -> Option<HeaderValue> {
    let first = headers.get(TRACESTATE)?;
    parent(headers)?;
    let state = match headers.get_all(TRACESTATE).iter().count() {
        1 => first.clone(),
        // Several headers form one list.
        _ => {
            let all: Vec<&[u8]> = headers.get_all(TRACESTATE).iter().map(HeaderValue::as_bytes).collect();
            HeaderValue::from_bytes(&all.join(&b',')).ok()?
        }
    };
    (1..=LONGEST_STATE).contains(&state.len()).then_some(state)
}

fn parent(headers: &HeaderMap) -> Option<Caller> {
    let mut parents = headers.get_all(TRACEPARENT).iter();
    // Two headers contradict each other, so neither counts.
    match (parents.next(), parents.next()) {
        (Some(only), None) => w3c(only.as_bytes()),
        _ => None,
    }
}

pub(super) fn write(headers: &mut HeaderMap, id: u128, span: u64, is_sampled: bool) {
    let (id, span) = (hex::<32>(id), hex::<16>(u128::from(span)));
    let flag = if is_sampled { b"1" } else { b"0" };
    let (epoch, unique) = id.split_at(8);
    insert(headers, TRACEPARENT, &[b"00-", &id, b"-", &span, b"-0", flag]);
    let x_ray: [&[u8]; _] = [b"Root=1-", epoch, b"-", unique, b";Parent=", &span, b";Sampled=", flag];
    insert(headers, X_RAY, &x_ray);
}

fn insert(headers: &mut HeaderMap, name: HeaderName, parts: &[&[u8]]) {
    if let Ok(value) = HeaderValue::from_maybe_shared(bytes::Bytes::from(parts.concat())) {
        headers.insert(name, value);
    }
}

/// `00-{32 hex}-{16 hex}-{2 hex}`; a later version may append to that.
fn w3c(text: &[u8]) -> Option<Caller> {
    let (known, further) = text.split_at_checked(55)?;
    let version = number(known.get(..2)?)?;
    let is_as_long_as_it_may = match version {
        0 => further.is_empty(),
        0xff => false,
        _ => further.is_empty() || further.starts_with(b"-"),
    };
    if !is_as_long_as_it_may || [2, 35, 52].iter().any(|&at| known.get(at) != Some(&b'-')) {
        return None;
    }
    let id = number(known.get(3..35)?).filter(|&id| id != 0)?;
    let span = number(known.get(36..52)?).filter(|&span| span != 0)?;
    let flags = number(known.get(53..)?)?;
    Some(Caller { id, span: Some(u64::try_from(span).ok()?), is_sampled: Some(flags & 1 == 1) })
}

/// `Root=1-{8 hex}-{24 hex};Parent={16 hex};Sampled={0, 1 or ?}`, in any order, and among others.
fn x_ray(text: &str) -> Option<Caller> {
    let (mut id, mut span, mut is_sampled) = (None, None, None);
    for (name, value) in text.split(';').filter_map(|part| part.trim().split_once('=')) {
        match name {
            "Root" => id = root(value),
            "Parent" if value.len() == 16 => {
                span = number(value.as_bytes())
                    .and_then(|span| u64::try_from(span).ok())
                    .filter(|&span| span != 0);
            }
            "Sampled" => {
                is_sampled = match value {
                    "0" => Some(false),
                    "1" => Some(true),
                    _ => None,
                }
            }
            _ => {}
        }
    }
    Some(Caller { id: id?, span, is_sampled })
}

fn root(value: &str) -> Option<u128> {
    let (epoch, unique) = value.strip_prefix("1-")?.split_once('-')?;
    if epoch.len() != 8 || unique.len() != 24 {
        return None;
    }
    let id = number(epoch.as_bytes())? << 96 | number(unique.as_bytes())?;
    (id != 0).then_some(id)
}

/// Reads lower-case hexadecimal digits, at most 32.
fn number(digits: &[u8]) -> Option<u128> {
    digits.iter().try_fold(0_u128, |number, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(number << 4 | u128::from(value))
    })
}

fn hex<const LENGTH: usize>(number: u128) -> [u8; LENGTH] {
    let mut left = number;
    let mut digits = [b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        // Four bits fit.
        let value = (left & 0xf) as u8;
        *digit = if value < 10 { b'0' + value } else { b'a' + value - 10 };
        left >>= 4;
    }
    digits
}

#[cfg(test)]
mod tests;
