//! One body of every kind with every field set, by hand: a field forgotten in a conversion shows as a difference.

use domain::{
    id::{OrganisationId, PersonId},
    record::{Coding, Organisation, Quantity, Sector, body::*},
    time::{Moment, Period},
};

/// Every kind, all fields set.
pub(super) fn all() -> Vec<Body> {
    vec![
        master_data().into(),
        custody().into(),
        contact().into(),
        condition().into(),
        intervention().into(),
        activity().into(),
        plan().into(),
        document().into(),
        vaccination().into(),
        observation().into(),
        questionnaire().into(),
        indicator().into(),
        medication().into(),
        referral().into(),
        assessment().into(),
        attendance().into(),
        support_plan().into(),
        concern_report().into(),
    ]
}

pub(super) fn moment(text: &str) -> Option<Moment> {
    Some(Moment::parse(text).unwrap())
}

pub(super) fn person() -> Person {
    Person {
        id: Some(id()),
        name: "Maja Dahl".into(),
        role: "nurse".into(),
        role_text: "Skolsköterska".into(),
        organisation: organisation(),
    }
}

fn id() -> PersonId {
    PersonId::parse("urn:oid:1.2.752.129.2.1.3.1", "191212121212").unwrap()
}

fn organisation() -> Option<Organisation> {
    Some(Organisation {
        id: Some(OrganisationId::parse("http://cvr.dk", "29190623").unwrap()),
        name: "Skolan".into(),
    })
}

fn coding(code: &str) -> Coding {
    Coding::new("http://loinc.org", code, "i ord")
}

fn value(text: &str) -> Option<ObservedValue> {
    Some(ObservedValue::Text(text.into()))
}

fn master_data() -> MasterData {
    MasterData {
        name: "Elin Maja Dahl".into(),
        called_name: "Elin".into(),
        birth: moment("2016-09-02"),
        sex: RegisteredSex::Female,
        protection: IdentityProtection::ProtectedRegistration,
        unborn: Some(Unborn {
            mother: person(),
            expected_birth: moment("2016-09"),
            relinked_to: Some(id()),
        }),
        languages: vec![SpokenLanguage {
            tag: "so".into(),
            interpreter_needed: true,
            speaker: "mother".into(),
        }],
        other_ids: vec![id()],
        death: moment("2026"),
    }
}

fn custody() -> Custody {
    Custody {
        holders: vec![CustodyHolder {
            person: person(),
            residence_parent: true,
            since: moment("2016-09-02"),
            until: moment("2026-01-01"),
            basis: CustodyBasis::Court,
        }],
        family: vec![FamilyTie {
            person: person(),
            kind: FamilyTieKind::Sibling,
            custody: StatedCustody::NotHeld,
        }],
    }
}

fn contact() -> Contact {
    Contact {
        person: person(),
        responsibility: "familjen".into(),
        responsibility_codes: vec![coding("27.24")],
        coordinator: true,
        holds_ball: Some(Period::since(moment("2026-11-01").unwrap())),
        next_step: "kalla till möte".into(),
        reachable: "vardagar 8–9".into(),
    }
}

fn condition() -> Condition {
    Condition {
        code: Some(coding("F90.0")),
        same_as: vec![coding("406506008")],
        certainty: Certainty::Suspected,
        state: ConditionState::Remission,
        onset: moment("2024"),
        resolved: moment("2026-05"),
        severity: "måttlig".into(),
        note: "se plan".into(),
    }
}

fn intervention() -> Intervention {
    Intervention {
        measure: "Familjebehandling".into(),
        codes: vec![coding("27.24.09")],
        detail_level: 2,
        purpose: "trygghet".into(),
        extent: "2 h i veckan".into(),
        provider: organisation(),
        legal_basis: "SoL 2025:400".into(),
        case_id: "S-1".into(),
        closure: InterventionClosure::Delivered,
    }
}

fn activity() -> Activity {
    Activity {
        kind: ActivityKind::NetworkMeeting,
        code: Some(coding("4b039ba1")),
        mode: ActivityMode::Video,
        reason: "uppföljning".into(),
        outcome: "ny plan".into(),
        responsible: Some(person()),
        participants: vec![person(), Person::child("Elin")],
        interpreter_booked: true,
    }
}

fn goal() -> PlanGoal {
    PlanGoal {
        id: "m1".into(),
        professional_words: "mer i skolan".into(),
        child_words: "spela fotboll igen".into(),
        codes: vec![coding("d820")],
        target: moment("2027-06"),
        state: GoalState::Reached,
    }
}

fn plan() -> Plan {
    Plan {
        kind: "sip".into(),
        background: "frånvaro".into(),
        goals: vec![goal()],
        actions: vec![PlanAction {
            action: "ring tränaren".into(),
            owner: Some(Person::child("Elin")),
            due: moment("2026-11-15"),
            state: ActionState::Ongoing,
            done: moment("2026-11-16"),
            goal_id: "m1".into(),
        }],
        participants: vec![person()],
        coordinator: Some(person()),
        follow_up: moment("2026-11-27T09:00:00Z"),
    }
}

