//! A source made of a folder of FHIR R4 JSON files: what others publish, shown as it is.
//!
//! ```no_run
//! use mock_producers::fhir::FhirFolder;
//!
//! let today = jiff::civil::date(2026, 11, 21);
//! let folder = FhirFolder::read("../shared/data/medcom-families".as_ref(), today)?;
//! println!("{} children, {} things unread", folder.children().len(), folder.unread().len());
//! let system = folder.system();
//! # Ok::<(), mock_producers::fhir::FhirError>(())
//! ```
//!
//! Files are read once, and bounded ([`MAX_FILE_BYTES`], [`MAX_FILES`], [`MAX_TOTAL_BYTES`]). Their order plays no part. Who is
//! under 18 on the given day is a child; what is about others is counted and not served. What cannot be mapped is listed in
//! [`Unread`], by file and resource, never by person.

mod bundle;
mod citizens;
mod error;
mod family;
mod files;
mod folder;
mod identifiers;
mod joining;
mod map;
mod mapping;
mod node;
mod owner;
mod reference;
mod stated;
mod status;
mod unread;
mod versions;
mod words;

pub use error::FhirError;
pub use files::{MAX_FILE_BYTES, MAX_FILES, MAX_FOLDER_DEPTH, MAX_TOTAL_BYTES};
pub use folder::{Counts, FhirChild, FhirFolder};
pub use unread::{Finding, FindingKind, Reason, Unread, UnreadItem};

/// The folder as a source: it answers like every other system here, faults on demand included.
pub type FhirProducer = crate::MockProducer;
