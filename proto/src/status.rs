//! The one place that builds a `tonic::Status`: a code, a stable reason, a sentence without personal data or internal text.

use std::collections::HashMap;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

/// The domain of every reason (`google.rpc.ErrorInfo.domain`).
pub const DOMAIN: &str = "samsyn";

/// A refusal or failure. `reason` is UPPER_SNAKE and part of the contract; `message` is for people and may change.
#[must_use]
pub fn refuse(code: Code, reason: &'static str, message: &str) -> Status {
    let details = ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new());
    Status::with_error_details(code, message, details)
}

/// The same, with what it is about under stable keys (`google.rpc.ErrorInfo.metadata`): codes alone, nothing that names anybody.
#[must_use]
pub fn refuse_with(
    code: Code,
    reason: &'static str,
    message: &str,
    about: &[(&'static str, String)],
) -> Status {
    let about = about
        .iter()
        .map(|(key, codes)| ((*key).to_owned(), codes.clone()));
    let details = ErrorDetails::with_error_info(reason, DOMAIN, about.collect::<HashMap<_, _>>());
    Status::with_error_details(code, message, details)
}

/// What a refusal says under a key of its own.
#[must_use]
pub fn named_of(status: &Status, key: &str) -> Option<String> {
    let info = status.get_details_error_info()?;
    (info.domain == DOMAIN)
        .then_some(info.metadata)?
        .remove(key)
}

/// Bad input: every field that is wrong, with what was expected. The descriptions never repeat the value that came.
#[must_use]
pub fn bad_request(reason: &'static str, violations: &[(&str, &str)]) -> Status {
    let violations = violations
        .iter()
        .map(|(field, description)| FieldViolation::new(*field, *description))
        .collect::<Vec<_>>();
    let mut details = ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new());
    details.set_bad_request(violations);
    Status::with_error_details(Code::InvalidArgument, "the request is not valid", details)
}

/// The stable reason that a status carries, if it comes from our contract.
#[must_use]
pub fn reason_of(status: &Status) -> Option<String> {
    let info = status.get_details_error_info()?;
    (info.domain == DOMAIN).then_some(info.reason)
}

/// The violations that a status carries: field and description.
#[must_use]
pub fn violations_of(status: &Status) -> Vec<(String, String)> {
    let found = status.get_details_bad_request();
    found
        .map_or_else(Vec::new, |bad| bad.field_violations)
        .into_iter()
        .map(|v| (v.field, v.description))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_and_its_violations_survive_the_wire() {
        let status = bad_request(
            "INVALID_QUERY",
            &[("windows[0].end", "must lie after start")],
        );
        let status = Status::from_header_map(status.into_http::<()>().headers()).unwrap();
        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(reason_of(&status).as_deref(), Some("INVALID_QUERY"));
        let expected = (
            "windows[0].end".to_owned(),
            "must lie after start".to_owned(),
        );
        assert_eq!(violations_of(&status), [expected]);
    }

    #[test]
    fn a_foreign_reason_is_not_ours() {
        let details = ErrorDetails::with_error_info("QUOTA", "elsewhere.example", HashMap::new());
        let status = Status::with_error_details(Code::Unavailable, "", details);
        assert_eq!(reason_of(&status), None);
        assert!(violations_of(&Status::internal("")).is_empty());
    }
}
