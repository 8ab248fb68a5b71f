//! What is under way between organisations.

use domain::record::body::{
    Assessment, AssessmentState, ConcernKind, ConcernReport, InquiryFeedback, Referral,
    ReferralState,
};

use super::{Content, person};

pub(super) fn referral(body: &Referral) -> Content {
    let state = match body.state {
        ReferralState::Unstated => None,
        ReferralState::Requested => Some("REQUESTED"),
        ReferralState::Accepted => Some("ACCEPTED"),
        ReferralState::Rejected => Some("REJECTED"),
        ReferralState::Waiting => Some("WAITING"),
        ReferralState::Ongoing => Some("ONGOING"),
        ReferralState::Closed => Some("CLOSED"),
    };
    let to_sector = body.to_sector.as_ref().map_or("", |sector| sector.as_str());
    Content {
        state,
        ..Content::default()
    }
    .value("to", body.to.as_ref().map_or("", |o| &o.name), "")
    .value("to-sector", to_sector, "")
    .text("question", &body.question)
    .text("answer", &body.answer)
    .time("requested", body.requested)
    .time("answered", body.answered)
    .time("expected", body.expected)
}

pub(super) fn assessment(body: &Assessment) -> Content {
    let state = match body.state {
        AssessmentState::Unstated => None,
        AssessmentState::Planned => Some("PLANNED"),
        AssessmentState::Ongoing => Some("ONGOING"),
        AssessmentState::Done => Some("DONE"),
    };
    let content = Content {
        state,
        people: body.assessors.iter().map(person).collect(),
        ..Content::default()
    };
    body.instruments
        .iter()
        .fold(content, |content, instrument| {
            content.value("instrument", &instrument.name, "")
        })
        .text("question", &body.question)
        .text("conclusion", &body.conclusion)
        .time("expected", body.expected)
}

pub(super) fn concern(body: &ConcernReport) -> Content {
    let variant = match body.kind {
        ConcernKind::Unstated => None,
        ConcernKind::Report => Some("REPORT"),
        ConcernKind::ProtectionAssessment => Some("PROTECTION_ASSESSMENT"),
        ConcernKind::Consultation => Some("CONSULTATION"),
        ConcernKind::Inquiry => Some("INQUIRY"),
        ConcernKind::Feedback => Some("FEEDBACK"),
    };
    let state = match body.feedback {
        InquiryFeedback::Unstated => None,
        InquiryFeedback::Opened => Some("OPENED"),
        InquiryFeedback::NotOpened => Some("NOT_OPENED"),
        InquiryFeedback::Ongoing => Some("ONGOING"),
    };
    Content {
        variant,
        state,
        ..Content::default()
    }
    .time("received", body.received)
    .time("decided", body.decided)
}
