//! Tokens made by an issuer of our own, good and bad in every way that matters.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{facts::Pseudonym, policy::Audience, time::Timestamp};
use jiff::SignedDuration;
use jsonwebtoken::{EncodingKey, Header};
use proto::transport::{Peer, PeerName, Thumbprint};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
use rustls::pki_types::CertificateDer;
use serde_json::{Value, json};

use super::*;
use crate::{clock::ManualClock, pseudonym::Pseudonyms};

mod algorithms;
mod remember;

const ISSUER: &str = "https://idp.region.example";
const NAME: &str = "spiffe://samsyn.example/aggregator";
const NOW: &str = "2026-09-01T08:00:00Z";

struct Idp {
    ed: KeyPair,
    ec: KeyPair,
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn thumbprint(seed: u8) -> Thumbprint {
    Thumbprint::of(&CertificateDer::from(vec![seed; 8]))
}

fn pseudonyms() -> Pseudonyms {
    Pseudonyms::from_key(&[5; 32]).unwrap()
}

impl Idp {
    fn new() -> Self {
        Self {
            ed: KeyPair::generate_for(&PKCS_ED25519).unwrap(),
            ec: KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap(),
        }
    }

    fn trusted(&self) -> Vec<Issuer> {
        let ed = self.ed.public_key_pem();
        vec![Issuer::new(ISSUER, ed.as_bytes(), Algorithm::EdDsa, None).unwrap()]
    }

    fn ed_key(&self) -> EncodingKey {
        EncodingKey::from_ed_pem(self.ed.serialize_pem().as_bytes()).unwrap()
    }

    fn ec_key(&self) -> EncodingKey {
        EncodingKey::from_ec_pem(self.ec.serialize_pem().as_bytes()).unwrap()
    }

    fn sign(&self, claims: &Value) -> String {
        let header = Header::new(jsonwebtoken::Algorithm::EdDSA);
        jsonwebtoken::encode(&header, claims, &self.ed_key()).unwrap()
    }
}

fn verifier(issuers: Vec<Issuer>) -> (TokenVerifier, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(now()));
    let verifier = TokenVerifier::new(issuers, NAME, pseudonyms(), clock.clone());
    (verifier, clock)
}

fn nurse() -> Value {
    let iat = now().as_second();
    json!({
        "iss": ISSUER, "aud": NAME, "sub": "SE2321000016-1A2B", "jti": "t-1",
        "iat": iat, "exp": iat + 3600,
        "cnf": { "x5t#S256": thumbprint(1).to_base64url() },
        "audience": "professional", "country": "SE", "sector": "school-health",
        "organisation": { "system": "urn:oid:1.2.752.129.2.1.4.1", "value": "SE2321000016-SKOLA" },
        "unit": "Elevhälsan Norr", "role": "school-nurse", "purpose": "care",
        "name": "Nina Nilsson", "something_new": [1, 2],
    })
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name);
    claims
}

/// A token with any header, signed as told.
fn forged(head: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> String) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(serde_json::to_vec(json).unwrap());
    let message = format!("{}.{}", part(head), part(claims));
    let signature = sign(message.as_bytes());
    format!("{message}.{signature}")
}

fn refusal(claims: &Value) -> InvalidToken {
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    verifier
        .verify(&idp.sign(claims), &thumbprint(1))
        .unwrap_err()
}

// R-TOKEN-1
#[test]
fn a_good_token_becomes_an_actor() {
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    let nurse = verifier
        .verify(&idp.sign(&nurse()), &thumbprint(1))
        .unwrap();
    assert_eq!(nurse.actor.audience, Audience::Professional);
    assert_eq!(
        nurse.actor.sector.as_ref().unwrap().as_str(),
        "school-health"
    );
    assert_eq!(
        nurse.actor.organisation.as_ref().unwrap().value(),
        "SE2321000016-SKOLA"
    );
    assert_eq!(nurse.actor.unit.as_deref(), Some("Elevhälsan Norr"));
    assert_eq!(nurse.actor.person, None);
    assert_eq!(
        (nurse.role.as_str(), nurse.purpose.as_str()),
        ("school-nurse", "care")
    );
    assert_eq!(nurse.expires, now() + SignedDuration::from_hours(1));
    let shown = format!("{nurse:?}");
    assert!(
        !shown.contains("1A2B") && !shown.contains("Norr"),
        "{shown}"
    );
}

