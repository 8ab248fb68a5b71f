//! Who decides for the child: a board in a guardian's place, a unit that found the child mature, and guardians' own access.

use domain::{
    facts::{GuardianAccessKind, Pseudonym},
    time::Timestamp,
};
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{self as wire},
};
use tonic::{Request, Status};
use uuid::Uuid;

use super::{
    answer::Answer,
    office::Office,
    parse::{self, Words, wrong},
};
use crate::{
    ledger::{
        Statement, Subject,
        statement::{AssessmentRegistered, BoardDecided, Ending, GuardianAccessSet},
    },
    peers::FactKind,
    store::StoreError,
};

pub(super) async fn board_decision(
    office: &Office,
    request: Request<wire::PutBoardDecisionRequest>,
) -> Result<Answer<wire::PutBoardDecisionResponse>, Status> {
    let teller = office.source(&request, FactKind::BoardDecision)?;
    let wire::BoardDecision {
        decision_id,
        child,
        guardian,
        recipient_sector,
        source_sectors,
        start_time,
        end_time,
        registration,
    } = request.into_inner().decision.unwrap_or_default();
    let id = parse::uuid("decision.decision_id", &decision_id)?;
    let start = parse::instant("decision.start_time", start_time)?;
    let end = parse::instant("decision.end_time", end_time)?;
    parse::after("decision.end_time", start, end)?;
    let Words {
        requested_by,
        reason,
    } = Words::of(registration)?;
    let decided = BoardDecided {
        id,
        guardian: office.person("decision.guardian", guardian)?,
        recipient_sector: parse::any_sector("decision.recipient_sector", &recipient_sector)?,
        source_sectors: parse::sectors("decision.source_sectors", &source_sectors)?,
        start,
        end,
        registrar: office.seal(id, "registrar", requested_by)?,
        reason: office.seal(id, "reason", reason)?,
    };
    let child = office.person("decision.child", child)?;
    let statement = Statement::BoardDecided(decided);
    let written = office.state(child, statement, &teller).await?;
    Ok(written.answer(wire::PutBoardDecisionResponse {}))
}

pub(super) async fn end_board_decision(
    office: &Office,
    request: Request<wire::EndBoardDecisionRequest>,
) -> Result<Answer<wire::EndBoardDecisionResponse>, Status> {
    let teller = office.source(&request, FactKind::BoardDecision)?;
    let of = parse::uuid("decision_id", &request.get_ref().decision_id)?;
    let child = child_of(office, of, Subject::BoardDecision).await?;
    let ended = Statement::BoardDecisionEnded(Ending::of(of));
    let written = office.state(child, ended, &teller).await?;
    Ok(written.answer(wire::EndBoardDecisionResponse {
        ended_time: Some(wire_timestamp(written.at)),
    }))
}

pub(super) async fn assessment(
    office: &Office,
    request: Request<wire::RegisterAssessmentRequest>,
) -> Result<Answer<wire::RegisterAssessmentResponse>, Status> {
    let call = office.call(&request, FactKind::Assessment, "assessment")?;
    let asked = request.into_inner().assessment.unwrap_or_default();
    let child = office.child("assessment.child", asked.child.clone()).ok();
    // R-DESK-11
    let granted = call.granted(child.as_ref(), |rights| rights.registers);
    if granted.await?.is_none() {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    }
    let wire::Assessment {
        assessment_id,
        child,
        organisation,
        unit,
        mature,
        start_time,
        registration,
    } = asked;
    let id = parse::uuid("assessment.assessment_id", &assessment_id)?;
    let organisation = parse::organisation("assessment.organisation", organisation)?;
    let unit = parse::unit("assessment.unit", unit)?;
    let (organisation, unit) = match call.actor() {
        Some(own) if organisation.is_some() && organisation != own.organisation => {
            let expected = "expected your own organisation: another makes its own";
            return Err(wrong("assessment.organisation", expected));
        }
        Some(own) if unit.is_some() && unit != own.unit => {
            return Err(wrong("assessment.unit", "expected your own unit"));
        }
        Some(own) => (own.organisation.clone(), own.unit.clone()),
        None => (organisation, unit),
    };
    let expected = "expected the organisation that assessed";
    let Words {
        requested_by,
        reason,
    } = Words::of(registration)?;
    let registered = AssessmentRegistered {
        id,
        organisation: organisation.ok_or_else(|| wrong("assessment.organisation", expected))?,
        unit,
        mature,
        start: begun("assessment.start_time", start_time, office.now())?,
        registrar: office.seal(id, "registrar", requested_by)?,
        reason: office.seal(id, "reason", reason)?,
    };
    let child = office.person("assessment.child", child)?;
    let statement = Statement::AssessmentRegistered(registered);
    let written = call.state(child, statement).await?;
    Ok(written.answer(wire::RegisterAssessmentResponse {}))
}

