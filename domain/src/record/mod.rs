//! A record: what one source tells about a child. A vendor builds one; the screen and the merge read its header only.

pub mod body;
pub mod claims;
mod code;
mod header;

pub use body::Body;
pub use code::{Coding, InformationType, InvalidCode, Quantity, Sector};
pub use header::{
    Author, Claim, Header, LifeCycle, Marks, Organisation, RecordId, Relation, RelationKind,
    Sensitivity,
};

/// One item from one source.
#[derive(Clone, PartialEq)]
pub struct Record {
    /// What is needed to decide, screen and merge.
    pub header: Header,
    /// The content, typed.
    pub body: Body,
    /// Where the child or the contact can be found. Protected identity removes it.
    pub location: Option<Location>,
}

/// Shows the type only: a record is somebody's life.
impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

/// Where somebody can be found.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Location {
    /// Postal addresses.
    pub addresses: Vec<Address>,
    /// Phone, e-mail and other ways to reach, as URIs (`tel:`, `mailto:`).
    pub contact_points: Vec<String>,
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Location(…)")
    }
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Street lines as written.
    pub lines: Vec<String>,
    /// The postal code.
    pub postal_code: String,
    /// The town.
    pub city: String,
    /// The municipality's official code, 4 digits.
    pub municipality_code: String,
    /// ISO 3166-1 alpha-2 country.
    pub country: String,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}
