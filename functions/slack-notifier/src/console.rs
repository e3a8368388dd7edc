//! Links to the AWS console.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Encode set for a name in a URL: only unreserved characters stay as they are.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// Longest region code, in characters; existing codes have at most 16.
const LONGEST: usize = 32;

/// A region's code. It becomes part of a host, so only lower-case letters, digits and hyphens pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Region(String);

impl Region {
    pub(crate) fn parse(code: &str) -> Option<Self> {
        let is_fine = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        let is_code = code.contains('-') && code.len() <= LONGEST && code.bytes().all(is_fine);
        (is_code && !code.starts_with('-')).then(|| Self(code.to_owned()))
    }

    /// The console's host in the region's partition.
    fn console(&self) -> String {
        let domain = match self.0.split_once('-') {
            Some(("cn", _)) => "console.amazonaws.cn",
            Some(("us", rest)) if rest.starts_with("gov-") => "console.amazonaws-us-gov.com",
            _ => "console.aws.amazon.com",
        };
        format!("{self}.{domain}")
    }

    /// An alarm's page.
    pub(crate) fn alarm(&self, name: &str) -> String {
        let (host, name) = (self.console(), utf8_percent_encode(name, KEPT));
        format!("https://{host}/cloudwatch/home?region={self}#alarmsV2:alarm/{name}")
    }

    /// The page of all budgets.
    pub(crate) fn budgets(&self) -> String {
        format!("https://{}/costmanagement/home#/budgets", self.console())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_has_a_page_in_the_console_of_its_partition() {
        for (region, start) in [
            ("us-west-2", "https://us-west-2.console.aws.amazon.com/cloudwatch/home?region=us-west-2#"),
            ("cn-north-1", "https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#"),
            (
                "us-gov-west-1",
                "https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#",
            ),
        ] {
            let page = Region::parse(region).unwrap().alarm("a b/c|d>é~");
            assert_eq!(page, format!("{start}alarmsV2:alarm/a%20b%2Fc%7Cd%3E%C3%A9~"));
        }
    }

    #[test]
    fn a_region_that_would_change_the_host_is_refused() {
        let wrong =
            ["", "x", "-x", "evil.example/a-b", "us-west-2@a", "US-WEST-2", "us west-2", &"a-".repeat(17)];
        assert!(wrong.iter().all(|it| Region::parse(it).is_none()));
    }
}
