//! What is under way between organisations: referrals, assessments, reports of concern.

use super::codec::{closed, message};

message! {
    Referral {
        from: option,
        to: option,
        to_sector: sector,
        state: number,
        question: plain,
        reason: option,
        requested: option,
        answered: option,
        expected: option,
        answer: plain,
    }
    Assessment {
        state: number,
        kind: option,
        instruments: list,
        question: plain,
        conclusion: plain,
        assessors: list,
        expected: option,
    }
    ConcernReport {
        kind: number,
        from_sector: sector,
        feedback: number,
        received: option,
        decided: option,
        areas: list,
    }
}

closed! {
    ReferralState { Requested, Accepted, Rejected, Waiting, Ongoing, Closed }
    AssessmentState { Planned, Ongoing, Done }
    ConcernKind { Report, ProtectionAssessment, Consultation, Inquiry, Feedback }
    InquiryFeedback { Opened, NotOpened, Ongoing }
}
