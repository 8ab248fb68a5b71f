//! Swedish school health: a visit every second year or so, the school's doses, and what the last school already had, typed in again.

use domain::{
    record::{
        LifeCycle,
        body::{Activity, ActivityKind, ActivityMode, Contact, Interpretation, types},
    },
    time::Date,
};

use super::{
    given::{Fate, outcomes},
    told,
};
use crate::{
    journal::{Ears, Staff},
    synthetic::{
        case::{Case, Page},
        days,
        homes::{Household, Town},
        lots::Lot,
        people::Kid,
    },
    systems::{emi_lindskolan, emi_norrby, emi_vasterby},
};

const SECOND_NURSE: Staff = Staff {
    name: "Åsa Brännström",
    role: "school-nurse",
    title: "skolsköterska",
};

/// Grade, month and day of the health visits, and what they are called.
const VISITS: [(i16, i8, i8, &str); 4] = [
    (0, 10, 14, "Hälsobesök förskoleklass"),
    (2, 11, 5, "Hälsobesök årskurs 2"),
    (4, 2, 3, "Hälsobesök årskurs 4"),
    (7, 10, 20, "Hälsobesök årskurs 7"),
];

pub(super) fn write(case: &mut Case<'_>) {
    if case.grade().is_none() {
        return;
    }
    let (system, nurse) = school(case);
    // Who was typed in twice came from another school in grade 3.
    let moved = case
        .in_grade(3, 1, 12)
        .filter(|_| case.has(Lot::TypedInTwice));
    if let Some(moved) = moved {
        let (first, first_nurse) = match system {
            "emi-vasterby" => ("emi-norrby", emi_norrby::NURSE),
            _ => ("emi-vasterby", emi_vasterby::NURSE),
        };
        let mut before = case.open(first, first_nurse);
        visits(case, &mut before, |day| day < moved);
        doses(case, &mut before, |day| day < moved);
        case.file(before);
    }
    let from = moved.or(case.arrived()).unwrap_or(case.kid.born);
    let mut page = case.open(system, nurse);
    if let Some(moved) = moved {
        typed_in_again(case, &mut page, moved);
    }
    visits(case, &mut page, |day| day >= from);
    doses(case, &mut page, |day| day >= from);
    contact(case, &mut page, nurse, from);
    booked(case, &mut page);
    case.file(page);
}

/// The school health that a child belongs to: one of four in Västerby goes to the independent school.
pub(in crate::synthetic) fn system_of(kid: &Kid, home: &Household) -> &'static str {
    match (home.town, kid.number % 4) {
        (Town::Norrby, _) => "emi-norrby",
        (_, 0) => "emi-lindskolan",
        _ => "emi-vasterby",
    }
}

/// The system, and the nurse there.
fn school(case: &Case<'_>) -> (&'static str, Staff) {
    let system = system_of(case.kid, case.home);
    let nurse = match system {
        "emi-norrby" => emi_norrby::NURSE,
        "emi-lindskolan" => emi_lindskolan::NURSE,
        _ if case.kid.number % 4 == 1 => SECOND_NURSE,
        _ => emi_vasterby::NURSE,
    };
    (system, nurse)
}

fn visits(case: &mut Case<'_>, page: &mut Page, is_here: impl Fn(Date) -> bool) {
    for (grade, month, day, name) in VISITS {
        let mut chance = case
            .chance
            .for_purpose("school visit", grade.unsigned_abs().into());
        let Some(day) = case
            .in_grade(grade, month, day)
            .map(|day| days::working(days::days_after(day, chance.between(-12, 24))))
        else {
            continue;
        };
        if day >= case.today || !is_here(day) {
            continue;
        }
        let body = Activity {
            mode: ActivityMode::School,
            interpreter_booked: case.has(Lot::MovedIn),
            ..Activity::new(ActivityKind::Visit, name)
        };
        page.write(types::ACTIVITY, day, name, body);
        page.measure(day, &mut case.growth, false);
        if grade < 4 {
            let (sight, finding) = chance.pick(&[
                ("1.0", Interpretation::Normal),
                ("0.8", Interpretation::Normal),
                ("0.5", Interpretation::Low),
            ]);
            let when = page.when(day);
            page.journal().vision(&when, sight, sight, finding);
        }
        if grade == 0 {
            let when = page.when(day);
            let (method, words) = (
                "Tonaudiometri",
                chance.pick(&["20 dB ua.", "Godkänd.", "Ua på båda."]),
            );
            page.journal().hearing(&when, method, Ears::PASSED, words);
        }
        let talk = match grade {
            0 => told(&mut chance, &[NEW_AT_SCHOOL, SLEEP]),
            2 | 4 => told(&mut chance, &[FRIENDS, SLEEP]),
            _ => told(&mut chance, &[TEENS, SLEEP]),
        };
        let end = match (case.has(Lot::Rising), case.has(Lot::Attention), grade) {
            (true, _, 4..) => "Vikten stiger över kurvan sedan förra besöket. Samtal om mat och rörelse, nytt besök i vår.".to_owned(),
            (_, true, 2..) => "Svårt att sitta still och ta instruktioner enligt klassläraren. Tas upp i elevhälsoteamet.".to_owned(),
            _ => told(&mut chance, &[CONCLUSION]),
        };
        page.note(day, name, &[("Hälsosamtal", &talk), ("Bedömning", &end)]);
    }
}

