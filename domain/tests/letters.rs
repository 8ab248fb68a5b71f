//! Letters that ask for what is on request: by asker, way, purpose and day, word for word; and the two answers that are read.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod common;

use common::{DK, SE, SE_TOML, date};
use domain::{
    id::PersonId,
    policy::{MessageRule, Policy, StandardAnswer},
    record::Sector,
};

const CHILD: &str = "19121212-1212";

fn letter<'a>(
    policy: &'a Policy,
    asker: &str,
    way: &str,
    purpose: &str,
    day: &str,
) -> Option<&'a MessageRule> {
    let asker = Sector::parse(asker).unwrap();
    let place = (0..64).find(|place| {
        let rule = policy.request_at(*place, date("2026-06-01"));
        rule.is_some_and(|rule| &*rule.origin.id == way)
    });
    policy.message(&asker, place.unwrap(), purpose, date(day))
}

fn text(rule: &MessageRule) -> String {
    rule.letter(&PersonId::guess(CHILD).unwrap(), "K 17/2026")
        .text
}

// R-LETTER-1
#[test]
fn the_swedish_letter_has_the_subject_and_first_line_of_the_form() {
    let rule = letter(&SE, "school-health", "SE-ASK-CLINIC", "care", "2026-06-01").unwrap();
    let letter = rule.letter(&PersonId::guess(CHILD).unwrap(), "K 17/2026");
    assert_eq!(
        letter.subject,
        "Begäran om sekretesskyddade handlingar, ärende K 17/2026"
    );
    let mut lines = letter.text.lines();
    assert_eq!(lines.next(), Some("Avser: 19121212-1212"));
    assert_eq!(lines.next(), Some(""));
    assert!(!format!("{letter:?}").contains("1912"));
}

// R-LETTER-1
#[test]
fn a_clinic_cites_consent_and_a_social_board_the_act_of_the_day() {
    let clinic = letter(&SE, "hospital", "SE-ASK-CLINIC", "care", "2026-06-01").unwrap();
    assert!(text(clinic).contains("samtycke enligt 12 kap. 2 §"));
    assert!(!text(clinic).contains("socialtjänstlagen"));
    let board = |day| {
        let rule = letter(&SE, "social-child", "SE-ASK-INQUIRY", "inquiry", day);
        text(rule.unwrap())
    };
    for (day, cites, not) in [
        ("2025-06-30", "socialtjänstlagen (2001:453)", "2025:400"),
        ("2025-07-01", "socialtjänstlagen (2025:400)", "2001:453"),
    ] {
        assert!(board(day).contains(cites), "{day}");
        assert!(!board(day).contains(not), "{day}");
        assert!(board(day).contains("10 kap. 28 §"), "{day}");
    }
    assert!(board("2025-06-30").contains("11 kap. 1 §"));
    assert!(board("2025-06-30").contains("14 kap. 1 §"));
    // Nobody but the board has an inquiry.
    assert!(letter(&SE, "hospital", "SE-ASK-CLINIC", "inquiry", "2026-06-01").is_none());
    assert!(letter(&SE, "hospital", "SE-ASK-INQUIRY", "inquiry", "2026-06-01").is_none());
}

// R-LETTER-1
#[test]
fn denmark_has_letters_of_its_own_without_swedish_law() {
    for (asker, purpose) in [("ppr", "care"), ("social-family", "inquiry")] {
        let rule = letter(&DK, asker, "DK-ASK-SOURCE", purpose, "2026-06-01").unwrap();
        let child = PersonId::guess("0101012345").unwrap();
        let letter = rule.letter(&child, "S-9");
        assert!(letter.text.starts_with("Vedrører: 010101-2345\n\n"));
        for swedish in ["OSL", "SoL", "kap.", "sekretess"] {
            assert!(!letter.text.contains(swedish), "{asker}: {swedish}");
        }
    }
    assert!(letter(&DK, "ppr", "DK-ASK-SOURCE", "inquiry", "2026-06-01").is_none());
}

