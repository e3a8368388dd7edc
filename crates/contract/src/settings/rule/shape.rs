//! What texts look like.

/// Whether a text is a level, perhaps for a target: `info`, `peers=debug`.
pub(super) fn is_directive(text: &str) -> bool {
    let (target, level) = text.split_once('=').map_or((None, text), |(target, level)| (Some(target), level));
    let known = ["off", "error", "warn", "info", "debug", "trace"];
    known.iter().any(|it| it.eq_ignore_ascii_case(level))
        && target.is_none_or(|it| {
            !it.is_empty() && it.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'-'))
        })
}

/// Whether a text is one line with something in it.
pub(super) fn is_line(text: &str) -> bool {
    !text.is_empty() && text.len() <= 2048 && !text.chars().any(char::is_control)
}

/// Whether a text is a name, a host, an ARN.
pub(super) fn is_word(text: &str) -> bool {
    let known = |it: u8| it.is_ascii_alphanumeric() || b"._:/@+=-".contains(&it);
    !text.is_empty() && text.len() <= 2048 && text.bytes().all(known)
}

/// Whether a text is an address on the web; where paths are not wanted, one without.
pub(super) fn is_url(text: &str, with_path: bool) -> bool {
    let Some(rest) = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")) else {
        return false;
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let port_is_fine = match authority.rsplit_once(':') {
        Some((_, port)) if !port.ends_with(']') => port.parse::<u16>().is_ok(),
        _ => true,
    };
    let plain = |it: &str| it.bytes().all(|b| b.is_ascii_graphic());
    !authority.is_empty()
        && !authority.starts_with(':')
        && !authority.contains('@')
        && port_is_fine
        && plain(rest)
        && (path.is_empty() || with_path)
}
