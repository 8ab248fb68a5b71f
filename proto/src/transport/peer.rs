//! Who a certificate says its holder is. Read in this one place, compared whole: never by suffix, prefix or common name.

use std::{fmt, sync::Arc};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rustls::pki_types::CertificateDer;
use thiserror::Error;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// The longest name taken from a certificate.
const MAX_NAME_BYTES: usize = 255;
/// The longest HSA-id.
const MAX_HSA_ID_BYTES: usize = 31;
/// Marks names that came from the subject. No URI SAN may begin with it, or one kind could pose as the other.
const HSA_PREFIX: &str = "hsa:";

/// The name of a peer: its one URI SAN as it stands (`spiffe://samsyn.example/producer/emi-nord`), or, for a certificate
/// without URI SAN, `hsa:` and the HSA-id in the subject's serialNumber, in capitals.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PeerName(Arc<str>);

/// Why a certificate or a text names no peer.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum InvalidPeer {
    /// Not a certificate, or one with an extension that stands twice.
    #[error("the certificate cannot be read")]
    Malformed,
    /// Which of them would be the name?
    #[error("the certificate has more than one URI SAN")]
    SeveralUris,
    /// Neither a URI SAN nor an HSA-id.
    #[error("the certificate has neither a URI SAN nor an HSA-id as subject serialNumber")]
    Nameless,
    /// A text that is not a URI as peers are named by.
    #[error(
        "a peer's URI has a scheme other than `hsa`, visible ASCII characters, and at most {MAX_NAME_BYTES} of them"
    )]
    Uri,
    /// A text that is not an HSA-id.
    #[error(
        "an HSA-id is `SE`, 10 digits, `-` and letters or digits, at most {MAX_HSA_ID_BYTES} characters"
    )]
    HsaId,
}

impl PeerName {
    /// Reads the name of a certificate. It says nothing about trust: the handshake has checked the chain.
    // R-TLS-4
    pub fn of(certificate: &CertificateDer<'_>) -> Result<Self, InvalidPeer> {
        let (rest, certificate) =
            X509Certificate::from_der(certificate).map_err(|_| InvalidPeer::Malformed)?;
        if !rest.is_empty() {
            return Err(InvalidPeer::Malformed);
        }
        match one(uris(&certificate)?).map_err(|Several| InvalidPeer::SeveralUris)? {
            Some(uri) => Self::uri(uri),
            None => Self::of_subject(&certificate),
        }
    }

    fn of_subject(certificate: &X509Certificate<'_>) -> Result<Self, InvalidPeer> {
        let serials = certificate
            .subject()
            .iter_attributes()
            .filter(|a| *a.attr_type() == x509_parser::oid_registry::OID_X509_SERIALNUMBER)
            .map(|a| a.as_str().map_err(|_| InvalidPeer::Malformed));
        let serial = one(serials.collect::<Result<Vec<_>, _>>()?)
            .map_err(|Several| InvalidPeer::Nameless)?
            .ok_or(InvalidPeer::Nameless)?;
        Self::hsa(serial)
    }

    /// A name as an operator writes it: a URI, or `hsa:` and an HSA-id.
    pub fn parse(text: &str) -> Result<Self, InvalidPeer> {
        match text.strip_prefix(HSA_PREFIX) {
            Some(id) => Self::hsa(id),
            None => Self::uri(text),
        }
    }

    /// A name that is a URI. Compared byte for byte.
    pub fn uri(text: &str) -> Result<Self, InvalidPeer> {
        let scheme = text.split_once(':').map(|(scheme, _)| scheme);
        let named = scheme.is_some_and(|s| !s.is_empty() && !s.eq_ignore_ascii_case("hsa"));
        let plain = text.len() <= MAX_NAME_BYTES && text.bytes().all(|b| b.is_ascii_graphic());
        if named && plain {
            Ok(Self(text.into()))
        } else {
            Err(InvalidPeer::Uri)
        }
    }