// R-TOKEN-1
#[test]
fn a_guardian_is_known_by_pseudonym_and_nothing_else() {
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    let id = json!({ "system": "urn:oid:1.2.752.129.2.1.3.1", "value": "191212121212" });
    let claims = with(with(nurse(), "audience", json!("guardian")), "person", id);
    let guardian = verifier.verify(&idp.sign(&claims), &thumbprint(1)).unwrap();
    let person: Pseudonym = pseudonyms().of(&domain::id::PersonId::guess("191212121212").unwrap());
    assert_eq!(guardian.actor.person, Some(person));
    assert_eq!(
        (guardian.actor.sector, guardian.actor.organisation),
        (None, None)
    );
}

// R-TOKEN-1
#[test]
fn a_token_of_another_signer_or_changed_on_the_way_is_refused() {
    let (idp, other) = (Idp::new(), Idp::new());
    let (verifier, _) = verifier(idp.trusted());
    let token = other.sign(&nurse());
    assert_eq!(
        verifier.verify(&token, &thumbprint(1)),
        Err(InvalidToken::Signature)
    );
    let good = idp.sign(&nurse());
    let (head, rest) = good.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    let better = serde_json::to_vec(&with(nurse(), "sector", json!("hospital"))).unwrap();
    let token = format!("{head}.{}.{signature}", URL_SAFE_NO_PAD.encode(better));
    assert_eq!(
        verifier.verify(&token, &thumbprint(1)),
        Err(InvalidToken::Signature)
    );
    let unknown = idp.sign(&with(
        nurse(),
        "iss",
        json!("https://idp.elsewhere.example"),
    ));
    assert_eq!(
        verifier.verify(&unknown, &thumbprint(1)),
        Err(InvalidToken::Issuer)
    );
}

// R-TOKEN-1
#[test]
fn a_token_for_somebody_else_is_refused() {
    assert_eq!(refusal(&without(nurse(), "aud")), InvalidToken::Audience);
    let other = json!("spiffe://samsyn.example/other");
    assert_eq!(
        refusal(&with(nurse(), "aud", other.clone())),
        InvalidToken::Audience
    );
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    let both = idp.sign(&with(nurse(), "aud", json!([other, NAME])));
    assert!(verifier.verify(&both, &thumbprint(1)).is_ok());
}

// R-TOKEN-1
#[test]
fn a_token_over_another_certificate_is_refused() {
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    let stolen = verifier.verify(&idp.sign(&nurse()), &thumbprint(2));
    assert_eq!(stolen, Err(InvalidToken::NotForThisCertificate));
    for unbound in [without(nurse(), "cnf"), with(nurse(), "cnf", json!({}))] {
        assert_eq!(refusal(&unbound), InvalidToken::NotForThisCertificate);
    }
}

// R-TOKEN-3
#[test]
fn one_skew_holds_for_every_time() {
    let idp = Idp::new();
    let (verifier, clock) = verifier(idp.trusted());
    let token = idp.sign(&nurse());
    let at = |seconds: i64| {
        clock.set(now() + SignedDuration::from_secs(seconds));
        verifier.verify(&token, &thumbprint(1)).map(|_| ())
    };
    assert_eq!(at(3600 + 29), Ok(()));
    assert_eq!(at(3600 + 30), Err(InvalidToken::Expired));
    assert_eq!(at(-30), Ok(()));
    assert_eq!(at(-31), Err(InvalidToken::NotYetValid));
    let later = idp.sign(&with(nurse(), "nbf", json!(now().as_second() + 600)));
    clock.set(now() + SignedDuration::from_secs(569));
    assert_eq!(
        verifier.verify(&later, &thumbprint(1)),
        Err(InvalidToken::NotYetValid)
    );
    clock.set(now() + SignedDuration::from_secs(570));
    assert!(verifier.verify(&later, &thumbprint(1)).is_ok());
}

