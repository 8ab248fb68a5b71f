use super::*;
use crate::record::body::{NotGiven, Questionnaire};

fn of(code: &str, when: &str, body: impl Into<Body>) -> Derived {
    let period = Period::at(Moment::parse(when).unwrap());
    derive(
        &InformationType::parse(code).unwrap(),
        &period,
        &body.into(),
    )
}

fn height(cm: &str) -> Observation {
    let code = Coding::new(systems::LOINC, "8302-2", "Kroppslängd");
    Observation::quantity(code, Quantity::new(cm, "cm"))
}

// R-CLAIM-2
#[test]
fn one_dose_in_two_sources_has_one_key() {
    let old_school = of(
        "vaccination",
        "2025-02-12",
        Vaccination::new("J07BD52", "AB 12c"),
    );
    let mut copied = Vaccination::new("J07BD52", " ab12C").product("Priorix");
    copied.transcribed = true;
    copied.vaccine = Some(Coding::new(systems::ATC_OID, "j07bd52", "MPR"));
    // Half past midnight in Sweden is still the day before in UTC.
    let new_school = of("vaccination", "2025-02-11T23:30:00Z", copied);
    assert_eq!(
        old_school.identity_key.as_deref(),
        Some("vaccination|2025-02-12|J07BD52|AB12C")
    );
    assert_eq!(old_school, new_school);
}

// R-CLAIM-2
#[test]
fn a_dose_without_day_batch_or_atc_or_not_given_has_no_key() {
    let key = |when: &str, body: Vaccination| of("vaccination", when, body).identity_key;
    assert_eq!(key("2025-02", Vaccination::new("J07BD52", "A1")), None);
    assert_eq!(key("2025-02-12", Vaccination::new("J07BD52", " ")), None);
    let mut other = Vaccination::new("J07BD52", "A1");
    other.vaccine = Some(Coding::new(systems::SNOMED_CT, "871909005", ""));
    assert_eq!(key("2025-02-12", other), None);
    let mut refused = Vaccination::new("J07BD52", "A1");
    refused.not_given = Some(NotGiven::default());
    assert_eq!(key("2025-02-12", refused.clone()), None);
    let claims = of("vaccination", "2025-02-12", refused).claims;
    assert_eq!(claims[0].value, "not-given");
    assert_eq!(
        key("2025-02-12", Vaccination::new("J07BD52", "9".repeat(200))),
        None
    );
}

// R-CLAIM-3
#[test]
fn two_heights_of_one_day_meet_under_one_key_and_disagree_in_their_claims() {
    let old_school = of("observation/growth", "2026-02-03", height("138.9"));
    let new_school = of(
        "observation/growth",
        "2026-02-03T07:10:00Z",
        height("133.9"),
    );
    assert_eq!(
        old_school.identity_key.as_deref(),
        Some("observation/growth|8302-2|2026-02-03")
    );
    assert_eq!(old_school.identity_key, new_school.identity_key);
    let (a, b) = (&old_school.claims[0], &new_school.claims[0]);
    assert_eq!((&a.code, &a.unit), (&b.code, &b.unit));
    assert_eq!((a.value.as_str(), b.value.as_str()), ("138.9", "133.9"));
    assert_eq!(
        of("observation/screening", "2026-02-03", height("138.9")).identity_key,
        None
    );
}

// R-CLAIM-3
#[test]
fn a_finding_on_one_side_and_a_finding_in_words_make_no_claim() {
    let code = |code: &str| Coding::new(systems::LOINC, code, "");
    let hearing = Observation::text(code("28615-3"), "hörde dåligt")
        .component(
            code("89016-0"),
            Quantity::new("35", "dB[HL]"),
            Laterality::Left,
        )
        .component(
            code("89016-0"),
            Quantity::new("20", "dB[HL]"),
            Laterality::Right,
        );
    assert_eq!(
        of("observation/screening", "2018-03-20", hearing).claims,
        []
    );
}