    /// A name that is an HSA-id. Compared without case, hence kept in capitals.
    fn hsa(id: &str) -> Result<Self, InvalidPeer> {
        let id = id.to_ascii_uppercase();
        let (organisation, own) = id
            .strip_prefix("SE")
            .and_then(|rest| rest.split_once('-'))
            .ok_or(InvalidPeer::HsaId)?;
        let digits = organisation.len() == 10 && organisation.bytes().all(|b| b.is_ascii_digit());
        let plain = !own.is_empty() && own.bytes().all(|b| b.is_ascii_alphanumeric());
        if digits && plain && id.len() <= MAX_HSA_ID_BYTES {
            Ok(Self(format!("{HSA_PREFIX}{id}").into()))
        } else {
            Err(InvalidPeer::HsaId)
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PeerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PeerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 of a certificate's DER, which a token can be bound to (RFC 8705).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Thumbprint([u8; 32]);

impl Thumbprint {
    /// The thumbprint of a certificate.
    #[must_use]
    pub fn of(certificate: &CertificateDer<'_>) -> Self {
        let mut bytes = [0; 32];
        // SHA-256 gives 32 bytes; zip rather than index, so that nothing can panic.
        for (byte, from) in bytes.iter_mut().zip(digest(&SHA256, certificate).as_ref()) {
            *byte = *from;
        }
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The form of the claim `x5t#S256`: base64url without padding.
    #[must_use]
    pub fn to_base64url(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64url())
    }
}

/// A peer whose certificate the handshake has checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Peer {
    /// Who it is.
    pub name: PeerName,
    /// By which certificate.
    pub thumbprint: Thumbprint,
}

impl Peer {
    /// The peer that a certificate names.
    pub fn of(certificate: &CertificateDer<'_>) -> Result<Self, InvalidPeer> {
        Ok(Self {
            name: PeerName::of(certificate)?,
            thumbprint: Thumbprint::of(certificate),
        })
    }
}

fn uris<'a>(certificate: &'a X509Certificate<'a>) -> Result<Vec<&'a str>, InvalidPeer> {
    let Some(san) = certificate
        .subject_alternative_name()
        .map_err(|_| InvalidPeer::Malformed)?
    else {
        return Ok(Vec::new());
    };
    let uri = |name: &GeneralName<'a>| match name {
        GeneralName::URI(uri) => Some(*uri),
        _ => None,
    };
    Ok(san.value.general_names.iter().filter_map(uri).collect())
}

struct Several;

fn one(found: Vec<&str>) -> Result<Option<&str>, Several> {
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (first, None) => Ok(first),
        (_, Some(_)) => Err(Several),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hsa_id_is_compared_without_case() {
        let name = PeerName::parse("hsa:SE2321000016-a1b2").unwrap();
        assert_eq!(name, PeerName::parse("hsa:se2321000016-A1B2").unwrap());
        assert_eq!(name.as_str(), "hsa:SE2321000016-A1B2");
    }

    #[test]
    fn what_is_not_an_hsa_id_is_refused() {
        let long = format!("hsa:SE2321000016-{}", "A".repeat(19));
        for bad in [
            "hsa:",
            "hsa:SE1-A",
            "hsa:SE2321000016-",
            "hsa:NO2321000016-A",
            "hsa:SE2321000016-Å",
            &long,
        ] {
            assert_eq!(PeerName::parse(bad), Err(InvalidPeer::HsaId), "{bad}");
        }
    }

    #[test]
    fn a_uri_cannot_pose_as_an_hsa_id() {
        assert_eq!(PeerName::uri("hsa:SE2321000016-A"), Err(InvalidPeer::Uri));
        assert_eq!(PeerName::uri("HSA:SE2321000016-A"), Err(InvalidPeer::Uri));
    }

    #[test]
    fn a_uri_is_kept_as_it_stands() {
        let text = "spiffe://samsyn.example/producer/emi-nord";
        assert_eq!(PeerName::parse(text).unwrap().as_str(), text);
        for bad in ["", "emi-nord", ":x", "spiffe://a b", "spiffe://å"] {
            assert_eq!(PeerName::uri(bad), Err(InvalidPeer::Uri), "{bad}");
        }
    }
}
