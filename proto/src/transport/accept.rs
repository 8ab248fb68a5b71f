//! Accepts connections. Handshakes run beside each other in tasks of their own: one slow client must not keep the next one
//! waiting, as it would in a loop that shakes hands in turn.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::{Sleep, sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tokio_stream::Stream;

use super::connection::TlsConnection;

/// How long to rest after the system refused to accept (out of file descriptors, mostly), rather than spin.
const REST_AFTER_ACCEPT_ERROR: Duration = Duration::from_millis(50);

/// Bounds on what peers, known or not, can take of a listener.
#[derive(Debug, Clone, Copy)]
pub struct AcceptLimits {
    /// The longest handshake.
    pub handshake_timeout: Duration,
    /// The most handshakes at once; further connections wait in the system's backlog.
    pub max_handshakes: usize,
    /// The most connections at once, handshakes included; a further one is closed at once.
    pub max_connections: usize,
    /// The greatest age of a connection, after which it is cut, whatever runs on it. Set it to the server's
    /// `max_connection_age` plus a grace: tonic 0.14 itself, told of a grace, skips the polite half and only cuts.
    pub max_lifetime: Duration,
}

impl Default for AcceptLimits {
    fn default() -> Self {
        Self {
            handshake_timeout: Duration::from_secs(5),
            max_handshakes: 256,
            max_connections: 4_096,
            max_lifetime: Duration::from_secs(11 * 60),
        }
    }
}

/// Accepts connections with the configuration that is current when each of them arrives.
///
/// An `Err` item is one connection that failed, never the end: the stream does not end. Dropping it closes the listener and
/// aborts the handshakes under way; established connections live on.
// R-TLS-8
pub fn incoming(
    listener: TcpListener,
    config: watch::Receiver<Arc<ServerConfig>>,
    limits: AcceptLimits,
) -> Incoming {
    Incoming {
        listener,
        config,
        limits,
        places: Arc::new(Semaphore::new(limits.max_connections)),
        handshakes: JoinSet::new(),
        rest: None,
    }
}

/// The stream of accepted connections that [`incoming`] makes.
pub struct Incoming {
    listener: TcpListener,
    config: watch::Receiver<Arc<ServerConfig>>,
    limits: AcceptLimits,
    places: Arc<Semaphore>,
    handshakes: JoinSet<io::Result<TlsConnection>>,
    rest: Option<Pin<Box<Sleep>>>,
}

impl Incoming {
    /// Where it listens; with port 0 asked for, the port that was given.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Starts a handshake for everyone who knocks, as far as the limits go.
    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Result<(), io::Error> {
        if let Some(rest) = &mut self.rest {
            if rest.as_mut().poll(cx).is_pending() {
                return Ok(());
            }
            self.rest = None;
        }
        while self.handshakes.len() < self.limits.max_handshakes {
            match self.listener.poll_accept(cx) {
                Poll::Pending => return Ok(()),
                Poll::Ready(Ok((tcp, remote))) => self.start(tcp, remote),
                Poll::Ready(Err(error)) => {
                    self.rest = Some(Box::pin(sleep(REST_AFTER_ACCEPT_ERROR)));
                    return Err(error);
                }
            }
        }
        // Full: a handshake that ends wakes us, and the loop goes on.
        Ok(())
    }

    fn start(&mut self, tcp: TcpStream, remote: SocketAddr) {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return;
        };
        let config = self.config.borrow().clone();
        self.handshakes
            .spawn(handshake(tcp, remote, config, self.limits, place));
    }
}

impl Stream for Incoming {
    type Item = io::Result<TlsConnection>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Err(error) = this.poll_accept(cx) {
            return Poll::Ready(Some(Err(error)));
        }
        match this.handshakes.poll_join_next(cx) {
            Poll::Ready(Some(Ok(connection))) => {
                // There may be room again for one who knocked.
                cx.waker().wake_by_ref();
                Poll::Ready(Some(connection))
            }
            Poll::Ready(Some(Err(panicked))) => Poll::Ready(Some(Err(io::Error::other(panicked)))),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }
}

async fn handshake(
    tcp: TcpStream,
    remote: SocketAddr,
    config: Arc<ServerConfig>,
    limits: AcceptLimits,
    place: OwnedSemaphorePermit,
) -> io::Result<TlsConnection> {
    tcp.set_nodelay(true)?;
    let accepting = TlsAcceptor::from(config).accept(tcp);
    let stream = timeout(limits.handshake_timeout, accepting)
        .await
        .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "the handshake took too long"))??;
    TlsConnection::new(stream, remote, limits.max_lifetime, place)
}
