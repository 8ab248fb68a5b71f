//! What every health record system writes: growth, hearing and sight, vaccinations, notes.

use domain::{
    record::{
        Coding, Quantity,
        body::{
            CareDocument, Interpretation, Laterality, Observation, Vaccination, systems::LOINC,
            types,
        },
    },
    time::Country,
};

use super::{Dose, Entry, Journal};

/// LOINC codes of the hearing threshold: frequency in Hz, left ear, right ear.
const THRESHOLDS: [(&str, &str, &str); 4] = [
    ("500", "89024-4", "89025-1"),
    ("1000", "89016-0", "89017-8"),
    ("2000", "89018-6", "89019-4"),
    ("4000", "89022-8", "89023-6"),
];

/// Hearing thresholds in dB HL at 500, 1000, 2000 and 4000 Hz.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ears {
    pub(crate) left: [&'static str; 4],
    pub(crate) right: [&'static str; 4],
    pub(crate) finding: Interpretation,
}

impl Ears {
    /// 20 dB everywhere: the level at which screening passes a child.
    pub(crate) const PASSED: Self = Self {
        left: ["20"; 4],
        right: ["20"; 4],
        finding: Interpretation::Normal,
    };
}

impl Journal<'_> {
    /// Height in cm.
    pub(crate) fn height(&mut self, when: &str, cm: &str) -> Entry<'_> {
        self.growth(when, self.site.habits.words.height, "8302-2", cm, "cm")
    }

    /// Weight in kg.
    pub(crate) fn weight(&mut self, when: &str, kg: &str) -> Entry<'_> {
        self.growth(when, self.site.habits.words.weight, "29463-7", kg, "kg")
    }

    fn growth(
        &mut self,
        when: &str,
        title: &str,
        loinc: &str,
        value: &str,
        unit: &str,
    ) -> Entry<'_> {
        let code = Coding::new(LOINC, loinc, title);
        let body = Observation::quantity(code.clone(), Quantity::new(value, unit));
        self.write(types::OBSERVATION_GROWTH, when, title, body)
            .code(code)
    }

    /// Pulse at rest, beats a minute.
    pub(crate) fn pulse(&mut self, when: &str, per_minute: &str) -> Entry<'_> {
        let code = Coding::new(LOINC, "8867-4", "Puls");
        let body = Observation::quantity(code.clone(), Quantity::new(per_minute, "/min"));
        self.write(types::OBSERVATION_VITAL_SIGN, when, "Puls", body)
            .code(code)
    }

    /// Blood pressure in mmHg, systolic and diastolic.
    pub(crate) fn blood_pressure(
        &mut self,
        when: &str,
        systolic: &str,
        diastolic: &str,
    ) -> Entry<'_> {
        let code = Coding::new(LOINC, "85354-9", "Blodtryck");
        let body = Observation {
            code: Some(code.clone()),
            ..Observation::default()
        };
        let pressure = |code: &str, words: &str| Coding::new(LOINC, code, words);
        let body = body
            .component(
                pressure("8480-6", "Systoliskt"),
                Quantity::new(systolic, "mm[Hg]"),
                Laterality::Unstated,
            )
            .component(
                pressure("8462-4", "Diastoliskt"),
                Quantity::new(diastolic, "mm[Hg]"),
                Laterality::Unstated,
            );
        self.write(types::OBSERVATION_VITAL_SIGN, when, "Blodtryck", body)
            .code(code)
    }

    /// A hearing test, with what the tester says of it.
    pub(crate) fn hearing(
        &mut self,
        when: &str,
        method: &str,
        ears: Ears,
        note: &str,
    ) -> Entry<'_> {
        let title = self.site.habits.words.hearing;
        let [about, how, left_ear, right_ear] = match self.site.country {
            Country::Se => [
                "horsel",
                "horsel-metod",
                "Hörtröskel vänster öra",
                "Hörtröskel höger öra",
            ],
            Country::Dk => [
                "hoerelse",
                "hoerelse-metode",
                "Høretærskel venstre øre",
                "Høretærskel højre øre",
            ],
        };
        let code = self.keyword(about, title);
        let mut body = Observation {
            code: Some(code.clone()),
            method: Some(self.keyword(how, method)),
            interpretation: ears.finding,
            note: note.to_owned(),
            ..Observation::default()
        };
        let levels = THRESHOLDS.iter().zip(ears.left.iter().zip(ears.right));
        for ((hz, left, right), (left_db, right_db)) in levels {
            let threshold =
                |loinc: &str, ear: &str| Coding::new(LOINC, loinc, format!("{ear} {hz} Hz"));
            body = body
                .component(
                    threshold(right, right_ear),
                    Quantity::new(right_db, "dB"),
                    Laterality::Right,
                )
                .component(
                    threshold(left, left_ear),
                    Quantity::new(*left_db, "dB"),
                    Laterality::Left,
                );
        }
        self.write(types::OBSERVATION_SCREENING, when, title, body)
            .code(code)
    }

    /// Sight as decimal visual acuity, right and left eye.
    pub(crate) fn vision(
        &mut self,
        when: &str,
        right: &str,
        left: &str,
        finding: Interpretation,
    ) -> Entry<'_> {
        let title = self.site.habits.words.vision;
        let code = self.keyword("syn", title);
        let acuity = match self.site.country {
            Country::Se => "Synskärpa",
            Country::Dk => "Synsstyrke",
        };
        let acuity = self.keyword("visus", acuity);
        let mut body = Observation {
            code: Some(code.clone()),
            interpretation: finding,
            ..Observation::default()
        };
        body = body
            .component(acuity.clone(), Quantity::new(right, ""), Laterality::Right)
            .component(acuity, Quantity::new(left, ""), Laterality::Left);
        self.write(types::OBSERVATION_SCREENING, when, title, body)
            .code(code)
    }

    /// A dose given here, or typed in from somebody else's record.
    pub(crate) fn vaccination(&mut self, when: &str, dose: Dose, transcribed: bool) -> Entry<'_> {
        let title = (self.site.habits.words.vaccination)(&dose);
        let body = Vaccination {
            transcribed,
            ..Vaccination::new(dose.atc, dose.batch)
                .dose(dose.number)
                .product(dose.product)
        };
        let code = body.vaccine.clone();
        let entry = self.write(types::VACCINATION, when, title, body);
        match code {
            Some(code) => entry.code(code),
            None => entry,
        }
    }

    /// A note in sections.
    pub(crate) fn note(&mut self, when: &str, title: &str, sections: &[(&str, &str)]) -> Entry<'_> {
        let document = document(sections);
        self.write(types::DOCUMENT_CARE_NOTE, when, title, document)
    }

    /// A code from the system's own catalogue.
    pub(crate) fn keyword(&self, code: &str, words: &str) -> Coding {
        Coding::new(self.site.habits.catalogue, code, words)
    }
}

/// Headings and texts as one document.
pub(crate) fn document(sections: &[(&str, &str)]) -> CareDocument {
    (sections.iter()).fold(CareDocument::default(), |document, (heading, text)| {
        document.section(*heading, *text)
    })
}
