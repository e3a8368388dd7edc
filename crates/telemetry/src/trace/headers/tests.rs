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
    fn both_written_forms_read_back(id in 1_u128.., span in 1_u64.., is_sampled in any::<bool>()) {
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
    fn a_malformed_traceparent_is_ignored(text in "(00|01|ff|0)[-0-9a-gA-F]{50,56}") {
        if let Some(caller) = w3c(text.as_bytes()) {
            let span = caller.span.unwrap();
            prop_assert_eq!(&text[3..52], format!("{:032x}-{span:016x}", caller.id));
        }
    }

    #[test]
    fn a_malformed_x_ray_header_is_ignored(
        text in "Root=1-[0-9a-f]{7,9}-[0-9a-f]{23,25}(;Parent=[0-9a-f]{15,17})?(;Sampled=[01?x])?"
    ) {
        if let Some(caller) = x_ray(&text) {
            let id = format!("{:032x}", caller.id);
            let root = format!("Root=1-{}-{}", &id[..8], &id[8..]);
            prop_assert!(text == root || text.starts_with(&(root + ";")));
        }
    }
}
