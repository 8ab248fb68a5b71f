//! What a folder held that did not become a record, counted and listed: by file and resource, never by person.
//! Findings are beside it: things that were served and yet deserve a look.

use std::{collections::BTreeMap, fmt};

/// What could not be read or mapped, in the order of files and resources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread {
    items: Vec<UnreadItem>,
}

/// One thing that could not be read or mapped. Its text names file and resource: for a listing that somebody asked for, never for a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadItem {
    /// The file, relative to the folder.
    pub file: String,
    /// The resource as `Type/id`; empty when the file as a whole is meant.
    pub resource: String,
    /// Why.
    pub reason: Reason,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text,)+ })
            }
        }
    };
}

words! {
    /// Why something could not be read or mapped.
    // R-FHIR-3
    Reason {
        /// The file or folder could not be opened.
        Unreadable => "the file cannot be read",
        /// A link leads to a folder that was read already, be it the one that holds it.
        LinkLoop => "the link leads to a folder that was read already",
        /// Folders lie too deep in each other.
        TooDeep => "folders or bundles lie too deep in each other",
        /// The file is larger than the limit.
        TooLarge => "the file is larger than 16 MiB",
        /// The folder holds more than is read.
        TooMany => "the folder holds more than is read: this and what follows is left out",
        /// FHIR in another serialisation.
        NotJson => "FHIR is read as JSON only",
        /// Broken JSON, or nested too deep.
        BadJson => "not valid JSON",
        /// JSON that is no resource.
        NotFhir => "no FHIR resource",
        /// A bundle that is a message, a response or the like.
        UnsupportedBundle => "a bundle of a type that is not read",
        /// A resource type that has no place in a record.
        UnsupportedType => "a resource type that is not read",
        /// A resource that says its meaning is modified in a way that is not known here.
        Modified => "a modifier extension or implicit rule that is not known here",
        /// A status that is missing or not FHIR's.
        UnknownStatus => "a status that is missing or not FHIR's",
        /// A Patient or RelatedPerson that is no longer in use.
        Inactive => "marked as no longer in use",
        /// No identifier at all.
        NoIdentifier => "a person without identifier",
        /// Identifiers in systems that are not known only.
        UnknownSystem => "a person with identifiers of unknown systems only",
        /// A number that breaks its system's rules.
        InvalidNumber => "a person with a number that breaks its system's rules",
        /// Neither a date of birth nor a number that states one.
        NoBirthDate => "a person without date of birth whose number states none",
        /// A date of birth after today.
        BornAfterToday => "a person born after today",
        /// The resource is about nobody.
        NoSubject => "about nobody",
        /// The subject is a group, a device or the like.
        NotAPerson => "about something that is no person",
        /// The subject is not in the folder.
        UnknownSubject => "about somebody who is not in the folder",
        /// The subject is in the folder, without a number that can be read.
        SubjectWithoutNumber => "about somebody without a readable number",
        /// Several persons could be meant.
        AmbiguousSubject => "about somebody who cannot be told from another",
        /// Reference and identifier name two persons.
        ContradictorySubject => "its reference and its identifier name two persons",
        /// An observation whose focus is another than its subject, or a finding on a relative.
        OtherFocus => "about somebody or something else than the citizen in whose record it stands",
        /// A record id longer than the contract allows.
        LongId => "an id of more than 128 bytes",
        /// A date or time that FHIR does not allow; the rest of the resource is served.
        PartDate => "a date that cannot be read (the rest is served)",
        /// A value of a kind that is not read; the rest of the resource is served.
        PartValue => "a value of a kind that is not read (the rest is served)",
        /// An identifier of an unknown system, or that breaks its system's rules; the rest of the resource is served.
        PartIdentifier => "an identifier that cannot be read (the rest is served)",
    }
}

impl Reason {
    /// True when only a part is missing from what is served.
    #[must_use]
    pub fn in_part(self) -> bool {
        matches!(
            self,
            Self::PartDate | Self::PartValue | Self::PartIdentifier
        )
    }
}

impl Unread {
    /// Everything, ordered by file and resource.
    #[must_use]
    pub fn items(&self) -> &[UnreadItem] {
        &self.items
    }

    /// How many there are of each reason.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Reason, usize> {
        let mut counts = BTreeMap::new();
        for item in &self.items {
            *counts.entry(item.reason).or_default() += 1;
        }
        counts
    }

    /// How many there are in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True when everything was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn add(&mut self, file: &str, resource: &str, reason: Reason) {
        self.items.push(UnreadItem {
            file: file.to_owned(),
            resource: resource.to_owned(),
            reason,
        });
    }

    pub(super) fn sort(&mut self) {
        self.items.sort();
        self.items.dedup();
    }
}

/// Why, and nothing of whom: files and resources are often named after somebody.
// R-FHIR-21
impl fmt::Debug for UnreadItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnreadItem({:?})", self.reason)
    }
}

impl fmt::Display for UnreadItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.resource.is_empty() {
            write!(f, "{}: {}", self.file, self.reason)
        } else {
            write!(f, "{} {}: {}", self.file, self.resource, self.reason)
        }
    }
}

/// Something that was served and yet deserves a look. Its text names resources, as that of an [`UnreadItem`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// The resources concerned, as `Type/id`, the one that stands first.
    pub resources: Vec<String>,
}

words! {
    /// The kinds of finding.
    // R-FHIR-3
    FindingKind {
        /// The date of birth contradicts the number; the date of birth is the one that is served.
        BirthContradictsNumber => "the date of birth contradicts the number",
        /// Several Patients have one number and are one citizen: the newest, then the most complete, is shown.
        SharedNumber => "several Patients share a number and are shown as one citizen",
        /// Several Patients have one number and two dates of birth.
        SharedNumberTwoBirths => "several Patients share a number and have different dates of birth",
        /// One id, two persons: what refers to it is not served.
        OneIdTwoPersons => "one Patient id stands for persons with different numbers",
        /// The same resource came in several versions: one stands.
        Superseded => "the same resource came in several versions",
        /// The versions of one resource are about different persons.
        SubjectChanged => "the versions of one resource are about different persons",
        /// A guardian, parent or foster parent is protected: the child's address is not served, for it may be theirs.
        FamilyProtected => "a guardian or parent is protected: the child's address is left out",
        /// Dead, without a date: the record cannot say so.
        DeathWithoutDate => "marked as dead without a date, which a record cannot say",
    }
}

/// What, and of how many resources.
// R-FHIR-21
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Finding({:?}, {})", self.kind, self.resources.len())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.resources.join(", "), self.kind)
    }
}
