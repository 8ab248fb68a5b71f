//! One fault and the word it is asked for by.

use std::{fmt, str::FromStr, time::Duration};

use jiff::SignedDuration;
use thiserror::Error;

/// The longest delay. Whoever wants to wait longer wants `hanging`.
const MAX_DELAY: Duration = Duration::from_secs(3_600);
/// The shortest time between two drips: shorter, and a thousand records are there before anybody's deadline.
const MIN_DRIP: Duration = Duration::from_millis(10);
/// The most calls in a row that flap the same way.
const MAX_FLAPS: u32 = 1_000;
/// How far off a clock may be: a hundred years, in days.
const MAX_OFF_DAYS: i64 = 36_525;

/// What goes wrong with a source. See [the module](super) for what each does, and in which order several work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Every answer comes so much later.
    Slow(Duration),
    /// Every answer comes later by a part of `at_most` that a seed decides; without one, the source's id.
    Jittering {
        /// The longest delay.
        at_most: Duration,
        /// The same numbers for the same seed.
        seed: Option<u64>,
    },
    /// Takes the query and never answers.
    Hanging,
    /// Sends a record, waits so long, sends one, for ever.
    Dripping(Duration),
    /// Fails below the contract, with a bare gRPC status.
    Erroring(Status),
    /// Its own system answers with an error.
    LogicalError,
    /// Sends what is no message.
    Malformed(Malformed),
    /// Sends another child's record too.
    WrongChild,
    /// Sends a record with a singular field of its header twice.
    Duplicated,
    /// Sends more than it may.
    Oversized(Oversized),
    /// So many calls work, then so many do not.
    Flapping(u32),
    /// Serves under a certificate that has run out.
    CertificateExpired,
    /// Has no lease any more.
    LeaseLost(LeaseLost),
    /// Its clock is so far ahead, or behind.
    ClockWrong(SignedDuration),
}

/// The bare gRPC status of [`Fault::Erroring`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// UNAVAILABLE.
    Unavailable,
    /// INTERNAL.
    Internal,
}

/// In which way an answer is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// A frame of bytes that nobody can decode.
    Garbage,
    /// A frame that announces more bytes than come.
    Truncated,
}

/// In which way an answer is too big.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oversized {
    /// One record more than was asked for, each small.
    Records,
    /// One message over every limit.
    Message,
}

/// How a lease is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseLost {
    /// Given back: gone at once.
    Left,
    /// Not renewed: gone when it has run out, and the source answers until then.
    Unrenewed,
}

/// Every word, as a help text lists them.
pub const WORDS: [&str; 14] = [
    "slow",
    "jittering",
    "hanging",
    "dripping",
    "erroring",
    "logical-error",
    "malformed",
    "wrong-child",
    "duplicated",
    "oversized",
    "flapping",
    "certificate-expired",
    "lease-lost",
    "clock-wrong",
];

/// Why a text names no fault.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
pub enum InvalidFault {
    /// No such word.
    #[error("unknown fault `{word}`, expected one of {}", WORDS.join(", "))]
    Word {
        /// As it was written.
        word: String,
    },
    /// The word is known, what stands behind it is not.
    #[error("`{word}` takes {expected}, not `{given}`")]
    Parameter {
        /// The word.
        word: &'static str,
        /// What stood behind it.
        given: String,
        /// What may stand there.
        expected: &'static str,
    },
}

impl Fault {
    /// The word without parameter.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Slow(_) => "slow",
            Self::Jittering { .. } => "jittering",
            Self::Hanging => "hanging",
            Self::Dripping(_) => "dripping",
            Self::Erroring(_) => "erroring",
            Self::LogicalError => "logical-error",
            Self::Malformed(_) => "malformed",
            Self::WrongChild => "wrong-child",
            Self::Duplicated => "duplicated",
            Self::Oversized(_) => "oversized",
            Self::Flapping(_) => "flapping",
            Self::CertificateExpired => "certificate-expired",
            Self::LeaseLost(_) => "lease-lost",
            Self::ClockWrong(_) => "clock-wrong",
        }
    }
}

/// A word, and after `=` what it takes. `hang` and `error` are short for `hanging` and `logical-error`.
// R-FAULT-1
impl FromStr for Fault {
    type Err = InvalidFault;

