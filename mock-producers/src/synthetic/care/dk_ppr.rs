//! Danish PPR (*pædagogisk-psykologisk rådgivning*): assessments, language, advice to the school.

use domain::{
    record::body::{
        Activity, ActivityKind, ActivityMode, Assessment, AssessmentState, Instrument,
        Intervention, types,
    },
    time::Date,
};

use super::{dk_learning::IN_CLASS, summed, told};
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

/// What PPR is asked for.
#[derive(Clone, Copy)]
struct Matter {
    by: Staff,
    asked: &'static [&'static str],
    instruments: &'static [&'static str],
    conclusion: &'static [&'static str],
    measure: &'static str,
}

pub(super) fn write(case: &mut Case<'_>) {
    let matter = match () {
        () if case.grade().is_none() && case.months() < 12 => return,
        () if case.has(Lot::Autism) => AUTISM,
        () if case.has(Lot::LateSpeech) => SPEECH,
        () if case.has(Lot::Reading) => READING,
        () if case.has(Lot::Attention) => ATTENTION,
        () if case.has(Lot::Absence) => ABSENCE,
        () => return,
    };
    let mut chance = case.chance.for_purpose("ppr", 0);
    let mut page = case.open("ppr-aadal", matter.by);
    let opened = case.ago(chance.between(70, 420));
    page.contact(opened, matter.by.of(page.site), "Sagsansvarlig i PPR");
    assessment(case, &mut page, matter, opened, &mut chance);
    let code = page.keyword("indsats", matter.measure);
    let body = Intervention {
        extent: chance.pick(EXTENT).to_owned(),
        ..Intervention::new(matter.measure, code)
    };
    let begun = days::working(days::days_after(opened, 30)).min(case.ago(2));
    page.write(types::INTERVENTION, begun, "Indsats", body)
        .ongoing();
    let text = told(&mut chance, &[OBSERVED, IN_CLASS]);
    let day = case.ago(chance.between(5, 50)).max(opened);
    page.note(day, "Sagsnotat", &[("Observation", &text)]);
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

fn assessment(case: &Case<'_>, page: &mut Page, matter: Matter, opened: Date, chance: &mut Chance) {
    let state = chance.pick(&[
        AssessmentState::Done,
        AssessmentState::Ongoing,
        AssessmentState::Planned,
    ]);
    let done = state == AssessmentState::Done;
    let instruments = chance.some(matter.instruments, 2).into_iter();
    let expected = page.moment(days::days_after(case.today, chance.between(20, 90)));
    let body = Assessment {
        instruments: instruments.map(|name| Instrument::named(*name)).collect(),
        conclusion: match done {
            true => told(chance, &[matter.conclusion]),
            false => String::new(),
        },
        assessors: vec![matter.by.of(page.site)],
        expected: (!done).then_some(expected),
        ..Assessment::new(state, told(chance, &[matter.asked]))
    };
    let begun = days::working(days::days_after(opened, 21)).min(case.ago(2));
    let entry = page.write(
        types::ASSESSMENT,
        begun,
        "Pædagogisk-psykologisk vurdering",
        body,
    );
    if !done {
        entry.ongoing();
    }
    if matter.instruments.contains(&"SDQ") {
        let answers = summed("SDQ", "Samlet", chance.between(8, 26));
        page.write(types::QUESTIONNAIRE, begun, "SDQ, lærer", answers);
    }
}

const SPEECH: Matter = Matter {
    by: SPEECH_THERAPIST,
    asked: &[
        "Sproglige forudsætninger før skolestart.",
        "Sprogforståelse og udtale.",
        "Få ord ved tre år.",
    ],
    instruments: &["Reynell", "CELF-Preschool-2"],
    conclusion: &[
        "Sprogforståelse under alderssvarende.",
        "Udtale forsinket, forståelse god.",
        "Anbefaler sproggruppe.",
    ],
    measure: "Sprogundervisning",
};
const READING: Matter = Matter {
    by: PSYCHOLOGIST,
    asked: &[
        "Afklaring af læsevanskeligheder.",
        "Læser under klassetrin trods støtte.",
    ],
    instruments: &["National ordblindetest", "WISC-V"],
    conclusion: &[
        "Ordblind efter national test.",
        "Usikker fonologi, ny test om et halvt år.",
    ],
    measure: "Læsevejledning",
};
const ATTENTION: Matter = Matter {
    by: PSYCHOLOGIST,
    asked: &[
        "Opmærksomhed og arbejdshukommelse.",
        "Behov for støtte i klassen.",
    ],
    instruments: &["WISC-V", "SDQ", "BRIEF-2"],
    conclusion: &[
        "Ujævn profil, svag arbejdshukommelse.",
        "Anbefaler støtte ni timer ugentligt.",
        "Bør henvises til børne- og ungdomspsykiatrien.",
    ],
    measure: "Rådgivning til skolen",
};
const AUTISM: Matter = Matter {
    by: PSYCHOLOGIST,
    asked: &["Kontakt og kommunikation.", "Behov for specialtilbud."],
    instruments: &["SRS-2", "WPPSI-IV", "SDQ"],
    conclusion: &[
        "Vanskeligheder i samspil, anbefaler lille gruppe.",
        "Specialklasse drøftes med forældrene.",
    ],
    measure: "Støtte i skoledagen",
};
const ABSENCE: Matter = Matter {
    by: PSYCHOLOGIST,
    asked: &["Årsager til fravær.", "Trivsel og angst i skolen."],
    instruments: &["SDQ", "SRAS-R"],
    conclusion: &[
        "Fravær hænger sammen med angst for gruppearbejde.",
        "Ingen faglige vanskeligheder, ensom.",
    ],
    measure: "Skolefraværsindsats",
};
const EXTENT: &[&str] = &[
    "ti gange",
    "hver anden uge",
    "tre konsultationer",
    "et forløb på 12 uger",
];
const OBSERVED: &[&str] = &[
    "Observeret to lektioner.",
    "Samtale med klasselærer.",
    "Møde med forældrene.",
    "Set på legepladsen.",
    "Samtale med eleven.",
];