// R-LETTER-2
#[test]
fn two_answers_are_read_and_every_other_line_is_not() {
    let rule = letter(&SE, "hospital", "SE-ASK-CLINIC", "care", "2026-06-01").unwrap();
    let read = |line| rule.reads(line);
    assert_eq!(
        read("Inga handlingar finns."),
        Some(StandardAnswer::Nothing)
    );
    assert_eq!(
        read("Sekretesskyddade handlingar"),
        Some(StandardAnswer::Documents)
    );
    for other in [
        "",
        "Inga handlingar finns",
        "inga handlingar finns.",
        " Inga handlingar finns.",
        "Inga handlingar finns. ",
        "Sekretesskyddade handlingar.",
        "Sekretesskyddade handlingar\r",
        "Autosvar: Sekretesskyddade handlingar",
    ] {
        assert_eq!(read(other), None, "{other:?}");
    }
}

// R-LETTER-3
#[test]
fn a_letter_that_cannot_be_filled_in_or_contradicts_another_is_refused() {
    let after = "id = \"SE-MESSAGE-CARE\"";
    let at = SE_TOML.find(after).unwrap();
    let edited = |old: &str, new: &str| {
        let (before, rest) = SE_TOML.split_at(at);
        assert!(rest.contains(old), "{old}");
        format!("{before}{}", rest.replacen(old, new, 1))
    };
    for (old, new, key) in [
        ("SE-ASK-CLINIC", "SE-ASK-NOBODY", "request"),
        ("SE-GRANT-CARE", "SE-GRANT-NOBODY", "grantors"),
        ("ärende <case number>", "ärende", "subject"),
        ("Avser: <number>", "Avser: <name>", "first_line"),
        ("Avser: <number>", "Avser: <number> <number>", "first_line"),
        ("Inga handlingar finns.\", d", "\", d", "answers"),
        (
            "\"Sekretesskyddade handlingar\" }",
            "\"Inga handlingar finns.\" }",
            "answers",
        ),
        ("[\"SE-ASK-INQUIRY\"]", "[\"SE-ASK-CLINIC\"]", "purpose"),
        (
            "valid_to = \"2025-07-01\"",
            "valid_to = \"2025-07-02\"",
            "purpose",
        ),
    ] {
        let error = Policy::parse("policy/se.toml", &edited(old, new)).unwrap_err();
        assert!(error.key.ends_with(key), "{old} -> {new}: {error}");
    }
}

// R-LETTER-4
#[test]
fn whichever_letter_cites_consent_names_whose() {
    for policy in [&*SE, &*DK] {
        for rule in policy.messages() {
            // The Danish inquiry asks for consent, or has asked for it in vain.
            let cites = rule.purpose == "care";
            assert_eq!(rule.grantors.is_some(), cites, "{}", rule.origin.id);
            let says = rule.paragraphs.iter().any(|paragraph| {
                paragraph.contains("med samtycke") || paragraph.contains("Der er samtykke")
            });
            assert_eq!(says, cites, "{}", rule.origin.id);
        }
    }
}

// R-CITIZEN-5
#[test]
fn guardian_and_child_are_told_the_same_of_every_sector_by_age() {
    let asked = |policy: &Policy, audience, age| -> Vec<String> {
        let rows = policy.own_requests(audience, age, date("2026-06-01"));
        rows.map(|(sector, _)| sector.to_string()).collect()
    };
    use domain::policy::Audience::{Child, Guardian, Professional};
    let se = ["disability", "school", "school-psychology", "social-child"];
    let dk = ["day-care", "ppr", "school", "social-family"];
    let none: [&str; 0] = [];
    // A Danish child is a party to its social case from 10.
    let party = ["social-family"];
    for (policy, all, guardians_below, child_from, party_from) in
        [(&SE, se, 13, 16, 16), (&DK, dk, 15, 15, 10)]
    {
        for age in 0..20 {
            let told = |is: bool| if is { &all[..] } else { &none[..] };
            assert_eq!(
                asked(policy, Guardian, age),
                told(age < guardians_below),
                "{age}"
            );
            let child = match age {
                _ if age >= child_from => &all[..],
                _ if age >= party_from => &party[..],
                _ => &none[..],
            };
            assert_eq!(asked(policy, Child, age), child, "{age}");
            assert_eq!(asked(policy, Professional, age), none);
        }
    }
}
