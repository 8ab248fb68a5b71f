//! How a run ended: a code for scripts, one or two plain lines for people.

use std::{error::Error as _, io};

use tonic::Code;

use crate::{
    ConnectError, Error, ProfileError, StateError,
    model::Overview,
    text::plain,
    wording::{CallPhrase, DeskPhrase, Language, Phrase, refusal},
};

/// The exit code. Part of the command's contract, listed in its help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; the overview is complete.
    Complete,
    /// Anything that has no code of its own.
    Other,
    /// Input or profile are not valid.
    BadInput,
    /// The overview is shown but not complete.
    Incomplete,
    /// Refused, or nothing to show.
    Nothing,
    /// The aggregator cannot be reached in time, or does not accept who calls.
    Unreachable,
    /// Everything was checked, and a consent is missing.
    ConsentMissing,
}

impl Exit {
    /// The number that the process ends with.
    // R-CLI-1, R-CLI-13
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::Other => 1,
            Self::BadInput => 2,
            Self::Incomplete => 3,
            Self::Nothing => 4,
            Self::Unreachable => 5,
            Self::ConsentMissing => 6,
        }
    }

    /// How a shown overview ends. Nothing permitted goes before everything else: there was then nothing to be complete.
    #[must_use]
    pub fn of(overview: &Overview) -> Self {
        if overview.nothing_permitted() {
            Self::Nothing
        } else if overview.complete {
            Self::Complete
        } else {
            Self::Incomplete
        }
    }
}

/// Why a run ended without showing anything.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    what: String,
    hint: Option<String>,
}

impl Failure {
    pub(super) fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            hint: None,
        }
    }

    pub(super) fn bad_input(what: impl Into<String>) -> Self {
        Self::new(Exit::BadInput, what)
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with the place in a file in front.
    pub(super) fn at(mut self, place: &str) -> Self {
        self.what = format!("{place}: {}", self.what);
        self
    }

    pub(super) fn exit(&self) -> Exit {
        self.exit
    }

    pub(super) fn write(&self, to: &mut dyn io::Write) -> io::Result<()> {
        // A closed pipe is the reader's choice, not an error to talk about.
        if self.what.is_empty() {
            return Ok(());
        }
        writeln!(to, "samsyn: {}", plain(&self.what))?;
        match &self.hint {
            Some(hint) => writeln!(to, "        {}", plain(hint)),
            None => Ok(()),
        }
    }

    /// What a call that shows something comes to when it failed.
    // R-CLI-1
    pub(super) fn of_call(error: &Error, language: Language) -> Self {
        Self::of(error, language, Phrase::NothingToShow.say(language))
    }

    /// What a call to the desk comes to when it failed: registering, asking, listing.
    pub(super) fn of_desk(error: &Error, language: Language) -> Self {
        Self::of(error, language, DeskPhrase::NotWithYourAccess.say(language))
    }

    /// The contract's reason says most where it has words; else what became of the call. Never what was sent.
    // R-CLI-4
    fn of(error: &Error, language: Language, refused: &str) -> Self {
        let say = |phrase: CallPhrase| phrase.say(language);
        let known = error.reason().and_then(|reason| refusal(&reason, language));
        let failure =
            |exit, otherwise: CallPhrase| Self::new(exit, known.unwrap_or(say(otherwise)));
        match error {
            Error::Refused { reason } => {
                let exit = match reason.as_deref() {
                    Some("NOT_A_CONSUMER") => Exit::Unreachable,
                    _ => Exit::Nothing,
                };
                Self::new(exit, known.unwrap_or(refused))
            }
            Error::BadInput { violations, .. } => {
                let fields: Vec<_> = violations
                    .iter()
                    .map(|violation| format!("{}: {}", violation.field, violation.expected))
                    .collect();
                let failure = failure(Exit::BadInput, CallPhrase::NotValid);
                if fields.is_empty() {
                    failure
                } else {
                    failure.hint(fields.join("; "))
                }
            }
            Error::Unauthenticated { reason } => {
                let what = known.unwrap_or(say(CallPhrase::NotAccepted));
                Self::new(Exit::Unreachable, with_reason(what, reason.as_deref()))
                    .hint(say(CallPhrase::GetToken))
            }
            Error::Unreachable { .. } if known.is_some() => {
                failure(Exit::Unreachable, CallPhrase::Unreachable).hint(say(CallPhrase::InAMoment))
            }
            Error::Unreachable { source } => {
                let what = format!("{}{}", say(CallPhrase::Unreachable), innermost(source));
                Self::new(Exit::Unreachable, what).hint(say(CallPhrase::IsItRunning))
            }
            Error::Deadline => {
                failure(Exit::Unreachable, CallPhrase::TooLate).hint(say(CallPhrase::MoreTime))
            }
            Error::Busy { .. } => {
                failure(Exit::Unreachable, CallPhrase::Busy).hint(say(CallPhrase::InAMoment))
            }
            Error::NotOffered => failure(Exit::Other, CallPhrase::NotOffered),
            Error::Empty => failure(Exit::Other, CallPhrase::NoContent),
            Error::Broken(fold) => {
                Self::new(Exit::Other, CallPhrase::CannotShow.with(language, fold))
            }
            Error::Other { code, reason } => {
                let answered = CallPhrase::AnsweredWith.with(language, format!("{code:?}"));
                let answered = with_reason(&answered, reason.as_deref());
                Self::new(exit_of(*code), known.map_or(answered, str::to_owned))
            }
        }
    }
}

