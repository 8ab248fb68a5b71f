//! Swedish maternity care: before birth the journal lies under the mother's number; when the child has a number of its own, what concerns the
//! child is found under that.

use domain::{
    record::{
        Coding, LifeCycle,
        body::{
            Activity, ActivityKind, ActivityMode, Contact, IdentityProtection, MasterData, Person,
            Referral, ReferralState, Unborn, systems, types,
        },
    },
    time::{Date, Moment},
};

use super::told;
use crate::{
    journal::Staff,
    sure,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
    },
    systems::mvc_vasterlund::MIDWIFE,
};

const SECOND_MIDWIFE: Staff = Staff {
    name: "Agneta Brolin",
    role: "midwife",
    title: "barnmorska",
};

/// How long the journal of a pregnancy is told, in months of the child's age.
const KEPT_MONTHS: i32 = 30;

/// The first visit, in weeks before birth.
const ENROLLED_WEEKS: i32 = 30;

/// The visits after it, in weeks before birth.
const VISITS: [(i32, &str); 6] = [
    (ENROLLED_WEEKS, "Inskrivning"),
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
    let enrolled = days::working(days::days_after(case.kid.born, -7 * ENROLLED_WEEKS));
    if enrolled >= case.today {
        return;
    }
    let mut chance = case.chance.for_purpose("maternity", 0);
    let midwife = if chance.percent(60) {
        MIDWIFE
    } else {
        SECOND_MIDWIFE
    };
    // The mother's number while the child has none: that is what "under the mother" means in the contract's terms.
    let mut page = case.open_for("mvc-vasterlund", midwife, case.kid.first_id());
    registered(case, &mut page, enrolled, &mut chance);
    visits(case, &mut page, &mut chance);
    let contact = Contact::new(midwife.of(page.site), "Barnmorska under graviditeten");
    let entry = page
        .write(types::CONTACT, enrolled, "Barnmorska", contact)
        .ongoing();
    if let Some(ended) = case.past(days::days_after(case.kid.born, 56)) {
        entry
            .until(&ended.to_string())
            .life_cycle(LifeCycle::Completed);
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
        let sent = days::working(days::days_after(case.kid.born, -56)).min(case.ago(1));
        page.write(types::REFERRAL, sent, "Remiss specialistmödravård", body);
    }
    if case.kid.is_born {
        born(case, &mut page, &mut chance);
    }
    case.file(page);
}

fn registered(case: &Case<'_>, page: &mut Page, enrolled: Date, chance: &mut Chance) {
    let expected = days::days_after(case.kid.born, chance.between(-6, 9));
    let body = MasterData {
        unborn: Some(Unborn {
            mother: case.mother(),
            expected_birth: Some(Moment::Day(expected)),
            relinked_to: case.kid.is_born.then(|| case.kid.id.clone()),
        }),
        birth: case.kid.is_born.then_some(Moment::Day(case.kid.born)),
        protection: match case.has(Lot::Protected) {
            true => IdentityProtection::Confidential,
            false => IdentityProtection::None,
        },
        ..MasterData::default()
    };
    let relinked = case.past(days::working(days::days_after(case.kid.born, 4)));
    match relinked {
        Some(day) => {
            let title = "Graviditet, avslutad: barnet har eget nummer";
            let entry = page.write(types::MASTER_DATA, enrolled, title, body);
            entry.version(2).recorded(&day.to_string());
        }
        None => {
            page.write(types::MASTER_DATA, enrolled, "Pågående graviditet", body)
                .version(1)
                .ongoing();
        }
    }
}

fn visits(case: &Case<'_>, page: &mut Page, chance: &mut Chance) {
    for (weeks, name) in VISITS {
        let day = days::working(days::days_after(case.kid.born, -7 * weeks));
        let body = Activity {
            mode: ActivityMode::OnSite,
            ..Activity::new(ActivityKind::Visit, name)
        };
        if day >= case.today {
            let ahead = days::days_between(case.today, day).max(1);
            let booked = Activity {
                kind: ActivityKind::Appointment,
                ..body
            };
            page.book(types::ACTIVITY, ahead, case.ago(20), name, booked);
            break;
        }
        page.write(types::ACTIVITY, day, name, body);
        if chance.percent(50) {
            let text = told(chance, &[MOTHER, CHILD]);
            page.note(day, name, &[("Barnmorska", &text)])
                .naming_others();
        }
    }
}

/// The birth itself: size, and how it went.
fn born(case: &mut Case<'_>, page: &mut Page, chance: &mut Chance) {
    page.measure(case.kid.born, &mut case.growth, true);
    let body = Activity {
        code: Some(Coding::new(systems::SNOMED_CT, "3950001", "Födelse")),
        outcome: told(chance, &[BIRTH, APGAR]),
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
    "Fosterljud 140.",
    "Ligger i tvärläge, följs.",
];
const BIRTH: &[&str] = &[
    "Vaginal förlossning.",
    "Planerat kejsarsnitt.",
    "Akut kejsarsnitt.",
    "Sugklocka.",
];
const APGAR: &[&str] = &["Apgar 9–10–10.", "Apgar 8–9–10.", "Apgar 7–9–10."];
