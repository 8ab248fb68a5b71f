//! Certificates, keys and revocation lists as an operator hands them over, in PEM.

use std::{fmt, sync::Arc};

use rustls::{
    RootCertStore,
    pki_types::{
        CertificateDer, CertificateRevocationListDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
    server::VerifierBuilderError,
};
use thiserror::Error;

use super::peer::{InvalidPeer, Peer};

/// Why TLS material cannot be used.
#[derive(Debug, Error)]
pub enum InvalidTlsMaterial {
    /// PEM text that cannot be read.
    #[error("the {what} is not readable PEM")]
    Pem {
        /// Which of the inputs.
        what: &'static str,
        /// What the reader said.
        #[source]
        source: pem::Error,
    },
    /// PEM text without the section that was expected.
    #[error("there is no {what} in the PEM text")]
    Missing {
        /// What was expected.
        what: &'static str,
    },
    /// Our own certificate names nobody: every peer would refuse it.
    #[error("our own certificate names no peer")]
    Nameless(#[from] InvalidPeer),
    /// A trust anchor that is not one.
    #[error("a trust anchor is not a usable certificate")]
    Anchor(#[source] rustls::Error),
    /// Trust anchors or revocation lists that make no verifier.
    #[error("trust anchors and revocation lists make no verifier")]
    Verifier(#[source] VerifierBuilderError),
    /// Certificate and key do not belong together, or are of an unsupported kind.
    #[error("certificate and key cannot be used together")]
    Pair(#[source] rustls::Error),
}

/// Who we are: our certificate chain, leaf first, and its private key.
pub struct Identity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
    peer: Peer,
}

impl Identity {
    /// Reads a certificate chain (leaf first) and its private key (PKCS#8, SEC1 or PKCS#1).
    pub fn from_pem(cert_pem: &[u8], key_pem: &[u8]) -> Result<Self, InvalidTlsMaterial> {
        let chain = certificates(cert_pem, "certificate")?;
        let leaf = chain.first().ok_or(InvalidTlsMaterial::Missing {
            what: "certificate",
        })?;
        let peer = Peer::of(leaf)?;
        let key = PrivateKeyDer::from_pem_slice(key_pem).map_err(|source| match source {
            pem::Error::NoItemsFound => InvalidTlsMaterial::Missing {
                what: "private key",
            },
            source => InvalidTlsMaterial::Pem {
                what: "private key",
                source,
            },
        })?;
        Ok(Self { chain, key, peer })
    }

    /// Whom peers will see in us.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.peer
    }
}

impl Clone for Identity {
    fn clone(&self) -> Self {
        Self {
            chain: self.chain.clone(),
            key: self.key.clone_key(),
            peer: self.peer.clone(),
        }
    }
}

/// Shows the name only: the key is a secret.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.peer.name)
    }
}

/// Whom we trust: certificate authorities, and what they have revoked.
///
/// As soon as one revocation list is given, every issuer in a chain needs one that is not past its `nextUpdate`: a list that
/// nobody renews must not turn into silent permission. Without any list, nothing is checked for revocation.
#[derive(Clone)]
pub struct TrustAnchors {
    pub(super) roots: Arc<RootCertStore>,
    pub(super) crls: Vec<CertificateRevocationListDer<'static>>,
}

impl TrustAnchors {
    /// Reads one or more CA certificates.
    pub fn from_pem(ca_pem: &[u8]) -> Result<Self, InvalidTlsMaterial> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates(ca_pem, "CA certificate")? {
            roots.add(certificate).map_err(InvalidTlsMaterial::Anchor)?;
        }
        if roots.is_empty() {
            return Err(InvalidTlsMaterial::Missing {
                what: "CA certificate",
            });
        }
        Ok(Self {
            roots: Arc::new(roots),
            crls: Vec::new(),
        })
    }

    /// Adds one or more revocation lists.
    pub fn with_crls_pem(mut self, crl_pem: &[u8]) -> Result<Self, InvalidTlsMaterial> {
        let what = "revocation list";
        let before = self.crls.len();
        for crl in CertificateRevocationListDer::pem_slice_iter(crl_pem) {
            let crl = crl.map_err(|source| InvalidTlsMaterial::Pem { what, source })?;
            self.crls.push(crl);
        }
        if self.crls.len() == before {
            return Err(InvalidTlsMaterial::Missing { what });
        }
        Ok(self)
    }
}

impl fmt::Debug for TrustAnchors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustAnchors")
            .field("roots", &self.roots.len())
            .field("crls", &self.crls.len())
            .finish()
    }
}

fn certificates(
    pem: &[u8],
    what: &'static str,
) -> Result<Vec<CertificateDer<'static>>, InvalidTlsMaterial> {
    CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|source| InvalidTlsMaterial::Pem { what, source })
}
