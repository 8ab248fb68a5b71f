//! Vaccinations and medicines.

use super::codec::{closed, message};

message! {
    Vaccination {
        vaccine: option,
        product: plain,
        product_code: option,
        batch: plain,
        dose_number: plain,
        targets: list,
        not_given: option,
        transcribed: plain,
        site: plain,
    }
    NotGiven { reason: option, text: plain }
    Medication {
        substance: option,
        product: option,
        name: plain,
        dose: option,
        dose_text: plain,
        as_needed: plain,
        reason: option,
        reason_text: plain,
        state: number,
        prescribed: option,
        prescriber: option,
        stopped: option,
        stop_reason: plain,
    }
}

closed! {
    MedicationState { Active, Paused, Stopped }
}
