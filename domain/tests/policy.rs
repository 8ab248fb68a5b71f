//! The tables are read whole or refused, and a refusal says where, what and what was expected.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a panic is a test's voice"
)]

mod common;

use common::{DK, SE, SE_TOML};
use domain::{
    policy::{Policy, PolicyError, SharingOutcome},
    record::body,
    time::Country,
};

/// An edit of the Swedish tables: the first `old` after `after` becomes `new`; the error is at the first `blamed` after `after`.
struct Bad {
    after: &'static str,
    old: &'static str,
    new: &'static str,
    blamed: &'static str,
    key: &'static str,
    expected: &'static str,
}

impl Bad {
    fn edited(&self) -> (String, usize) {
        let start = SE_TOML
            .find(self.after)
            .unwrap_or_else(|| panic!("no {:?}", self.after));
        let (before, rest) = SE_TOML.split_at(start);
        assert!(
            rest.contains(self.old),
            "no {:?} after {:?}",
            self.old,
            self.after
        );
        let rest = rest.replacen(self.old, self.new, 1);
        let blamed = rest
            .find(self.blamed)
            .unwrap_or_else(|| panic!("no {:?}", self.blamed));
        let line = 1 + before.matches('\n').count() + rest[..blamed].matches('\n').count();
        (format!("{before}{rest}"), line)
    }
}

fn refused(toml: &str) -> PolicyError {
    match Policy::parse("policy/se.toml", toml) {
        Err(error) => error,
        Ok(_) => panic!("the tables were accepted"),
    }
}

fn bad(
    after: &'static str,
    (old, new): (&'static str, &'static str),
    blamed: &'static str,
    key: &'static str,
    expected: &'static str,
) -> Bad {
    Bad {
        after,
        old,
        new,
        blamed,
        key,
        expected,
    }
}
#[track_caller]
fn are_refused(table: &[Bad]) {
    for case in table {
        let (toml, line) = case.edited();
        let error = refused(&toml);
        let told = format!("{} -> {}: {error}", case.old, case.new);
        assert_eq!(error.line, line, "{told}");
        assert_eq!(error.key, case.key, "{told}");
        assert!(error.expected.contains(case.expected), "{told}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("policy/se.toml:{line}: ")),
            "{told}"
        );
    }
} // R-POLICY-1
#[test]
fn both_countries_tables_are_read() {
    assert_eq!((SE.country(), DK.country()), (Country::Se, Country::Dk));
    assert_eq!((SE.version(), DK.version()), ("SE-2026-11f", "DK-2026-11e"));
    for policy in [&SE, &DK] {
        assert!(policy.sharing().len() > 10);
        let named: Vec<_> = policy
            .information_types()
            .iter()
            .map(|t| t.as_str())
            .collect();
        let mut known: Vec<_> = body::known_types().collect();
        known.sort_unstable();
        assert_eq!(named, known, "{}", policy.country());
    }
} // R-POLICY-4
#[test]
fn every_rule_has_a_law_and_what_is_uncertain_says_so() {
    for line in SE.sharing().iter().chain(DK.sharing()) {
        assert!(!line.origin.law.is_empty());
        let uncertain = line.origin.law.contains('?');
        assert!(
            !uncertain || !line.origin.note.is_empty(),
            "{}",
            line.origin.id
        );
    }
} // R-POLICY-1
#[test]
#[rustfmt::skip]
fn what_a_line_refers_to_and_the_tables_do_not_have_is_refused() { let line = "id = \"SE-SHARE-H-SOCIAL\""; are_refused(&[ bad(line, ("[\"H\"]", "[\"H\", \"dentist\"]"), "actor =", "sharing SE-SHARE-H-SOCIAL actor", "EARLY, H, H-OTHER"),
        bad(line, ("[\"social-child\"]", "[\"Social\"]"), "producer =", "sharing SE-SHARE-H-SOCIAL producer", "PUPIL"),
        bad(line, ("\"plan\"", "\"genetics\""), "types =", "sharing SE-SHARE-H-SOCIAL types", "health, planning, register"),
        bad(line, ("SE-ASK-CLINIC", "SE-ASK-NOBODY"), "request =", "sharing SE-SHARE-H-SOCIAL request", "SE-ASK-CLINIC, SE-ASK-FEEDBACK"),
        bad("id = \"SE-SHARE-H-H\"", ("SE-WIN-YEAR-3", "SE-WIN-4"), "window =", "sharing SE-SHARE-H-H window", "SE-WIN-SCHOOL-10"),
        bad("id = \"SE-SHARE-H-H\"", ("SE-GRANT-CARE", "SE-GRANT"), "grantors =", "sharing SE-SHARE-H-H grantors", "SE-GRANT-CARE"),
        bad("id = \"SE-ASK-SCHOOL\"", ("[\"PUPIL\"]", "[\"PUPILS\"]"), "asker =", "request SE-ASK-SCHOOL asker", "PUPIL"),
        bad("[groups.sectors]", ("\"hospital\"", "\"ospital\""), "H = [", "groups.sectors H", "hospital"),
        bad("[groups.types]", ("planning = [\"plan\"", "planning = [\"plans\""), "planning =", "groups.types planning", "plan, questionnaire"),
        bad("[sectors]", ("habilitation =", "rehabilitation ="), "H = [", "groups.sectors H", "rehabilitation"),
    ]);
}

