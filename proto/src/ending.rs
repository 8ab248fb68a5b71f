//! The sign that a process is to end: Ctrl-C, or what a service manager sends. Every binary makes one before it says that it runs.

use std::io;

/// Listens for the end from the moment it is made: a sign that comes before anybody waits is not lost, and does not kill.
#[derive(Debug)]
pub struct Ending {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Ending {
    /// Takes the signals over; from here on they no longer end the process by themselves.
    ///
    /// # Errors
    /// When the system does not let a handler be set.
    // R-END-1
    pub fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits for the sign. At once when it came before.
    pub async fn asked(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            // Where signals cannot be had, it runs until it is killed.
            std::future::pending::<()>().await;
        }
    }
}
