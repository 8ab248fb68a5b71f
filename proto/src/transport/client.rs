//! The client's side of the handshake: the chain and the host name as on the web, and then exactly the peer that was meant.

use std::sync::Arc;

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::{
        Resumption, WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use super::{ALPN_H2, Identity, InvalidTlsMaterial, PeerName, TrustAnchors, VERSIONS, provider};

/// A configuration that shows our certificate and, with `expected`, talks to that peer only. Without it any server that
/// the anchors vouch for is accepted under its host name: for tools, not for services.
// R-TLS-1, R-TLS-5, R-TLS-6
pub fn client_config(
    identity: &Identity,
    trust: &TrustAnchors,
    expected: Option<PeerName>,
) -> Result<Arc<ClientConfig>, InvalidTlsMaterial> {
    let chain_check = WebPkiServerVerifier::builder_with_provider(trust.roots.clone(), provider())
        .with_crls(trust.crls.iter().cloned())
        .enforce_revocation_expiration()
        .build()
        .map_err(InvalidTlsMaterial::Verifier)?;
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&VERSIONS)
        .map_err(InvalidTlsMaterial::Pair)?
        // "Dangerous" to rustls is any verifier of one's own; this one only adds to the web's.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(ExpectedServer {
            chain_check,
            expected,
        }))
        .with_client_auth_cert(identity.chain.clone(), identity.key.clone_key())
        .map_err(InvalidTlsMaterial::Pair)?;
    config.alpn_protocols = vec![ALPN_H2.to_vec()];
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

/// The web's check, and then: is it the very peer that was meant?
#[derive(Debug)]
struct ExpectedServer {
    chain_check: Arc<WebPkiServerVerifier>,
    expected: Option<PeerName>,
}

impl ServerCertVerifier for ExpectedServer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.chain_check.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )?;
        let Some(expected) = &self.expected else {
            return Ok(verified);
        };
        if PeerName::of(end_entity).as_ref() == Ok(expected) {
            Ok(verified)
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
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