// R-POLICY-1
#[test]
#[rustfmt::skip]
fn a_rule_that_is_not_whole_is_refused() {
    let line = "id = \"SE-SHARE-H-H\"";
    let id = "id = \"SE-SHARE-H-H\"";
    are_refused(&[
        bad("id = \"SE-SHARE-H-SOCIAL\"", ("SE-SHARE-H-SOCIAL", "SE-SHARE-H-SCHOOL"), "id =", "sharing SE-SHARE-H-SCHOOL id", "an id of its own"),
        bad(line, ("window = \"SE-WIN-YEAR-3\"\n", ""), id, "sharing SE-SHARE-H-H window", "how far back"),
        bad(line, ("grantors = \"SE-GRANT-CARE\"\n", ""), id, "sharing SE-SHARE-H-H grantors", "who may consent"),
        bad(line, ("[\"consent\"]", "[]"), "grounds =", "sharing SE-SHARE-H-H grounds", "one or more of consent"),
        bad(line, ("[\"health\"]", "[]"), id, "sharing SE-SHARE-H-H types", "at least one"),
        bad(line, ("Lagen 2022:913 om sammanhållen vård- och omsorgsdokumentation 3 kap.", " "), "law =", "sharing SE-SHARE-H-H law", "the law with its number"),
        bad(line, ("note", "valid_to = \"2023-01-01\"\nnote"), "valid_to =", "sharing SE-SHARE-H-H valid_to", "a later day"),
        bad("id = \"SE-SHARE-H-SOCIAL\"", ("request = \"SE-ASK-CLINIC\"\n", ""), "id =", "sharing SE-SHARE-H-SOCIAL request", "how to ask"),
        bad("id = \"SE-GRANT-CARE\"", ("from = 16", "from = 17"), "cases =", "grantors SE-GRANT-CARE cases", "exactly one case for every age"),
        bad("id = \"SE-GRANT-CARE\"", ("below = 16", "below = 17"), "cases =", "grantors SE-GRANT-CARE cases", "exactly one case for every age"),
        bad("id = \"SE-GRANT-CARE\"", ("from = 16", "from = 16, below = 30"), "cases =", "grantors SE-GRANT-CARE cases", "exactly one case for every age"),
        bad("id = \"SE-SCHOOL-7\"", ("month = 8", "month = 13"), "id = \"SE-SCHOOL-7\"", "school_start SE-SCHOOL-7 rows", "a month and day that every year has"),
        bad("code = \"custody\"", ("\"custody\"", "\"contact\""), "code = \"contact\"\nbasis = \"overlap\"\nstraddle = \"in\"\nfuture = \"P2Y\"", "type SE-TYPE-CONTACT code", "one rule per type"),
    ]);
}