// R-TOKEN-3
#[test]
fn a_token_lasts_one_shift_at_most() {
    let iat = now().as_second();
    for exp in [iat + 12 * 3600 + 1, iat, iat - 1, i64::MAX] {
        assert_eq!(
            refusal(&with(nurse(), "exp", json!(exp))),
            InvalidToken::Claim("exp")
        );
    }
    for claim in ["exp", "iat"] {
        assert_eq!(
            refusal(&without(nurse(), claim)),
            InvalidToken::Claim(claim)
        );
    }
}

// R-TOKEN-1
#[test]
fn a_missing_or_wrong_claim_is_refused_by_name() {
    for claim in [
        "sub",
        "jti",
        "audience",
        "country",
        "sector",
        "organisation",
        "role",
        "purpose",
    ] {
        assert_eq!(
            refusal(&without(nurse(), claim)),
            InvalidToken::Claim(claim)
        );
    }
    for (claim, wrong) in [
        ("audience", json!("admin")),
        ("country", json!("NO")),
        ("sector", json!("School Health")),
        (
            "organisation",
            json!({ "system": "urn:oid:1.2.752.129.2.1.4.1", "value": "x" }),
        ),
        ("unit", json!("a\nb")),
        ("sub", json!("x".repeat(129))),
    ] {
        assert_eq!(
            refusal(&with(nurse(), claim, wrong)),
            InvalidToken::Claim(claim)
        );
    }
    let guardian = with(nurse(), "audience", json!("guardian"));
    assert_eq!(refusal(&guardian), InvalidToken::Claim("person"));
}

// R-TOKEN-1
#[test]
fn what_is_no_token_is_malformed() {
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    let good = idp.sign(&nurse());
    let crit = forged(
        &json!({ "alg": "EdDSA", "crit": ["b64"] }),
        &nurse(),
        |_| String::new(),
    );
    let oversized = with(nurse(), "more", json!("x".repeat(MAX_TOKEN_BYTES)));
    for token in [
        String::new(),
        "..".to_owned(),
        "a.b".to_owned(),
        format!("{good}.{good}"),
        format!("x{good}"),
        crit,
        idp.sign(&oversized),
        idp.sign(&with(nurse(), "sub", json!(7))),
    ] {
        let refused = verifier.verify(&token, &thumbprint(1));
        assert_eq!(
            refused,
            Err(InvalidToken::Malformed),
            "{} bytes",
            token.len()
        );
    }
}

// R-TOKEN-1
#[test]
fn a_call_carries_exactly_one_bearer_token() {
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    let tokens = RememberedTokens::new(verifier);
    let peer = PeerInfo {
        peer: Peer {
            name: PeerName::uri("spiffe://samsyn.example/consumer/emi").unwrap(),
            thumbprint: thumbprint(1),
        },
        remote: "127.0.0.1:9".parse().unwrap(),
    };
    let mut metadata = MetadataMap::new();
    let ask = |metadata: &MetadataMap| actor_of(&tokens, &peer, metadata).map(|_| ());
    assert_eq!(ask(&metadata), Err(InvalidToken::Missing));
    let token = idp.sign(&nurse());
    metadata.insert("authorization", format!("bearer {token}").parse().unwrap());
    assert_eq!(ask(&metadata), Ok(()));
    metadata.append("authorization", format!("Bearer {token}").parse().unwrap());
    assert_eq!(ask(&metadata), Err(InvalidToken::Malformed));
    for bad in [token.as_str(), "Basic abc", "Bearer ", "Bearer"] {
        metadata.insert("authorization", bad.parse().unwrap());
        assert_eq!(ask(&metadata), Err(InvalidToken::Malformed));
    }
}

// R-TOKEN-1
#[test]
fn every_refusal_has_a_stable_reason_and_says_nothing_of_the_token() {
    let status = InvalidToken::Claim("sector").status();
    assert_eq!(status.code(), tonic::Code::Unauthenticated);
    assert_eq!(
        proto::status::reason_of(&status).as_deref(),
        Some("TOKEN_CLAIM")
    );
    assert_eq!(InvalidToken::Expired.reason(), "TOKEN_EXPIRED");
}
