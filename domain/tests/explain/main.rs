//! Why something was decided, in words: every reason in every language, typical cases as they read, and nobody by any identifier.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

#[path = "../common/mod.rs"]
mod common;
mod facts;

use std::{collections::BTreeSet, fmt::Write as _};

use common::*;
use domain::{
    decide::{Decision, Outcome, Reason, ReasonCode, Visibility},
    explain::{Asked, Effect, Explanation, Finding, Language, Told, WordStanding, explain},
    facts::{BoardDecision, Consent, Known},
    policy::{Audience, Ground},
};

fn explained(story: &Story) -> Explanation {
    explained_at(story, None)
}

fn explained_at(story: &Story, source: Option<u8>) -> Explanation {
    let question = story.question();
    let source = source.map(organisation);
    let asked = Asked {
        question: &question,
        class: &story.class,
        source: source.as_ref(),
        facts: &story.facts,
        policy: policy(story.class.country),
        now: story.now,
    };
    explain(&asked, &asked.decide())
}

/// The school nurse and the child health centre's record of a child of ten.
fn nurse() -> Story {
    Story::se("school-health", "child-health", "vaccination")
}

/// The school nurse's own note.
fn own_note() -> Story {
    let mut story = Story::se("school-health", "school-health", "document/care-note");
    story.class.same_organisation = true;
    story
}

fn withdrawn(mut consent: Consent) -> Consent {
    consent.ended = Some(at("2026-11-20T09:30:00Z"));
    consent
}

/// The cases that are kept as they read.
fn cases() -> Vec<(&'static str, Story)> {
    let parent = |age: &str| {
        let story = Story::se("school-health", "child-psychiatry", "document/care-note").born(age);
        story.asked_by(Audience::Guardian, MOTHER)
    };
    vec![
        ("everybody consented", nurse()),
        (
            "second parent: one consented",
            nurse().consents([permit(MOTHER)]),
        ),
        (
            "second parent: one withdrew",
            nurse().consents([permit(MOTHER), withdrawn(permit(FATHER))]),
        ),
        (
            "a refusal wins over a later permit",
            nurse().consents([refusal(FATHER), permit(FATHER), permit(MOTHER)]),
        ),
        (
            "fifteen: the Danish child decides",
            Story::dk("child-psychiatry", "ppr", "assessment")
                .born("2011-11-21")
                .consents([permit(CHILD), refusal(MOTHER)]),
        ),
        (
            "fifteen: a Swedish parent's access has ended",
            parent("2011-11-21"),
        ),
        (
            "protected: free text",
            Story::se("hospital", "child-psychiatry", "document/care-note").protected(),
        ),
        (
            "worry: a report of concern",
            Story::se("school", "social-child", "concern-report"),
        ),
        (
            "medicines: Danish treatment, an objection",
            Story::dk("hospital", "medication-register", "medication").consents([refusal(FATHER)]),
        ),
        (
            "worry: the school nurse's own note, and the father refuses",
            own_note().consents([permit(MOTHER), refusal(FATHER)]),
        ),
        (
            "worry: the school psychologist's assessment, and the father refuses",
            Story::se("school-health", "school-psychology", "assessment")
                .consents([permit(MOTHER), refusal(FATHER)]),
        ),
        (
            "second parent: a release by consent, one consented",
            Story::se("school-health", "school-psychology", "assessment")
                .consents([permit(MOTHER)]),
        ),
        (
            "emergency without a relation",
            nurse().unrelated().consents([]).claiming(Ground::Emergency),
        ),
        ("nobody who has to do with the child", nurse().unrelated()),
    ]
}

// R-EXPLAIN-3
#[test]
fn typical_cases_read_as_they_are_checked_in() {
    let mut text = String::new();
    for (name, story) in cases() {
        let explanation = explained(&story);
        for language in Language::ALL {
            let told = explanation.told(language);
            writeln!(text, "=== {name} [{}]\n{told}", told.language).unwrap();
        }
    }
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/explain.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(golden, &text).unwrap();
    }
    let before = std::fs::read_to_string(golden).unwrap_or_default();
    let first = (before.lines().zip(text.lines()).enumerate()).find(|(_, (a, b))| a != b);
    assert!(
        before == text,
        "the explanations read otherwise; first at {first:?}; UPDATE_GOLDEN=1 writes them"
    );
}

// R-EXPLAIN-6
#[test]
fn what_the_tables_note_is_told_in_the_language_asked_for_or_not_at_all() {
    let mut uncertain = 0;
    for (name, story) in cases() {
        let [sv, da, en] = Language::ALL.map(|language| explained(&story).told(language).rules);
        for ((sv, da), en) in sv.iter().zip(&da).zip(&en) {
            let table = policy(story.class.country).rule(&en.id).unwrap();
            assert_eq!(en.note, table.origin.note, "{name}");
            let is_uncertain = en.note.contains('?') || en.law.contains('?');
            for (told, language) in [(sv, "sv"), (da, "da")] {
                assert_eq!(told.note.contains('?'), is_uncertain, "{name} {language}");
                assert_eq!(told.note.is_empty(), !is_uncertain, "{name} {language}");
                assert!(told.note.is_empty() || told.note != en.note, "{name}");
            }
            uncertain += usize::from(is_uncertain);
        }
    }
    assert!(uncertain > 5);
}

