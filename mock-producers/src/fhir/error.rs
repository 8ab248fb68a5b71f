//! Why a folder as a whole cannot be served. Anything smaller is listed, see [`super::Unread`].

use std::{io, path::PathBuf};

/// Why a folder as a whole cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum FhirError {
    /// There is no such folder.
    #[error("no folder {}, expected a folder with FHIR R4 resources, one or a Bundle in each *.json", .path.display())]
    Missing {
        /// What was asked for.
        path: PathBuf,
    },
    /// It is a file.
    #[error("{} is no folder, expected a folder with FHIR R4 resources, one or a Bundle in each *.json", .path.display())]
    NotAFolder {
        /// What was asked for.
        path: PathBuf,
    },
    /// It cannot be read.
    #[error("the folder {} cannot be read", .path.display())]
    Unreadable {
        /// What was asked for.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A constant of this module is no valid code or number. Tests rule it out.
    #[error("the folder's own organisation or types are not valid")]
    Constants,
}
