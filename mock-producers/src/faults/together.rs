//! Several faults at once on one source.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::word::{Fault, InvalidFault};

/// The most faults at once on one source.
const MAX_FAULTS: usize = 4;

/// The faults of one source, none by default. Their order is that of [the module](super), however they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<Fault>);

/// Why a text names no faults.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
pub enum InvalidFaults {
    /// A part is no fault.
    #[error(transparent)]
    Fault(#[from] InvalidFault),
    /// The same word more than once.
    #[error("`{0}` stands twice, expected each fault once")]
    Twice(&'static str),
    /// Too many at once.
    #[error("{0} faults at once, expected at most {MAX_FAULTS}")]
    TooMany(usize),
}

impl Faults {
    /// Nothing is wrong.
    pub const NONE: Self = Self(Vec::new());

    /// These together.
    ///
    /// # Errors
    /// [`InvalidFaults`] when one stands twice, or there are more than four.
    pub fn of(faults: impl IntoIterator<Item = Fault>) -> Result<Self, InvalidFaults> {
        let mut all: Vec<Fault> = Vec::new();
        for fault in faults {
            if all.iter().any(|other| other.word() == fault.word()) {
                return Err(InvalidFaults::Twice(fault.word()));
            }
            all.push(fault);
        }
        if all.len() > MAX_FAULTS {
            return Err(InvalidFaults::TooMany(all.len()));
        }
        all.sort_by_key(place);
        Ok(Self(all))
    }

    /// True when nothing is wrong.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Each, in the order in which they work.
    pub fn iter(&self) -> impl Iterator<Item = Fault> + '_ {
        self.0.iter().copied()
    }
}

/// Where in the composition a fault works.
// R-FAULT-2
fn place(fault: &Fault) -> u8 {
    match fault {
        Fault::CertificateExpired => 0,
        Fault::LeaseLost(_) => 1,
        Fault::Flapping(_) => 2,
        Fault::Slow(_) => 3,
        Fault::Jittering { .. } => 4,
        Fault::Hanging => 5,
        Fault::Erroring(_) => 6,
        Fault::LogicalError => 7,
        Fault::ClockWrong(_) => 8,
        Fault::WrongChild => 9,
        Fault::Duplicated => 10,
        Fault::Oversized(_) => 11,
        Fault::Malformed(_) => 12,
        Fault::Dripping(_) => 13,
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl From<Option<Fault>> for Faults {
    fn from(fault: Option<Fault>) -> Self {
        Self(fault.into_iter().collect())
    }
}

/// Words joined by `+`.
// R-FAULT-1
impl FromStr for Faults {
    type Err = InvalidFaults;

    fn from_str(text: &str) -> Result<Self, InvalidFaults> {
        let faults: Vec<Fault> = (text.split('+'))
            .map(|word| word.trim().parse())
            .collect::<Result<_, _>>()?;
        Self::of(faults)
    }
}

/// As they can be read again; `none` when there is none.
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(if words.is_empty() { "none" } else { "" })?;
        f.write_str(&words.join("+"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-FAULT-2
    #[test]
    fn several_work_in_one_order_however_they_are_written() {
        let one: Faults = "slow=300ms+malformed".parse().unwrap();
        let other: Faults = "malformed + slow=300ms".parse().unwrap();
        assert_eq!(one, other);
        assert_eq!(one.to_string(), "slow=300ms+malformed=garbage");
        assert_eq!(Faults::NONE.to_string(), "none");
    }

    // R-FAULT-1
    #[test]
    fn the_same_twice_an_empty_part_and_too_many_are_refused() {
        let said = |text: &str| text.parse::<Faults>().unwrap_err().to_string();
        assert!(said("slow=1s+slow=2s").contains("`slow` stands twice"));
        assert!(said("slow+").contains("unknown fault ``"));
        assert!(said("slow+hanging+malformed+oversized+duplicated").contains("5 faults"));
    }
}
