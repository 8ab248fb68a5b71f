//! Swedish child psychiatry: attention deficit with its medicines, depression, autism, and the assessments before.

use domain::{
    record::{
        Coding, Quantity, Sensitivity,
        body::{
            Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Instrument,
            Intervention, Medication, Referral, ReferralState, systems, types,
        },
    },
    time::Date,
};

use super::{found, pulse, summed, told};
use crate::{
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
    },
    systems::bup_vasterlund::{DOCTOR, NURSE, PSYCHOLOGIST},
};

/// What somebody is seen for.
#[derive(Clone, Copy)]
struct Course {
    why: &'static [&'static str],
    instruments: &'static [&'static str],
    rating: &'static str,
    conclusion: &'static [&'static str],
}

pub(super) fn write(case: &mut Case<'_>) {
    let course = match () {
        () if case.has(Lot::LowMood) => LOW_MOOD,
        () if case.has(Lot::Attention) => ATTENTION,
        () if case.has(Lot::Autism) => AUTISM,
        () => return,
    };
    let mut chance = case.chance.for_purpose("psychiatry", 0);
    let first = case.ago(chance.between(110, 520));
    let mut page = case.open("bup-vasterlund", DOCTOR);
    came(&mut page, course, first, &mut chance);
    assessed(case, &mut page, course, first, &mut chance);
    if case.has(Lot::Attention) {
        medicines(case, &mut page, first, &mut chance);
    }
    if case.has(Lot::LowMood) {
        low_mood(case, &mut page, first, &mut chance);
    }
    let next = Activity {
        mode: chance.pick(&[ActivityMode::OnSite, ActivityMode::Video]),
        ..Activity::new(ActivityKind::Appointment, "Uppföljning")
    };
    page.book(
        types::ACTIVITY,
        chance.between(6, 35),
        case.ago(9),
        "Återbesök",
        next,
    );
    page.contact(first, NURSE.of(page.site), "Vårdkontakt på BUP");
    case.file(page);
}

fn came(page: &mut Page, course: Course, first: Date, chance: &mut Chance) {
    let sent = days::working(days::days_after(first, -70));
    let referral = Referral {
        state: ReferralState::Ongoing,
        question: told(chance, &[course.why]),
        requested: Some(page.moment(sent)),
        answered: Some(page.moment(days::days_after(first, -55))),
        ..Referral::default()
    };
    page.write(types::REFERRAL, sent, "Inkommen remiss", referral)
        .ongoing();
    let visit = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(DOCTOR.of(page.site)),
        ..Activity::new(ActivityKind::Visit, "Nybesök")
    };
    page.write(types::ACTIVITY, first, "Nybesök", visit);
}

fn assessed(case: &Case<'_>, page: &mut Page, course: Course, first: Date, chance: &mut Chance) {
    let done = case.has(Lot::LowMood) || chance.percent(55);
    let (state, conclusion) = match done {
        true => (AssessmentState::Done, told(chance, &[course.conclusion])),
        false => (AssessmentState::Ongoing, String::new()),
    };
    let day = days::working(days::days_after(first, 28)).min(case.ago(3));
    page.by(PSYCHOLOGIST);
    let instruments = chance.some(course.instruments, 2).into_iter();
    let body = Assessment {
        instruments: instruments.map(|name| Instrument::named(*name)).collect(),
        conclusion,
        assessors: vec![PSYCHOLOGIST.of(page.site)],
        ..Assessment::new(state, told(chance, &[course.why]))
    };
    let entry = page.write(types::ASSESSMENT, day, "Utredning", body);
    if !done {
        entry.ongoing();
    }
    let answers = summed(course.rating, "Summa", chance.between(14, 30));
    page.write(types::QUESTIONNAIRE, day, "Skattning", answers);
    page.by(DOCTOR);
}

fn medicines(case: &mut Case<'_>, page: &mut Page, first: Date, chance: &mut Chance) {
    let day = days::working(days::days_after(first, 50)).min(case.ago(2));
    let words = "Aktivitets- och uppmärksamhetsstörning";
    let condition = found(page, day, Coding::new(systems::ICD_10, "F90.0", words));
    page.write(types::CONDITION, day, "ADHD", condition)
        .ongoing();
    let mg = chance.pick(&["18", "27", "36"]);
    let methylphenidate = Medication {
        dose_text: "1 tablett till frukost".to_owned(),
        reason_text: "ADHD".to_owned(),
        prescribed: Some(page.moment(day)),
        ..Medication::new("N06BA04", "Concerta", Quantity::new(mg, "mg"))
    };
    if chance.percent(30) {
        let changed = days::working(days::days_after(day, 40)).min(case.ago(1));
        let why = chance.pick(&["Nedsatt aptit", "Sömnlöshet", "Hjärtklappning"]);
        let old = methylphenidate.stopped(page.moment(changed), why);
        page.write(types::MEDICATION, day, "Concerta", old)
            .until(&changed.to_string());
        let new = Medication {
            dose_text: "1 kapsel på morgonen".to_owned(),
            ..Medication::new("N06BA12", "Elvanse", Quantity::new("30", "mg"))
        };
        page.write(types::MEDICATION, changed, "Elvanse", new)
            .ongoing();
    } else {
        page.write(types::MEDICATION, day, "Concerta", methylphenidate)
            .ongoing();
    }
    page.by(NURSE);
    for check in [92, 12] {
        let day = case.ago(check).max(day);
        page.measure(day, &mut case.growth, false);
        pulse(page, day, chance.between(68, 104));
        let text = told(chance, &[EFFECT, SIDE]);
        page.note(
            day,
            "Läkemedelsuppföljning",
            &[("Effekt och biverkningar", &text)],
        );
    }
}