// R-EXPLAIN-1
#[test]
fn an_objection_is_told_as_one_and_a_refusal_of_a_release_with_its_law() {
    let objected = Story::dk("hospital", "medication-register", "medication");
    let told = explained(&objected.consents([refusal(FATHER)])).told(Language::Da);
    assert_eq!(told.reasons[0].code, "OBJECTED");
    assert!(!told.reasons[0].text.contains("samtykke kræves"));
    let by = |told: &Told| {
        let id = told.reasons[0].rule.clone().unwrap();
        let rule = told.rules.iter().find(|rule| rule.id == id).unwrap();
        (id, rule.law.clone())
    };
    let (id, law) = by(&told);
    assert_eq!(id, "DK-GROUND-NECESSITY");
    assert!(law.contains("41"), "{law}");
    let asked = Story::se("school-health", "school-psychology", "assessment");
    let refused = explained(&asked.consents([permit(MOTHER), refusal(FATHER)]));
    let told = refused.told(Language::Sv);
    assert_eq!(told.reasons[0].code, "CONSENT_REFUSED");
    let (id, law) = by(&told);
    assert_eq!(id, "SE-GRANT-CARE");
    assert!(law.contains("6 kap."), "{law}");
    let counts = |finding: &Finding| {
        matches!(
            finding,
            Finding::Word {
                standing: WordStanding::Counts,
                ..
            }
        )
    };
    assert_eq!(refused.findings.iter().filter(|f| counts(f)).count(), 2);
}

fn all_reasons() -> Vec<Reason> {
    // Taken from a real one, so that nothing of it but its code is made up.
    let Outcome::Withhold(reasons) = nurse().consents([]).decide().outcome else {
        panic!("not withheld");
    };
    let like = reasons.first().unwrap();
    let with = |code| Reason {
        code,
        ..like.clone()
    };
    ReasonCode::ALL.map(with).to_vec()
}

fn told(decision: &Decision) -> [Told; 3] {
    let story = nurse();
    let question = story.question();
    let asked = Asked {
        question: &question,
        class: &story.class,
        source: None,
        facts: &story.facts,
        policy: &SE,
        now: story.now,
    };
    let explanation = explain(&asked, decision);
    Language::ALL.map(|language| explanation.told(language))
}

// R-EXPLAIN-2
#[test]
fn every_reason_and_outcome_has_its_own_words_in_all_three_languages() {
    let mut seen: [BTreeSet<String>; 3] = Default::default();
    let mut distinct = BTreeSet::new();
    for reason in all_reasons() {
        for outcome in [
            Outcome::Withhold(vec![reason.clone()]),
            Outcome::OnRequest(vec![reason.clone()]),
        ] {
            let decision = Decision {
                outcome,
                visibility: Visibility::Reasons,
                rules: Vec::new(),
            };
            for (words, seen) in told(&decision).into_iter().zip(&mut seen) {
                let [one] = words.reasons.as_slice() else {
                    panic!("one reason");
                };
                assert_eq!(one.code, reason.code.as_str());
                assert!(one.text.len() > 10, "{one:?}");
                seen.insert(one.text.clone());
                distinct.insert((words.outcome, words.language, words.verdict.clone()));
            }
        }
    }
    // No two reasons read alike, in no language.
    assert_eq!(seen.map(|seen| seen.len()), [ReasonCode::ALL.len(); 3]);
    let permit = told(&nurse().decide());
    distinct.extend(permit.map(|t| (t.outcome, t.language, t.verdict)));
    let verdicts: BTreeSet<_> = distinct.iter().map(|(_, _, text)| text).collect();
    assert_eq!((distinct.len(), verdicts.len()), (9, 9));
}

// R-EXPLAIN-1
#[test]
fn every_rule_is_named_with_its_law_and_since_when() {
    for (name, story) in cases() {
        let told = explained(&story).told(Language::En);
        for rule in &told.rules {
            assert!(
                !rule.law.is_empty() && rule.validity.starts_with("valid from"),
                "{name}: {rule:?}"
            );
        }
        for rule in told
            .reasons
            .iter()
            .filter_map(|reason| reason.rule.as_ref())
        {
            assert!(told.rules.iter().any(|r| r.id == *rule), "{name}: {rule}");
        }
        let decided = story.decide();
        assert!(
            decided
                .rules
                .iter()
                .all(|id| told.rules.iter().any(|r| *r.id == **id)),
            "{name}"
        );
    }
}

// R-EXPLAIN-4
#[test]
fn an_explanation_names_nobody_by_any_identifier() {
    let mut story = nurse().consents([permit(MOTHER), refusal(FATHER), permit(STRANGER)]);
    let mut here = permit(MOTHER);
    here.recipient = Some(organisation(7));
    value(&mut story.facts.consents).push(here);
    story = story.blocked([block(1, 2)]);
    for story in [story.clone(), story.asked_by(Audience::Guardian, FATHER)] {
        for language in Language::ALL {
            let told = explained_at(&story, Some(2)).told(language);
            let all = format!("{told} {told:?} {:?}", explained_at(&story, Some(2)));
            for secret in ["2016-05-20", "SE2321000016", "unit-1", "0101", "0202"] {
                assert!(!all.contains(secret), "{secret} in {all}");
            }
        }
    }
}
