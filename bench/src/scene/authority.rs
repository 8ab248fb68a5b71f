//! Certificates for one run. The authority's key never leaves the process.

use std::net::{IpAddr, Ipv4Addr};

use proto::transport::{Identity, TrustAnchors};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType, string::Ia5String,
};

use crate::error::BenchError;

/// What all names of a run begin with.
pub(crate) const NAMES: &str = "spiffe://samsyn.example/bench";

/// Signs certificates.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A party with its certificate and key, both in PEM.
pub(crate) struct Party {
    /// The end of its name.
    pub(crate) id: String,
    /// The certificate.
    pub(crate) certificate: String,
    /// The private key.
    pub(crate) key: String,
}

impl Authority {
    /// A new authority.
    pub(crate) fn new() -> Result<Self, BenchError> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "Samsyn bench authority");
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Self { issuer })
    }

    /// Its own certificate in PEM.
    pub(crate) fn certificate(&self) -> String {
        self.issuer.pem()
    }

    /// Whom a party believes.
    pub(crate) fn trust(&self) -> Result<TrustAnchors, BenchError> {
        Ok(TrustAnchors::from_pem(self.certificate().as_bytes())?)
    }

    /// A certificate for a party on this machine, good as server and as client.
    pub(crate) fn issue(&self, id: &str) -> Result<Party, BenchError> {
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![
            SanType::URI(Ia5String::try_from(format!("{NAMES}/{id}"))?),
            SanType::DnsName(Ia5String::try_from("localhost")?),
            SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        ];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        params.distinguished_name.push(DnType::CommonName, id);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Party {
            id: id.to_owned(),
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }
}

impl Party {
    /// As the transport takes it.
    pub(crate) fn identity(&self) -> Result<Identity, BenchError> {
        Ok(Identity::from_pem(
            self.certificate.as_bytes(),
            self.key.as_bytes(),
        )?)
    }
}
