//! Danish maternity care at the hospital: the unborn stands under a replacement number of its own, and is found under its CPR from birth on.

use domain::{
    record::body::{
        Activity, ActivityKind, ActivityMode, IdentityProtection, MasterData, Unborn, types,
    },
    time::Moment,
};

use super::told;
use crate::{
    journal::Staff,
    synthetic::{case::Case, days, lots::Lot},
};

/// How long a pregnancy is told, in months of the child's age.
const KEPT_MONTHS: i32 = 24;

const MIDWIFE: Staff = Staff {
    name: "Tine Grønkjær",
    role: "midwife",
    title: "jordemoder",
};

/// The pregnancy, under the child's first number: a replacement number before birth, or the region's, or at once its CPR.
pub(super) fn write(case: &mut Case<'_>) {
    if case.months() > KEPT_MONTHS || case.arrived().is_some() {
        return;
    }
    let mut chance = case.chance.for_purpose("around birth", 0);
    let mut page = case.open_for("sygehus-midt", MIDWIFE, &case.kid.first_id().clone());
    let enrolled = days::working(days::days_after(case.kid.born, -27 * 7));
    if enrolled >= case.today {
        return;
    }
    let body = MasterData {
        unborn: Some(Unborn {
            mother: case.mother(),
            expected_birth: Some(Moment::Day(days::days_after(
                case.kid.born,
                chance.between(-7, 8),
            ))),
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
    if case.kid.is_born {
        entry.version(2).recorded(
            &days::days_after(case.kid.born, 3)
                .min(days::days_after(case.today, -1))
                .to_string(),
        );
    } else {
        entry.ongoing();
    }
    for (weeks, name) in [
        (27, "Nakkefoldscanning"),
        (20, "Gennemscanning"),
        (11, "Jordemoder uge 29"),
        (4, "Jordemoder uge 36"),
    ] {
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
        let outcome = told(
            &mut chance,
            &[
                &[
                    "Spontan vaginal fødsel.",
                    "Akut kejsersnit.",
                    "Kop.",
                    "Planlagt kejsersnit.",
                ],
                &["Apgar 10/1, 10/5.", "Apgar 9/1, 10/5.", "Apgar 7/1, 10/5."],
            ],
        );
        page.write(
            types::ACTIVITY,
            case.kid.born,
            "Fødsel",
            Activity {
                outcome,
                ..Activity::new(ActivityKind::Admission, "Fødsel")
            },
        );
    }
    case.file(page);
}

const SCANNED: &[&str] = &[
    "Alt ser normalt ud.",
    "Tilvækst på kurven.",
    "Hovedet ned.",
    "Kontrol om to uger.",
    "Forældre orienteret.",
];
