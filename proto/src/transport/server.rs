//! The server's side of the handshake: every client shows a certificate that is trusted, not revoked, and names a peer.

use std::{sync::Arc, time::Duration};

use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureScheme,
    client::danger::HandshakeSignatureValid,
    pki_types::{CertificateDer, UnixTime},
    server::{
        NoServerSessionStorage, WebPkiClientVerifier,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    time_provider::TimeProvider,
};

use super::{ALPN_H2, Identity, InvalidTlsMaterial, PeerName, TrustAnchors, VERSIONS, provider};

/// A configuration for one life of the material: build a new one at every reload, never change one in use.
// R-TLS-1, R-TLS-2, R-TLS-3, R-TLS-5
pub fn server_config(
    identity: &Identity,
    trust: &TrustAnchors,
) -> Result<Arc<ServerConfig>, InvalidTlsMaterial> {
    let chain_check = WebPkiClientVerifier::builder_with_provider(trust.roots.clone(), provider())
        .with_crls(trust.crls.iter().cloned())
        // Otherwise a list past its nextUpdate is taken as good for ever.
        .enforce_revocation_expiration()
        .build()
        .map_err(InvalidTlsMaterial::Verifier)?;
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&VERSIONS)
        .map_err(InvalidTlsMaterial::Pair)?
        .with_client_cert_verifier(Arc::new(NamedClient { chain_check }))
        .with_single_cert(identity.chain.clone(), identity.key.clone_key())
        .map_err(InvalidTlsMaterial::Pair)?;
    config.alpn_protocols = vec![ALPN_H2.to_vec()];
    // A resumed session skips the certificate, and with it the revocation list.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

/// The same by a clock that is so many seconds ahead, or behind: for simulations of what a wrong clock refuses. It stops at 1970.
pub fn server_config_off(config: &ServerConfig, ahead_s: i64) -> Arc<ServerConfig> {
    let mut config = config.clone();
    config.time_provider = Arc::new(WrongClock { ahead_s });
    Arc::new(config)
}

#[derive(Debug)]
struct WrongClock {
    ahead_s: i64,
}

impl TimeProvider for WrongClock {
    fn current_time(&self) -> Option<UnixTime> {
        let now = UnixTime::now()
            .as_secs()
            .saturating_add_signed(self.ahead_s);
        Some(UnixTime::since_unix_epoch(Duration::from_secs(now)))
    }
}

/// The chain check, and then: whose certificate is it? Asked inside the handshake, so that the peer is told by an alert.
#[derive(Debug)]
struct NamedClient {
    chain_check: Arc<dyn ClientCertVerifier>,
}

impl ClientCertVerifier for NamedClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.chain_check.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self
            .chain_check
            .verify_client_cert(end_entity, intermediates, now)?;
        PeerName::of(end_entity).map_err(|_| {
            Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)
        })?;
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain_check.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain_check.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chain_check.supported_verify_schemes()
    }
}
