//! What a token says, parsed into an actor. Unknown claims are ignored; a known one that is wrong refuses the token by its name.

use domain::{
    decide::Actor,
    id::{OrganisationId, PersonId},
    policy::Audience,
    record::Sector,
    time::{Country, Timestamp},
};
use serde::Deserialize;

use super::{InvalidToken, Lifetime, VerifiedActor};
use crate::pseudonym::Pseudonyms;

/// The longest text claim, in bytes.
const MAX_CLAIM_BYTES: usize = 128;

/// The claims as they stand. Every one is optional here, so that its absence is refused by name.
#[derive(Deserialize)]
pub(super) struct Claims {
    aud: Option<OneOrMany>,
    sub: Option<String>,
    exp: Option<i64>,
    iat: Option<i64>,
    nbf: Option<i64>,
    jti: Option<String>,
    cnf: Option<Confirmation>,
    audience: Option<String>,
    country: Option<String>,
    sector: Option<String>,
    organisation: Option<Identifier>,
    unit: Option<String>,
    role: Option<String>,
    purpose: Option<String>,
    person: Option<Identifier>,
}

/// `aud` is a text or a list of texts (RFC 7519, section 4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// The certificate the token is bound to (RFC 8705, section 3.1).
#[derive(Deserialize)]
struct Confirmation {
    #[serde(rename = "x5t#S256")]
    thumbprint: Option<String>,
}

#[derive(Deserialize)]
struct Identifier {
    system: String,
    value: String,
}

impl Claims {
    /// True when the token is meant for us.
    pub(super) fn is_for(&self, audience: &str) -> bool {
        match &self.aud {
            Some(OneOrMany::One(one)) => one == audience,
            Some(OneOrMany::Many(many)) => many.iter().any(|one| one == audience),
            None => false,
        }
    }

    /// True when the token is bound to this certificate.
    pub(super) fn is_bound_to(&self, thumbprint: &str) -> bool {
        let bound = self.cnf.as_ref().and_then(|c| c.thumbprint.as_deref());
        bound == Some(thumbprint)
    }

    pub(super) fn lifetime(&self) -> Result<Lifetime, InvalidToken> {
        let time = |seconds: Option<i64>, name| {
            seconds
                .and_then(|s| Timestamp::from_second(s).ok())
                .ok_or(InvalidToken::Claim(name))
        };
        let issued = time(self.iat, "iat")?;
        Ok(Lifetime {
            issued,
            not_before: match self.nbf {
                Some(_) => time(self.nbf, "nbf")?,
                None => issued,
            },
            expires: time(self.exp, "exp")?,
        })
    }

    /// The actor. Persons leave as pseudonyms.
    pub(super) fn into_actor(
        self,
        lifetime: Lifetime,
        pseudonyms: &Pseudonyms,
    ) -> Result<VerifiedActor, InvalidToken> {
        let audience = required(self.audience, "audience")?;
        let audience = Audience::parse(&audience).ok_or(InvalidToken::Claim("audience"))?;
        let country = required(self.country, "country")?;
        let country = Country::parse(&country).ok_or(InvalidToken::Claim("country"))?;
        let actor = match audience {
            Audience::Professional => Actor {
                audience,
                country,
                sector: Some(sector(self.sector)?),
                organisation: Some(organisation(self.organisation)?),
                unit: optional(self.unit, "unit")?,
                person: None,
            },
            // What else the token says of a citizen plays no part: they look as who they are.
            Audience::Guardian | Audience::Child => Actor {
                audience,
                country,
                sector: None,
                organisation: None,
                unit: None,
                person: Some(pseudonyms.of(&person(self.person)?)),
            },
        };
        Ok(VerifiedActor {
            actor,
            subject: required(self.sub, "sub")?,
            role: match audience {
                Audience::Professional => required(self.role, "role")?,
                Audience::Guardian | Audience::Child => {
                    optional(self.role, "role")?.unwrap_or_else(|| audience.as_str().to_owned())
                }
            },
            purpose: required(self.purpose, "purpose")?,
            token_id: required(self.jti, "jti")?,
            expires: lifetime.expires,
            lifetime,
        })
    }
}

fn required(claim: Option<String>, name: &'static str) -> Result<String, InvalidToken> {
    optional(claim, name)?.ok_or(InvalidToken::Claim(name))
}

/// An empty text is as good as none; a control character could forge a log line.
fn optional(claim: Option<String>, name: &'static str) -> Result<Option<String>, InvalidToken> {
    let claim = claim.filter(|text| !text.is_empty());
    let wrong = |text: &String| text.len() > MAX_CLAIM_BYTES || text.chars().any(char::is_control);
    match claim {
        Some(text) if wrong(&text) => Err(InvalidToken::Claim(name)),
        claim => Ok(claim),
    }
}

fn sector(claim: Option<String>) -> Result<Sector, InvalidToken> {
    let claim = required(claim, "sector")?;
    Sector::parse(&claim).map_err(|_| InvalidToken::Claim("sector"))
}

fn organisation(claim: Option<Identifier>) -> Result<OrganisationId, InvalidToken> {
    let wrong = InvalidToken::Claim("organisation");
    let id = claim.ok_or(wrong)?;
    OrganisationId::parse(&id.system, &id.value).map_err(|_| wrong)
}

fn person(claim: Option<Identifier>) -> Result<PersonId, InvalidToken> {
    let wrong = InvalidToken::Claim("person");
    let id = claim.ok_or(wrong)?;
    PersonId::parse(&id.system, &id.value).map_err(|_| wrong)
}
