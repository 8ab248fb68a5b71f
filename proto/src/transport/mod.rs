//! The TLS 1.3 rules that both ends share: who a peer is, what is trusted, how connections are accepted and dialled.
//! Aggregator, producers and consumers all speak through here, so that no two of them can read a certificate differently.

mod accept;
mod channel;
mod client;
mod connection;
mod material;
mod peer;
mod server;

pub use accept::{AcceptLimits, Incoming, incoming};
pub use channel::{ChannelSettings, InvalidEndpoint, channel};
pub use client::client_config;
pub use connection::{PeerInfo, TlsConnection};
pub use material::{Identity, InvalidTlsMaterial, TrustAnchors};
pub use peer::{InvalidPeer, Peer, PeerName, Thumbprint};
pub use server::{server_config, server_config_off};

use std::sync::Arc;

/// The server's side of TLS, as [`server_config`] makes it.
pub use rustls::ServerConfig;
use rustls::{SupportedProtocolVersion, crypto::CryptoProvider};

/// The only protocol spoken on top: HTTP/2.
const ALPN_H2: &[u8] = b"h2";

/// The only version spoken. R-TLS-1
static VERSIONS: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS13];

/// One provider for all, named rather than taken from the process, so that no dependency can change it.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}