/// An id that stands for nothing or for something else is input; a state in which it cannot be done is a refusal.
fn exit_of(code: Code) -> Exit {
    match code {
        Code::NotFound | Code::AlreadyExists => Exit::BadInput,
        Code::FailedPrecondition => Exit::Nothing,
        _ => Exit::Other,
    }
}

impl From<ProfileError> for Failure {
    fn from(error: ProfileError) -> Self {
        let why = error
            .source()
            .map(|why| format!(": {why}"))
            .unwrap_or_default();
        Self::bad_input(format!("{error}{why}"))
    }
}

impl From<StateError> for Failure {
    fn from(error: StateError) -> Self {
        match error {
            StateError::File(error) => Self::from(error).hint(
                "start a sandbox with `cargo run --release -p sandbox`, or give --profile FILE",
            ),
            other => Self::bad_input(other.to_string()),
        }
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        let why = error
            .source()
            .map(|why| format!(": {why}"))
            .unwrap_or_default();
        Self::bad_input(format!("{error}{why}"))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Other, "");
        }
        Self::new(Exit::Other, format!("cannot write: {error}"))
    }
}

fn with_reason(what: &str, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => format!("{what} ({reason})"),
        None => what.to_owned(),
    }
}

/// The innermost cause, which is the one that helps: "connection refused" rather than "transport error".
fn innermost(status: &tonic::Status) -> String {
    let mut cause = status.source();
    let mut last = None;
    while let Some(error) = cause {
        last = Some(error);
        cause = error.source();
    }
    last.map(|error| format!(": {error}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proto::status::{bad_request, refuse};
    use tonic::{Code, Status};

    use super::*;

    fn written(status: &Status) -> (u8, String) {
        let failure = Failure::of_call(&Error::of(status), Language::Sv);
        let mut out = Vec::new();
        failure.write(&mut out).unwrap();
        (failure.exit().code(), String::from_utf8(out).unwrap())
    }

    #[test]
    fn every_error_has_its_exit_code_and_a_plain_line() {
        // R-CLI-1
        for (code, exit) in [
            (Code::PermissionDenied, 4),
            (Code::InvalidArgument, 2),
            (Code::Unauthenticated, 5),
            (Code::Unavailable, 5),
            (Code::DeadlineExceeded, 5),
            (Code::ResourceExhausted, 5),
            (Code::Internal, 1),
            (Code::Unimplemented, 1),
        ] {
            let (actual, text) = written(&refuse(code, "REASON", "internal text"));
            assert_eq!(actual, exit, "{code:?}");
            assert!((1..=2).contains(&text.lines().count()), "{text}");
            assert!(!text.contains("internal text"), "{text}");
        }
    }

    #[test]
    fn what_the_contract_has_a_reason_for_is_said_in_three_languages() {
        // R-CLI-4
        let refused = refuse(Code::InvalidArgument, "LIFT_TOO_LONG", "internal text");
        let said = |language| Failure::of_desk(&Error::of(&refused), language).what;
        for (language, words) in [
            (Language::Sv, "högst sju dagar"),
            (Language::Da, "højst syv dage"),
            (Language::En, "at most seven days"),
        ] {
            assert!(said(language).contains(words), "{}", said(language));
        }
        for (code, reason, exit) in [
            (Code::PermissionDenied, "CONSENT_UNVERIFIED", 4),
            (Code::PermissionDenied, "NOT_A_CONSUMER", 5),
            (Code::NotFound, "UNKNOWN_ID", 2),
            (Code::AlreadyExists, "CONSENT_ID_TAKEN", 2),
            (Code::FailedPrecondition, "REQUEST_EXPIRED", 4),
            (Code::Unavailable, "STORE_UNAVAILABLE", 5),
            (Code::ResourceExhausted, "TOO_MANY", 5),
        ] {
            let error = Error::of(&refuse(code, reason, "internal text"));
            let failure = Failure::of_desk(&error, Language::En);
            assert_eq!(failure.exit().code(), exit, "{reason}");
            assert_eq!(Some(failure.what.as_str()), refusal(reason, Language::En));
        }
    }

    #[test]
    fn a_refusal_reads_the_same_for_absent_and_forbidden() {
        let (_, refused) = written(&refuse(Code::PermissionDenied, "REFUSED", ""));
        assert_eq!(refused, "samsyn: Inget att visa med din behörighet\n");
        assert_eq!(written(&Status::permission_denied("else")).1, refused);
        let desk = Error::of(&refuse(Code::PermissionDenied, "REFUSED", ""));
        let desk = Failure::of_desk(&desk, Language::En);
        assert_eq!(desk.what, "Not possible with your access");
    }

    #[test]
    fn bad_input_names_each_field() {
        let bad = bad_request(
            "INVALID_QUERY",
            &[("period.to", "must lie after from"), ("reason", "required")],
        );
        assert!(
            written(&bad)
                .1
                .contains("period.to: must lie after from; reason: required")
        );
    }

    #[test]
    fn a_closed_pipe_is_not_talked_about() {
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        let mut out = Vec::new();
        failure.write(&mut out).unwrap();
        assert!(out.is_empty());
    }
}
