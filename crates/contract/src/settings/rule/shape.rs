//! Predicates on the shape of texts.

use core::net::Ipv6Addr;

/// Whether a text is one non-empty line.
pub(super) fn is_line(text: &str) -> bool {
    !text.is_empty() && text.len() <= 2048 && !text.chars().any(char::is_control)
}

/// Whether a text is a single word, such as a name, a host or an ARN.
pub(super) fn is_word(text: &str) -> bool {
    let known = |it: u8| it.is_ascii_alphanumeric() || b"._:/@+=-".contains(&it);
    !text.is_empty() && text.len() <= 2048 && text.bytes().all(known)
}

/// Whether a text is a URL with one of the schemes, a host, perhaps a port, and a path that passes a test.
pub(crate) fn is_url(text: &str, schemes: &[&str], is_path: fn(&str) -> bool) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    schemes.contains(&scheme)
        && is_authority(authority)
        && path.bytes().all(|it| it.is_ascii_graphic())
        && is_path(path)
}

/// Whether a text is a host, perhaps with a port. User information is refused, because settings are shown.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_host = match host.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => {
            let known = |it: u8| it.is_ascii_alphanumeric() || b"._-".contains(&it);
            !host.is_empty() && host.bytes().all(known)
        }
    };
    is_host && port.is_none_or(|it| it.parse::<u16>().is_ok())
}
