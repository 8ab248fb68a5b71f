//! Where a producer is reached, and the patterns that an admission allows.

use std::fmt;

use serde::{Deserialize, Deserializer, de::Error};
use thiserror::Error;

/// The longest endpoint, in bytes: a DNS name and change.
const MAX_ENDPOINT_BYTES: usize = 300;

/// An endpoint, `https://host:port`: host in small letters, port written out, nothing after it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    host: String,
    port: u16,
}

/// What an admission allows: one endpoint, or any port of one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointPattern {
    host: String,
    /// `None` = any.
    port: Option<u16>,
}

/// Why a text is no endpoint.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("an endpoint is `https://host:port` and nothing more")]
pub struct InvalidEndpoint;

impl Endpoint {
    /// Reads `https://host:port`.
    ///
    /// # Errors
    /// [`InvalidEndpoint`] for every other form, a missing port included.
    pub fn parse(text: &str) -> Result<Self, InvalidEndpoint> {
        let (host, port) = split(text)?;
        let port = number(port)?;
        Ok(Self { host, port })
    }
}

/// As it is dialled.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}:{}", self.host, self.port)
    }
}

impl EndpointPattern {
    /// Reads `https://host:port` or `https://host:*`.
    ///
    /// # Errors
    /// [`InvalidEndpoint`]. A host is never a pattern.
    pub fn parse(text: &str) -> Result<Self, InvalidEndpoint> {
        let (host, port) = split(text)?;
        let port = match port {
            "*" => None,
            port => Some(number(port)?),
        };
        Ok(Self { host, port })
    }

    /// True when the endpoint is allowed.
    #[must_use]
    pub fn allows(&self, endpoint: &Endpoint) -> bool {
        self.host == endpoint.host && self.port.is_none_or(|port| port == endpoint.port)
    }
}

impl<'de> Deserialize<'de> for EndpointPattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// Host and port. An IPv6 address stands in brackets, so the last colon is before the port.
fn split(text: &str) -> Result<(String, &str), InvalidEndpoint> {
    let rest = text.strip_prefix("https://").ok_or(InvalidEndpoint)?;
    let (host, port) = rest.rsplit_once(':').ok_or(InvalidEndpoint)?;
    let name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let address = |c: char| c.is_ascii_hexdigit() || c == ':';
    let is_host = match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        Some(inner) => !inner.is_empty() && inner.chars().all(address),
        None => !host.is_empty() && host.chars().all(name),
    };
    if is_host && text.len() <= MAX_ENDPOINT_BYTES {
        Ok((host.to_ascii_lowercase(), port))
    } else {
        Err(InvalidEndpoint)
    }
}

fn number(port: &str) -> Result<u16, InvalidEndpoint> {
    let plain = port.bytes().all(|b| b.is_ascii_digit()) && !port.starts_with('0');
    let port = port.parse().map_err(|_| InvalidEndpoint)?;
    if plain && port != 0 {
        Ok(port)
    } else {
        Err(InvalidEndpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_https_host_and_port() {
        for good in [
            "https://127.0.0.1:7443",
            "https://emi.example:1",
            "https://[::1]:9",
        ] {
            assert_eq!(Endpoint::parse(good).unwrap().to_string(), good);
        }
        assert_eq!(
            Endpoint::parse("https://EMI.example:443"),
            Endpoint::parse("https://emi.example:443")
        );
        for bad in [
            "",
            "http://127.0.0.1:80",
            "https://127.0.0.1",
            "https://127.0.0.1:0",
            "https://127.0.0.1:70000",
            "https://127.0.0.1:+80",
            "https://127.0.0.1:080",
            "https://127.0.0.1:80/",
            "https://user@host:80",
            "https://:80",
            "https://ho st:80",
            "https://*:80",
            "https://host:*",
        ] {
            assert_eq!(Endpoint::parse(bad), Err(InvalidEndpoint), "{bad}");
        }
    }

    // R-REGISTRY-1
    #[test]
    fn a_pattern_frees_the_port_only() {
        let any = EndpointPattern::parse("https://127.0.0.1:*").unwrap();
        let one = EndpointPattern::parse("https://127.0.0.1:7443").unwrap();
        let at = |text| Endpoint::parse(text).unwrap();
        assert!(any.allows(&at("https://127.0.0.1:1")));
        assert!(!any.allows(&at("https://127.0.0.2:1")));
        assert!(!any.allows(&at("https://127.0.0.1.evil.example:1")));
        assert!(one.allows(&at("https://127.0.0.1:7443")));
        assert!(!one.allows(&at("https://127.0.0.1:7444")));
        assert_eq!(EndpointPattern::parse("https://*:1"), Err(InvalidEndpoint));
    }
}
