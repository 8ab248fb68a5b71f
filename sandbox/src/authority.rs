//! A certificate authority for development: made at every start, gone with the folder. Its key never leaves the process.

use std::net::{IpAddr, Ipv4Addr};

use proto::transport::{Identity, InvalidTlsMaterial, PeerName, TrustAnchors};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType, string::Ia5String,
};

/// What all names of a sandbox begin with.
pub const NAMES: &str = "spiffe://samsyn.example/sandbox";

/// The authority.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate with its key, both in PEM.
#[derive(Clone)]
pub struct Issued {
    /// The name in the certificate.
    pub name: String,
    /// The certificate.
    pub certificate: String,
    /// The private key.
    pub key: String,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issued({})", self.name)
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority")
    }
}

impl Authority {
    /// A new authority.
    pub fn new() -> Result<Self, rcgen::Error> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "Samsyn sandbox authority");
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Self { issuer })
    }

    /// Its own certificate in PEM.
    #[must_use]
    pub fn certificate(&self) -> String {
        self.issuer.pem()
    }

    /// Whom a party of this sandbox believes.
    pub fn trust(&self) -> Result<TrustAnchors, InvalidTlsMaterial> {
        TrustAnchors::from_pem(self.certificate().as_bytes())
    }

    /// A certificate for a party on this machine, good as server and as client. `id` is the end of its name, for example `producer/emi`.
    pub fn issue(&self, id: &str) -> Result<Issued, rcgen::Error> {
        let name = format!("{NAMES}/{id}");
        self.sign(&name, &params(&name)?, &KeyPair::generate()?)
    }

    /// The same party's certificate for the same key, as it was in a year that is over: for showing what a forgotten renewal does.
    pub fn issue_expired(&self, issued: &Issued) -> Result<Issued, rcgen::Error> {
        let mut params = params(&issued.name)?;
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
        self.sign(&issued.name, &params, &KeyPair::from_pem(&issued.key)?)
    }

    fn sign(
        &self,
        name: &str,
        params: &CertificateParams,
        key: &KeyPair,
    ) -> Result<Issued, rcgen::Error> {
        let certificate = params.signed_by(key, &self.issuer)?;
        Ok(Issued {
            name: name.to_owned(),
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }
}

fn params(name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.subject_alt_names = vec![
        SanType::URI(Ia5String::try_from(name.to_owned())?),
        SanType::DnsName(Ia5String::try_from("localhost")?),
        SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)),
    ];
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
    ];
    let id = name.trim_start_matches(NAMES).trim_start_matches('/');
    params.distinguished_name.push(DnType::CommonName, id);
    Ok(params)
}

impl Issued {
    /// As the transport takes it.
    pub fn identity(&self) -> Result<Identity, InvalidTlsMaterial> {
        Identity::from_pem(self.certificate.as_bytes(), self.key.as_bytes())
    }

    /// The name as peers compare it.
    pub fn peer_name(&self) -> Result<PeerName, InvalidTlsMaterial> {
        Ok(self.identity()?.peer().name.clone())
    }
}
