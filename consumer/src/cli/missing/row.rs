//! One appointment with what is missing for it, as JSON has it and as people read it.

use serde::Serialize;

use super::super::{
    output::{Voice, joined},
    typed,
};
use crate::{
    facts::Organisation,
    model::When,
    wording::{DeskPhrase, Phrase, short_law},
};

/// An appointment that was checked, or could not be.
#[derive(Clone, Serialize)]
pub(super) struct Row {
    /// The child as it was typed.
    pub(super) child: String,
    /// When the appointment is. `null` where a child as a whole could not be checked.
    pub(super) date: Option<When>,
    /// What it is, in the words of list or source.
    pub(super) appointment: String,
    /// The organisation that would look.
    pub(super) recipient: Option<Organisation>,
    /// What came of the check.
    pub(super) status: Status,
    /// Why it could not be checked; empty when it was.
    pub(super) why: String,
    /// What is missing.
    pub(super) missing: Vec<Lack>,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    /// No consent is missing.
    Complete,
    /// A consent is missing.
    Missing,
    /// Somebody refused; nothing else is missing.
    Refused,
    /// Nothing to show with this access.
    NothingToShow,
    /// It could not be checked.
    NotChecked,
}

/// A consent that is missing.
#[derive(Clone, Serialize)]
pub(super) struct Lack {
    /// The contract's code, for example `OTHER_GUARDIAN_MISSING`.
    pub(super) code: String,
    /// The same in a sentence.
    pub(super) text: String,
    /// The law.
    pub(super) law: String,
    /// The sectors whose records wait for it.
    pub(super) sectors: Vec<String>,
    /// Who must still consent.
    pub(super) grantors: Vec<Grantor>,
}

/// One who must still consent.
#[derive(Clone, Serialize, PartialEq, Eq)]
pub(super) struct Grantor {
    /// `CHILD`, `RESIDENCE_PARENT`, `OTHER_GUARDIAN` or `GUARDIAN`.
    pub(super) role: String,
    /// The same in words.
    pub(super) text: String,
    /// The name, where an overview of the same reader tells it.
    pub(super) name: Option<String>,
}

impl Row {
    /// The heading, under it what is missing and how to go on.
    pub(super) fn lines(&self, voice: Voice) -> Vec<String> {
        let head = joined(
            " · ",
            [
                self.date.map(|date| voice.time(date)),
                Some(self.child.clone()),
                Some(self.appointment.clone()),
            ],
        );
        let below = match self.status {
            Status::Complete => vec![format!("✓ {}", voice.say(DeskPhrase::NoneMissing))],
            Status::NothingToShow => {
                vec![format!("– {}", Phrase::NothingToShow.say(voice.language))]
            }
            Status::NotChecked => vec![format!("? {}", self.why)],
            Status::Missing | Status::Refused => self.lacks(voice),
        };
        let below = below.into_iter().map(|line| format!("  {line}"));
        [head].into_iter().chain(below).collect()
    }

    fn lacks(&self, voice: Voice) -> Vec<String> {
        let step = match self.status {
            Status::Refused => voice.say(DeskPhrase::SaidNo),
            _ => DeskPhrase::AskSo.with(voice.language, typed::proposed(&self.child)),
        };
        let lacks = self.missing.iter().map(|lack| lack.line(voice));
        lacks.chain([format!("→ {step}")]).collect()
    }
}

impl Lack {
    fn line(&self, voice: Voice) -> String {
        let whom = |grantor: &Grantor| match &grantor.name {
            Some(name) => format!("{name} ({})", grantor.text),
            None => grantor.text.clone(),
        };
        let whom: Vec<_> = self.grantors.iter().map(whom).collect();
        let law = short_law(&self.law, voice.language);
        let law = Some(format!("({law})")).filter(|_| !law.is_empty());
        let text = joined(": ", [Some(self.text.clone()), Some(whom.join("; "))]);
        let sectors = format!("– {}", voice.sectors(&self.sectors));
        joined(" ", [Some(format!("! {text}")), Some(sectors), law])
    }
}

#[cfg(test)]
impl Row {
    pub(super) fn bare(status: Status) -> Self {
        Self {
            child: "201403121234".to_owned(),
            date: None,
            appointment: String::new(),
            recipient: None,
            status,
            why: String::new(),
            missing: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Country;

    use super::*;
    use crate::{cli::output::Form, wording::Language};

    fn said(row: &Row, language: Language) -> String {
        let voice = Voice {
            language,
            country: Country::Dk,
            form: Form::Text,
        };
        row.lines(voice).join("\n")
    }

    // R-CLI-8
    #[test]
    fn who_must_still_consent_is_told_by_name_where_it_is_known_and_else_by_part() {
        let grantor = |name: Option<&str>| Grantor {
            role: "OTHER_GUARDIAN".to_owned(),
            text: "den anden forælder".to_owned(),
            name: name.map(str::to_owned),
        };
        let row = |name| Row {
            missing: vec![Lack {
                code: "OTHER_GUARDIAN_MISSING".to_owned(),
                text: "Afventer samtykke".to_owned(),
                law: String::new(),
                sectors: vec!["ppr".to_owned(), "school".to_owned()],
                grantors: vec![grantor(name)],
            }],
            ..Row::bare(Status::Missing)
        };
        let named = said(&row(Some("Anders Holst")), Language::Da);
        assert!(
            named.contains("! Afventer samtykke: Anders Holst (den anden forælder) – PPR, Skole"),
            "{named}"
        );
        let unnamed = said(&row(None), Language::Da);
        assert!(
            unnamed.contains("samtykke: den anden forælder – PPR"),
            "{unnamed}"
        );
        // What is proposed puts no number on a command line.
        assert!(unnamed.ends_with("→ Spørg: samsyn consent request -"));
    }
}
