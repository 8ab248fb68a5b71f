//! What a row must say of a source that has these faults: a model of its own, which shares no code with what brings the faults about.

use std::time::Duration;

use mock_producers::{
    Fault, Faults,
    faults::{LeaseLost, Malformed, Oversized, Status},
};

/// How a source with faults must fare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// As without any fault, perhaps later.
    AsEver,
    /// As without any fault, but for the times that its records bear.
    OtherTimes,
    /// FAILED, by this cause and party.
    Failed(&'static str, &'static str),
}

const DEADLINE: Fate = Fate::Failed("DEADLINE", "SOURCE");
const UNREACHABLE: Fate = Fate::Failed("UNREACHABLE", "NETWORK");
const LOGICAL: Fate = Fate::Failed("LOGICAL_ERROR", "SOURCE");
const MALFORMED: Fate = Fate::Failed("MALFORMED", "SOURCE");

/// Every fault in every way it has, each once: what is tested alone and two at once.
pub(crate) const ALL: [&str; 18] = [
    "slow=100ms",
    "jittering=100ms@7",
    "hanging",
    "dripping=30ms",
    "erroring=unavailable",
    "erroring=internal",
    "logical-error",
    "malformed=garbage",
    "malformed=truncated",
    "wrong-child",
    "duplicated",
    "oversized=records",
    "oversized=message",
    "flapping=2",
    "certificate-expired",
    "lease-lost=left",
    "lease-lost=unrenewed",
    "clock-wrong",
];

/// How the source fares in so many overviews one after the other, all within `patience` and before its lease runs out.
pub(crate) fn fates(faults: &Faults, overviews: u32, patience: Duration) -> Vec<Fate> {
    let mut calls = 0;
    (0..overviews)
        .map(|_| overview(faults, &mut calls, patience))
        .collect()
}

/// One overview: a call, and one more where the first reached nobody.
fn overview(faults: &Faults, calls: &mut u32, patience: Duration) -> Fate {
    let has = |wanted: Fault| faults.iter().any(|fault| fault == wanted);
    if has(Fault::LeaseLost(LeaseLost::Left)) {
        return Fate::Failed("LEASE_GONE", "REGISTRY");
    }
    if has(Fault::CertificateExpired) {
        return Fate::Failed("CERTIFICATE_EXPIRED", "SOURCE");
    }
    let mut fate = call(faults, calls, patience);
    if fate == UNREACHABLE {
        fate = call(faults, calls, patience);
    }
    fate
}

fn call(faults: &Faults, calls: &mut u32, patience: Duration) -> Fate {
    let number = *calls;
    *calls += 1;
    let flapping = faults.iter().find_map(|fault| match fault {
        Fault::Flapping(calls) => Some(calls),
        _ => None,
    });
    match flapping {
        Some(every) if (number / every).is_multiple_of(2) => Fate::AsEver,
        flapping => struck(faults, flapping.is_some(), patience),
    }
}

/// The worst of what is wrong, in the order in which a caller meets it.
fn struck(faults: &Faults, flaps: bool, patience: Duration) -> Fate {
    let others: Vec<Fault> = (faults.iter())
        .filter(|fault| !matches!(fault, Fault::Flapping(_) | Fault::LeaseLost(_)))
        .collect();
    if flaps && others.is_empty() {
        return UNREACHABLE;
    }
    let has = |wanted: Fault| others.contains(&wanted);
    let is_late = others.iter().any(|fault| match fault {
        Fault::Slow(by) => *by >= patience,
        _ => false,
    });
    let drips = others.iter().any(|f| matches!(f, Fault::Dripping(_)));
    if is_late || has(Fault::Hanging) {
        DEADLINE
    } else if has(Fault::Erroring(Status::Unavailable)) {
        UNREACHABLE
    } else if has(Fault::Erroring(Status::Internal)) || has(Fault::LogicalError) {
        LOGICAL
    } else if has(Fault::Oversized(Oversized::Message)) {
        Fate::Failed("OVERSIZED", "SOURCE")
    } else if has(Fault::Malformed(Malformed::Garbage)) {
        MALFORMED
    } else if has(Fault::Malformed(Malformed::Truncated)) && drips {
        // What comes after the half frame is taken for its other half.
        MALFORMED
    } else if has(Fault::Malformed(Malformed::Truncated)) {
        Fate::Failed("TRUNCATED", "SOURCE")
    } else if drips {
        // It never ends, so nobody gets to judge what it says.
        DEADLINE
    } else if has(Fault::Oversized(Oversized::Records)) {
        Fate::Failed("OVERSIZED", "SOURCE")
    } else if has(Fault::Duplicated) {
        MALFORMED
    } else if has(Fault::WrongChild) {
        Fate::Failed("WRONG_CHILD", "SOURCE")
    } else if others.iter().any(|f| matches!(f, Fault::ClockWrong(_))) {
        Fate::OtherTimes
    } else {
        Fate::AsEver
    }
}
