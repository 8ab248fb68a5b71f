//! How a run ended: a code for scripts, one or two plain lines for people.

use std::{error::Error as _, io};

use crate::{
    ConnectError, Error, ProfileError, StateError,
    model::Overview,
    text::plain,
    wording::{Language, Phrase},
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
}

impl Exit {
    /// The number that the process ends with.
    // R-CLI-1
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::Other => 1,
            Self::BadInput => 2,
            Self::Incomplete => 3,
            Self::Nothing => 4,
            Self::Unreachable => 5,
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

    /// What a call that failed comes to.
    // R-CLI-1
    pub(super) fn of_call(error: &Error, language: Language) -> Self {
        match error {
            Error::Refused { .. } => Self::new(Exit::Nothing, Phrase::NothingToShow.say(language)),
            Error::BadInput { violations, .. } => {
                let fields: Vec<_> = violations
                    .iter()
                    .map(|violation| format!("{}: {}", violation.field, violation.expected))
                    .collect();
                let failure = Self::bad_input("the aggregator says that the query is not valid");
                if fields.is_empty() {
                    failure
                } else {
                    failure.hint(fields.join("; "))
                }
            }
            Error::Unauthenticated { reason } => Self::new(
                Exit::Unreachable,
                with_reason("token or certificate were not accepted", reason.as_deref()),
            )
            .hint("get a new token, and use it with the certificate it was issued for"),
            Error::Unreachable { source } => Self::new(
                Exit::Unreachable,
                format!("the aggregator cannot be reached{}", innermost(source)),
            )
            .hint("is it running, and are address, ca and aggregator_name those of the profile?"),
            Error::Deadline => Self::new(Exit::Unreachable, "no whole answer within the deadline")
                .hint("try again, or give it more time with --deadline"),
            Error::Busy { .. } => {
                Self::new(Exit::Unreachable, "the aggregator is busy").hint("try again in a moment")
            }
            Error::NotOffered => Self::new(Exit::Other, "this aggregator does not offer that"),
            Error::Empty => Self::new(Exit::Other, "the aggregator answered without content"),
            Error::Broken(fold) => {
                Self::new(Exit::Other, format!("the answer cannot be shown: {fold}"))
            }
            Error::Other { code, reason } => Self::new(
                Exit::Other,
                with_reason(
                    &format!("the aggregator answered {code:?}"),
                    reason.as_deref(),
                ),
            ),
        }
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
    fn a_refusal_reads_the_same_for_absent_and_forbidden() {
        let (_, refused) = written(&refuse(Code::PermissionDenied, "REFUSED", ""));
        assert_eq!(refused, "samsyn: Inget att visa med din behörighet\n");
        assert_eq!(written(&Status::permission_denied("else")).1, refused);
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
