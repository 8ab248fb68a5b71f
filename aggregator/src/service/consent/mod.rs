//! `samsyn.consent.v1.ConsentService`: consents by actors whose role may register them, other facts by the peers pinned as their source.

use std::sync::Arc;

use domain::{
    facts::{CareRelation, ConsentKind, Holder, Pseudonym},
    id::{OrganisationId, PersonId},
    policy::Audience,
    record::Sector,
    time::Timestamp,
};
use proto::{
    convert::common::{timestamp, wire_timestamp},
    status::{bad_request, refuse},
    v1::{
        common::Identifier,
        consent::{self as wire, consent_service_server::ConsentService},
    },
};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use super::{actor, peer};
use crate::{
    Aggregator,
    audit::entry::ActorRef,
    peers::FactKind,
    store::{NewConsent, StoreError, StoredConsent, Teller, Told},
};

/// The longest unit, in bytes: an HSA-id has 31.
const MAX_UNIT_BYTES: usize = 64;

/// The service.
#[derive(Debug, Clone)]
pub struct Consents {
    aggregator: Arc<Aggregator>,
}

impl Consents {
    /// Serves one aggregator.
    #[must_use]
    pub fn new(aggregator: Arc<Aggregator>) -> Self {
        Self { aggregator }
    }

    /// Who may register: a peer pinned as the source of consents, or a professional in a role that may, with a relation to the child.
    /// A guardian never registers here: in the name of the other one it would be worth nothing.
    // R-CONSENT-9
    async fn registrar<T>(
        &self,
        request: &Request<T>,
        child: Option<Pseudonym>,
        change: Change,
    ) -> Result<Teller, Status> {
        let aggregator = &self.aggregator;
        let peer = peer(request)?;
        if aggregator.peers.may_tell(&peer.peer, FactKind::Consent) {
            return Ok(Teller::peer(&peer.peer.name));
        }
        let (_, actor) = actor(aggregator, request)?;
        let may = actor.actor.audience == Audience::Professional
            && aggregator.limits.consent_roles.contains(&actor.role);
        let related = match child {
            Some(child) if may => {
                let read = (aggregator.store.facts(child, None).await).map_err(|e| status(&e))?;
                let now = aggregator.clock.now();
                domain::decide::is_related(&actor.actor, &read.facts, now)
            }
            _ => false,
        };
        if !related {
            return Err(refuse(
                Code::PermissionDenied,
                "REFUSED",
                "nothing to register with your access",
            ));
        }
        if change == Change::Widens {
            return Err(refuse(
                Code::PermissionDenied,
                "CONSENT_UNVERIFIED",
                "who benefits from a consent cannot register it; it comes from the pinned source of consents",
            ));
        }
        let name = ActorRef::of(&actor.subject, actor.actor.audience, &aggregator.pseudonyms);
        Ok(Teller::actor(&name))
    }

    /// A peer that the configuration pins as the source of this kind of fact.
    // R-PEER-2
    fn source<T>(&self, request: &Request<T>, fact: FactKind) -> Result<Teller, Status> {
        let peer = peer(request)?.peer;
        if self.aggregator.peers.may_tell(&peer, fact) {
            return Ok(Teller::peer(&peer.name));
        }
        Err(refuse(
            Code::PermissionDenied,
            "NOT_A_FACT_SOURCE",
            "this certificate is not pinned as a source of this fact",
        ))
    }

    fn person(&self, field: &'static str, id: Option<Identifier>) -> Result<Pseudonym, Status> {
        let id = id.and_then(|id| PersonId::try_from(id).ok());
        let id = id.ok_or_else(|| wrong(field, "expected an identity number of a known system"))?;
        Ok(self.aggregator.pseudonyms.of(&id))
    }
}

/// What a call would do to what may be seen. Whoever looks may only narrow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// A refusal is registered, or a permit ended.
    Narrows,
    /// A permit is registered, or a refusal ended.
    Widens,
}

