//! Who is let in: every way to come with the wrong certificate or the wrong token, over real sockets, each with its own stable reason, and
//! nothing released.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a panic is a test's voice"
)]

use std::time::Duration;

use aggregator::identity::TOKEN_CLOCK_SKEW;
use domain::policy::Audience;
use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use mock_producers::world::ToldActor;
use proto::{
    status::reason_of,
    v1::overview::{OverviewQuery, overview_event::Event},
};
use sandbox::{authority::Authority, token::TokenIssuer};
use serde_json::{Value, json};
use tests::{
    Harness, Scene,
    caller::{Caller, identity},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tonic::{Code, Status};

const STORY: &str = "old-bvc";
const NURSE: &str = "skolskoterska-vasterby";

/// A change of claims.
type Forgery = fn(&mut Value);

async fn refusal(caller: &Caller, query: OverviewQuery) -> (Code, String) {
    let refused = caller.events(query).await.unwrap_err();
    (refused.code(), reason_of(&refused).unwrap_or_default())
}

/// A token whose signature was not made by a key of ours.
fn sealed(head: &Value, claims: &Value, seal: &str) -> String {
    let part = |json: &Value| base64url(json.to_string().as_bytes());
    format!("{}.{}.{seal}", part(head), part(claims))
}

fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = (0..3).fold(0, |word, i| {
            word << 8 | u32::from(chunk.get(i).copied().unwrap_or(0))
        });
        for place in 0..=chunk.len() {
            let digit = usize::try_from(word >> (18 - 6 * place) & 63).unwrap();
            text.push(char::from(DIGITS[digit]));
        }
    }
    text
}

// R-TOKEN-1, R-TOKEN-3
#[tokio::test]
async fn a_claim_that_is_wrong_refuses_the_token_by_its_rule() {
    let harness = Harness::start().await;
    let forgeries: [(&str, Forgery); 15] = [
        ("TOKEN_EXPIRED", |c| shift(c, -12 * 3600)),
        ("TOKEN_NOT_YET_VALID", |c| shift(c, 3600)),
        ("TOKEN_NOT_YET_VALID", |c| {
            c["nbf"] = (c["iat"].as_i64().unwrap() + 600).into();
        }),
        ("TOKEN_CLAIM", |c| {
            c["exp"] = (c["iat"].as_i64().unwrap() + 13 * 3600).into();
        }),
        ("TOKEN_CLAIM", |c| c["exp"] = Value::Null),
        ("TOKEN_AUDIENCE", |c| {
            c["aud"] = "spiffe://elsewhere.example/aggregator".into();
        }),
        ("TOKEN_AUDIENCE", |c| c["aud"] = json!([])),
        ("TOKEN_ISSUER", |c| {
            c["iss"] = "https://login.elsewhere.example".into();
        }),
        ("TOKEN_ISSUER", |c| c["iss"] = Value::Null),
        ("TOKEN_NOT_FOR_THIS_CERTIFICATE", |c| c["cnf"] = Value::Null),
        ("TOKEN_NOT_FOR_THIS_CERTIFICATE", |c| {
            c["cnf"]["x5t#S256"] = "".into();
        }),
        ("TOKEN_CLAIM", |c| c["audience"] = "administrator".into()),
        ("TOKEN_CLAIM", |c| c["organisation"] = Value::Null),
        ("TOKEN_CLAIM", |c| c["sub"] = "a\nb".into()),
        ("TOKEN_CLAIM", |c| c["purpose"] = Value::Null),
    ];
    let journal = Caller::by(&harness, &identity(harness.journal()));
    for (expected, forge) in forgeries {
        let mut claims = harness.claims(NURSE);
        forge(&mut claims);
        let caller = journal.clone().with(&harness.sign(&claims));
        let refused = refusal(&caller, harness.query(STORY)).await;
        assert_eq!(refused, (Code::Unauthenticated, expected.to_owned()));
    }
    let untouched = journal.with(&harness.sign(&harness.claims(NURSE)));
    assert!(untouched.events(harness.query(STORY)).await.is_ok());
}

fn shift(claims: &mut Value, seconds: i64) {
    for time in ["iat", "exp"] {
        claims[time] = (claims[time].as_i64().unwrap() + seconds).into();
    }
}

