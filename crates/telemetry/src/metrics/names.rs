//! Metric names: in Prometheus's form, and in the dotted form of Spring's actuator and its users.

/// Metrics whose dotted name in Spring does not follow from the Prometheus name.
const ELSEWHERE: [(&str, &str); 4] = [
    ("process_open_fds", "process.files.open"),
    ("process_max_fds", "process.files.max"),
    ("system_cpus", "system.cpu.count"),
    ("process_cpu_seconds_total", "process.cpu.time"),
];

/// The dotted form: without `_total` and without the unit.
pub(super) fn dotted(name: &str) -> String {
    if let Some((_, known)) = ELSEWHERE.iter().find(|(ours, _)| *ours == name) {
        return (*known).to_owned();
    }
    let name = name.strip_suffix("_total").unwrap_or(name);
    let name = unit(name).and_then(|unit| name.strip_suffix(unit)?.strip_suffix('_')).unwrap_or(name);
    name.replace('_', ".")
}

/// The unit that a name ends in.
pub(super) fn unit(name: &str) -> Option<&'static str> {
    let name = name.strip_suffix("_total").unwrap_or(name);
    ["seconds", "bytes", "ratio"]
        .into_iter()
        .find(|unit| name.strip_suffix(unit).is_some_and(|rest| rest.ends_with('_')))
}

/// A name for Prometheus: letters, digits and underscores, no digit first. Prometheus reserves colons for recording rules.
pub(super) fn clean(name: &str) -> String {
    let mut clean: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    if clean.is_empty() || clean.starts_with(|c: char| c.is_ascii_digit()) {
        clean.insert(0, '_');
    }
    clean
}

/// A description made from the name, for a metric without one.
pub(super) fn in_words(name: &str) -> String {
    let bare = name.strip_suffix("_total").unwrap_or(name);
    let mut words = match unit(name) {
        Some(unit) => {
            let rest = bare.strip_suffix(unit).unwrap_or(bare).trim_end_matches('_');
            format!("{}, in {unit}", rest.replace('_', " "))
        }
        None => bare.replace('_', " "),
    };
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words.push('.');
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dotted_name_has_no_unit() {
        for (name, expected) in [
            ("http_server_requests_seconds", "http.server.requests"),
            ("process_resident_memory_bytes", "process.resident.memory"),
            ("process_uptime_seconds", "process.uptime"),
            ("cache_gets_total", "cache.gets"),
            ("process_cpu_seconds_total", "process.cpu.time"),
            ("jdbc_connections_active", "jdbc.connections.active"),
            ("seconds", "seconds"),
            ("process_open_fds", "process.files.open"),
        ] {
            assert_eq!(dotted(name), expected);
        }
        assert_eq!(unit("process_cpu_seconds_total"), Some("seconds"));
        assert_eq!(unit("cache_gets_total"), None);
    }

    #[test]
    fn a_name_says_what_there_is_to_say() {
        assert_eq!(in_words("peer_calls_seconds"), "Peer calls, in seconds.");
        assert_eq!(in_words("cache_gets_total"), "Cache gets.");
        assert_eq!(in_words(""), ".");
    }

    #[test]
    fn a_name_is_cleaned_of_what_prometheus_does_not_take() {
        assert_eq!(clean("a.b-c:d"), "a_b_c_d");
        assert_eq!(clean("1ä"), "_1_");
        assert_eq!(clean(""), "_");
    }
}