fn wrong(field: &'static str, expected: &'static str) -> Status {
    bad_request("INVALID_REQUEST", &[(field, expected)])
}

fn instant(
    field: &'static str,
    at: Option<prost_types::Timestamp>,
) -> Result<Option<Timestamp>, Status> {
    at.map(|at| timestamp(at).map_err(|_| wrong(field, "expected an instant")))
        .transpose()
}

fn organisation(
    field: &'static str,
    id: Option<Identifier>,
) -> Result<Option<OrganisationId>, Status> {
    let parse = |id| OrganisationId::try_from(id);
    id.map(|id| parse(id).map_err(|_| wrong(field, "expected HSA-id, SOR, CVR or yder number")))
        .transpose()
}

fn sector(field: &'static str, code: &str) -> Result<Sector, Status> {
    Sector::parse(code)
        .map_err(|_| wrong(field, "expected a sector's code, for example school-health"))
}

fn uuid(field: &'static str, text: &str) -> Result<Uuid, Status> {
    Uuid::parse_str(text).map_err(|_| wrong(field, "expected a UUID"))
}

fn not_offered() -> Status {
    refuse(
        Code::Unimplemented,
        "NOT_OFFERED",
        "this aggregator does not offer it yet",
    )
}

fn status(error: &StoreError) -> Status {
    error.status()
}

#[tonic::async_trait]
impl ConsentService for Consents {
    async fn register_consent(
        &self,
        request: Request<wire::RegisterConsentRequest>,
    ) -> Result<Response<wire::RegisterConsentResponse>, Status> {
        let asked = request.get_ref().consent.clone().unwrap_or_default();
        // Who may register for this child is told before what is wrong with the rest: the child first, and only for that.
        let child = self.person("consent.child", asked.child.clone()).ok();
        let change = match wire::ConsentKind::try_from(asked.kind) {
            Ok(wire::ConsentKind::Refuse) => Change::Narrows,
            _ => Change::Widens,
        };
        let registrar = self.registrar(&request, child, change).await?;
        let wire::Consent {
            consent_id,
            child,
            grantor,
            kind,
            recipient,
            recipient_sector,
            source_sectors,
            start_time,
            end_time,
            ended_time: _,
            registered_time: _,
            recipient_unit,
            purpose,
            registration: _,
            verified: _,
            deleted_time: _,
        } = asked;
        // A narrower scope that is not kept would open more than was said.
        if !recipient_unit.is_empty() || !purpose.is_empty() {
            return Err(not_offered());
        }
        let kind = match wire::ConsentKind::try_from(kind) {
            Ok(wire::ConsentKind::Permit) => ConsentKind::Permit,
            Ok(wire::ConsentKind::Refuse) => ConsentKind::Refuse,
            _ => return Err(wrong("consent.kind", "expected PERMIT or REFUSE")),
        };
        let recipient_sector = Some(recipient_sector).filter(|s| !s.is_empty());
        let new = NewConsent {
            id: uuid("consent.consent_id", &consent_id)?,
            child: self.person("consent.child", child)?,
            grantor: self.person("consent.grantor", grantor)?,
            kind,
            recipient: organisation("consent.recipient", recipient)?,
            recipient_sector: (recipient_sector.as_deref())
                .map(|s| sector("consent.recipient_sector", s))
                .transpose()?,
            source_sectors: (source_sectors.iter())
                .map(|s| sector("consent.source_sectors", s))
                .collect::<Result<_, _>>()?,
            start: instant("consent.start_time", start_time)?,
            end: instant("consent.end_time", end_time)?,
        };
        if let (Some(start), Some(end)) = (new.start, new.end)
            && end <= start
        {
            return Err(wrong("consent.end_time", "expected an end after the start"));
        }
        let registered = (self.aggregator.store.register_consent(new, registrar).await)
            .map_err(|e| status(&e))?;
        Ok(Response::new(wire::RegisterConsentResponse {
            consent: Some(told(registered.consent)),
        }))
    }