// R-TOKEN-2, R-TOKEN-4
#[tokio::test]
async fn a_signature_that_is_not_the_issuers_refuses_the_token() {
    let harness = Harness::start().await;
    let claims = harness.claims(NURSE);
    let good = harness.sign(&claims);
    let (head, rest) = good.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    let mut raised = claims.clone();
    raised["role"] = "physician".into();
    let raised = base64url(raised.to_string().as_bytes());
    let foreign = TokenIssuer::new().unwrap().sign(&claims).unwrap();
    let public = EncodingKey::from_secret(harness.sandbox.tokens.public_key().as_bytes());
    let hs256 = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &public).unwrap();
    let none = |alg: &str, seal: &str| sealed(&json!({ "alg": alg }), &claims, seal);
    let tokens = [
        ("TOKEN_SIGNATURE", foreign),
        ("TOKEN_SIGNATURE", format!("{head}.{raised}.{signature}")),
        (
            "TOKEN_SIGNATURE",
            format!("{head}.{payload}.{}", base64url(&[0; 64])),
        ),
        ("TOKEN_SIGNATURE", format!("{head}.{payload}.")),
        ("TOKEN_ALGORITHM", hs256),
        ("TOKEN_ALGORITHM", none("none", "")),
        ("TOKEN_ALGORITHM", none("None", signature)),
        ("TOKEN_ALGORITHM", none("ES256", signature)),
        (
            "TOKEN_MALFORMED",
            sealed(
                &json!({ "alg": "EdDSA", "crit": ["x"] }),
                &claims,
                signature,
            ),
        ),
        ("TOKEN_MALFORMED", format!("{good}.{signature}")),
        ("TOKEN_MALFORMED", format!("{payload}.{signature}")),
        ("TOKEN_MALFORMED", "x".repeat(5_000)),
    ];
    let journal = Caller::by(&harness, &identity(harness.journal()));
    // First the good one, so that a memory of it is there to be misled.
    let shown = journal
        .clone()
        .with(&good)
        .events(harness.query(STORY))
        .await;
    assert!(shown.is_ok());
    for (expected, token) in tokens {
        let caller = journal.clone().with(&token);
        let refused = refusal(&caller, harness.query(STORY)).await;
        assert_eq!(refused, (Code::Unauthenticated, expected.to_owned()));
    }
}

// R-TOKEN-1, R-TOKEN-4
#[tokio::test]
async fn a_token_that_was_copied_is_worth_nothing_over_another_certificate() {
    let harness = Harness::start().await;
    let token = harness.sign(&harness.claims(NURSE));
    let own = Caller::by(&harness, &identity(harness.journal())).with(&token);
    assert!(
        own.events(harness.query(STORY)).await.is_ok(),
        "now remembered"
    );
    let other = identity(&harness.sandbox.consumers[1]);
    let thief = Caller::by(&harness, &other).with(&token);
    let refused = refusal(&thief, harness.query(STORY)).await;
    assert_eq!(
        refused,
        (
            Code::Unauthenticated,
            "TOKEN_NOT_FOR_THIS_CERTIFICATE".into()
        )
    );
    // A second certificate of the same name is another certificate.
    let renewed = harness.sandbox.authority.issue("consumer/journal").unwrap();
    let renewed = Caller::by(&harness, &identity(&renewed)).with(&token);
    let refused = refusal(&renewed, harness.query(STORY)).await;
    assert_eq!(
        refused,
        (
            Code::Unauthenticated,
            "TOKEN_NOT_FOR_THIS_CERTIFICATE".into()
        )
    );
}

// R-TOKEN-1
#[tokio::test]
async fn one_token_no_more_and_no_less() {
    let harness = Harness::start().await;
    let token = harness.sign(&harness.claims(NURSE));
    let journal = Caller::by(&harness, &identity(harness.journal()));
    let unauthenticated = |reason: &str| (Code::Unauthenticated, reason.to_owned());
    let refused = refusal(&journal, harness.query(STORY)).await;
    assert_eq!(refused, unauthenticated("TOKEN_MISSING"));
    let twice = journal.clone().with(&token).with(&token);
    let refused = refusal(&twice, harness.query(STORY)).await;
    assert_eq!(refused, unauthenticated("TOKEN_MALFORMED"));
    for scheme in ["Basic", "Bearer ", "DPoP"] {
        let mut other = journal.clone();
        let value = format!("{scheme} {token}").parse().unwrap();
        other.headers.insert("authorization", value);
        let refused = refusal(&other, harness.query(STORY)).await;
        assert_eq!(refused, unauthenticated("TOKEN_MALFORMED"), "{scheme}");
    }
}

// R-PEER-1
#[tokio::test]
async fn a_certificate_of_the_right_authority_in_another_part_is_no_consumer() {
    let harness = Harness::start().await;
    // A producer's, the desk's, the aggregator's own, one that nobody admitted, one whose name only begins as a consumer's.
    let parts = [
        "producer/bvc-vasterby",
        "desk",
        "aggregator",
        "consumer/stranger",
        "consumer/journal/x",
        "consumer/journal2",
        "consumer/Journal",
    ];
    for part in parts {
        let issued = harness.sandbox.authority.issue(part).unwrap();
        let mut claims = harness.claims(NURSE);
        let own = identity(&issued).peer().thumbprint.to_base64url();
        claims["cnf"]["x5t#S256"] = own.into();
        let caller = Caller::by(&harness, &identity(&issued)).with(&harness.sign(&claims));
        let refused = refusal(&caller, harness.query(STORY)).await;
        assert_eq!(
            refused,
            (Code::PermissionDenied, "NOT_A_CONSUMER".into()),
            "{part}"
        );
    }
}

