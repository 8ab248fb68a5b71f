//! Swedish child psychiatry: attention deficit with its medicines, depression, and the assessments before.

use domain::record::{
    Coding, Quantity, Sensitivity,
    body::{
        Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Condition, Instrument,
        Interpretation, Intervention, Medication, Observation, Questionnaire, Referral,
        ReferralState, Score, systems, types,
    },
};

use super::told;
use crate::{
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
    },
    systems::bup_vasterlund::{DOCTOR, NURSE, PSYCHOLOGIST},
};

pub(super) fn write(case: &mut Case<'_>) {
    let mut chance = case.chance.for_purpose("psychiatry", 0);
    let (attention, low) = (case.has(Lot::Attention), case.has(Lot::LowMood));
    if !(attention || low || case.has(Lot::Autism)) {
        return;
    }
    let first = case.ago(chance.between(110, 520));
    let mut page = case.open("bup-vasterlund", DOCTOR);
    let came = Referral {
        state: ReferralState::Ongoing,
        question: told(&mut chance, &[WHY]),
        requested: Some(page.moment(days::days_after(first, -70))),
        answered: Some(page.moment(days::days_after(first, -55))),
        ..Referral::default()
    };
    page.write(
        types::REFERRAL,
        days::working(days::days_after(first, -70)),
        "Inkommen remiss",
        came,
    )
    .ongoing();
    let visit = Activity {
        mode: ActivityMode::OnSite,
        responsible: Some(DOCTOR.of(page.site)),
        ..Activity::new(ActivityKind::Visit, "Nybesök")
    };
    page.write(types::ACTIVITY, first, "Nybesök", visit);
    assessed(&mut page, case, first, &mut chance);
    if attention {
        medicines(case, &mut page, first, &mut chance);
    }
    if low {
        low_mood(case, &mut page, first, &mut chance);
    }
    let recorded = case.ago(9);
    let body = Activity {
        mode: *chance.pick(&[ActivityMode::OnSite, ActivityMode::Video]),
        ..Activity::new(ActivityKind::Appointment, "Uppföljning")
    };
    page.book(
        types::ACTIVITY,
        chance.between(6, 35),
        recorded,
        "Återbesök",
        body,
    );
    page.contact(first, NURSE.of(page.site), "Vårdkontakt på BUP");
    case.file(page);
}

fn assessed(page: &mut Page, case: &Case<'_>, first: domain::time::Date, chance: &mut Chance) {
    let state = match case.has(Lot::LowMood) {
        true => AssessmentState::Done,
        false => *chance.pick(&[AssessmentState::Done, AssessmentState::Ongoing]),
    };
    let day = days::working(days::days_after(first, 28)).min(case.ago(3));
    page.by(PSYCHOLOGIST);
    let names: &[&str] = match case.has(Lot::Autism) {
        true => &["ADOS-2", "WPPSI-IV", "Vineland"],
        false => &["WISC-V", "Conners 3", "K-SADS"],
    };
    let body = Assessment {
        instruments: chance
            .some(names, 2)
            .into_iter()
            .map(|name| Instrument::named(*name))
            .collect(),
        conclusion: match state {
            AssessmentState::Done => told(chance, &[FOUND]),
            _ => String::new(),
        },
        assessors: vec![PSYCHOLOGIST.of(page.site)],
        ..Assessment::new(state, told(chance, &[WHY]))
    };
    let entry = page.write(types::ASSESSMENT, day, "Neuropsykiatrisk utredning", body);
    if state == AssessmentState::Ongoing {
        entry.ongoing();
    }
    let sum = chance.between(14, 30).to_string();
    let answers = Questionnaire {
        instrument: Instrument::named(if case.has(Lot::LowMood) {
            "BDI-II"
        } else {
            "SNAP-IV"
        }),
        scores: vec![Score {
            name: "Summa".to_owned(),
            value: Some(Quantity::new(sum, "")),
            interpretation: Interpretation::High,
            ..Score::default()
        }],
        ..Questionnaire::default()
    };
    page.write(types::QUESTIONNAIRE, day, "Skattning", answers);
    page.by(DOCTOR);
}