fn document() -> CareDocument {
    CareDocument {
        sections: vec![DocumentSection {
            heading: "Hörsel".into(),
            code: Some(coding("H-1")),
            text: "kontroll pågår".into(),
        }],
        programme: Some(ProgrammeStatement {
            vaccinations: ProgrammeAdherence::Deviates,
            visits: ProgrammeAdherence::Followed,
            deviations: vec![ProgrammeDeviation {
                item: Some(coding("J07CA02")),
                text: "feber".into(),
            }],
            open_follow_up: true,
            has_diagnosis: true,
        }),
    }
}

fn vaccination() -> Vaccination {
    Vaccination {
        vaccine: Some(coding("J07BD52")),
        product: "Priorix".into(),
        product_code: Some(coding("NPL-1")),
        batch: "AB12".into(),
        dose_number: 2,
        targets: vec![coding("14189004")],
        not_given: Some(NotGiven {
            reason: Some(coding("MEDPREC")),
            text: "feber".into(),
        }),
        transcribed: true,
        site: "vänster arm".into(),
    }
}

fn observation() -> Observation {
    Observation {
        code: Some(coding("8302-2")),
        value: Some(ObservedValue::Quantity(Quantity::new("138.9", "cm"))),
        components: vec![ObservedComponent {
            code: Some(coding("part")),
            value: Some(ObservedValue::Coding(coding("finding"))),
            laterality: Laterality::Left,
            interpretation: Interpretation::High,
        }],
        method: Some(coding("standing")),
        instrument: "mätsticka".into(),
        laterality: Laterality::Both,
        interpretation: Interpretation::Inconclusive,
        absent_reason: Some(coding("asleep")),
        note: "orolig".into(),
    }
}

fn instrument() -> Instrument {
    Instrument {
        code: Some(coding("sdq")),
        name: "SDQ".into(),
        version: "P4-17".into(),
    }
}

fn questionnaire() -> Questionnaire {
    Questionnaire {
        instrument: instrument(),
        respondent: Some(person()),
        about: Some(person()),
        answers: vec![Answer {
            question_id: "1".into(),
            question: "Hur mår du?".into(),
            value: value("bra"),
        }],
        scores: vec![Score {
            code: Some(coding("total")),
            name: "Total".into(),
            value: Some(Quantity::new("17", "{score}")),
            interpretation: Interpretation::Abnormal,
        }],
    }
}

fn indicator() -> Indicator {
    Indicator {
        code: Some(coding("ind")),
        name: "Trivsel".into(),
        value: value("låg"),
        interpretation: Interpretation::Low,
        based_on: vec!["r-1".into()],
    }
}

fn medication() -> Medication {
    Medication {
        substance: Some(coding("N06BA04")),
        product: Some(coding("NPL-2")),
        name: "Concerta".into(),
        dose: Some(Quantity::new("18", "mg")),
        dose_text: "1 på morgonen".into(),
        as_needed: true,
        reason: Some(coding("F90.0")),
        reason_text: "adhd".into(),
        state: MedicationState::Stopped,
        prescribed: moment("2026-01-10"),
        prescriber: Some(person()),
        stopped: moment("2026-10-05"),
        stop_reason: "byte".into(),
    }
}

fn referral() -> Referral {
    Referral {
        from: organisation(),
        to: organisation(),
        to_sector: Some(Sector::parse("child-psychiatry").unwrap()),
        state: ReferralState::Waiting,
        question: "adhd?".into(),
        reason: Some(coding("P22")),
        requested: moment("2026-10-02"),
        answered: moment("2026-10-20"),
        expected: moment("2026-12"),
        answer: "välkommen".into(),
    }
}

fn assessment() -> Assessment {
    Assessment {
        state: AssessmentState::Ongoing,
        kind: Some(coding("psych")),
        instruments: vec![instrument()],
        question: "uppmärksamhet".into(),
        conclusion: "ingen".into(),
        assessors: vec![person()],
        expected: moment("2027"),
    }
}

fn attendance() -> Attendance {
    Attendance {
        absence_percent: "22".into(),
        valid_percent: "7.5".into(),
        invalid_percent: "14.5".into(),
        unit: AttendanceUnit::Lessons,
        note: "mest måndagar".into(),
    }
}

fn support_plan() -> SchoolSupportPlan {
    SchoolSupportPlan {
        needs: "lugn".into(),
        child_words: "jag vill sitta själv".into(),
        goals: vec![goal()],
        measures: vec![SupportMeasure {
            measure: "eget rum".into(),
            code: Some(coding("17.03")),
            responsible: Some(person()),
            period: Some(Period::since(moment("2026-08").unwrap())),
        }],
        decided: moment("2026-09-01"),
        decided_by: Some(person()),
        follow_up: moment("2026-12-01"),
        evaluation: "bättre".into(),
    }
}

fn concern_report() -> ConcernReport {
    ConcernReport {
        kind: ConcernKind::ProtectionAssessment,
        from_sector: Some(Sector::parse("school-health").unwrap()),
        feedback: InquiryFeedback::Opened,
        received: moment("2026-10-05"),
        decided: moment("2026-10-14"),
        areas: vec![coding("safety")],
    }
}
