//! An address that is a secret.

use std::fmt;
use std::net::IpAddr;

use http::Uri;
use reqwest::Url;

use crate::error::BadAddress;

/// The secret URL of an external server. Only its host may be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Reads a URL: `https`, or `http` to an IP address of this machine.
    ///
    /// # Errors
    /// Names the rule that the text breaks, without quoting the text.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let uri: Uri = text.trim().parse().map_err(|_| BadAddress("is no URL"))?;
        let host = uri.host().filter(|it| !it.is_empty()).ok_or(BadAddress("names no host"))?;
        if uri.authority().is_some_and(|it| it.as_str().contains('@')) {
            return Err(BadAddress("must have no user and password"));
        }
        let is_here = || {
            let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
            ip.is_ok_and(|it| it.is_loopback())
        };
        if !(uri.scheme_str() == Some("https") || uri.scheme_str() == Some("http") && is_here()) {
            return Err(BadAddress("must begin with https://"));
        }
        // The client parses URLs by the laxer WHATWG rules, which must not yield another host than the one checked above.
        let url = Url::parse(text.trim()).ok();
        url.filter(|it| it.host_str() == Some(&host.to_ascii_lowercase()))
            .map(Self)
            .ok_or(BadAddress("is no URL"))
    }

    /// The host, which may be shown.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({}/..)", self.host())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_and_a_presigned_url_are_addresses_of_which_the_host_is_shown() {
        for url in [
            "https://hooks.slack.com/services/T0/B0/hush",
            "https://cloudformation-custom-resource.s3.amazonaws.com/arn%3Aaws%3Ahush?X-Amz-Signature=hush",
            " https://hooks.slack.com/hush\n",
            "http://127.0.0.1:8080/hush",
            "http://[::1]:8080/hush",
        ] {
            let address = Address::parse(url).unwrap();
            assert!(!format!("{address:?} {}", address.host()).contains("hush"), "{address:?}");
        }
    }

    #[test]
    fn a_bad_address_is_reported_by_its_rule_alone() {
        for (url, rule) in [
            ("", "is no URL"),
            ("hush hush", "is no URL"),
            ("/hush", "names no host"),
            ("http://hooks.slack.com/hush", "must begin with https://"),
            ("http://127.0.0.1.hush.example/", "must begin with https://"),
            ("ftp://hush/x", "must begin with https://"),
            ("https://me:hush@hooks.slack.com/", "must have no user and password"),
            ("https://0x7f.1/hush", "is no URL"),
        ] {
            let told = Address::parse(url).unwrap_err().to_string();
            assert!(told.contains(rule) && !told.contains("hush"), "{url}: {told}");
        }
    }
}
