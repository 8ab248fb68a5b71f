//! Every bound on what the aggregator can take of a producer. tonic's own defaults are "unlimited" for most of them.

use std::time::Duration;

use proto::transport::AcceptLimits;
use tonic::transport::Server;

/// Bounds of a host. The defaults suit a source that takes ten concurrent calls, as the Swedish national platform has it.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most calls at once; a further one is refused with RESOURCE_EXHAUSTED and reason `OVERLOADED`. A call lasts until
    /// its last message is taken.
    pub max_calls: usize,
    /// The biggest request, in bytes. Queries are small; a thousand disclosure reports need the most.
    pub max_request_bytes: usize,
    /// The most HTTP/2 streams on one connection.
    pub max_streams: u32,
    /// The most connections, and the most handshakes at once.
    pub max_connections: usize,
    /// The longest handshake.
    pub handshake_timeout: Duration,
    /// How often to ping a silent connection.
    pub keepalive_interval: Duration,
    /// How long to wait for the ping's answer before the connection counts as dead.
    pub keepalive_timeout: Duration,
    /// The age at which a connection is asked to close: revocation and balancing take effect on new ones.
    pub connection_age: Duration,
    /// How much longer calls on such a connection may last before it is cut.
    pub connection_grace: Duration,
    /// How much one request may have under way, in bytes.
    pub stream_window: u32,
    /// How much all requests of a connection may have under way, in bytes.
    pub connection_window: u32,
    /// How long calls may go on after shutdown began.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_calls: 10,
            max_request_bytes: 2 * 1024 * 1024,
            max_streams: 64,
            max_connections: 64,
            handshake_timeout: Duration::from_secs(5),
            keepalive_interval: Duration::from_secs(10),
            keepalive_timeout: Duration::from_secs(5),
            connection_age: Duration::from_secs(10 * 60),
            connection_grace: Duration::from_secs(60),
            stream_window: 64 * 1024,
            connection_window: 1024 * 1024,
            drain_timeout: Duration::from_secs(30),
        }
    }
}

impl Limits {
    pub(super) fn accept(&self) -> AcceptLimits {
        AcceptLimits {
            handshake_timeout: self.handshake_timeout,
            max_handshakes: self.max_connections,
            max_connections: self.max_connections,
            max_lifetime: self.connection_age + self.connection_grace,
        }
    }

    // R-PRODUCER-10
    pub(super) fn server(&self) -> Server {
        Server::builder()
            .max_concurrent_streams(self.max_streams)
            .initial_stream_window_size(self.stream_window)
            .initial_connection_window_size(self.connection_window)
            .http2_keepalive_interval(Some(self.keepalive_interval))
            .http2_keepalive_timeout(Some(self.keepalive_timeout))
            // Without tonic's grace on purpose: given one, it cuts without asking first. The connection itself ends at the
            // greatest age.
            .max_connection_age(self.connection_age)
    }
}