    async fn end_consent(
        &self,
        request: Request<wire::EndConsentRequest>,
    ) -> Result<Response<wire::EndConsentResponse>, Status> {
        let id = Uuid::parse_str(&request.get_ref().consent_id).ok();
        let stored = match id {
            Some(id) => (self.aggregator.store.consent(id).await).map_err(|e| status(&e))?,
            None => None,
        };
        let change = match stored.as_ref().map(|s| s.consent.kind) {
            Some(ConsentKind::Refuse) => Change::Widens,
            _ => Change::Narrows,
        };
        let child = stored.map(|s| s.child);
        let registrar = self.registrar(&request, child, change).await?;
        let id = uuid("consent_id", &request.get_ref().consent_id)?;
        let ended =
            (self.aggregator.store.end_consent(id, registrar).await).map_err(|e| status(&e))?;
        Ok(Response::new(wire::EndConsentResponse {
            ended_time: Some(wire_timestamp(ended)),
        }))
    }

    async fn list_consents(
        &self,
        request: Request<wire::ListConsentsRequest>,
    ) -> Result<Response<wire::ListConsentsResponse>, Status> {
        // Who may see, listed by organisation, says where a child is: the pinned source of consents reads it, nobody else yet.
        self.source(&request, FactKind::Consent)?;
        let child = self.person("child", request.get_ref().child.clone());
        let consents = (self.aggregator.store.consents(child?).await).map_err(|e| status(&e))?;
        Ok(Response::new(wire::ListConsentsResponse {
            consents: consents.into_iter().map(told).collect(),
        }))
    }

    async fn delete_consent(
        &self,
        request: Request<wire::DeleteConsentRequest>,
    ) -> Result<Response<wire::DeleteConsentResponse>, Status> {
        peer(&request)?;
        Err(not_offered())
    }

    async fn check_consent(
        &self,
        request: Request<wire::CheckConsentRequest>,
    ) -> Result<Response<wire::CheckConsentResponse>, Status> {
        peer(&request)?;
        Err(not_offered())
    }

    async fn request_consent(
        &self,
        request: Request<wire::RequestConsentRequest>,
    ) -> Result<Response<wire::RequestConsentResponse>, Status> {
        peer(&request)?;
        Err(not_offered())
    }

    async fn answer_consent_request(
        &self,
        request: Request<wire::AnswerConsentRequestRequest>,
    ) -> Result<Response<wire::AnswerConsentRequestResponse>, Status> {
        peer(&request)?;
        Err(not_offered())
    }

    async fn list_consent_requests(
        &self,
        request: Request<wire::ListConsentRequestsRequest>,
    ) -> Result<Response<wire::ListConsentRequestsResponse>, Status> {
        peer(&request)?;
        Err(not_offered())
    }

    async fn put_custody(
        &self,
        request: Request<wire::PutCustodyRequest>,
    ) -> Result<Response<wire::PutCustodyResponse>, Status> {
        let teller = self.source(&request, FactKind::Custody)?;
        let wire::PutCustodyRequest {
            child,
            holders,
            as_of_time,
        } = request.into_inner();
        let holders = (holders.into_iter())
            .map(|holder| {
                Ok(Holder {
                    guardian: self.person("holders.guardian", holder.guardian)?,
                    residence_parent: holder.residence_parent,
                })
            })
            .collect::<Result<_, Status>>()?;
        let as_of = instant("as_of_time", as_of_time)?;
        let as_of = as_of.ok_or_else(|| wrong("as_of_time", "expected when the source knew it"))?;
        let child = self.person("child", child)?;
        self.tell(child, Told::Custody { holders, as_of }, teller)
            .await?;
        Ok(Response::new(wire::PutCustodyResponse {}))
    }

