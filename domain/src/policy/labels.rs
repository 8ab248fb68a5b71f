//! What people read of the tables: sectors, types, how to ask. For whoever shows it; rules never depend on it.

use serde::Deserialize;

/// Words in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// Swedish.
    pub sv: String,
    /// Danish.
    pub da: String,
    /// English.
    pub en: String,
}