// R-CLAIM-1
#[test]
fn a_body_with_nine_facts_claims_its_first_eight() {
    let with_parts = |count: usize| {
        let part = |n: usize| Coding::new(systems::LOINC, format!("part-{n}"), "");
        let body = (1..=count).fold(height("100"), |body, n| {
            body.component(part(n), Quantity::new("1", ""), Laterality::Unstated)
        });
        of("observation/growth", "2026-02-03", body).claims
    };
    assert_eq!(with_parts(MAX_CLAIMS - 2).len(), MAX_CLAIMS - 1);
    assert_eq!(with_parts(MAX_CLAIMS - 1).len(), MAX_CLAIMS);
    let full = with_parts(MAX_CLAIMS);
    assert_eq!(full.len(), MAX_CLAIMS);
    assert_eq!(full[MAX_CLAIMS - 1].code.code, "part-7");
}

// R-CLAIM-4
#[test]
fn a_condition_has_a_key_only_with_code_and_onset() {
    let mut asthma = Condition::confirmed(Coding::new(systems::ICD_10, "J45.9", "Astma"));
    assert_eq!(of("condition", "2026", asthma.clone()).identity_key, None);
    asthma.onset = Moment::parse("2019-05");
    let derived = of("condition", "2026", asthma);
    assert_eq!(
        derived.identity_key.as_deref(),
        Some("condition|J45.9|2019-05")
    );
    assert_eq!(derived.claims[0].value, "confirmed");
    assert_eq!(
        of("condition", "2026", Condition::default()),
        Derived::default()
    );
}

// R-CLAIM-5
#[test]
fn a_medicine_stopped_here_and_taken_there_meets_under_its_substance() {
    let taken = Medication::new("N06BA04", "Concerta", Quantity::new("18", "mg"));
    let stopped = taken
        .clone()
        .stopped(Moment::parse("2026-10-05").unwrap(), "byte");
    let gp = of("medication", "2026-01-10", taken);
    let psychiatry = of("medication", "2026-05-02", stopped);
    assert_eq!(gp.identity_key.as_deref(), Some("medication|N06BA04"));
    assert_eq!(gp.identity_key, psychiatry.identity_key);
    assert_eq!(gp.claims[0].value, "active");
    assert_eq!(psychiatry.claims[0].value, "stopped");
    assert_eq!(gp.claims[1], psychiatry.claims[1]);
    assert_eq!(
        (gp.claims[1].value.as_str(), gp.claims[1].unit.as_str()),
        ("18", "mg")
    );
}

// R-CLAIM-1
#[test]
fn claims_hold_codes_and_numbers_never_words() {
    let mut medicine = Medication::new(
        "N06BA04",
        "Concerta",
        Quantity::new("ges på Storgatan 1", ""),
    );
    medicine.dose_text = "hämtas på Storgatan 1".to_owned();
    let derived = of("medication", "2026", medicine);
    let words = derived
        .claims
        .iter()
        .map(|c| format!("{}{}", c.value, c.code.display));
    assert!(words.into_iter().all(|w| !w.contains("Storgatan")));
    assert_eq!(
        of("questionnaire", "2026", Questionnaire::default()),
        Derived::default()
    );
}

#[test]
fn a_no_show_is_told_from_a_visit_without_the_body() {
    let kind = |kind| {
        of("activity", "2026", Activity::new(kind, "")).claims[0]
            .value
            .clone()
    };
    assert_eq!(kind(ActivityKind::NoShow), "no-show");
    assert_eq!(kind(ActivityKind::Visit), "visit");
}

#[test]
fn a_bvc_summary_claims_what_it_states_of_the_programme() {
    let mut summary = crate::record::body::CareDocument::text("kontroll pågår");
    assert_eq!(
        of("document/bvc-summary", "2025", summary.clone()).claims,
        []
    );
    summary.programme = Some(ProgrammeStatement {
        vaccinations: ProgrammeAdherence::Deviates,
        open_follow_up: true,
        ..ProgrammeStatement::default()
    });
    let claims = of("document/bvc-summary", "2025", summary).claims;
    let found: Vec<_> = claims
        .iter()
        .map(|c| (c.code.code.as_str(), c.value.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("programme-vaccinations", "deviates"),
            ("open-follow-up", "true")
        ]
    );
}

#[test]
fn a_bar_in_a_batch_does_not_move_the_borders_of_the_key() {
    let key = of(
        "vaccination",
        "2025-02-12",
        Vaccination::new("J07BD52", "A|1"),
    )
    .identity_key;
    assert_eq!(key.as_deref(), Some("vaccination|2025-02-12|J07BD52|A1"));
}
