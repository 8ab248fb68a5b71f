//! The reason of an emergency in the log: sealed, so that its reviewer reads it, and part of the chain as it lies, so that nobody needs the
//! key to verify.

use std::sync::Arc;

use aggregator::{
    audit::entry::{Event, Intent, emergency_reason},
    metrics::Metrics,
    seal::Seal,
};

use super::place::{OVERVIEW, Place, REASON, child, intent, seal};

async fn with_emergency() -> Place {
    let place = Place::new();
    let (_store, audit) = place.open();
    let receipt = audit.intent(OVERVIEW, child(1), intent(true)).await;
    receipt.unwrap();
    drop(audit);
    place
}

fn read(place: &Place) -> Intent {
    let lines = place.lines();
    match serde_json::from_str(&lines[0].body).unwrap() {
        Event::Intent(intent) => intent,
        other => panic!("an intent, not {}", other.kind()),
    }
}

// R-EMERGENCY-5, R-AUDIT-6
#[tokio::test]
async fn the_reason_lies_sealed_and_the_chain_holds_for_whoever_has_no_key() {
    let place = with_emergency().await;
    // Nothing that verifies takes a sealing key.
    assert!(place.verified().holds());
    let body = &place.lines()[0].body;
    for word in ["medvetslös", "Anna"] {
        assert!(!body.contains(word), "{body}");
    }
    let sealed = read(&place).reason.unwrap().sealed.unwrap();
    let context = emergency_reason(OVERVIEW);
    assert_eq!(seal().open(&context, &sealed).as_deref(), Ok(REASON));
    let another = Seal::from_key(&[6; 32]).unwrap();
    assert!(another.open(&context, &sealed).is_err());
    assert!(seal().open(&emergency_reason("o-2"), &sealed).is_err());
}

// R-EMERGENCY-5, R-AUDIT-4
#[tokio::test]
async fn a_sealed_reason_that_was_changed_or_taken_out_is_a_changed_entry() {
    for change in [
        "replace(body, '\"sealed\":\"', '\"sealed\":\"A')",
        "json_remove(body, '$.reason.sealed')",
        "json_set(body, '$.reason', NULL)",
    ] {
        let place = with_emergency().await;
        place.edit(&format!("UPDATE audit SET body = {change} WHERE seq = 1"));
        let found = place.found();
        assert_eq!(found.len(), 1, "{change}: {found:?}");
        assert!(found[0].starts_with("entry 1 was changed"), "{found:?}");
    }
}

// R-EMERGENCY-5, R-AUDIT-15
#[tokio::test]
async fn an_emergency_whose_reason_nobody_could_read_is_not_let_in_and_is_counted() {
    let place = Place::new();
    let (_store, audit) = place.open();
    let metrics = Arc::new(Metrics::default());
    let audit = audit.counting(metrics.clone());
    let mut unreadable = intent(true);
    if let Some(reason) = &mut unreadable.reason {
        reason.sealed = None;
    }
    let reasonless = Intent {
        reason: None,
        ..intent(true)
    };
    for intent in [unreadable, reasonless] {
        let refused = audit.intent(OVERVIEW, child(1), intent).await;
        assert!(refused.is_err());
    }
    assert!(place.lines().is_empty());
    let told = metrics.text().unwrap();
    assert!(told.contains("samsyn_audit_failures_total 2"), "{told}");
}