// R-POLICY-2
#[test]
#[rustfmt::skip]
fn lines_that_contradict_each_other_or_themselves_are_refused() {
    let once_more = "request = \"SE-ASK-CLINIC\"\nage_from = 16\nage_below = 16\n";
    are_refused(&[
        bad("id = \"SE-SHARE-BVC-EARLY\"", ("[\"child-health\"]", "[\"EARLY\"]"), "id = \"SE-SHARE-EMI-EARLY\"", "sharing SE-SHARE-EMI-EARLY line", "one line for each actor"),
        bad("id = \"SE-SHARE-H-EMERGENCY\"", ("[\"emergency\"]", "[\"emergency\", \"consent\"]\ngrantors = \"SE-GRANT-CARE\""), "id =", "sharing SE-SHARE-H-EMERGENCY line", "one line for each actor"),
        // Never leaves room for nothing, whatever its grounds.
        bad("id = \"SE-SHARE-H-SOCIAL\"", ("\"contact\"]", "\"concern-report\"]"), "id = \"SE-NEVER-H-CONCERN\"", "sharing SE-NEVER-H-CONCERN line", "one line for each actor"),
        // Above the ages of childhood too.
        bad("id = \"SE-CITIZEN-GUARDIAN\"", ("age_below = 13\nextended_below = 16", TWICE), "id = \"SE-CITIZEN-TWICE\"", "sharing SE-CITIZEN-TWICE line", "one line for each actor"),
        bad("id = \"SE-SHARE-H-H\"", ("request = \"SE-ASK-CLINIC\"\n", once_more), "age_below =", "sharing SE-SHARE-H-H age_below", "a higher age"),
        bad("id = \"SE-SHARE-H-SOCIAL\"", ("request = ", "window = \"SE-WIN-OPEN\"\nrequest = "), "window =", "sharing SE-SHARE-H-SOCIAL window", "fits its outcome"),
        bad("id = \"SE-NEVER-H-CONCERN\"", ("law", "request = \"SE-ASK-CLINIC\"\nlaw"), "request =", "sharing SE-NEVER-H-CONCERN request", "fits its outcome"),
        bad("id = \"SE-SHARE-H-EMERGENCY\"", ("window", "grantors = \"SE-GRANT-CARE\"\nwindow"), "grantors =", "sharing SE-SHARE-H-EMERGENCY grantors", "fits its outcome"),
        bad("id = \"SE-SHARE-SOCIAL-ANY\"", ("SE-ASK-INQUIRY", "SE-ASK-CLINIC"), "request =", "sharing SE-SHARE-SOCIAL-ANY request", "for every actor and producer"),
    ]);
}

// R-DECIDE-6 R-CONSENT-16 R-PROTECT-6
#[test]
#[rustfmt::skip]
fn an_own_file_a_release_by_consent_and_what_protection_keeps_back_are_written_whole() {
    let own = "id = \"SE-SHARE-H-OWN\"";
    let other = "id = \"SE-SHARE-EARLY-OTHER\"";
    are_refused(&[
        bad(own, ("own = true", "own = true\nsame_organisation = true"), "own =", "sharing SE-SHARE-H-OWN own", "without same_organisation"),
        bad(other, ("grounds", "own = true\ngrounds"), "own =", "sharing SE-SHARE-EARLY-OTHER own", "every actor among the producers"),
        bad(other, ("grounds", "own = false\ngrounds"), "own =", "sharing SE-SHARE-EARLY-OTHER own", "with false some"),
        bad("id = \"SE-CITIZEN-GUARDIAN\"", ("grounds", "own = true\ngrounds"), "own =", "sharing SE-CITIZEN-GUARDIAN own", "for professionals"),
        // Beside the own file, what is said of all but it does not hold; what is said of all would.
        bad("id = \"SE-SHARE-H-H\"", ("grounds = [\"consent\"]\nown = false", "grounds = [\"statute\", \"consent\"]"), "id =", "sharing SE-SHARE-H-H line", "one line for each actor"),
        bad("id = \"SE-SHARE-H-PSYCHOLOGY\"", ("grantors = \"SE-GRANT-CARE\"\n", ""), "id =", "sharing SE-SHARE-H-PSYCHOLOGY grantors", "who may consent"),
        bad("id = \"SE-SHARE-H-SOCIAL-NEED\"", ("request =", "grantors = \"SE-GRANT-CARE\"\nrequest ="), "grantors =", "sharing SE-SHARE-H-SOCIAL-NEED grantors", "fits its outcome and grounds"),
        bad(own, ("request = \"SE-ASK-CLINIC\"\n", ""), "id =", "sharing SE-SHARE-H-OWN request", "under protected identity"),
    ]);
}

/// A second line for guardians that meets the first from 19 years on only.
const TWICE: &str = r#"age_from = 19
outcome = "direct"
window = "SE-WIN-OWN"
law = "x"
valid_from = "2015-01-01"
note = ""

[[sharing]]
id = "SE-CITIZEN-TWICE"
audience = "guardian"
producer = ["H"]
types = ["health"]
grounds = ["own_access"]
age_from = 25
age_below = 27"#;

