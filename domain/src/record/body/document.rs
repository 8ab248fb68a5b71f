//! Text that somebody wrote about the child.

use crate::record::Coding;

/// A care note, summary or letter. Free text may name places and third persons.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CareDocument {
    /// The text in its sections, in the order of the original.
    pub sections: Vec<DocumentSection>,
    /// What a child health centre states about the national programme.
    pub programme: Option<ProgrammeStatement>,
}

impl CareDocument {
    /// A document of one text without heading.
    pub fn text(text: impl Into<String>) -> Self {
        Self::default().section("", text)
    }

    /// The same document with one more section.
    #[must_use]
    pub fn section(mut self, heading: impl Into<String>, text: impl Into<String>) -> Self {
        self.sections.push(DocumentSection {
            heading: heading.into(),
            code: None,
            text: text.into(),
        });
        self
    }
}

/// A part of a document under its heading.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct DocumentSection {
    /// The heading as written. Empty for text without one.
    pub heading: String,
    /// The keyword as a code.
    pub code: Option<Coding>,
    /// The text, plain, paragraphs parted by a line feed.
    pub text: String,
}

/// How the child has followed the national programme, as the source states it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ProgrammeStatement {
    /// The vaccinations.
    pub vaccinations: ProgrammeAdherence,
    /// The health visits.
    pub visits: ProgrammeAdherence,
    /// Each deviation.
    pub deviations: Vec<ProgrammeDeviation>,
    /// Whether something is not closed: the summary alone is then not enough.
    pub open_follow_up: bool,
    /// Whether the child has a diagnosis.
    pub has_diagnosis: bool,
}

/// Whether a programme was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ProgrammeAdherence {
    /// Not known.
    #[default]
    Unstated,
    /// Followed.
    Followed,
    /// Deviates.
    Deviates,
}

/// One thing that did not go by the programme.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ProgrammeDeviation {
    /// The vaccination (ATC) or visit concerned.
    pub item: Option<Coding>,
    /// What differs, in plain words.
    pub text: String,
}

super::redacted!(
    CareDocument,
    DocumentSection,
    ProgrammeStatement,
    ProgrammeDeviation
);
