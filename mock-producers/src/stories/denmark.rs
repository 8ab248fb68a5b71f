//! What the Danish stories share: codes, the programme's doses as the register has them, and the town.

use domain::{
    id::PersonId,
    record::{
        Coding, Quantity, Record,
        body::{
            Condition, Contact, Instrument, Interpretation, Person, Questionnaire, Score,
            systems::{ICD_10, ICPC_2},
            types,
        },
    },
    time::Country,
};

use super::{atc, family::Home};
use crate::{
    calendar::Calendar,
    journal::{Dose, Entry, Journal, Site, Staff},
    systems::dk::{DDV, SKS},
};

/// A home in Aadal, on one of its streets.
pub(super) const fn home(street: &'static str, reach: &'static [&'static str]) -> Home {
    Home {
        country: Country::Dk,
        street,
        postal_code: "0150",
        town: "Aadal",
        municipality: "999",
        reach,
    }
}

/// A hospital's diagnosis: the SKS code, and ICD-10's own beside it.
pub(super) fn diagnosis(sks: &str, icd_10: &str, words: &str) -> Condition {
    Condition {
        same_as: vec![Coding::new(ICD_10, icd_10, words)],
        ..Condition::confirmed(Coding::new(SKS, sks, words))
    }
}

/// A problem in general practice.
pub(super) fn problem(code: &str, words: &str) -> Condition {
    Condition::confirmed(Coding::new(ICPC_2, code, words))
}

/// A filled-in SDQ: who answered, the total of difficulties, and what the source makes of it.
pub(super) fn sdq(respondent: Person, total: &str, finding: Interpretation) -> Questionnaire {
    Questionnaire {
        instrument: Instrument {
            version: "4-10 år".to_owned(),
            ..Instrument::named("SDQ")
        },
        respondent: Some(respondent),
        scores: vec![Score {
            name: "Samlede vanskeligheder".to_owned(),
            value: Some(Quantity::new(total, "")),
            interpretation: finding,
            ..Score::default()
        }],
        ..Questionnaire::default()
    }
}

/// Somebody of a system's own staff as a contact, since a told day and for as long as it goes.
pub(super) fn contact<'a>(
    journal: &'a mut Journal<'_>,
    since: &str,
    site: &Site,
    staff: &Staff,
    responsibility: &str,
) -> Entry<'a> {
    let contact = Contact::new(staff.of(site), responsibility);
    let title = staff.title;
    journal
        .write(types::CONTACT, since, title, contact)
        .ongoing()
}

/// Doses as the vaccination register has them. One without batch is older than the duty to report it, or was typed in by the family.
pub(super) fn vaccinations(
    calendar: &Calendar,
    child: &PersonId,
    series: u32,
    doses: &[(&str, Dose)],
) -> Vec<Record> {
    let mut register = Journal::open(&DDV, calendar, child, series);
    for (when, dose) in doses {
        register.vaccination(when, *dose, dose.batch.is_empty());
    }
    register.close()
}

/// The vaccines of the Danish programme.
pub(super) const fn di_te_ki_pol_hib(number: u32, batch: &'static str) -> Dose {
    Dose::new(atc::PENTAVALENT, "DiTeKiPol/Act-Hib", number, batch)
}

pub(super) const fn pneumococci(number: u32, batch: &'static str) -> Dose {
    Dose::new(atc::PNEUMOCOCCI, "Prevenar 13", number, batch)
}

pub(super) const fn mfr(number: u32, batch: &'static str) -> Dose {
    Dose::new(atc::MMR, "MFR", number, batch)
}

pub(super) const fn di_te_ki_pol(batch: &'static str) -> Dose {
    Dose::new(atc::FIVE_YEAR_BOOSTER, "DiTeKiPol Booster", 4, batch)
}

pub(super) const fn hpv(number: u32, batch: &'static str) -> Dose {
    Dose::new(atc::PAPILLOMA, "Gardasil 9", number, batch)
}
