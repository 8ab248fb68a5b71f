//! The Danish hospital: admissions, the ear clinic, the child that stopped gaining weight.

use domain::record::{
    Coding, Quantity,
    body::{Activity, ActivityKind, Condition, Interpretation, Observation, systems, types},
};

use super::told;

use crate::{
    journal::document,
    synthetic::{case::Case, days, lots::Lot},
    systems::dk::{SKS, sygehus_midt::PAEDIATRICIAN},
};

const HOSPITAL: &str = "sygehus-midt";

pub(super) fn write(case: &mut Case<'_>) {
    let seen = [Lot::Admitted, Lot::Faltering, Lot::Hearing];
    if !seen.into_iter().any(|lot| case.has(lot)) {
        return;
    }
    let mut chance = case.chance.for_purpose("hospital", 0);
    let mut page = case.open(HOSPITAL, PAEDIATRICIAN);
    let (code, words, reason, nights) = match () {
        () if case.has(Lot::Admitted) => *chance.pick(ADMISSIONS),
        () if case.has(Lot::Faltering) => ("DK900", "Cøliaki", "Knækket vægtkurve", 0),
        () => (
            "DH652",
            "Sekretorisk mellemørebetændelse",
            "Nedsat hørelse",
            0,
        ),
    };
    let came = case.ago(chance.between(25, (case.months() * 30 - 150).clamp(40, 1_400)));
    let kind = if nights > 0 {
        ActivityKind::Admission
    } else {
        ActivityKind::Visit
    };
    let admitted = page
        .write(
            types::ACTIVITY,
            came,
            if nights > 0 {
                "Indlæggelse"
            } else {
                "Ambulant besøg"
            },
            Activity::new(kind, reason),
        )
        .record_id();
    let onset = page.moment(came);
    let condition = Condition {
        onset: Some(onset),
        ..Condition::confirmed(Coding::new(SKS, code, words))
    };
    page.write(types::CONDITION, came, words, condition);
    page.measure(came, &mut case.growth, false);
    let pulse = chance.between(80, 150).to_string();
    let sign = Coding::new(systems::LOINC, "8867-4", "Puls");
    page.write(
        types::OBSERVATION_VITAL_SIGN,
        came,
        "Puls",
        Observation::quantity(sign, Quantity::new(pulse, "/min")),
    );
    let went = days::days_after(came, nights);
    if nights > 0 && went < case.today {
        let outcome = told(&mut chance, &[HOME]);
        page.write(
            types::ACTIVITY,
            went,
            "Udskrivning",
            Activity {
                outcome: outcome.clone(),
                ..Activity::new(ActivityKind::Discharge, reason)
            },
        )
        .during(admitted.clone());
        let letter = document(&[
            ("Forløb", &told(&mut chance, &[COURSE])),
            ("Plan", &outcome),
        ]);
        page.write(
            types::DOCUMENT_DISCHARGE_LETTER,
            went,
            "Epikrise til egen læge",
            letter,
        )
        .during(admitted);
    } else {
        let text = told(&mut chance, &[COURSE, HOME]);
        page.note(came, "Ambulant notat", &[("Notat", &text)]);
    }
    if case.has(Lot::Hearing) {
        let code = page.keyword("audiometri", "Toneaudiometri");
        let body = Observation {
            interpretation: Interpretation::Abnormal,
            ..Observation::text(code, "Let konduktivt høretab venstre, 30 dB.")
        };
        page.write(types::OBSERVATION_SCREENING, came, "Audiometri", body);
        page.book(
            types::ACTIVITY,
            30,
            case.ago(12),
            "Indkaldelse til kontrol",
            Activity::new(ActivityKind::Summons, "Kontrol af hørelse"),
        );
    }
    case.file(page);
}

/// SKS, words, why, nights.
const ADMISSIONS: &[(&str, &str, &str, i32)] = &[
    ("DJ210", "RS-bronkiolitis", "Vejrtrækningsbesvær", 3),
    ("DJ189", "Lungebetændelse", "Høj feber", 2),
    ("DE869", "Dehydrering", "Opkast og diarré", 1),
    ("DS060", "Hjernerystelse", "Fald fra gynge", 1),
    ("DR560", "Feberkramper", "Krampeanfald hjemme", 1),
    ("DK359", "Blindtarmsbetændelse", "Mavesmerter, opereret", 2),
];

const COURSE: &[&str] = &[
    "Ilt det første døgn.",
    "Væske i drop.",
    "Observeret uden nye kramper.",
    "Ukompliceret operation.",
    "Glutenfri kost opstartes, diætist.",
    "Væske bag trommehinden, dræn overvejes.",
];

const HOME: &[&str] = &[
    "Kontrol hos egen læge.",
    "Ingen opfølgning.",
    "Ambulant tid om tre måneder.",
    "Ring ved forværring.",
    "Blodprøver om et halvt år.",
];