fn low_mood(case: &Case<'_>, page: &mut Page, first: Date, chance: &mut Chance) {
    let words = "Medelsvår depressiv episod";
    let condition = found(page, first, Coding::new(systems::ICD_10, "F32.1", words));
    page.write(types::CONDITION, first, words, condition)
        .ongoing()
        .sensitive(Sensitivity::Restricted);
    let code = page.keyword("kbt", "Kognitiv beteendeterapi");
    let therapy = Intervention {
        extent: "tolv samtal".to_owned(),
        ..Intervention::new("KBT individuellt", code)
    };
    let begun = days::working(days::days_after(first, 30)).min(case.ago(2));
    page.write(types::INTERVENTION, begun, "KBT", therapy)
        .ongoing();
    if chance.percent(60) {
        let medicine = Medication {
            dose_text: "1 tablett dagligen".to_owned(),
            ..Medication::new("N06AB03", "Fluoxetin", Quantity::new("10", "mg"))
        };
        let since = case.ago(chance.between(30, 90)).max(first);
        page.write(types::MEDICATION, since, "Fluoxetin", medicine)
            .ongoing();
    }
    let text = told(chance, &[MOOD, RISK]);
    let day = case.ago(chance.between(6, 25)).max(first);
    page.note(day, "Suicidriskbedömning", &[("Bedömning", &text)])
        .not_for_guardians()
        .sensitive(Sensitivity::Restricted);
}

const ATTENTION: Course = Course {
    why: &[
        "Koncentrationssvårigheter hemma och i skolan.",
        "Frågeställning ADHD.",
        "Impulsiv, hamnar i bråk, svårt att sitta still.",
    ],
    instruments: &["WISC-V", "Conners 3", "K-SADS"],
    rating: "SNAP-IV",
    conclusion: &[
        "Kriterier för ADHD kombinerad form uppfyllda.",
        "ADHD, huvudsakligen ouppmärksam form.",
    ],
};
const LOW_MOOD: Course = Course {
    why: &[
        "Nedstämdhet och oro, hög frånvaro.",
        "Sömnsvårigheter och ångest.",
        "Nedstämd sedan i våras, har slutat träffa vänner.",
    ],
    instruments: &["K-SADS", "MINI-KID"],
    rating: "BDI-II",
    conclusion: &[
        "Medelsvår depression, inga tecken till neuropsykiatrisk diagnos.",
        "Depression med ångest, behandling på BUP.",
    ],
};
const AUTISM: Course = Course {
    why: &[
        "Svårigheter i samspel, frågeställning autism.",
        "Utbrott vid krav, utredning önskas.",
        "Fastnar i intressen, få jämnåriga.",
    ],
    instruments: &["ADOS-2", "WPPSI-IV", "Vineland"],
    rating: "SCQ",
    conclusion: &[
        "Autism, nivå 1.",
        "Autism utan intellektuell funktionsnedsättning. Överförs till habiliteringen.",
    ],
};
const EFFECT: &[&str] = &[
    "Lugnare på lektionerna.",
    "Kommer ihåg läxorna.",
    "Ingen tydlig effekt än.",
    "Effekten avtar efter lunch.",
    "Skolan märker stor skillnad.",
];
const SIDE: &[&str] = &[
    "Sämre aptit.",
    "Somnar senare.",
    "Inga biverkningar.",
    "Huvudvärk första veckan.",
    "Puls och blodtryck ua.",
];
const MOOD: &[&str] = &[
    "Mindre gråt, orkar träffa en vän.",
    "Tom och trött.",
    "Sover bättre.",
    "Skrattar åt brodern, säger att det lättar.",
];
const RISK: &[&str] = &[
    "Ingen aktuell risk.",
    "Dödstankar ibland, inga planer.",
    "Låg risk, krisplan finns.",
    "Förnekar planer, ring vid försämring.",
];
