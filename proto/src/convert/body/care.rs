//! What the child has, what is done about it, and what is written of it.

use super::codec::{closed, message};

message! {
    Condition {
        code: option,
        same_as: list,
        certainty: number,
        state: number,
        onset: option,
        resolved: option,
        severity: plain,
        note: plain,
    }
    Intervention {
        measure: plain,
        codes: list,
        detail_level: plain,
        purpose: plain,
        extent: plain,
        provider: option,
        legal_basis: plain,
        case_id: plain,
        closure: number,
    }
    CareDocument { sections: list, programme: option }
    DocumentSection { heading: plain, code: option, text: plain }
    ProgrammeStatement {
        vaccinations: number,
        visits: number,
        deviations: list,
        open_follow_up: plain,
        has_diagnosis: plain,
    }
    ProgrammeDeviation { item: option, text: plain }
}

closed! {
    Certainty { Suspected, Confirmed, Refuted }
    ConditionState { Active, Remission, Resolved }
    InterventionClosure { Decided, Delivered }
    ProgrammeAdherence { Followed, Deviates }
}
