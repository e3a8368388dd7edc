//! From AWS's names to Rust's.

/// Words that AWS writes with a capital inside, or that would be split in the middle.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "DynamoDBv2", "DDoS", "DynamoDB", "ETag", "FSx", "GitHub", "GitLab", "GraphQL", "IPv4", "IPv6", "IdC",
    "IoT", "MySQL", "OAuth", "OpenID", "PostgreSQL", "QoS", "SaaS", "TLSv", "VCpu", "vCpu", "XRay", "GiB",
    "KiB", "MiB", "TiB", "GBps", "KBps", "MBps", "Gbps", "Kbps", "Mbps",
];

/// What a method may not be called: keywords, operators (clippy finds them confusing), and what is written by hand.
#[rustfmt::skip]
const TAKEN: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
    "new",
];

/// The words of a name, in lower case: `DBClusterIdentifier` is `db`, `cluster`, `identifier`.
pub(super) fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let end = end_of_word(&chars, at);
        words.push(chars[at..end].iter().collect::<String>().to_ascii_lowercase());
        at = end;
    }
    words
}

fn end_of_word(chars: &[char], start: usize) -> usize {
    if let Some(end) = end_of_known_word(chars, start) {
        return end;
    }
    let is_boundary = |at: usize| match (chars[at - 1], chars[at]) {
        (_, it) if !it.is_ascii_alphanumeric() => true,
        (before, it) if it.is_ascii_uppercase() && !before.is_ascii_uppercase() => true,
        // `DBCluster`: the last capital starts the next word. `ARNs`: it does not.
        (_, it) if it.is_ascii_uppercase() => is_lower(chars.get(at + 1)) && !is_plural(chars, at + 1),
        _ => false,
    };
    (start + 1..chars.len()).find(|&at| is_boundary(at)).unwrap_or(chars.len())
}

fn end_of_known_word(chars: &[char], start: usize) -> Option<usize> {
    let word = WORDS.iter().find(|word| word.chars().eq(chars[start..].iter().copied().take(word.len())))?;
    let mut end = start + word.len();
    while chars.get(end).is_some_and(char::is_ascii_digit) || is_plural(chars, end) {
        end += 1;
    }
    (!is_lower(chars.get(end))).then_some(end)
}

/// True if there is the `s` of a plural, at the end of a word.
fn is_plural(chars: &[char], at: usize) -> bool {
    chars.get(at) == Some(&'s') && !is_lower(chars.get(at + 1))
}

fn is_lower(it: Option<&char>) -> bool {
    it.is_some_and(char::is_ascii_lowercase)
}

/// `DBClusterIdentifier` as `db_cluster_identifier`; a keyword gets an underscore at its end.
pub(super) fn snake(name: &str) -> String {
    let text = words(name).join("_");
    let text = if text.starts_with(|it: char| it.is_ascii_digit()) { format!("n{text}") } else { text };
    if TAKEN.contains(&text.as_str()) { text + "_" } else { text }
}

/// `DBClusterIdentifier` as `DbClusterIdentifier`.
pub(super) fn camel(name: &str) -> String {
    words(name).iter().map(|word| capitalized(word)).collect()
}

/// An enum's value as the name of its variant: `aws:kms` is `AwsKms`, `1.2` is `V1_2`.
pub(super) fn variant(value: &str) -> String {
    let mut text = String::new();
    for word in words(value) {
        // `3.12` and `31.2` stay apart, and the compiler finds an underscore between digits well-formed.
        if text.ends_with(|it: char| it.is_ascii_digit()) && word.starts_with(|it: char| it.is_ascii_digit())
        {
            text.push('_');
        }
        text += &capitalized(&word);
    }
    match text.chars().next() {
        None => symbol(value).to_owned(),
        Some(first) if first.is_ascii_digit() => format!("V{text}"),
        Some(_) if text == "Self" => "Self_".to_owned(),
        Some(_) => text,
    }
}

fn symbol(value: &str) -> &'static str {
    match value {
        "" => "Empty",
        "*" => "Any",
        "=" | "==" => "Equal",
        "!=" | "<>" => "NotEqual",
        "<" => "LessThan",
        "<=" => "LessThanOrEqual",
        ">" => "GreaterThan",
        ">=" => "GreaterThanOrEqual",
        "+" => "Plus",
        "-" => "Minus",
        "/" => "Slash",
        "%" => "Percent",
        _ => "Other",
    }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

/// The name of `attribute` of `resource` without the words they share: `ManagedPolicy` and `PolicyArn` make `ManagedPolicyArn`.
pub(super) fn merged(resource: &str, attribute: &str) -> String {
    let (left, right) = (words(resource), words(attribute));
    if right.starts_with(&left) {
        return camel(attribute);
    }
    let shared =
        (1..=left.len().min(right.len())).rev().find(|&count| left[left.len() - count..] == right[..count]);
    let kept = &right[shared.unwrap_or(0)..];
    left.iter().chain(kept).map(|word| capitalized(word)).collect()
}

#[cfg(test)]
mod tests;
