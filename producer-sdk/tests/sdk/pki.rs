//! Certificates for tests: one CA, any number of names.

use producer_sdk::{Identity, PeerName, TrustAnchors};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    SanType,
};

pub(crate) const AGGREGATOR: &str = "spiffe://samsyn.example/aggregator";
pub(crate) const PRODUCER: &str = "spiffe://samsyn.example/producer/emi-nord";
pub(crate) const STRANGER: &str = "spiffe://samsyn.example/producer/bvc-nord";

pub(crate) struct Ca(CertifiedIssuer<'static, KeyPair>);

impl Ca {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "test CA");
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// Certificate and key, for 127.0.0.1 in both directions.
    pub(crate) fn pems(&self, name: &str) -> (String, String) {
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![
            SanType::IpAddress([127, 0, 0, 1].into()),
            SanType::URI(name.try_into().unwrap()),
        ];
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    pub(crate) fn identity(&self, name: &str) -> Identity {
        let (certificate, key) = self.pems(name);
        Identity::from_pem(certificate.as_bytes(), key.as_bytes()).unwrap()
    }

    pub(crate) fn trust(&self) -> TrustAnchors {
        TrustAnchors::from_pem(self.pem().as_bytes()).unwrap()
    }
}

pub(crate) fn name(text: &str) -> PeerName {
    PeerName::uri(text).unwrap()
}