// R-POLICY-2
#[test]
#[rustfmt::skip]
fn grounds_and_actors_must_fit_the_audience() {
    let guardian = "id = \"SE-CITIZEN-GUARDIAN\"";
    are_refused(&[
        bad(guardian, ("[\"own_access\"]", "[\"own_access\", \"emergency\"]"), "grounds =", "sharing SE-CITIZEN-GUARDIAN grounds", "own_access alone"),
        bad("id = \"SE-SHARE-H-H\"", ("[\"consent\"]", "[\"own_access\"]"), "grounds =", "sharing SE-SHARE-H-H grounds", "consent, necessity, statute, emergency"),
        bad(guardian, ("producer", "actor = [\"H\"]\nproducer"), "actor =", "sharing SE-CITIZEN-GUARDIAN actor", "none for guardian and child"),
        bad("id = \"SE-SHARE-H-DISABILITY\"", ("actor = [\"H\"]\n", ""), "id =", "sharing SE-SHARE-H-DISABILITY actor", "sectors for professionals"),
    ]);
}

// R-POLICY-1
#[test]
#[rustfmt::skip]
fn what_cannot_be_read_is_refused_at_its_line() {
    let line = "id = \"SE-SHARE-H-H\"";
    let readme = "policy/README.md";
    are_refused(&[
        bad("[policy]", ("\"SE\"", "\"NO\""), "country =", "policy country", "\"SE\" or \"DK\""),
        bad(line, ("outcome = \"direct\"", "outcome = \"allow\""), "outcome =", "sharing SE-SHARE-H-H outcome", readme),
        bad(line, ("request =", "requests ="), "requests =", "sharing SE-SHARE-H-H requests", readme),
        bad(line, ("\"2023-01-01\"", "\"2023-02-30\""), "valid_from =", "sharing SE-SHARE-H-H valid_from", readme),
        bad(line, ("\"2023-01-01\"", "2023"), "valid_from =", "sharing SE-SHARE-H-H valid_from", readme),
        bad(line, ("[\"consent\"]", "[\"consents\"]"), "grounds =", "sharing SE-SHARE-H-H grounds", readme),
        bad("id = \"SE-WIN-YEAR-3\"", ("years_back", "years"), "rule =", "window SE-WIN-YEAR-3 rule", readme),
        bad("id = \"SE-WIN-PLAN\"", ("P1Y", "1 year"), "rule =", "window SE-WIN-PLAN rule", readme),
        bad("code = \"contact\"", ("\"P2Y\"", "\"soon\""), "future =", "type SE-TYPE-CONTACT future", readme),
        bad("code = \"contact\"", ("protected = \"drop\"", "protected = \"hide\""), "protected =", "type SE-TYPE-CONTACT protected", readme),
        bad("id = \"SE-GRANT-CARE\"", ("all_guardians", "parents"), "parents", "grantors SE-GRANT-CARE cases", readme),
        bad("[sectors]", ("child-health =", "Child-Health ="), "Child-Health =", "sectors Child-Health", readme),
    ]);
}

// R-POLICY-1
#[test]
fn a_missing_key_is_refused_at_its_rule_and_named() {
    let line = "[[sharing]]\nid = \"SE-SHARE-H-H\"";
    for (old, field) in [
        (
            "law = \"Lagen 2022:913 om sammanhållen vård- och omsorgsdokumentation 3 kap.\"\n",
            "law",
        ),
        ("valid_from = \"2023-01-01\"\n", "valid_from"),
        ("note = \"\"\n", "note"),
        ("outcome = \"direct\"\n", "outcome"),
    ] {
        let case = bad(line, (old, ""), "[[sharing]]", "", "");
        let (toml, line) = case.edited();
        let error = refused(&toml);
        assert_eq!(error.line, line, "{error}");
        assert!(
            error.problem.contains(&format!("missing field `{field}`")),
            "{error}"
        );
    }
}

// R-POLICY-1
#[test]
fn windows_that_count_from_school_start_need_its_table() {
    let first = SE_TOML.find("[[school_start]]").unwrap();
    let windows = SE_TOML.find("[[window]]").unwrap();
    let toml = format!("{}{}", &SE_TOML[..first], &SE_TOML[windows..]);
    let error = refused(&toml);
    assert_eq!(error.key, "window SE-WIN-SCHOOL-10 rule");
    assert!(error.expected.contains("[[school_start]]"), "{error}");
}