    fn from_str(text: &str) -> Result<Self, InvalidFault> {
        let (word, parameter) = match text.split_once('=') {
            Some((word, parameter)) => (word, Some(parameter)),
            None => (text, None),
        };
        match word {
            "slow" => delay("slow", parameter, Duration::from_millis(800)).map(Self::Slow),
            "jittering" => jittering(parameter),
            "hanging" | "hang" => bare("hanging", parameter, Self::Hanging),
            "dripping" => dripping(parameter),
            "erroring" => match parameter {
                None | Some("unavailable") => Ok(Self::Erroring(Status::Unavailable)),
                Some("internal") => Ok(Self::Erroring(Status::Internal)),
                Some(given) => Err(wrong("erroring", given, "`unavailable` or `internal`")),
            },
            "logical-error" | "error" => bare("logical-error", parameter, Self::LogicalError),
            "malformed" => match parameter {
                None | Some("garbage") => Ok(Self::Malformed(Malformed::Garbage)),
                Some("truncated") => Ok(Self::Malformed(Malformed::Truncated)),
                Some(given) => Err(wrong("malformed", given, "`garbage` or `truncated`")),
            },
            "wrong-child" => bare("wrong-child", parameter, Self::WrongChild),
            "duplicated" => bare("duplicated", parameter, Self::Duplicated),
            "oversized" => match parameter {
                None | Some("records") => Ok(Self::Oversized(Oversized::Records)),
                Some("message") => Ok(Self::Oversized(Oversized::Message)),
                Some(given) => Err(wrong("oversized", given, "`records` or `message`")),
            },
            "flapping" => flapping(parameter),
            "certificate-expired" => {
                bare("certificate-expired", parameter, Self::CertificateExpired)
            }
            "lease-lost" => match parameter {
                None | Some("left") => Ok(Self::LeaseLost(LeaseLost::Left)),
                Some("unrenewed") => Ok(Self::LeaseLost(LeaseLost::Unrenewed)),
                Some(given) => Err(wrong("lease-lost", given, "`left` or `unrenewed`")),
            },
            "clock-wrong" => clock_wrong(parameter),
            _ => Err(InvalidFault::Word {
                word: word.to_owned(),
            }),
        }
    }
}

/// As it can be read again, parameter included.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        match self {
            Self::Slow(delay) | Self::Dripping(delay) => write!(f, "={}ms", delay.as_millis()),
            Self::Jittering { at_most, seed } => {
                write!(f, "={}ms", at_most.as_millis())?;
                seed.map_or(Ok(()), |seed| write!(f, "@{seed}"))
            }
            Self::Erroring(Status::Unavailable) => f.write_str("=unavailable"),
            Self::Erroring(Status::Internal) => f.write_str("=internal"),
            Self::Malformed(Malformed::Garbage) => f.write_str("=garbage"),
            Self::Malformed(Malformed::Truncated) => f.write_str("=truncated"),
            Self::Oversized(Oversized::Records) => f.write_str("=records"),
            Self::Oversized(Oversized::Message) => f.write_str("=message"),
            Self::Flapping(calls) => write!(f, "={calls}"),
            Self::LeaseLost(LeaseLost::Left) => f.write_str("=left"),
            Self::LeaseLost(LeaseLost::Unrenewed) => f.write_str("=unrenewed"),
            Self::ClockWrong(off) => write!(f, "={}s", off.as_secs()),
            Self::Hanging
            | Self::LogicalError
            | Self::WrongChild
            | Self::Duplicated
            | Self::CertificateExpired => Ok(()),
        }
    }
}

fn wrong(word: &'static str, given: &str, expected: &'static str) -> InvalidFault {
    InvalidFault::Parameter {
        word,
        given: given.to_owned(),
        expected,
    }
}

fn bare(word: &'static str, given: Option<&str>, fault: Fault) -> Result<Fault, InvalidFault> {
    given.map_or(Ok(fault), |given| Err(wrong(word, given, "nothing")))
}

fn delay(
    word: &'static str,
    given: Option<&str>,
    default: Duration,
) -> Result<Duration, InvalidFault> {
    let Some(given) = given else {
        return Ok(default);
    };
    duration(given)
        .filter(|delay| *delay <= MAX_DELAY)
        .ok_or_else(|| wrong(word, given, "a time up to an hour, such as `800ms` or `2s`"))
}

fn jittering(given: Option<&str>) -> Result<Fault, InvalidFault> {
    let expected = "a time up to an hour and a seed, such as `500ms` or `500ms@7`";
    let (at_most, seed) = match given.and_then(|given| given.split_once('@')) {
        Some((at_most, seed)) => {
            let seed = seed.parse();
            let seed = seed.map_err(|_| wrong("jittering", given.unwrap_or_default(), expected))?;
            (Some(at_most), Some(seed))
        }
        None => (given, None),
    };
    let at_most = delay("jittering", at_most, Duration::from_millis(500))?;
    Ok(Fault::Jittering { at_most, seed })
}

