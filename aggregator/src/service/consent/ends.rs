//! The end of a consent: by whoever said it, by the pinned source, and at work where it narrows; and the taking back of one that was
//! registered by mistake.

use domain::{
    facts::{ConsentKind, Pseudonym},
    policy::Audience,
};
use proto::{convert::common::wire_timestamp, v1::consent as wire};
use tonic::{Request, Status};
use uuid::Uuid;

use super::{
    answer::Answer,
    call::{Call, Granted},
    consents::unverified,
    office::Office,
    parse,
    rights::Rights,
};
use crate::{
    ledger::{
        Stated, Statement,
        statement::{ConsentRegistered, Ending},
    },
    peers::FactKind,
    store::StoreError,
};

pub(super) async fn end(
    office: &Office,
    request: Request<wire::EndConsentRequest>,
) -> Result<Answer<wire::EndConsentResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "consent-end")?;
    let asked = request.into_inner();
    let found = office.find(Uuid::parse_str(&asked.consent_id).ok()).await?;
    let (child, consent) = consent_of(found);
    let word = Word::of(&call, child, consent.as_ref());
    // What a child said under an older number it takes back under today's.
    // R-LINK-10
    let judged = match call.audience() {
        Some(Audience::Child) => call.person(),
        _ => child,
    };
    let granted = call.granted_of(judged, |rights| word.may_be_ended(rights));
    let is_theirs = |granted: Granted| word.is_certain(granted.older());
    if !granted.await?.is_some_and(is_theirs) {
        return call.refuse(child).await;
    }
    if word.is_anothers_refusal() {
        return call.deny(unverified()).await;
    }
    let id = parse::uuid("consent_id", &asked.consent_id)?;
    let (Some(child), Some(_)) = (child, consent) else {
        return Err(unknown());
    };
    let ended = Statement::ConsentEnded(Ending::of(id));
    let written = call.state(child, ended).await?;
    Ok(written.answer(wire::EndConsentResponse {
        ended_time: Some(wire_timestamp(written.at)),
    }))
}

/// A consent that somebody would end, and whose word it is to them.
struct Word {
    is_source: bool,
    kind: Option<ConsentKind>,
    owner: Owner,
}

/// Whose word it is.
enum Owner {
    /// The caller's.
    Caller,
    /// That of a child, who calls under another number than this one.
    ChildAs(Pseudonym),
    Another,
}

impl Word {
    fn of(call: &Call<'_>, child: Option<Pseudonym>, consent: Option<&ConsentRegistered>) -> Self {
        let grantor = consent.map(|consent| consent.grantor);
        let owner = match grantor {
            Some(grantor) if call.is_self(grantor) => Owner::Caller,
            Some(grantor) if call.audience() == Some(Audience::Child) && child == Some(grantor) => {
                Owner::ChildAs(grantor)
            }
            _ => Owner::Another,
        };
        Self {
            is_source: call.is_source(),
            kind: consent.map(|consent| consent.kind),
            owner,
        }
    }

    /// One's own word can always be taken back, whatever became of custody since and whatever the token's purpose; only to take back a
    /// refusal, which widens, takes a purpose that the tables allow. At work a permit is ended, and a refusal is not.
    // R-DESK-3, R-DESK-14
    fn may_be_ended(&self, rights: &Rights) -> bool {
        match (&self.owner, self.kind) {
            (_, None) => false,
            (Owner::Caller | Owner::ChildAs(_), Some(ConsentKind::Permit)) => true,
            (Owner::Caller | Owner::ChildAs(_), Some(ConsentKind::Refuse)) => rights.looks,
            (Owner::Another, Some(ConsentKind::Permit)) => rights.narrows,
            (Owner::Another, Some(ConsentKind::Refuse)) => rights.registers,
        }
    }

    /// A number that somebody calls an older one of theirs is so only where the register's word is beyond doubt; the end of a permit narrows,
    /// and needs none.
    // R-DESK-3, R-LINK-10
    fn is_certain(&self, older: &[Pseudonym]) -> bool {
        match &self.owner {
            Owner::ChildAs(number) => {
                self.kind == Some(ConsentKind::Permit) || older.contains(number)
            }
            Owner::Caller | Owner::Another => true,
        }
    }

    fn is_anothers_refusal(&self) -> bool {
        let is_anothers = matches!(self.owner, Owner::Another) && !self.is_source;
        is_anothers && self.kind == Some(ConsentKind::Refuse)
    }
}

pub(super) async fn delete(
    office: &Office,
    request: Request<wire::DeleteConsentRequest>,
) -> Result<Answer<wire::DeleteConsentResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "consent-deletion")?;
    let asked = request.into_inner();
    let found = office.find(Uuid::parse_str(&asked.consent_id).ok()).await?;
    let own_mistake = (found.as_ref()).is_some_and(|(_, stated)| stated.by == *call.teller());
    let (child, consent) = consent_of(found);
    let is_permit = (consent.as_ref()).is_some_and(|consent| consent.kind == ConsentKind::Permit);
    // Who registered it may say that it was a mistake, as long as that narrows.
    let may = |rights: &Rights| rights.narrows && own_mistake && is_permit;
    if call.granted_of(child, may).await?.is_none() {
        return call.refuse(child).await;
    }
    let id = parse::uuid("consent_id", &asked.consent_id)?;
    let reason = parse::required_reason("reason", asked.reason)?;
    let (Some(child), Some(_)) = (child, consent) else {
        return Err(unknown());
    };
    let deleted = Statement::ConsentDeleted(Ending {
        of: id,
        registrar: None,
        reason: office.seal(id, "deletion", Some(reason))?,
    });
    let written = call.state(child, deleted).await?;
    Ok(written.answer(wire::DeleteConsentResponse {
        deleted_time: Some(wire_timestamp(written.at)),
    }))
}

/// The child and the consent, where the id stands for one.
fn consent_of(
    found: Option<(Pseudonym, Stated)>,
) -> (Option<Pseudonym>, Option<ConsentRegistered>) {
    match found {
        Some((child, stated)) => match stated.statement {
            Statement::ConsentRegistered(consent) => (Some(child), Some(consent)),
            _ => (None, None),
        },
        None => (None, None),
    }
}

fn unknown() -> Status {
    StoreError::UnknownConsent.status()
}