// R-POLICY-1
#[test]
fn no_cut_through_the_tables_is_read_as_the_whole() {
    let whole = SE.sharing().len();
    for (place, _) in SE_TOML.match_indices('\n').step_by(7) {
        let read = Policy::parse("cut", &SE_TOML[..place]);
        assert!(read.is_err() || place > SE_TOML.find("[[type]]").unwrap());
        if let Ok(policy) = read {
            assert_eq!(policy.sharing().len(), whole);
        }
    }
}

// R-POLICY-5
#[test]
fn a_later_line_takes_over_on_the_day_the_earlier_ends() {
    let (before, after) = SE_TOML
        .split_once("id = \"SE-SHARE-H-DISABILITY\"")
        .unwrap();
    let until = after.replacen("note", "valid_to = \"2027-01-01\"\nnote", 1);
    let (old, rest) = until.split_once("[[sharing]]").unwrap();
    let new = old
        .replace("valid_from = \"2023-01-01\"", "valid_from = \"2027-01-01\"")
        .replace("valid_to = \"2027-01-01\"\n", "");
    let id = "id = \"SE-SHARE-H-DISABILITY";
    let both = format!("{before}{id}\"{old}[[sharing]]\n{id}-2\"{new}[[sharing]]{rest}");
    let policy = Policy::parse("edited", &both).unwrap();
    let direct = |id: &str| {
        (policy.sharing().iter())
            .any(|l| &*l.origin.id == id && matches!(l.outcome, SharingOutcome::Direct { .. }))
    };
    assert!(direct("SE-SHARE-H-DISABILITY") && direct("SE-SHARE-H-DISABILITY-2"));
    let overlapping = both.replace("valid_to = \"2027-01-01\"", "valid_to = \"2027-01-02\"");
    assert_eq!(
        refused(&overlapping).key,
        "sharing SE-SHARE-H-DISABILITY-2 line"
    );
}

