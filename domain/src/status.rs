//! How one source fared, and the four codes by which the Swedish national platform says the same.

/// How one source fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceStatus {
    /// It answered now.
    Fresh,
    /// Its answer of a moment ago.
    Cached,
    /// An older answer, because asking failed.
    Stale(Cause),
    /// It did not answer as it should.
    Failed(Cause),
    /// The actor may not see it.
    Withheld,
    /// A person at the source must release it.
    OnRequest,
}

/// Why a source failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// No whole answer in time.
    Deadline,
    /// No connection.
    Unreachable,
    /// It had no room for another call.
    Overloaded,
    /// As many calls to it are under way as we allow ourselves.
    LimitReached,
    /// It is admitted but holds no lease.
    LeaseGone,
    /// It said itself that it could not answer.
    LogicalError,
    /// It refused the aggregator.
    Refused,
    /// What it sent cannot be read, or a singular field stood twice.
    Malformed,
    /// It answered about somebody else.
    WrongChild,
    /// It sent more than the limits allow.
    Oversized,
    /// Its answer ended without the closing message, or with another count.
    Truncated,
    /// Its certificate is not the admitted one.
    IdentityMismatch,
    /// Its certificate has run out.
    CertificateExpired,
}

/// Who can mend a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The aggregator itself.
    Aggregator,
    /// The registry: no lease, no endpoint.
    Registry,
    /// The network between aggregator and source.
    Network,
    /// The source.
    Source,
}

impl Cause {
    /// Every cause, for tables and tests.
    pub const ALL: [Self; 13] = [
        Self::Deadline,
        Self::Unreachable,
        Self::Overloaded,
        Self::LimitReached,
        Self::LeaseGone,
        Self::LogicalError,
        Self::Refused,
        Self::Malformed,
        Self::WrongChild,
        Self::Oversized,
        Self::Truncated,
        Self::IdentityMismatch,
        Self::CertificateExpired,
    ];

    /// The stable code on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deadline => "DEADLINE",
            Self::Unreachable => "UNREACHABLE",
            Self::Overloaded => "OVERLOADED",
            Self::LimitReached => "LIMIT_REACHED",
            Self::LeaseGone => "LEASE_GONE",
            Self::LogicalError => "LOGICAL_ERROR",
            Self::Refused => "REFUSED",
            Self::Malformed => "MALFORMED",
            Self::WrongChild => "WRONG_CHILD",
            Self::Oversized => "OVERSIZED",
            Self::Truncated => "TRUNCATED",
            Self::IdentityMismatch => "IDENTITY_MISMATCH",
            Self::CertificateExpired => "CERTIFICATE_EXPIRED",
        }
    }

    /// Who can mend it.
    #[must_use]
    pub fn party(self) -> Party {
        match self {
            Self::Unreachable => Party::Network,
            Self::LeaseGone => Party::Registry,
            Self::LimitReached => Party::Aggregator,
            Self::Deadline
            | Self::Overloaded
            | Self::LogicalError
            | Self::Refused
            | Self::Malformed
            | Self::WrongChild
            | Self::Oversized
            | Self::Truncated
            | Self::IdentityMismatch
            | Self::CertificateExpired => Party::Source,
        }
    }
}

impl SourceStatus {
    /// The processing status of SKLTP's aggregating services. `None` where the source was not asked: they have no word for it.
    // R-STATUS-1
    #[must_use]
    pub fn skltp(&self) -> Option<&'static str> {
        match self {
            Self::Fresh => Some("DataFromSource"),
            Self::Cached => Some("DataFromCache"),
            Self::Stale(_) => Some("DataFromCacheSynchFailed"),
            Self::Failed(_) => Some("NoDataSynchFailed"),
            Self::Withheld | Self::OnRequest => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R-STATUS-1
    #[test]
    fn every_status_maps_to_the_four_skltp_codes_without_loss() {
        let table = [
            (SourceStatus::Fresh, Some("DataFromSource")),
            (SourceStatus::Cached, Some("DataFromCache")),
            (
                SourceStatus::Stale(Cause::Deadline),
                Some("DataFromCacheSynchFailed"),
            ),
            (
                SourceStatus::Failed(Cause::Deadline),
                Some("NoDataSynchFailed"),
            ),
            (SourceStatus::Withheld, None),
            (SourceStatus::OnRequest, None),
        ];
        for (status, code) in table {
            assert_eq!(status.skltp(), code, "{status:?}");
        }
    }

    #[test]
    fn every_cause_has_its_own_code() {
        let codes: std::collections::BTreeSet<_> = Cause::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(codes.len(), Cause::ALL.len());
    }
}
