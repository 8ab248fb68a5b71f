//! What a review came to and what was noted: on the wire and in the log. For reviews of emergencies.

use proto::v1::access as wire;
use tonic::Status;

use super::reviewer::wrong;
use crate::overview::query::MAX_REASON_BYTES;

/// The words in the log.
const JUSTIFIED: &str = "justified";
const UNJUSTIFIED: &str = "unjustified";
pub(super) const FOLLOW_UP: &str = "follow-up";

pub(super) fn verdict_word(verdict: i32) -> Result<&'static str, Status> {
    match wire::EmergencyVerdict::try_from(verdict) {
        Ok(wire::EmergencyVerdict::Justified) => Ok(JUSTIFIED),
        Ok(wire::EmergencyVerdict::Unjustified) => Ok(UNJUSTIFIED),
        Ok(wire::EmergencyVerdict::FollowUp) => Ok(FOLLOW_UP),
        Ok(wire::EmergencyVerdict::Unspecified) | Err(_) => Err(wrong(
            "verdict",
            "expected JUSTIFIED, UNJUSTIFIED or FOLLOW_UP",
        )),
    }
}

pub(super) fn verdict_of(word: &str) -> wire::EmergencyVerdict {
    match word {
        JUSTIFIED => wire::EmergencyVerdict::Justified,
        UNJUSTIFIED => wire::EmergencyVerdict::Unjustified,
        FOLLOW_UP => wire::EmergencyVerdict::FollowUp,
        _ => wire::EmergencyVerdict::Unspecified,
    }
}

/// A control character could forge a line wherever the note is shown.
pub(super) fn note_of(note: String) -> Result<Option<String>, Status> {
    let is_line = |c: char| c.is_control() && c != '\n';
    if note.len() > MAX_REASON_BYTES || note.chars().any(is_line) {
        return Err(wrong("note", "expected at most 500 bytes"));
    }
    Ok(Some(note).filter(|note| !note.trim().is_empty()))
}