// R-POLICY-7 R-POLICY-8
#[test]
#[rustfmt::skip]
fn rules_about_a_look_are_whole_and_leave_out_nothing_that_makes_them_so() {
    let grant = "id = \"SE-GRANT-CARE\"";
    let every = "exactly one case for every age, assessed or not";
    let emergency = "id = \"SE-GROUND-EMERGENCY\"";
    let consent = "id = \"SE-GROUND-CONSENT\"";
    let block = "id = \"SE-BLOCK\"";
    let research = "id = \"SE-PURPOSE-RESEARCH\"";
    are_refused(&[
        bad(grant, ("assessed = false, who", "who"), "cases =", "grantors SE-GRANT-CARE cases", every),
        bad(grant, ("    { from = 13, below = 16, assessed = true, who = \"child\" },\n", ""), "cases =", "grantors SE-GRANT-CARE cases", every),
        bad(grant, ("from = 13, below = 16, assessed = true", "from = 13, below = 15, assessed = true"), "cases =", "grantors SE-GRANT-CARE cases", every),
        bad(grant, ("assessed = true", "assessed = \"yes\""), "assessed = \"yes\"", "grantors SE-GRANT-CARE cases", "policy/README.md"),
        bad(block, ("assessed = false, who", "who"), "cases =", "block SE-BLOCK cases", every),
        bad(block, ("\"emergency\", ", ""), "forbids =", "block SE-BLOCK forbids", "consent, necessity and emergency at least"),
        bad(block, (", \"own_access\"", ""), "forbids =", "block SE-BLOCK forbids", "own_access if, and only if"),
        bad(block, ("[\"professional\", \"guardian\"]", "[\"guardian\"]"), "audience =", "block SE-BLOCK audience", "professional at least"),
        bad(block, ("lift_days = 7", "lift_days = 8"), "lift_days =", "block SE-BLOCK lift_days", "1 to 7"),
        bad(block, ("who = \"nobody\"", "who = \"anybody\""), "who = \"anybody\"", "block SE-BLOCK cases", "policy/README.md"),
        bad(consent, ("\"relation\", ", ""), "needs =", "ground SE-GROUND-CONSENT needs", "at least"),
        bad(consent, ("[\"relation\", \"consent\"]", "[\"relation\", \"consent\", \"no_objection\"]"), "needs =", "ground SE-GROUND-CONSENT needs", "no more than"),
        bad(consent, ("law =", "hours = 3\nlaw ="), "hours =", "ground SE-GROUND-CONSENT hours", "emergency alone"),
        bad(consent, ("[\"care\"]", "[\"research\"]"), "purposes =", "ground SE-GROUND-CONSENT purposes", "one of care, own-access"),
        bad(consent, ("[\"care\"]", "[]"), "id =", "ground SE-GROUND-CONSENT purposes", "at least one"),
        bad(emergency, ("ground = \"emergency\"", "ground = \"necessity\""), "grounds = [\"consent\", \"statute\", \"emergency\"]", "sharing SE-NEVER-H-CONCERN grounds", "a ground whose needs"),
        bad(emergency, ("hours = 4\n", ""), "id =", "ground SE-GROUND-EMERGENCY hours", "at least 1"),
        bad(emergency, ("[\"notify\", \"review\"]", "[\"notify\"]"), "id =", "ground SE-GROUND-EMERGENCY hours", "review"),
        bad(emergency, ("[\"reason\"]", "[\"relation\"]"), "needs =", "ground SE-GROUND-EMERGENCY needs", "at least"),
        bad(research, ("allowed = false", "allowed = true"), "id =", "purpose SE-PURPOSE-RESEARCH audience", "who may look"),
        bad(research, ("code = \"research\"", "code = \"care\""), "code =", "purpose SE-PURPOSE-RESEARCH code", "one row for each day"),
        bad("id = \"SE-HIDDEN-INQUIRY\"", ("[\"statute\"]", "[\"own_access\"]"), "grounds =", "hidden SE-HIDDEN-INQUIRY grounds", "grounds of professionals"),
        bad("id = \"SE-HIDDEN-INQUIRY\"", ("review_days = 180", "review_days = 0"), "review_days =", "hidden SE-HIDDEN-INQUIRY review_days", "at least 1"),
        bad("id = \"SE-CITIZEN-GUARDIAN\"", ("extended_below = 16", "extended_below = 13"), "extended_below =", "sharing SE-CITIZEN-GUARDIAN extended_below", "above age_below"),
        bad("id = \"SE-SHARE-H-H\"", ("law =", "despite_block = true\nlaw ="), "despite_block =", "sharing SE-SHARE-H-H despite_block", "ground statute"),
        bad("id = \"SE-SHARE-H-SOCIAL\"", ("law =", "addressed = true\nlaw ="), "addressed =", "sharing SE-SHARE-H-SOCIAL addressed", "a direct line for professionals"),
        bad("id = \"SE-SHARE-H-H\"", ("law =", "addressed = true\nlaw ="), "addressed =", "sharing SE-SHARE-H-H addressed", "protected = \"drop\""),
        bad("id = \"SE-SHARE-REPORTER-FEEDBACK\"", ("addressed = true", "addressed = false"), "addressed =", "sharing SE-SHARE-REPORTER-FEEDBACK addressed", "true, on a direct line"),
    ]);
}

// R-REQUEST-1
#[test]
#[rustfmt::skip]
fn whether_a_request_needs_a_case_number_stands_in_its_subject() {
    let today = common::date("2026-11-21");
    let needs = |place| SE.request_at(place, today).map(|r| (r.origin.id.to_string(), r.needs_case_number()));
    let all: Vec<_> = (0..64).filter_map(needs).collect();
    let told = [
        ("SE-ASK-CLINIC", true), ("SE-ASK-NEED", true), ("SE-ASK-OWN", false), ("SE-ASK-PLAN", false), ("SE-ASK-REGISTER", false),
        ("SE-ASK-SCHOOL", false), ("SE-ASK-INQUIRY", true), ("SE-ASK-FEEDBACK", false),
    ];
    assert_eq!(all, told.map(|(id, needed)| (id.to_owned(), needed)));
    let clinic = "id = \"SE-ASK-CLINIC\"";
    let expected = "no place to fill in but <case number>";
    are_refused(&[
        bad(clinic, ("<case number>", "<number>"), "id =", "request SE-ASK-CLINIC subject", expected),
        bad(clinic, ("<case number>", "<case number> <case number>"), "id =", "request SE-ASK-CLINIC subject", expected),
        bad(clinic, ("\"secure_message\"", "\"contact_source\""), "id =", "request SE-ASK-CLINIC subject", expected),
        bad("id = \"SE-ASK-SCHOOL\"", ("\"contact_source\"", "\"secure_message\""), "id =", "request SE-ASK-SCHOOL subject", expected),
    ]);
}
