use rustls::pki_types::CertificateDer;

use super::*;

const EMI: &str = "spiffe://samsyn.example/producer/emi-nord";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    consumer: Vec<Consumer>,
    #[serde(default)]
    fact_source: Vec<FactSource>,
    #[serde(default)]
    producer: Vec<Admission>,
}

const WRITTEN: &str = r#"
[[consumer]]
peer = "spiffe://samsyn.example/consumer/emi"

[[fact_source]]
peer = "spiffe://samsyn.example/producer/register"
facts = ["custody", "protection"]

[[producer]]
peer = "spiffe://samsyn.example/producer/emi-nord"
id = "emi-nord"
name = "Elevhälsan Norr"
country = "SE"
sector = "school-health"
organisation = "SE2321000016-SKOLA"
types = ["vaccination", "observation/growth"]
endpoints = ["https://127.0.0.1:*"]
catchment = { ages = { from = 6, below = 20 }, municipalities = ["1280"] }
"#;

fn read(toml: &str) -> Result<Peers, String> {
    let written: Written = toml::from_str(toml).map_err(|e| e.to_string())?;
    Peers::new(written.consumer, written.fact_source, written.producer).map_err(|e| e.to_string())
}

fn peer(name: &str, certificate: u8) -> Peer {
    Peer {
        name: PeerName::parse(name).unwrap(),
        thumbprint: Thumbprint::of(&CertificateDer::from(vec![certificate; 4])),
    }
}

// R-PEER-1
#[test]
fn a_certificate_name_decides_what_its_peer_may_do() {
    let peers = read(WRITTEN).unwrap();
    let (emi, consumer) = (
        peer(EMI, 1),
        peer("spiffe://samsyn.example/consumer/emi", 1),
    );
    assert_eq!(peers.admission_of(&emi).unwrap().id, "emi-nord");
    assert!(peers.is_consumer(&consumer) && !peers.is_consumer(&emi));
    assert!(peers.admission_of(&consumer).is_none());
    let near = peer("spiffe://samsyn.example/producer/emi-nord2", 1);
    assert!(peers.admission_of(&near).is_none());
}

// R-PEER-2
#[test]
fn a_source_of_facts_tells_only_what_it_is_pinned_for() {
    let peers = read(WRITTEN).unwrap();
    let register = peer("spiffe://samsyn.example/producer/register", 1);
    assert!(peers.may_tell(&register, FactKind::Custody));
    assert!(!peers.may_tell(&register, FactKind::Consent));
    assert!(!peers.may_tell(&peer(EMI, 1), FactKind::Custody));
}

// R-PEER-3
#[test]
fn a_revoked_peer_may_nothing_more_and_a_revoked_certificate_nothing_more_with_that_one() {
    let peers = read(WRITTEN).unwrap();
    let before = peers.generation();
    peers.revoke_certificate(peer(EMI, 1).thumbprint);
    assert!(peers.generation() > before);
    assert!(peers.admission_of(&peer(EMI, 1)).is_none());
    assert!(peers.admission_of(&peer(EMI, 2)).is_some());
    let before = peers.generation();
    peers.revoke(&peer(EMI, 1).name);
    assert!(peers.generation() > before);
    assert!(peers.admission_of(&peer(EMI, 2)).is_none());
    assert_eq!(peers.admissions().count(), 1);
    let register = peer("spiffe://samsyn.example/producer/register", 1);
    peers.revoke(&register.name);
    assert!(!peers.may_tell(&register, FactKind::Custody));
    let consumer = peer("spiffe://samsyn.example/consumer/emi", 1);
    peers.revoke(&consumer.name);
    assert!(!peers.is_consumer(&consumer));
}

#[test]
fn contradictions_are_refused_at_start() {
    let again = format!(
        "{WRITTEN}[[producer]]{}",
        WRITTEN.rsplit_once("[[producer]]").unwrap().1
    );
    assert!(
        read(&again)
            .unwrap_err()
            .contains("id emi-nord stands twice")
    );
    let twice = |extra: &str| read(&format!("{WRITTEN}{extra}")).unwrap_err();
    let consumer = "[[consumer]]\npeer = \"spiffe://samsyn.example/consumer/emi\"";
    assert!(
        twice(consumer).contains("stands twice"),
        "{}",
        twice(consumer)
    );
    for (from, to, expected) in [
        ("id = \"emi-nord\"", "id = \"EMI nord\"", "expected 1 to 64"),
        ("below = 20", "below = 6", "from < below"),
        ("\"1280\"", "\"Malmö\"", "4 digits"),
        (
            "\"https://127.0.0.1:*\"",
            "\"https://*:1\"",
            "https://host:port",
        ),
        ("\"https://127.0.0.1:*\"", "", "expected at least one"),
        ("\"SE2321000016-SKOLA\"", "\"skola\"", "expected"),
        ("sector = ", "sektor = ", "sektor"),
        (
            "spiffe://samsyn.example/producer/emi-nord",
            "emi-nord",
            "URI",
        ),
    ] {
        let refused = read(&WRITTEN.replace(from, to)).unwrap_err();
        assert!(refused.contains(expected), "{refused}");
    }
}

#[test]
fn an_unknown_age_is_inside_every_catchment() {
    let ages = Ages {
        from: 6,
        below: Some(20),
    };
    assert!(ages.covers(Some(6)) && ages.covers(Some(19)) && ages.covers(None));
    assert!(!ages.covers(Some(5)) && !ages.covers(Some(20)));
}