// R-TLS-2
#[tokio::test]
async fn a_certificate_of_another_authority_or_none_does_not_get_a_connection() {
    let harness = Harness::start().await;
    let foreign = Authority::new().unwrap().issue("consumer/journal").unwrap();
    let token = harness.sign(&harness.claims(NURSE));
    let caller = Caller::by(&harness, &identity(&foreign)).with(&token);
    let refused = caller.events(harness.query(STORY)).await.unwrap_err();
    assert!(is_broken_connection(&refused), "{refused:?}");
    assert!(nameless_client_is_cut_off(&harness).await);
}

/// Our own transport says so without a reason of the contract: no service has answered.
fn is_broken_connection(status: &Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::Unknown) && reason_of(status).is_none()
}

/// Offers TLS 1.3 and h2 without a certificate, and sees whether the server goes on after the handshake.
async fn nameless_client_is_cut_off(harness: &Harness) -> bool {
    let mut roots = rustls::RootCertStore::empty();
    let ca = harness.sandbox.authority.certificate();
    let ca = <rustls::pki_types::CertificateDer<'_> as rustls::pki_types::pem::PemObject>::from_pem_slice(ca.as_bytes());
    roots.add(ca.unwrap()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let address = harness.sandbox.aggregator.grpc;
    let attempt = tokio::task::spawn_blocking(move || {
        let name = "localhost".try_into().unwrap();
        let mut tls = rustls::ClientConnection::new(config.into(), name).unwrap();
        let mut tcp = std::net::TcpStream::connect(address).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        loop {
            if tls.wants_write() {
                tls.write_tls(&mut tcp).unwrap();
            }
            match tls.read_tls(&mut tcp) {
                Ok(0) => return true,
                // The server speaks first in HTTP/2: plain text from it would mean that we are in.
                Ok(_) => match tls.process_new_packets() {
                    Ok(state) if state.plaintext_bytes_to_read() == 0 => {}
                    Ok(_) => return false,
                    Err(alert) => return matches!(alert, rustls::Error::AlertReceived(_)),
                },
                Err(error) => return error.kind() == std::io::ErrorKind::ConnectionReset,
            }
        }
    });
    attempt.await.unwrap()
}

// R-TLS-1
#[tokio::test]
async fn tls_1_2_does_not_get_a_connection() {
    let harness = Harness::start().await;
    let mut tcp = TcpStream::connect(harness.sandbox.aggregator.grpc)
        .await
        .unwrap();
    // Written by hand, for our TLS has no 1.2: one suite, signature schemes, nothing of 1.3.
    let mut hello = vec![3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0xc0, 0x2b, 1, 0]);
    hello.extend([0, 8, 0, 13, 0, 4, 0, 2, 4, 3]);
    let length = u8::try_from(hello.len()).unwrap();
    let framed = [&[0x16, 3, 3, 0, length + 4, 1, 0, 0, length], &hello[..]].concat();
    tcp.write_all(&framed).await.unwrap();
    let mut answer = Vec::new();
    tcp.read_to_end(&mut answer).await.unwrap();
    // alert, fatal, protocol_version; then nothing.
    assert_eq!((answer[0], &answer[5..]), (0x15, &[2, 70][..]));
}

// R-VISIBILITY-1
#[tokio::test]
async fn a_guardians_token_opens_no_other_child() {
    let harness = Scene::default()
        .retold(|world| {
            let other = world.child("new-school").unwrap().guardians[0].clone();
            let nurse = world.actor(NURSE).unwrap().clone();
            world.actors.push(ToldActor {
                name: "mother-of-another",
                role: "guardian",
                audience: Audience::Guardian,
                person: Some(other.id),
                unit: None,
                ..nurse
            });
        })
        .start()
        .await;
    let mother = Caller::actor(&harness, "mother-of-another");
    let refused = refusal(&mother, harness.query(STORY)).await;
    assert_eq!(refused, (Code::PermissionDenied, "REFUSED".into()));
    assert!(
        mother.events(harness.query("new-school")).await.is_ok(),
        "her own"
    );
}

// R-GATE-2, R-TOKEN-3
#[tokio::test]
async fn a_token_that_ends_in_the_middle_of_a_stream_ends_the_stream() {
    let mut harness = Scene::default().manual_clock().start().await;
    let mut claims = harness.claims(NURSE);
    claims["exp"] = (claims["iat"].as_i64().unwrap() + 60).into();
    let journal = Caller::by(&harness, &identity(harness.journal()));
    let caller = journal.with(&harness.sign(&claims));
    let (held, _rogues) = harness.hold("bvc-vasterby", STORY).await;
    let mut stream = caller.stream(harness.query(STORY)).await.unwrap();
    let first = stream
        .message()
        .await
        .unwrap()
        .unwrap()
        .event
        .unwrap()
        .event;
    assert!(matches!(first, Some(Event::Started(_))));
    harness
        .clock()
        .advance(SignedDuration::from_secs(60) + TOKEN_CLOCK_SKEW);
    held.let_go();
    let ended = tests::caller::rest(&mut stream).await.unwrap_err();
    assert_eq!(ended.code(), Code::Unauthenticated);
    assert_eq!(reason_of(&ended).as_deref(), Some("CALLER_GONE"));
    let again = refusal(&caller, harness.query(STORY)).await;
    assert_eq!(again, (Code::Unauthenticated, "TOKEN_EXPIRED".into()));
}