fn dripping(given: Option<&str>) -> Result<Fault, InvalidFault> {
    let pause = delay("dripping", given, Duration::from_millis(100))?;
    if pause < MIN_DRIP {
        let given = given.unwrap_or_default();
        return Err(wrong("dripping", given, "a time of at least `10ms`"));
    }
    Ok(Fault::Dripping(pause))
}

fn flapping(given: Option<&str>) -> Result<Fault, InvalidFault> {
    let Some(given) = given else {
        return Ok(Fault::Flapping(2));
    };
    let calls = given.parse().ok().filter(|n| (1..=MAX_FLAPS).contains(n));
    (calls.map(Fault::Flapping))
        .ok_or_else(|| wrong("flapping", given, "a number of calls from 1 to 1000"))
}

/// By default 1,024 weeks, which is what a clock loses whose week counter rolls over.
fn clock_wrong(given: Option<&str>) -> Result<Fault, InvalidFault> {
    const DAY: i64 = 24 * 3_600;
    let Some(given) = given else {
        return Ok(Fault::ClockWrong(SignedDuration::from_secs(
            1_024 * 7 * DAY,
        )));
    };
    let (sign, size) = match given.strip_prefix('-') {
        Some(size) => (-1, size),
        None => (1, given),
    };
    (duration(size))
        .and_then(|off| i64::try_from(off.as_secs()).ok())
        .filter(|seconds| (1..=MAX_OFF_DAYS * DAY).contains(seconds))
        .map(|seconds| Fault::ClockWrong(SignedDuration::from_secs(sign * seconds)))
        .ok_or_else(|| {
            let expected = "a time of a second to a century, such as `2h`, `-30d` or `7168d`";
            wrong("clock-wrong", given, expected)
        })
}

/// Digits and a unit.
fn duration(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(digits)?;
    let number: u64 = number.parse().ok()?;
    let unit_ms: u64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    Some(Duration::from_millis(number.checked_mul(unit_ms)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-FAULT-1
    #[test]
    fn every_word_is_read_alone_and_says_itself_again() {
        for word in WORDS {
            let fault: Fault = word.parse().unwrap();
            assert_eq!(fault.word(), word);
            assert_eq!(fault.to_string().parse(), Ok(fault), "{fault}");
        }
    }

    // R-FAULT-1
    #[test]
    fn a_parameter_is_read_and_says_itself_again() {
        for text in [
            "slow=1500ms",
            "jittering=20ms",
            "jittering=20ms@7",
            "dripping=30ms",
            "erroring=unavailable",
            "erroring=internal",
            "malformed=garbage",
            "malformed=truncated",
            "oversized=records",
            "oversized=message",
            "flapping=3",
            "lease-lost=left",
            "lease-lost=unrenewed",
            "clock-wrong=-60s",
        ] {
            let fault: Fault = text.parse().unwrap();
            assert_eq!(fault.to_string(), text);
        }
        assert_eq!("slow=2s".parse(), Ok(Fault::Slow(Duration::from_secs(2))));
        assert_eq!("hang".parse(), Ok(Fault::Hanging));
        assert_eq!("error".parse(), Ok(Fault::LogicalError));
    }

    // R-FAULT-1
    #[test]
    fn what_is_no_fault_is_told_with_what_was_expected() {
        let said = |text: &str| text.parse::<Fault>().unwrap_err().to_string();
        assert!(said("Slow").contains("expected one of slow, jittering"));
        assert!(said("").contains("unknown fault ``"));
        for (text, expected) in [
            ("slow=", "`slow` takes a time"),
            ("slow=800", "`800ms`"),
            ("slow=2d", "up to an hour"),
            ("slow=99999999999999999999s", "up to an hour"),
            ("jittering=1s@x", "a seed"),
            ("dripping=1ms", "at least `10ms`"),
            ("hanging=1s", "`hanging` takes nothing"),
            ("erroring=ok", "`unavailable` or `internal`"),
            ("flapping=0", "from 1 to 1000"),
            ("lease-lost=yes", "`left` or `unrenewed`"),
            ("clock-wrong=0s", "a second to a century"),
            ("clock-wrong=--1d", "a second to a century"),
            ("clock-wrong=99999d", "a second to a century"),
        ] {
            assert!(said(text).contains(expected), "{}", said(text));
        }
    }
}
