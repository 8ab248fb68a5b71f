//! Why something is not shown, so that whoever may know is told what to do about it.

use std::sync::Arc;

use crate::policy::{Origin, RuleId, SharingRule};

/// Why something is not shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// The kind.
    pub code: ReasonCode,
    /// The rule, where one decided.
    pub rule: Option<RuleId>,
    /// Its law.
    pub law: Option<Arc<str>>,
    /// The rule that says how to ask, by its place in the tables.
    pub request: Option<usize>,
    /// Whose consent is not there, each once. Empty for a reason that asks for none, and for a refusal: who refused is not told.
    pub missing: Vec<Grantor>,
}

/// One whose consent a rule asks for, told by the part they play: the facts know no names. The register's own record has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grantor {
    /// The child.
    Child,
    /// The one of several guardians with whom the child is registered.
    ResidenceParent,
    /// The one of several guardians with whom the child is not registered.
    OtherGuardian,
    /// A guardian who is not told apart from others in this way, or the only one.
    Guardian,
}

impl Grantor {
    /// Every part.
    pub const ALL: [Self; 4] = [
        Self::Child,
        Self::ResidenceParent,
        Self::OtherGuardian,
        Self::Guardian,
    ];

    /// The stable code on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Child => "CHILD",
            Self::ResidenceParent => "RESIDENCE_PARENT",
            Self::OtherGuardian => "OTHER_GUARDIAN",
            Self::Guardian => "GUARDIAN",
        }
    }
}

impl Reason {
    pub(crate) fn new(code: ReasonCode) -> Self {
        Self {
            code,
            rule: None,
            law: None,
            request: None,
            missing: Vec::new(),
        }
    }

    pub(crate) fn by(code: ReasonCode, origin: &Origin) -> Self {
        Self {
            rule: Some(origin.id.clone()),
            law: Some(origin.law.clone()),
            ..Self::new(code)
        }
    }

    pub(super) fn lacking(mut self, missing: Vec<Grantor>) -> Self {
        self.missing = missing;
        self
    }

    pub(crate) fn asking(mut self, line: &SharingRule) -> Self {
        self.request = line.request;
        self
    }
}

/// The kinds of reason. The order is that in which they are told: the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReasonCode {
    /// No relation with the child. Never told: it is what REFUSED stands for.
    NoRelation,
    /// The purpose is refused, or no table names it. Never told: it is refused like a missing relation.
    PurposeRefused,
    /// A line says never.
    NeverShared,
    /// It is blocked. Told only as that something is, never of what or where.
    Blocked,
    /// Blocks could not be read or are too old.
    BlocksUnknown,
    /// A required grantor refused.
    ConsentRefused,
    /// No consent is asked for, and somebody who may has objected.
    Objected,
    /// A required grantor's consent was registered by the one who benefits, and the rule asks for more.
    ConsentNotVerified,
    /// A required grantor's consent was ended.
    ConsentWithdrawn,
    /// Some of the required grantors consented, not all.
    OtherGuardianMissing,
    /// The required consent is not there.
    ConsentMissing,
    /// Custody is unknown or too old: nobody can be asked.
    CustodyUnknown,
    /// Nobody can give the consent.
    NobodyCanConsent,
    /// Consents could not be read or are too old.
    ConsentUnknown,
    /// The child's age is not known and the rule depends on it.
    AgeUnknown,
    /// Nobody of this audience sees it at the child's age.
    NotAtThisAge,
    /// The ground needs a reason.
    ReasonRequired,
    /// The time that the ground carries is over.
    EmergencyOver,
    /// The ground claimed does not hold here.
    GroundNotApplicable,
    /// It is addressed to somebody, and the source cannot tell whether to whoever asks.
    AddresseeUnknown,
    /// Nothing of it lies inside the window.
    OutsideWindow,
    /// Protected identity: it may name a place.
    ProtectedIdentity,
    /// A person at the source must release it.
    ReleasedAfterReview,
    /// The tables do not name the type.
    UnknownType,
    /// No rule allows it.
    NoRule,
}

impl ReasonCode {
    /// Every code, in order.
    pub const ALL: [Self; 25] = [
        Self::NoRelation,
        Self::PurposeRefused,
        Self::NeverShared,
        Self::Blocked,
        Self::BlocksUnknown,
        Self::ConsentRefused,
        Self::Objected,
        Self::ConsentNotVerified,
        Self::ConsentWithdrawn,
        Self::OtherGuardianMissing,
        Self::ConsentMissing,
        Self::CustodyUnknown,
        Self::NobodyCanConsent,
        Self::ConsentUnknown,
        Self::AgeUnknown,
        Self::NotAtThisAge,
        Self::ReasonRequired,
        Self::EmergencyOver,
        Self::GroundNotApplicable,
        Self::AddresseeUnknown,
        Self::OutsideWindow,
        Self::ProtectedIdentity,
        Self::ReleasedAfterReview,
        Self::UnknownType,
        Self::NoRule,
    ];

    /// True when it beats whatever else would permit: somebody refused, or nobody can say that nobody did.
    pub(super) fn forbids(self) -> bool {
        matches!(
            self,
            Self::ConsentRefused | Self::Objected | Self::ConsentUnknown
        )
    }

    /// True when it keeps back what rests on consent from a person at the source too: somebody refused, nobody can say that nobody did,
    /// or by which rule. Of a consent that is merely not there yet, it is told whose to ask for.
    pub(super) fn stops_release(self) -> bool {
        self.forbids() || matches!(self, Self::CustodyUnknown | Self::NoRule)
    }

    /// The stable code on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoRelation => "NO_RELATION",
            Self::PurposeRefused => "PURPOSE_REFUSED",
            Self::NeverShared => "NEVER_SHARED",
            Self::Blocked => "BLOCKED",
            Self::BlocksUnknown => "BLOCKS_UNKNOWN",
            Self::ConsentRefused => "CONSENT_REFUSED",
            Self::Objected => "OBJECTED",
            Self::ConsentNotVerified => "CONSENT_NOT_VERIFIED",
            Self::ConsentWithdrawn => "CONSENT_WITHDRAWN",
            Self::OtherGuardianMissing => "OTHER_GUARDIAN_MISSING",
            Self::ConsentMissing => "CONSENT_MISSING",
            Self::CustodyUnknown => "CUSTODY_UNKNOWN",
            Self::NobodyCanConsent => "NOBODY_CAN_CONSENT",
            Self::ConsentUnknown => "CONSENT_UNKNOWN",
            Self::AgeUnknown => "AGE_UNKNOWN",
            Self::NotAtThisAge => "NOT_AT_THIS_AGE",
            Self::EmergencyOver => "EMERGENCY_OVER",
            Self::ReasonRequired => "REASON_REQUIRED",
            Self::GroundNotApplicable => "GROUND_NOT_APPLICABLE",
            Self::AddresseeUnknown => "ADDRESSEE_UNKNOWN",
            Self::OutsideWindow => "OUTSIDE_WINDOW",
            Self::ProtectedIdentity => "PROTECTED_IDENTITY",
            Self::ReleasedAfterReview => "RELEASED_AFTER_REVIEW",
            Self::UnknownType => "UNKNOWN_TYPE",
            Self::NoRule => "NO_RULE",
        }
    }
}
