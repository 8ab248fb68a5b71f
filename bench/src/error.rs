//! What can go wrong with a measurement. Whatever it is, the run ends: a figure beside a wrong answer is worth nothing.

use std::{io, path::Path};

use proto::transport::{InvalidEndpoint, InvalidPeer, InvalidTlsMaterial};
use thiserror::Error;

/// Why there is no figure.
#[derive(Debug, Error)]
pub(crate) enum BenchError {
    /// A file, a process or a socket.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A part of the scene cannot be made.
    #[error("the scene cannot be set: {0}")]
    Scene(String),
    /// A server did not start, or ended.
    #[error("{server}: {problem}")]
    Server {
        /// Which.
        server: String,
        /// What is wrong with it.
        problem: String,
    },
    /// An answer was not the one that was told.
    #[error("{server} gave a wrong answer: {problem}")]
    WrongAnswer {
        /// Which server.
        server: String,
        /// What is wrong with the answer.
        problem: String,
    },
    /// The command line asks for something that there is not.
    #[error("{0}")]
    Usage(String),
}

/// Attaches what was tried to an error of the system.
pub(crate) trait Tried<T> {
    /// Says what was tried.
    fn tried(self, what: impl Into<String>) -> Result<T, BenchError>;
    /// Says with which file.
    fn on(self, path: &Path) -> Result<T, BenchError>;
}

impl<T> Tried<T> for io::Result<T> {
    fn tried(self, what: impl Into<String>) -> Result<T, BenchError> {
        let what = what.into();
        self.map_err(|source| BenchError::Io { what, source })
    }

    fn on(self, path: &Path) -> Result<T, BenchError> {
        self.tried(path.display().to_string())
    }
}

/// Errors of material that the bench itself makes: each means that the scene is wrong.
macro_rules! scene_errors {
    ($($error:ty),* $(,)?) => {$(
        impl From<$error> for BenchError {
            fn from(error: $error) -> Self {
                Self::Scene(error.to_string())
            }
        }
    )*};
}

scene_errors!(
    InvalidTlsMaterial,
    InvalidEndpoint,
    InvalidPeer,
    rcgen::Error,
    serde_json::Error,
    jsonwebtoken::errors::Error,
    tonic::Status,
    aws_lc_rs::error::Unspecified,
    domain::id::InvalidPersonId,
    http::uri::InvalidUri,
);
