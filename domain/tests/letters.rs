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

// R-LETTER-6
#[test]
fn what_a_clinic_needs_for_somebody_under_18_is_asked_by_a_letter_that_cites_no_consent() {
    let ask = |asker| letter(&SE, asker, "SE-ASK-NEED", "care", "2026-06-01");
    for clinic in ["child-psychiatry", "school-health", "hospital"] {
        let rule = ask(clinic).unwrap();
        assert!(rule.grantors.is_none());
        assert!(text(rule).contains("26 kap. 9 §"));
        assert!(text(rule).contains("inte fyllt arton år"));
        assert!(!text(rule).contains("samtycke"));
    }
    for other in ["school", "social-child"] {
        assert!(ask(other).is_none(), "{other}");
    }
    // What protected identity keeps back of a plan is asked for with the consent that showed it.
    for partner in ["school", "social-child", "hospital"] {
        let rule = letter(&SE, partner, "SE-ASK-PLAN", "care", "2026-06-01").unwrap();
        assert!(rule.grantors.is_some(), "{partner}");
    }
}

// R-LETTER-4
#[test]
fn whichever_letter_cites_consent_names_whose() {
    for policy in [&*SE, &*DK] {
        for rule in policy.messages() {
            let cites = rule.grantors.is_some();
            let says = rule.paragraphs.iter().any(|paragraph| {
                paragraph.contains("med samtycke") || paragraph.contains("Der er samtykke")
            });
            assert_eq!(says, cites, "{}", rule.origin.id);
        }
    }
}

// R-LETTER-5
#[test]
fn a_letter_that_cites_no_consent_claims_none() {
    let claims = [
        "amtycke finns",
        "med samtycke",
        "amtykke er",
        "er samtykke",
        "søgt indhentet",
    ];
    for policy in [&*SE, &*DK] {
        let mut silent = 0;
        for rule in (policy.messages().iter()).filter(|rule| rule.grantors.is_none()) {
            silent += 1;
            let claim = (rule.paragraphs.iter())
                .find(|paragraph| claims.iter().any(|claim| paragraph.contains(claim)));
            assert_eq!(claim, None, "{}", rule.origin.id);
        }
        assert!(silent > 0, "{}", policy.country());
    }
}

// R-CITIZEN-5
#[test]
fn guardian_and_child_are_told_the_same_of_every_sector_by_age() {
    let asked = |policy: &Policy, audience, age| -> Vec<String> {
        let rows = policy.own_requests(audience, age, date("2026-06-01"));
        let mut told: Vec<_> = rows.map(|(sector, _)| sector.to_string()).collect();
        told.sort();
        told
    };
    use domain::policy::Audience::{Child, Guardian, Professional};
    let se = ["disability", "school", "school-psychology", "social-child"];
    let dk = ["day-care", "ppr", "school", "social-family"];
    // What a parent sees of the health visitor is not certain, so it is asked for.
    let parent = [
        "day-care",
        "health-visitor",
        "ppr",
        "school",
        "social-family",
    ];
    let none: [&str; 0] = [];
    // A Danish child may ask for its own entry before it sees it at 15, and is a party to its social case from 10.
    let (small, party) = (
        ["population-register"],
        ["population-register", "social-family"],
    );
    for age in 0..20 {
        let told = asked(&SE, Guardian, age);
        assert_eq!(told, if age < 13 { &se[..] } else { &none[..] }, "{age}");
        let told = asked(&SE, Child, age);
        assert_eq!(told, if age < 16 { &none[..] } else { &se[..] }, "{age}");
        let told = asked(&DK, Guardian, age);
        assert_eq!(
            told,
            if age < 15 { &parent[..] } else { &none[..] },
            "{age}"
        );
        let child = match age {
            0..10 => &small[..],
            10..15 => &party[..],
            _ => &dk[..],
        };
        assert_eq!(asked(&DK, Child, age), child, "{age}");
        for policy in [&SE, &DK] {
            assert_eq!(asked(policy, Professional, age), none);
        }
    }
}
