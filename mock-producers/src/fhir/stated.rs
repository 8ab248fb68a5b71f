//! What one RelatedPerson states about a relative: what they are to the patient, and whether they hold custody.

use domain::{
    record::body::{FamilyTieKind, StatedCustody},
    time::{Country, Date, Period},
};

use super::{
    node::{Node, Times},
    words::{self, Words},
};

/// HL7 v3 RoleCode: guardian. What states custody.
const GUARDIAN: &str = "GUARD";

/// What one RelatedPerson states.
pub(super) struct Stated {
    pub(super) kind: FamilyTieKind,
    /// The part as a role code of the contract.
    pub(super) role: String,
    texts: Vec<StatedText>,
    /// Whether the relative is the patient's child.
    pub(super) is_child: bool,
    is_guardian: bool,
    period: Period,
}

enum StatedText {
    Ours(Words),
    Theirs(String),
}

impl Stated {
    pub(super) fn read(related: Node<'_>) -> Self {
        let mut stated = Self {
            kind: FamilyTieKind::Unstated,
            role: String::new(),
            texts: Vec::new(),
            is_child: false,
            is_guardian: false,
            period: Times::default().period(related.get("period")),
        };
        for concept in related.each("relationship") {
            let own_words = concept.words().map(str::to_owned);
            let known: Vec<_> = concept
                .codings()
                .into_iter()
                .filter_map(|coding| Some((words::relationship(&coding.code)?, coding.code)))
                .collect();
            for (relationship, code) in &known {
                stated.is_guardian |= code == GUARDIAN;
                stated.is_child |= matches!(relationship.role, "child");
                if stated.role.is_empty() || kind_rank(relationship.kind) < kind_rank(stated.kind) {
                    relationship.role.clone_into(&mut stated.role);
                    stated.kind = relationship.kind;
                }
            }
            let code = concept.codings().into_iter().next().map(|c| c.code);
            let text = match (own_words, known.into_iter().next()) {
                (Some(own), _) => Some(StatedText::Theirs(own)),
                (None, Some((relationship, _))) => Some(StatedText::Ours(relationship.words)),
                (None, None) => code.map(StatedText::Theirs),
            };
            stated.texts.extend(text);
        }
        if stated.role.is_empty() {
            "relative".clone_into(&mut stated.role);
        }
        stated
    }

    pub(super) fn text(&self, country: Country) -> String {
        let texts: Vec<&str> = self
            .texts
            .iter()
            .map(|text| match text {
                StatedText::Ours(words) => words.of(country),
                StatedText::Theirs(own) => own.as_str(),
            })
            .collect();
        texts.join(", ")
    }

    /// The times for which custody is stated.
    pub(super) fn holds(&self) -> Vec<Period> {
        self.is_guardian
            .then_some(self.period)
            .into_iter()
            .collect()
    }

    /// Custody that is over, or has not begun, is held by nobody today.
    pub(super) fn custody(&self, today: Date) -> StatedCustody {
        if !self.is_guardian {
            return StatedCustody::Unstated;
        }
        let zone = Country::Dk.zone();
        let day = Country::Dk.midnight(today);
        let begun = self
            .period
            .start
            .is_none_or(|start| start.interval(&zone).start() <= day);
        let lasts = self
            .period
            .end
            .is_none_or(|end| end.interval(&zone).end() > day);
        if begun && lasts {
            StatedCustody::Held
        } else {
            StatedCustody::NotHeld
        }
    }
}

/// What is said of somebody who is several things: the closest tie.
pub(super) fn kind_rank(kind: FamilyTieKind) -> u8 {
    use FamilyTieKind::{Father, FosterParent, Guardian, Mother, Parent, Sibling, Unstated};
    match kind {
        Mother | Father => 0,
        Parent => 1,
        FosterParent => 2,
        Sibling => 3,
        Guardian => 4,
        Unstated => 5,
    }
}
