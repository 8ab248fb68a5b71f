//! Swedish maternity care: before birth the journal lies under the mother's number; when the child has a number of its own, what concerns the
//! child is found under that.

use domain::{
    record::{
        Coding, LifeCycle,
        body::{
            Activity, ActivityKind, ActivityMode, Contact, IdentityProtection, MasterData, Person,
            Referral, ReferralState, Unborn, types,
        },
    },
    time::Moment,
};

use super::told;
use crate::{
    journal::Staff,
    sure,
    synthetic::{case::Case, days},
    systems::mvc_vasterlund::MIDWIFE,
};

const SECOND_MIDWIFE: Staff = Staff {
    name: "Agneta Brolin",
    role: "midwife",
    title: "barnmorska",
};

/// How long the journal of a pregnancy is told, in months of the child's age.
const KEPT_MONTHS: i32 = 30;

/// The visits in weeks before birth.
const VISITS: [(i32, &str); 6] = [
    (30, "Inskrivning"),
    (21, "Rutinultraljud"),
    (15, "Besök vecka 25"),
    (9, "Besök vecka 31"),
    (4, "Besök vecka 36"),
    (1, "Besök vecka 39"),
];

pub(super) fn write(case: &mut Case<'_>) {
    if case.months() > KEPT_MONTHS || case.arrived().is_some() {
        return;
    }
    let mut chance = case.chance.for_purpose("maternity", 0);
    let midwife = if chance.percent(60) {
        MIDWIFE
    } else {
        SECOND_MIDWIFE
    };
    // The mother's number while the child has none: that is what "under the mother" means in the contract's terms.
    let mut page = case.open_for("mvc-vasterlund", midwife, &case.kid.first_id().clone());
    let enrolled = days::working(days::days_after(case.kid.born, -30 * 7));
    if enrolled >= case.today {
        return;
    }
    let protected = case.has(crate::synthetic::lots::Lot::Protected);
    let body = MasterData {
        unborn: Some(Unborn {
            mother: case.mother(),
            expected_birth: Some(Moment::Day(days::days_after(
                case.kid.born,
                chance.between(-6, 9),
            ))),
            relinked_to: case.kid.is_born.then(|| case.kid.id.clone()),
        }),
        birth: case.kid.is_born.then_some(Moment::Day(case.kid.born)),
        protection: if protected {
            IdentityProtection::Confidential
        } else {
            IdentityProtection::None
        },
        ..MasterData::default()
    };
    let version = if case.kid.is_born { 2 } else { 1 };
    let title = if case.kid.is_born {
        "Graviditet, avslutad: barnet har eget nummer"
    } else {
        "Pågående graviditet"
    };
    let entry = page
        .write(types::MASTER_DATA, enrolled, title, body)
        .version(version);
    if case.kid.is_born {
        entry.recorded(
            &days::working(days::days_after(case.kid.born, 4))
                .min(days::days_after(case.today, -1))
                .to_string(),
        );
    } else {
        entry.ongoing();
    }
    for (weeks, name) in VISITS {
        let day = days::working(days::days_after(case.kid.born, -7 * weeks));
        let body = Activity {
            mode: ActivityMode::OnSite,
            ..Activity::new(ActivityKind::Visit, name)
        };
        if day < case.today {
            page.write(types::ACTIVITY, day, name, body);
            if chance.percent(50) {
                let text = told(&mut chance, &[MOTHER, CHILD]);
                page.note(day, name, &[("Barnmorska", &text)])
                    .naming_others();
            }
        } else {
            let ahead = days::days_between(case.today, day);
            page.book(
                types::ACTIVITY,
                ahead.max(1),
                case.ago(20),
                name,
                Activity {
                    kind: ActivityKind::Appointment,
                    ..body
                },
            );
            break;
        }
    }
    let contact = Contact::new(midwife.of(page.site), "Barnmorska under graviditeten");
    let entry = page
        .write(types::CONTACT, enrolled, "Barnmorska", contact)
        .ongoing();
    match case.past(days::days_after(case.kid.born, 56)) {
        Some(ended) => drop(
            entry
                .until(&ended.to_string())
                .life_cycle(LifeCycle::Completed),
        ),
        None => drop(entry),
    }
    if chance.percent(30) {
        let body = Referral {
            from: Some(page.unit()),
            state: ReferralState::Closed,
            ..Referral::requested(
                sure::sector("hospital"),
                "Tillväxtultraljud önskas.",
                page.moment(enrolled),
            )
        };
        page.write(
            types::REFERRAL,
            days::working(days::days_after(case.kid.born, -56)).min(case.ago(1)),
            "Remiss specialistmödravård",
            body,
        );
    }
    if case.kid.is_born {
        born(case, &mut page);
    }
    case.file(page);
}

/// The birth itself: size, and how it went.
fn born(case: &mut Case<'_>, page: &mut crate::synthetic::case::Page) {
    let mut chance = case.chance.for_purpose("birth", 0);
    page.measure(case.kid.born, &mut case.growth, true);
    let code = Coding::new("http://snomed.info/sct", "3950001", "Födelse");
    let body = Activity {
        code: Some(code),
        outcome: told(
            &mut chance,
            &[
                &[
                    "Vaginal förlossning.",
                    "Planerat kejsarsnitt.",
                    "Akut kejsarsnitt.",
                    "Sugklocka.",
                ],
                &["Apgar 9–10–10.", "Apgar 8–9–10.", "Apgar 7–9–10."],
            ],
        ),
        participants: vec![Person::new(&case.home.mother.name, "mother")],
        ..Activity::new(ActivityKind::Admission, "Förlossning")
    };
    page.write(types::ACTIVITY, case.kid.born, "Förlossning", body);
}

const MOTHER: &[&str] = &[
    "Mår illa, annars väl.",
    "Trött, sjukskriven halvtid.",
    "Foglossning.",
    "Blodtryck ua.",
    "Oro inför förlossningen.",
    "Andra barnet, mår bra.",
];
const CHILD: &[&str] = &[
    "Fosterljud ua.",
    "Rörelser känns.",
    "Tillväxt enligt kurva.",
    "Huvudändläge.",
    "Fosterljud 140.",
];