fn medicines(case: &mut Case<'_>, page: &mut Page, first: domain::time::Date, chance: &mut Chance) {
    let found = days::working(days::days_after(first, 50)).min(case.ago(2));
    let onset = page.moment(found);
    let body = Condition {
        onset: Some(onset),
        ..Condition::confirmed(Coding::new(
            systems::ICD_10,
            "F90.0",
            "Aktivitets- och uppmärksamhetsstörning",
        ))
    };
    page.write(types::CONDITION, found, "ADHD", body).ongoing();
    let mg = *chance.pick(&["18", "27", "36"]);
    let methylphenidate = Medication {
        dose_text: "1 tablett till frukost".to_owned(),
        reason_text: "ADHD".to_owned(),
        prescribed: Some(page.moment(found)),
        ..Medication::new("N06BA04", "Concerta", Quantity::new(mg, "mg"))
    };
    if chance.percent(30) {
        let stopped = days::working(days::days_after(found, 40)).min(case.ago(1));
        let old = methylphenidate.stopped(
            page.moment(stopped),
            *chance.pick(&["Nedsatt aptit", "Insomnia", "Hjärtklappning"]),
        );
        page.write(types::MEDICATION, found, "Concerta", old)
            .until(&stopped.to_string());
        let new = Medication {
            dose_text: "1 kapsel på morgonen".to_owned(),
            ..Medication::new("N06BA12", "Elvanse", Quantity::new("30", "mg"))
        };
        page.write(types::MEDICATION, stopped, "Elvanse", new)
            .ongoing();
    } else {
        page.write(types::MEDICATION, found, "Concerta", methylphenidate)
            .ongoing();
    }
    page.by(NURSE);
    for check in 0..2 {
        let day = case.ago(12 + check * 80).max(found);
        page.measure(day, &mut case.growth, false);
        let pulse = chance.between(68, 104).to_string();
        let code = Coding::new(systems::LOINC, "8867-4", "Puls");
        page.write(
            types::OBSERVATION_VITAL_SIGN,
            day,
            "Puls",
            Observation::quantity(code, Quantity::new(pulse, "/min")),
        );
        let text = told(chance, &[EFFECT, SIDE]);
        page.note(
            day,
            "Läkemedelsuppföljning",
            &[("Effekt och biverkningar", &text)],
        );
    }
}

fn low_mood(case: &Case<'_>, page: &mut Page, first: domain::time::Date, chance: &mut Chance) {
    let onset = page.moment(first);
    let body = Condition {
        onset: Some(onset),
        ..Condition::confirmed(Coding::new(
            systems::ICD_10,
            "F32.1",
            "Medelsvår depressiv episod",
        ))
    };
    page.write(types::CONDITION, first, "Medelsvår depressiv episod", body)
        .ongoing()
        .sensitive(Sensitivity::Restricted);
    let code = page.keyword("kbt", "Kognitiv beteendeterapi");
    let therapy = Intervention {
        extent: "tolv samtal".to_owned(),
        ..Intervention::new("KBT individuellt", code)
    };
    page.write(
        types::INTERVENTION,
        days::working(days::days_after(first, 30)).min(case.ago(2)),
        "KBT",
        therapy,
    )
    .ongoing();
    if chance.percent(60) {
        let medicine = Medication {
            dose_text: "1 tablett dagligen".to_owned(),
            ..Medication::new("N06AB03", "Fluoxetin", Quantity::new("10", "mg"))
        };
        page.write(
            types::MEDICATION,
            case.ago(chance.between(30, 90)).max(first),
            "Fluoxetin",
            medicine,
        )
        .ongoing();
    }
    let text = told(chance, &[MOOD, RISK]);
    page.note(
        case.ago(chance.between(6, 25)).max(first),
        "Suicidriskbedömning",
        &[("Bedömning", &text)],
    )
    .not_for_guardians()
    .sensitive(Sensitivity::Restricted);
}

const WHY: &[&str] = &[
    "Koncentrationssvårigheter hemma och i skolan.",
    "Nedstämdhet och oro, hög frånvaro.",
    "Frågeställning ADHD.",
    "Svårigheter i samspel, frågeställning autism.",
    "Utbrott vid krav, utredning önskas.",
    "Sömnsvårigheter och ångest.",
];
const FOUND: &[&str] = &[
    "Kriterier för ADHD kombinerad form uppfyllda.",
    "Autism, nivå 1.",
    "Depression, inga tecken till neuropsykiatrisk diagnos.",
    "Uppmärksamhetssvårigheter under diagnosgräns.",
];
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
