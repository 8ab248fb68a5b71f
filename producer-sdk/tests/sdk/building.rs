//! A server that is not told all it needs does not start, and says what is missing.

use producer_sdk::{BuildError, Server, StartError};

use crate::{
    fixture::{Journal, builder},
    pki::{AGGREGATOR, Ca, name},
};

// R-PRODUCER-14
#[tokio::test]
async fn each_missing_decision_is_named() {
    let ca = Ca::new();
    let journal = || Journal::holding(vec![]);
    let bare = || Server::builder(journal());
    let typed = || {
        bare()
            .producer_id("emi-nord")
            .sector("school-health")
            .types(["vaccination"])
    };
    let cases = [
        (bare().assemble(), "producer_id"),
        (bare().producer_id("emi-nord").assemble(), "sector"),
        (bare().producer_id("a").sector("b").assemble(), "types"),
        (typed().assemble(), "identity"),
        (
            typed().identity(ca.identity(AGGREGATOR)).assemble(),
            "trust",
        ),
        (
            typed()
                .identity(ca.identity(AGGREGATOR))
                .trust(ca.trust())
                .assemble(),
            "aggregator",
        ),
    ];
    for (outcome, expected) in cases {
        let error = outcome.err().unwrap();
        assert!(
            error.to_string().contains(&format!(".{expected}(")),
            "{error}"
        );
    }
    let error = typed().types(["Vaccination"]).assemble().err().unwrap();
    assert!(matches!(error, BuildError::InformationType { code, .. } if code == "Vaccination"));
}

#[tokio::test]
async fn addresses_that_cannot_work_are_refused_at_start() {
    let ca = Ca::new();
    let build = || builder(Journal::holding(vec![]), &ca, "https://127.0.0.1:1");
    let error = build().listen("nowhere").start().await.unwrap_err();
    assert!(matches!(error, StartError::Listen { .. }));
    let error = build().listen("0.0.0.0:0").start().await.unwrap_err();
    assert!(matches!(error, StartError::NoPublicEndpoint(_)));
    let http = build().aggregator("http://127.0.0.1:1", name(AGGREGATOR));
    assert!(matches!(
        http.start().await.unwrap_err(),
        StartError::Aggregator(_)
    ));
}
