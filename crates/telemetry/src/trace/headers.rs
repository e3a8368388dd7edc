//! Places in traces as headers: W3C Trace Context's `traceparent` and X-Ray's `X-Amzn-Trace-Id`. OpenTelemetry's propagators
//! for these allocate many times for each request, sampled or not, so that they are not used.

use http::{HeaderMap, HeaderName, HeaderValue};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
pub(super) const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");
const X_RAY: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// The most characters of a `tracestate` that are passed on.
const LONGEST_STATE: usize = 512;

/// What a caller says of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) id: u128,
    pub(super) span: Option<u64>,
    /// Nothing if the caller leaves that to us.
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
        // Several are one list.
        _ => {
            let all: Vec<&[u8]> = headers.get_all(TRACESTATE).iter().map(HeaderValue::as_bytes).collect();
            HeaderValue::from_bytes(&all.join(&b',')).ok()?
        }
    };
    (1..=LONGEST_STATE).contains(&state.len()).then_some(state)
}

fn parent(headers: &HeaderMap) -> Option<Caller> {
    let mut parents = headers.get_all(TRACEPARENT).iter();
    // Two of them contradict each other, so that neither counts.
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: u128 = 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736;
    const SPAN: u64 = 0x00f0_67aa_0ba9_02b7;

    fn read_one(name: &'static str, value: &str) -> Option<Caller> {
        read(&HeaderMap::from_iter([(HeaderName::from_static(name), value.parse().unwrap())]))
    }

    #[test]
    fn a_traceparent_is_read() {
        for (text, is_sampled) in [
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", false),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fe", false),
            ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03", true),
            ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what", true),
        ] {
            let caller = Caller { id: ID, span: Some(SPAN), is_sampled: Some(is_sampled) };
            assert_eq!(read_one("traceparent", text), Some(caller), "{text}");
        }
    }

    #[test]
    fn a_traceparent_that_is_not_one_does_not_count() {
        for text in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what",
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
        ] {
            assert_eq!(read_one("traceparent", text), None, "{text}");
        }
    }

    #[test]
    fn two_traceparents_do_not_count() {
        let value = HeaderValue::from_static("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        let headers = HeaderMap::from_iter([(TRACEPARENT, value.clone()), (TRACEPARENT, value)]);

        assert_eq!(read(&headers), None);
    }

    #[test]
    fn the_forms_that_load_balancer_gateway_and_lambda_send_are_read() {
        let root = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736";
        for (rest, span, is_sampled) in [
            ("", None, None),
            (";Sampled=?", None, None),
            (";Sampled=1", None, Some(true)),
            (";Parent=00f067aa0ba902b7;Sampled=0", Some(SPAN), Some(false)),
            ("; Sampled=1; Parent=00f067aa0ba902b7;Lineage=a:1", Some(SPAN), Some(true)),
            (";Parent=0;CalledFrom=app", None, None),
        ] {
            let caller = Caller { id: ID, span, is_sampled };
            assert_eq!(read_one("x-amzn-trace-id", &format!("{root}{rest}")), Some(caller));
            let first = format!("Self=1-00000001-000000000000000000000001;{root}{rest}");
            assert_eq!(read_one("x-amzn-trace-id", &first), Some(caller));
        }
    }

    #[test]
    fn an_x_ray_header_without_a_root_does_not_count() {
        for text in [
            "",
            "Root=",
            "Root=1-4bf92f35",
            "Root=2-4bf92f35-77b34da6a3ce929d0e0e4736",
            "Root=1-4bf92f35-77b34da6a3ce929d0e0e473",
            "Root=1-4bf92f3-577b34da6a3ce929d0e0e4736",
            "Root=1-00000000-000000000000000000000000",
            "Parent=00f067aa0ba902b7;Sampled=1",
        ] {
            assert_eq!(read_one("x-amzn-trace-id", text), None, "{text}");
        }
    }

    #[test]
    fn a_traceparent_is_preferred() {
        let mut headers = HeaderMap::new();
        write(&mut headers, 1, 2, false);
        let other = HeaderValue::from_static("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        headers.insert(TRACEPARENT, other);

        assert_eq!(read(&headers), Some(Caller { id: ID, span: Some(SPAN), is_sampled: Some(true) }));

        headers.insert(TRACEPARENT, HeaderValue::from_static("nonsense"));
        assert_eq!(read(&headers), Some(Caller { id: 1, span: Some(2), is_sampled: Some(false) }));
    }

    #[test]
    fn a_tracestate_is_passed_on_beside_a_valid_traceparent_only() {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let long = format!("a={}", "x".repeat(511));
        for (parents, states, expected) in [
            (vec![parent], vec!["rojo=00f067aa0ba902b7,congo=t61"], Some("rojo=00f067aa0ba902b7,congo=t61")),
            (vec![parent], vec!["rojo=1", "congo=2"], Some("rojo=1,congo=2")),
            (vec![parent], vec![&long[..512]], Some(&long[..512])),
            (vec![parent], vec![long.as_str()], None),
            (vec![parent], vec![""], None),
            (vec![parent], vec![], None),
            (vec!["nonsense"], vec!["rojo=1"], None),
            (vec![], vec!["rojo=1"], None),
        ] {
            let mut headers = HeaderMap::new();
            for parent in &parents {
                headers.append(TRACEPARENT, parent.parse().unwrap());
            }
            for state in &states {
                headers.append(TRACESTATE, state.parse().unwrap());
            }

            let mut further = HeaderMap::new();
            crate::trace::Trace::of(&headers).child().write(&mut further);

            assert_eq!(
                further.get(TRACESTATE).map(|it| it.to_str().unwrap()),
                expected,
                "{parents:?} {states:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_written_in_either_form_reads_back(id in 1_u128.., span in 1_u64.., is_sampled in any::<bool>()) {
            let mut headers = HeaderMap::new();
            write(&mut headers, id, span, is_sampled);

            let caller = Some(Caller { id, span: Some(span), is_sampled: Some(is_sampled) });
            prop_assert_eq!(read(&headers), caller);
            headers.remove(TRACEPARENT);
            prop_assert_eq!(read(&headers), caller);
        }

        #[test]
        fn no_header_whatever_is_too_much(parent in proptest::collection::vec(any::<u8>(), 0..80), text in "[ -~]{0,80}") {
            w3c(&parent);
            x_ray(&text);
        }

        #[test]
        fn what_resembles_a_traceparent_counts_only_if_it_is_one(text in "(00|01|ff|0)[-0-9a-gA-F]{50,56}") {
            if let Some(caller) = w3c(text.as_bytes()) {
                let span = caller.span.unwrap();
                prop_assert_eq!(&text[3..52], format!("{:032x}-{span:016x}", caller.id));
            }
        }

        #[test]
        fn what_resembles_an_x_ray_header_counts_only_if_it_is_one(
            text in "Root=1-[0-9a-f]{7,9}-[0-9a-f]{23,25}(;Parent=[0-9a-f]{15,17})?(;Sampled=[01?x])?"
        ) {
            if let Some(caller) = x_ray(&text) {
                let id = format!("{:032x}", caller.id);
                let root = format!("Root=1-{}-{}", &id[..8], &id[8..]);
                prop_assert!(text == root || text.starts_with(&(root + ";")));
            }
        }
    }
}
