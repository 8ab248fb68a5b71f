//! Danish maternity care at the hospital: the unborn stands under a replacement number of its own, and is found under its CPR from birth on.

use domain::{
    record::body::{
        Activity, ActivityKind, ActivityMode, IdentityProtection, MasterData, Unborn, types,
    },
    time::{Date, Moment},
};

use super::told;
use crate::{
    journal::Staff,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
    },
};

const MIDWIFE: Staff = Staff {
    name: "Tine Grønkjær",
    role: "midwife",
    title: "jordemoder",
};

/// How long a pregnancy is told, in months of the child's age.
const KEPT_MONTHS: i32 = 24;

/// When the pregnancy is first known, in weeks before birth.
const KNOWN_WEEKS: i32 = 28;

/// The examinations, in weeks before birth.
const EXAMINATIONS: [(i32, &str); 4] = [
    (27, "Nakkefoldscanning"),
    (20, "Gennemscanning"),
    (11, "Jordemoder uge 29"),
    (4, "Jordemoder uge 36"),
];

/// The pregnancy lies under the child's first number: a replacement number before birth, or the region's, or at once its CPR.
pub(super) fn write(case: &mut Case<'_>) {
    if case.months() > KEPT_MONTHS || case.arrived().is_some() {
        return;
    }
    let mut chance = case.chance.for_purpose("around birth", 0);
    let enrolled = days::working(days::days_after(case.kid.born, -7 * KNOWN_WEEKS));
    if enrolled >= case.today {
        return;
    }
    let mut page = case.open_for("sygehus-midt", MIDWIFE, case.kid.first_id());
    registered(case, &mut page, enrolled, &mut chance);
    for (weeks, name) in EXAMINATIONS {
        let day = days::working(days::days_after(case.kid.born, -7 * weeks));
        if day < case.today {
            let body = Activity {
                mode: ActivityMode::OnSite,
                outcome: told(&mut chance, &[SCANNED]),
                ..Activity::new(ActivityKind::Examination, name)
            };
            page.write(types::ACTIVITY, day, name, body).naming_others();
        }
    }
    if case.kid.is_born {
        page.measure(case.kid.born, &mut case.growth, true);
        let body = Activity {
            outcome: told(&mut chance, &[BIRTH, APGAR]),
            ..Activity::new(ActivityKind::Admission, "Fødsel")
        };
        page.write(types::ACTIVITY, case.kid.born, "Fødsel", body);
    }
    case.file(page);
}

fn registered(case: &Case<'_>, page: &mut Page, enrolled: Date, chance: &mut Chance) {
    let expected = days::days_after(case.kid.born, chance.between(-7, 8));
    let body = MasterData {
        unborn: Some(Unborn {
            mother: case.mother(),
            expected_birth: Some(Moment::Day(expected)),
            relinked_to: case.kid.is_born.then(|| case.kid.id.clone()),
        }),
        birth: case.kid.is_born.then_some(Moment::Day(case.kid.born)),
        protection: match case.has(Lot::Protected) {
            true => IdentityProtection::NameAndAddress,
            false => IdentityProtection::None,
        },
        ..MasterData::default()
    };
    let entry = page.write(types::MASTER_DATA, enrolled, "Svangreforløb", body);
    match case.past(days::days_after(case.kid.born, 3)) {
        Some(born) => drop(entry.version(2).recorded(&born.to_string())),
        None => drop(entry.ongoing()),
    }
}

const SCANNED: &[&str] = &[
    "Alt ser normalt ud.",
    "Tilvækst på kurven.",
    "Ligger godt.",
    "Kontrol om to uger.",
    "Forældre orienteret.",
];
const BIRTH: &[&str] = &[
    "Spontan vaginal fødsel.",
    "Akut kejsersnit.",
    "Kop.",
    "Planlagt kejsersnit.",
];
const APGAR: &[&str] = &["Apgar 10/1, 10/5.", "Apgar 9/1, 10/5.", "Apgar 7/1, 10/5."];
