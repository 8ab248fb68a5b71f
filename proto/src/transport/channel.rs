//! A gRPC channel over our own TLS: dialled when first used, redialled by itself, quick to notice a dead peer.

use std::{io, sync::Arc, time::Duration};

use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, pki_types::ServerName};
use thiserror::Error;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::transport::{Channel, Endpoint};

/// How a channel behaves. The defaults are measured: without keepalive, a call after a healed partition hung for a minute.
#[derive(Debug, Clone, Copy)]
pub struct ChannelSettings {
    /// The longest dial, TLS handshake included.
    pub connect_timeout: Duration,
    /// How often to ping while a call is open.
    pub keepalive_interval: Duration,
    /// How long to wait for the ping's answer before the connection counts as dead.
    pub keepalive_timeout: Duration,
    /// How much a single answer may have under way, in bytes. Small, so that little lies unread behind the last gate.
    pub stream_window: u32,
    /// How much all answers of a connection may have under way, in bytes.
    pub connection_window: u32,
}

impl Default for ChannelSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(2),
            keepalive_interval: Duration::from_secs(2),
            keepalive_timeout: Duration::from_secs(2),
            stream_window: 64 * 1024,
            connection_window: 1024 * 1024,
        }
    }
}

/// Why a text is not an endpoint.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum InvalidEndpoint {
    /// Not `https://host:port`.
    #[error("an endpoint is `https://host:port`, nothing more")]
    Form,
    /// A host that cannot stand in a certificate.
    #[error("the endpoint's host is neither a DNS name nor an IP address")]
    Host,
}

/// A channel to `endpoint` (`https://host:port`). Nothing is dialled before the first call.
pub fn channel(
    endpoint: &str,
    tls: Arc<ClientConfig>,
    settings: &ChannelSettings,
) -> Result<Channel, InvalidEndpoint> {
    let Target { address, server } = Target::parse(endpoint)?;
    let connect = {
        let address = address.clone();
        tower::service_fn(move |_: Uri| {
            let (address, server, tls) = (address.clone(), server.clone(), tls.clone());
            async move { dial(&address, server, tls).await.map(TokioIo::new) }
        })
    };
    let form = |_| InvalidEndpoint::Form;
    let origin: Uri = format!("https://{address}")
        .parse()
        .map_err(|_| InvalidEndpoint::Form)?;
    // To tonic the endpoint is plain: TLS is ours. The origin is what requests show as scheme and authority.
    let channel = Endpoint::from_shared(format!("http://{address}"))
        .map_err(form)?
        .origin(origin)
        .connect_timeout(settings.connect_timeout)
        .http2_keep_alive_interval(settings.keepalive_interval)
        .keep_alive_timeout(settings.keepalive_timeout)
        .initial_stream_window_size(settings.stream_window)
        .initial_connection_window_size(settings.connection_window)
        .connect_with_connector_lazy(connect);
    Ok(channel)
}

/// An endpoint, parsed.
struct Target {
    /// `host:port`, an IPv6 host in brackets.
    address: String,
    /// The name that the certificate must bear.
    server: ServerName<'static>,
}

impl Target {
    fn parse(endpoint: &str) -> Result<Self, InvalidEndpoint> {
        let uri: Uri = endpoint.parse().map_err(|_| InvalidEndpoint::Form)?;
        let (Some("https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(InvalidEndpoint::Form);
        };
        let port = authority.port_u16().ok_or(InvalidEndpoint::Form)?;
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        if !bare || authority.as_str().contains('@') {
            return Err(InvalidEndpoint::Form);
        }
        let host = authority.host();
        let name = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        Ok(Self {
            address: format!("{host}:{port}"),
            server: ServerName::try_from(name).map_err(|_| InvalidEndpoint::Host)?,
        })
    }
}

async fn dial(
    address: &str,
    server: ServerName<'static>,
    tls: Arc<ClientConfig>,
) -> io::Result<TlsStream<TcpStream>> {
    let tcp = TcpStream::connect(address).await?;
    tcp.set_nodelay(true)?;
    TlsConnector::from(tls).connect(server, tcp).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_https_host_and_port_and_nothing_more() {
        for good in [
            "https://127.0.0.1:7443",
            "https://[::1]:7443/",
            "https://emi.example:1",
        ] {
            assert!(Target::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://127.0.0.1:1",
            "https://emi.example",
            "https://emi.example:1/path",
            "https://emi.example:1?q",
            "https://user@emi.example:1",
            "emi.example:1",
            "",
        ] {
            assert_eq!(
                Target::parse(bad).err(),
                Some(InvalidEndpoint::Form),
                "{bad}"
            );
        }
    }
}
