//! Consents as they are registered, ended and given back: thin words over the ledger's statements.

use domain::{
    facts::{CareRelation, Consent, ConsentKind, Holder, Pseudonym},
    id::OrganisationId,
    record::Sector,
    time::Timestamp,
};
use uuid::Uuid;

use super::{Store, StoreError, Taken, Teller};
use crate::ledger::{
    Held, Statement,
    statement::{ConsentRegistered, CustodyTold, Ending, ProtectionTold},
};

/// A consent to register.
#[derive(Debug, Clone, PartialEq)]
pub struct NewConsent {
    /// The caller's UUID.
    pub id: Uuid,
    /// The child.
    pub child: Pseudonym,
    /// Who gave it.
    pub grantor: Pseudonym,
    /// Permit or refuse.
    pub kind: ConsentKind,
    /// The organisation that may see. `None` = any.
    pub recipient: Option<OrganisationId>,
    /// The sector that may see. `None` = any.
    pub recipient_sector: Option<Sector>,
    /// The sectors whose sources it covers. Empty = all.
    pub source_sectors: Vec<Sector>,
    /// From when. `None` = from registration.
    pub start: Option<Timestamp>,
    /// Until when, half-open. `None` = until ended.
    pub end: Option<Timestamp>,
}

/// A consent as the store holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredConsent {
    /// The caller's UUID.
    pub id: Uuid,
    /// The child.
    pub child: Pseudonym,
    /// Who registered it.
    pub registrar: Teller,
    /// When it was registered.
    pub registered: Timestamp,
    /// The grantor's word.
    pub consent: Consent,
}

/// The answer to a registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Registered {
    /// As it stands in the store.
    pub consent: StoredConsent,
    /// False when it stood there before.
    pub is_new: bool,
}

/// What a source tells about a child.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Who holds custody. Empty = nobody does.
    Custody {
        /// All who hold it.
        holders: Vec<Holder>,
        /// As of when the source knows it.
        as_of: Timestamp,
    },
    /// Whether the identity is protected.
    Protection {
        /// True when it is.
        protected: bool,
        /// As of when the source knows it.
        as_of: Timestamp,
    },
    /// A relation with an organisation; it replaces what was told for the same organisation, unit and sector.
    Relation(CareRelation),
}

impl From<Told> for Statement {
    fn from(told: Told) -> Self {
        match told {
            Told::Custody { holders, as_of } => Self::CustodyTold(CustodyTold { holders, as_of }),
            Told::Protection { protected, as_of } => {
                Self::ProtectionTold(ProtectionTold { protected, as_of })
            }
            Told::Relation(relation) => Self::RelationTold(relation.into()),
        }
    }
}

impl From<NewConsent> for Statement {
    fn from(new: NewConsent) -> Self {
        let NewConsent {
            id,
            child: _,
            grantor,
            kind,
            recipient,
            recipient_sector,
            source_sectors,
            start,
            end,
        } = new;
        Self::ConsentRegistered(ConsentRegistered {
            id,
            grantor,
            kind,
            recipient,
            recipient_unit: None,
            recipient_sector,
            source_sectors,
            start,
            end,
            purpose: None,
            verified: true,
            registrar: None,
            reason: None,
            request: None,
            registered_at: None,
        })
    }
}

pub(super) async fn register<S: Store + ?Sized>(
    store: &S,
    consent: NewConsent,
    by: Teller,
) -> Result<Registered, StoreError> {
    let (id, child) = (consent.id, consent.child);
    let Taken { is_new, .. } = store.state(child, consent.into(), by).await?;
    let stands = of(store, child).await?.into_iter().find(|c| c.id == id);
    let consent = stands.ok_or(StoreError::Unreadable { what: "consent" })?;
    Ok(Registered { consent, is_new })
}

pub(super) async fn end<S: Store + ?Sized>(
    store: &S,
    id: Uuid,
    by: Teller,
) -> Result<Timestamp, StoreError> {
    let (child, _) = (store.statement(id).await?).ok_or(StoreError::UnknownConsent)?;
    let ending = Statement::ConsentEnded(Ending::of(id));
    Ok(store.state(child, ending, by).await?.stated.at)
}

pub(super) async fn one<S: Store + ?Sized>(
    store: &S,
    id: Uuid,
) -> Result<Option<StoredConsent>, StoreError> {
    let Some((child, _)) = store.statement(id).await? else {
        return Ok(None);
    };
    Ok(of(store, child).await?.into_iter().find(|c| c.id == id))
}

pub(super) async fn of<S: Store + ?Sized>(
    store: &S,
    child: Pseudonym,
) -> Result<Vec<StoredConsent>, StoreError> {
    let ledger = store.ledger(child).await?;
    // At the end of time: ended when it was said, by whatever clock.
    let held = ledger.everything(Timestamp::MAX).consents();
    let stored = |held: Held<Consent>| StoredConsent {
        id: held.id,
        child,
        registrar: held.by,
        registered: held.at,
        consent: held.fact,
    };
    Ok(held.into_iter().map(stored).collect())
}