fn doses(case: &Case<'_>, page: &mut Page, is_here: impl Fn(Date) -> bool) {
    for outcome in outcomes(case)
        .iter()
        .filter(|outcome| outcome.at_school && is_here(outcome.day))
    {
        match outcome.fate {
            Fate::Given => {
                page.dose(outcome.day, outcome.dose, false);
            }
            Fate::Abroad => {
                page.dose_of_month(outcome.day, outcome.dose);
            }
            Fate::Declined => {
                page.no_dose(
                    outcome.day,
                    outcome.dose,
                    "Vaccination ej given",
                    "Medgivande saknas från vårdnadshavare.",
                );
            }
        }
    }
}

/// The new school keys in the old one's list under its own ids; a height suffers two swapped digits.
fn typed_in_again(case: &mut Case<'_>, page: &mut Page, moved: Date) {
    let recorded = days::working(days::days_after(moved, 40))
        .min(days::days_after(case.today, -1))
        .to_string();
    for outcome in outcomes(case) {
        if outcome.day < moved && outcome.at_school && outcome.fate == Fate::Given {
            page.dose(outcome.day, outcome.dose, true)
                .recorded(&recorded);
        }
    }
    let Some(day) = case.in_grade(2, 11, 5) else {
        return;
    };
    let mut chance = case.chance.for_purpose("school visit", 2);
    let day = days::working(days::days_after(day, chance.between(-12, 24)));
    if day < case.today {
        let height = swapped(&case.growth.on(day).height);
        let when = page.when(day);
        page.journal().height(&when, &height).recorded(&recorded);
    }
}

/// The second and third digit change places: 128.4 becomes 182.4, or the two after the hundred are the same and one is lifted.
fn swapped(height: &str) -> String {
    let mut digits: Vec<char> = height.chars().collect();
    if let [_, second, third, ..] = digits.as_mut_slice() {
        match second == third {
            true => *third = '3',
            false => std::mem::swap(second, third),
        }
    }
    digits.into_iter().collect()
}

fn contact(case: &Case<'_>, page: &mut Page, nurse: Staff, from: Date) {
    let begun = days::school_begins(days::autumn_of(case.kid.born, 0)).max(from);
    let Some(since) = case.past(days::working(begun)) else {
        return;
    };
    let body = Contact::new(nurse.of(page.site), "Elevhälsans medicinska insats");
    page.write(types::CONTACT, since, "Skolsköterska", body)
        .ongoing();
}

/// A visit in the weeks to come, for some.
fn booked(case: &Case<'_>, page: &mut Page) {
    let mut chance = case.chance.for_purpose("booked", 0);
    if !chance.percent(18) {
        return;
    }
    let reason = chance.pick(&[
        "Uppföljande samtal om sömn",
        "Kontroll av vikt och längd",
        "Samtal efter frånvaro",
        "Synkontroll",
        "Kompletterande vaccination",
    ]);
    let body = Activity {
        mode: ActivityMode::School,
        ..Activity::new(ActivityKind::Appointment, reason)
    };
    let recorded = case.ago(chance.between(4, 20));
    let entry = page.book(
        types::ACTIVITY,
        chance.between(3, 40),
        recorded,
        "Bokad tid hos skolsköterskan",
        body,
    );
    if chance.percent(15) {
        entry
            .life_cycle(LifeCycle::Cancelled)
            .status("avbokad av vårdnadshavare");
    }
}

const NEW_AT_SCHOOL: &[&str] = &[
    "Trivs i klassen, har två kompisar från förskolan.",
    "Lite blyg, vill ha med sig mjukisdjur.",
    "Pratar gärna om sin nya väska.",
    "Tycker att matsalen är stökig.",
    "Går till fritids till fyra.",
    "Längtar efter att få läxa.",
];
const FRIENDS: &[&str] = &[
    "Spelar fotboll två gånger i veckan.",
    "Bråk på rasten ibland, fröken hjälper.",
    "Rider på lördagar.",
    "Har en bästa kompis i parallellklassen.",
    "Trivs, tycker att matte är svårt.",
    "Känner sig ensam på rasterna.",
];
const TEENS: &[&str] = &[
    "Trivs bäst med idrott och slöjd.",
    "Mycket plugg, ont i huvudet ibland.",
    "Spelar på nätet med klasskamrater.",
    "Äter sällan frukost.",
    "Har slutat med handbollen.",
    "Planerar för språkval, nöjd.",
    "Orolig inför prov, pratat om strategier.",
];
const SLEEP: &[&str] = &[
    "Sover nio timmar.",
    "Svårt att somna på söndagar.",
    "Lägger sig sent.",
    "Sover gott.",
    "Telefonen ligger utanför rummet.",
    "Vaknar tidigt men är pigg.",
];
const CONCLUSION: &[&str] = &[
    "Frisk, följer sin kurva.",
    "Ua.",
    "Inget att följa upp.",
    "Mår bra. Nytt besök enligt plan.",
    "Frisk elev, råd om sömn.",
    "Välmående, ingen åtgärd.",
];