/// From when it holds: nobody finds today what a child will be like.
// R-CONSENT-14
fn begun(
    field: &'static str,
    start: Option<prost_types::Timestamp>,
    now: Timestamp,
) -> Result<Option<Timestamp>, Status> {
    let start = parse::instant(field, start)?;
    match start.is_some_and(|start| start > now) {
        true => Err(wrong(field, "expected a time that has come")),
        false => Ok(start),
    }
}

pub(super) async fn end_assessment(
    office: &Office,
    request: Request<wire::EndAssessmentRequest>,
) -> Result<Answer<wire::EndAssessmentResponse>, Status> {
    let call = office.call(&request, FactKind::Assessment, "assessment-end")?;
    let asked = request.into_inner();
    let found = office
        .find(Uuid::parse_str(&asked.assessment_id).ok())
        .await?;
    let own = call.organisation();
    let found = found.and_then(|(child, stated)| match stated.statement {
        Statement::AssessmentRegistered(assessed) => Some((child, assessed)),
        _ => None,
    });
    let child = found.as_ref().map(|(child, _)| *child);
    let is_theirs = (found.as_ref()).is_some_and(|(_, found)| own == Some(&found.organisation));
    let granted = call.granted_of(child, |rights| rights.registers && is_theirs);
    if granted.await?.is_none() {
        return call.refuse(child).await;
    }
    let of = parse::uuid("assessment_id", &asked.assessment_id)?;
    let child = child.ok_or_else(|| StoreError::Unknown.status())?;
    let ended = Statement::AssessmentEnded(Ending::of(of));
    let written = call.state(child, ended).await?;
    Ok(written.answer(wire::EndAssessmentResponse {
        ended_time: Some(wire_timestamp(written.at)),
    }))
}

pub(super) async fn guardian_access(
    office: &Office,
    request: Request<wire::PutGuardianAccessRequest>,
) -> Result<Answer<wire::PutGuardianAccessResponse>, Status> {
    let teller = office.source(&request, FactKind::GuardianAccess)?;
    let asked = request.into_inner();
    let kind = match asked.kind() {
        wire::GuardianAccessKind::Extended => GuardianAccessKind::Extended,
        wire::GuardianAccessKind::Closed => GuardianAccessKind::Closed,
        wire::GuardianAccessKind::Unspecified => {
            return Err(wrong("kind", "expected EXTENDED or CLOSED"));
        }
    };
    let id = parse::uuid("access_id", &asked.access_id)?;
    let start = parse::instant("start_time", asked.start_time)?;
    let end = parse::instant("end_time", asked.end_time)?;
    parse::after("end_time", start, end)?;
    if kind == GuardianAccessKind::Extended && end.is_none() {
        return Err(wrong(
            "end_time",
            "expected an end: extended access is for a time",
        ));
    }
    let Words {
        requested_by,
        reason,
    } = Words::of(asked.registration)?;
    let set = GuardianAccessSet {
        id,
        guardian: office.person("guardian", asked.guardian)?,
        kind,
        start,
        end,
        registrar: office.seal(id, "registrar", requested_by)?,
        reason: office.seal(id, "reason", reason)?,
    };
    let child = office.person("child", asked.child)?;
    let statement = Statement::GuardianAccessSet(set);
    let written = office.state(child, statement, &teller).await?;
    Ok(written.answer(wire::PutGuardianAccessResponse {}))
}

pub(super) async fn end_guardian_access(
    office: &Office,
    request: Request<wire::EndGuardianAccessRequest>,
) -> Result<Answer<wire::EndGuardianAccessResponse>, Status> {
    let teller = office.source(&request, FactKind::GuardianAccess)?;
    let of = parse::uuid("access_id", &request.get_ref().access_id)?;
    let child = child_of(office, of, Subject::GuardianAccess).await?;
    let ended = Statement::GuardianAccessEnded(Ending::of(of));
    let written = office.state(child, ended, &teller).await?;
    Ok(written.answer(wire::EndGuardianAccessResponse {
        ended_time: Some(wire_timestamp(written.at)),
    }))
}

async fn child_of(office: &Office, id: Uuid, subject: Subject) -> Result<Pseudonym, Status> {
    let found = office.find(Some(id)).await?;
    let found = found.filter(|(_, stated)| stated.statement.subject() == subject);
    found
        .map(|(child, _)| child)
        .ok_or_else(|| StoreError::Unknown.status())
}
