//! The health visitors of Aadal, who are school health too. FHIR in the house: GUIDs, the codes of KL, every correction a new state of the
//! same resource under the same time. An older state is sent along with the newer.

use domain::record::{
    Coding,
    body::{systems::CARE_SOCIAL_CODES, types},
};
use producer_sdk::AnswerScope;

use super::{AADAL_KOMMUNE, DANISH_HABITS, DANISH_SITE, guid};
use crate::journal::{Habits, Site, Staff};

pub(crate) const SUNDHEDSPLEJEN_AADAL: Site = Site {
    id: "sundhedsplejen-aadal",
    name: "Sundhedsplejen, Aadal Kommune",
    sector: "health-visitor",
    care_provider: AADAL_KOMMUNE,
    unit: ("110019999999001", "Sundhedsplejen Aadal"),
    types: &[
        types::ACTIVITY,
        types::CONDITION,
        types::CONTACT,
        types::DOCUMENT_BVC_SUMMARY,
        types::DOCUMENT_CARE_NOTE,
        types::INDICATOR,
        types::INTERVENTION,
        types::OBSERVATION_GROWTH,
        types::OBSERVATION_SCREENING,
        types::QUESTIONNAIRE,
        types::REFERRAL,
    ],
    answer_scope: AnswerScope::Audience,
    max_records: 300,
    mailbox: "sundhedsplejen@aadal.example",
    habits: Habits {
        // FHIR counts meta.versionId; this server does not.
        counts_versions: false,
        record_id: |number, _| guid(0x5d, number),
        catalogue: "https://sundhedsplejen.aadal.example/skema",
        ..DANISH_HABITS
    },
    ..DANISH_SITE
};

/// The kinds of contact in KL's code system, as HL7 Denmark's kl-children names them (`input/fsh/codeSystem.fsh`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) code: &'static str,
    pub(crate) words: &'static str,
}

impl Visit {
    pub(crate) const CONFINEMENT: Self = Self {
        code: "7d35a193-e808-4e77-b361-6c0d114d021f",
        words: "Barselsbesøg",
    };
    pub(crate) const ESTABLISHING: Self = Self {
        code: "b4bf6058-502a-4d64-bb8e-369661f43b47",
        words: "Etableringsbesøg",
    };
    pub(crate) const TWO_MONTHS: Self = Self {
        code: "51f30d1c-d60e-4e3e-ac22-ec9712ea962d",
        words: "Besøg ved det ca. 2 måneder gamle barn",
    };
    pub(crate) const FOUR_TO_SIX_MONTHS: Self = Self {
        code: "58ff370b-a775-4bec-b24a-91604e0a5fe7",
        words: "Besøg ved det 4-6 måneder gamle barn",
    };
    pub(crate) const EIGHT_TO_ELEVEN_MONTHS: Self = Self {
        code: "3f3e6489-31bd-44cf-9920-3c632868feb7",
        words: "Besøg ved det 8-11 måneder gamle barn",
    };
    pub(crate) const BY_NEED: Self = Self {
        code: "4b039ba1-4005-42e6-b672-09b81ad7578a",
        words: "Behovsbesøg af småbørnssundhedsplejen",
    };
    pub(crate) const SCHOOL_START: Self = Self {
        code: "c06ed6f1-be9d-460e-a45e-34821bcbd533",
        words: "Indskolingsundersøgelse",
    };
    pub(crate) const FIRST_GRADE: Self = Self {
        code: "0ddb3661-51da-471f-94d7-2a50b81f5fc6",
        words: "1. klasses undersøgelse",
    };

    /// The kind as a code.
    pub(crate) fn coding(self) -> Coding {
        Coding::new(CARE_SOCIAL_CODES, self.code, self.words)
    }
}

pub(crate) const NURSE: Staff = Staff {
    name: "Birthe Skovlund",
    role: "health-visitor",
    title: "sundhedsplejerske",
};

pub(crate) const SCHOOL_NURSE: Staff = Staff {
    name: "Anja Kirkeby",
    role: "health-visitor",
    title: "sundhedsplejerske, skoledistrikt Aadal Nord",
};
