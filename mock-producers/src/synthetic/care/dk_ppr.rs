//! Danish PPR (*pædagogisk-psykologisk rådgivning*): assessments, language, advice to the school.

use domain::record::{
    Quantity,
    body::{
        Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Instrument,
        Interpretation, Intervention, Questionnaire, Score, types,
    },
};

use super::{dk_learning::IN_CLASS, told};
use crate::{
    journal::Staff,
    synthetic::{
        case::{Case, Page},
        chance::Chance,
        days,
        lots::Lot,
    },
    systems::dk::ppr_aadal::PSYCHOLOGIST,
};

const SPEECH_THERAPIST: Staff = Staff {
    name: "Inge-Lise Rahbek",
    role: "speech-therapist",
    title: "tale-hørekonsulent",
};

pub(super) fn write(case: &mut Case<'_>) {
    let seen = [
        Lot::Reading,
        Lot::Attention,
        Lot::Autism,
        Lot::Absence,
        Lot::LateSpeech,
    ];
    let old_enough = case.grade().is_some() || case.months() >= 12;
    if !old_enough || !seen.into_iter().any(|lot| case.has(lot)) {
        return;
    }
    let mut chance = case.chance.for_purpose("ppr", 0);
    let speech = case.has(Lot::LateSpeech) && !case.has(Lot::Autism);
    let writer = if speech {
        SPEECH_THERAPIST
    } else {
        PSYCHOLOGIST
    };
    let mut page = case.open("ppr-aadal", writer);
    let opened = case.ago(chance.between(70, 420));
    page.contact(opened, writer.of(page.site), "Sagsansvarlig i PPR");
    assessment(case, &mut page, opened, writer, speech, &mut chance);
    let code = page.keyword(
        "indsats",
        if speech {
            "Logopædisk indsats"
        } else {
            "Rådgivning"
        },
    );
    let body = Intervention {
        extent: (*chance.pick(&[
            "ti gange",
            "hver anden uge",
            "tre konsultationer",
            "et forløb på 12 uger",
        ]))
        .to_owned(),
        ..Intervention::new(
            if speech {
                "Sprogundervisning"
            } else {
                "Rådgivning til skolen"
            },
            code,
        )
    };
    page.write(
        types::INTERVENTION,
        days::working(days::days_after(opened, 30)).min(case.ago(2)),
        "Indsats",
        body,
    )
    .ongoing();
    let text = told(&mut chance, &[OBSERVED, IN_CLASS]);
    page.note(
        case.ago(chance.between(5, 50)).max(opened),
        "Sagsnotat",
        &[("Observation", &text)],
    );
    if chance.percent(50) {
        let body = Activity {
            mode: ActivityMode::School,
            ..Activity::new(ActivityKind::NetworkMeeting, "Netværksmøde med skolen")
        };
        page.book(
            types::ACTIVITY,
            chance.between(5, 30),
            case.ago(7),
            "Netværksmøde",
            body,
        );
    }
    case.file(page);
}

fn assessment(
    case: &Case<'_>,
    page: &mut Page,
    opened: domain::time::Date,
    writer: Staff,
    speech: bool,
    chance: &mut Chance,
) {
    let state = *chance.pick(&[
        AssessmentState::Done,
        AssessmentState::Ongoing,
        AssessmentState::Planned,
    ]);
    let instruments: &[&str] = if speech {
        &["Reynell", "CELF-Preschool-2"]
    } else {
        &["WISC-V", "SDQ", "BRIEF-2"]
    };
    let body = Assessment {
        instruments: chance
            .some(instruments, 2)
            .into_iter()
            .map(|name| Instrument::named(*name))
            .collect(),
        conclusion: if state == AssessmentState::Done {
            told(chance, &[CONCLUSION])
        } else {
            String::new()
        },
        assessors: vec![writer.of(page.site)],
        expected: (state != AssessmentState::Done)
            .then(|| page.moment(days::days_after(case.today, chance.between(20, 90)))),
        ..Assessment::new(state, told(chance, &[ASKED]))
    };
    let entry = page.write(
        types::ASSESSMENT,
        days::working(days::days_after(opened, 21)).min(case.ago(2)),
        "Pædagogisk-psykologisk vurdering",
        body,
    );
    if state != AssessmentState::Done {
        entry.ongoing();
    }
    if !speech {
        let score = chance.between(8, 26).to_string();
        let answers = Questionnaire {
            instrument: Instrument::named("SDQ"),
            scores: vec![Score {
                name: "Samlet".to_owned(),
                value: Some(Quantity::new(score, "")),
                interpretation: Interpretation::High,
                ..Score::default()
            }],
            ..Questionnaire::default()
        };
        page.write(
            types::QUESTIONNAIRE,
            days::working(days::days_after(opened, 15)).min(case.ago(2)),
            "SDQ, lærer",
            answers,
        );
    }
}

const OBSERVED: &[&str] = &[
    "Observeret to lektioner.",
    "Samtale med klasselærer.",
    "Møde med forældrene.",
    "Set på legepladsen.",
    "Samtale med eleven.",
];

const ASKED: &[&str] = &[
    "Opmærksomhed og arbejdshukommelse.",
    "Sproglige forudsætninger.",
    "Behov for støtte i klassen.",
    "Årsager til fravær.",
    "Afklaring af læsevanskeligheder.",
];

const CONCLUSION: &[&str] = &[
    "Ujævn profil, svag arbejdshukommelse.",
    "Sprogforståelse under alderssvarende.",
    "Ingen tegn på generelle vanskeligheder.",
    "Anbefaler støtte ni timer ugentligt.",
    "Ordblind efter national test.",
];