    async fn put_protection(
        &self,
        request: Request<wire::PutProtectionRequest>,
    ) -> Result<Response<wire::PutProtectionResponse>, Status> {
        let teller = self.source(&request, FactKind::Protection)?;
        let wire::PutProtectionRequest {
            child,
            protected,
            as_of_time,
        } = request.into_inner();
        let as_of = instant("as_of_time", as_of_time)?;
        let as_of = as_of.ok_or_else(|| wrong("as_of_time", "expected when the source knew it"))?;
        let child = self.person("child", child)?;
        self.tell(child, Told::Protection { protected, as_of }, teller)
            .await?;
        Ok(Response::new(wire::PutProtectionResponse {}))
    }

    /// For a peer that is pinned as the source of any kind of fact; it confirms its own statements only.
    // R-FACTS-2
    async fn confirm_facts(
        &self,
        request: Request<wire::ConfirmFactsRequest>,
    ) -> Result<Response<wire::ConfirmFactsResponse>, Status> {
        let kinds = [FactKind::Custody, FactKind::Protection, FactKind::Relation];
        let told = kinds.map(|kind| self.source(&request, kind));
        let teller = told
            .into_iter()
            .reduce(Result::or)
            .unwrap_or_else(|| Err(wrong("as_of_time", "expected a source of facts")))?;
        let as_of = instant("as_of_time", request.get_ref().as_of_time)?;
        let as_of = as_of.ok_or_else(|| wrong("as_of_time", "expected when the source knew it"))?;
        let confirmed = self.aggregator.store.confirm(as_of, teller).await;
        confirmed.map_err(|e| status(&e))?;
        Ok(Response::new(wire::ConfirmFactsResponse {}))
    }

    async fn put_relation(
        &self,
        request: Request<wire::PutRelationRequest>,
    ) -> Result<Response<wire::PutRelationResponse>, Status> {
        let teller = self.source(&request, FactKind::Relation)?;
        let asked = request.into_inner();
        let organisation = organisation("organisation", asked.organisation)?;
        if asked.unit.len() > MAX_UNIT_BYTES {
            return Err(wrong("unit", "expected at most 64 bytes"));
        }
        let relation = CareRelation {
            organisation: organisation
                .ok_or_else(|| wrong("organisation", "expected the organisation"))?,
            unit: Some(asked.unit).filter(|u| !u.is_empty()),
            sector: sector("sector", &asked.sector)?,
            // A relation has no effect before it is told, so "since ever" is as good, and the same at every repetition.
            start: instant("start_time", asked.start_time)?.unwrap_or(Timestamp::UNIX_EPOCH),
            end: instant("end_time", asked.end_time)?,
        };
        let child = self.person("child", asked.child)?;
        self.tell(child, Told::Relation(relation), teller).await?;
        Ok(Response::new(wire::PutRelationResponse {}))
    }
}

impl Consents {
    async fn tell(&self, child: Pseudonym, told: Told, teller: Teller) -> Result<(), Status> {
        let told = self.aggregator.store.tell(child, told, teller).await;
        told.map_err(|e| status(&e))
    }
}

/// A consent as it is given back: the store knows no identities to give.
fn told(stored: StoredConsent) -> wire::Consent {
    let consent = stored.consent;
    wire::Consent {
        consent_id: stored.id.to_string(),
        child: None,
        grantor: None,
        kind: match consent.kind {
            ConsentKind::Permit => wire::ConsentKind::Permit,
            ConsentKind::Refuse => wire::ConsentKind::Refuse,
        }
        .into(),
        recipient: consent.recipient.map(Into::into),
        recipient_sector: consent
            .recipient_sector
            .map(|s| s.to_string())
            .unwrap_or_default(),
        source_sectors: consent
            .source_sectors
            .iter()
            .map(ToString::to_string)
            .collect(),
        start_time: Some(wire_timestamp(consent.start)),
        end_time: consent.end.map(wire_timestamp),
        ended_time: consent.ended.map(wire_timestamp),
        registered_time: Some(wire_timestamp(stored.registered)),
        recipient_unit: consent.recipient_unit.unwrap_or_default(),
        purpose: consent.purpose.unwrap_or_default(),
        registration: None,
        verified: consent.verified,
        deleted_time: consent.deleted.map(wire_timestamp),
    }
}
