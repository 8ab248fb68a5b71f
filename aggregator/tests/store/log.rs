//! The access log, as it is read.

use aggregator::{audit::entry::FactRead, store::Looked};

use super::*;

pub(crate) fn intent(ground: Option<&str>) -> Intent {
    Intent {
        actor: ActorRef::Id("SE2321000016-1A2B".into()),
        consumer: "spiffe://samsyn.example/consumer/emi".into(),
        organisation: None,
        unit: Some("north".into()),
        role: "school-nurse".into(),
        sector: Some("school-health".into()),
        audience: "professional".into(),
        purpose: "care".into(),
        ground: ground.map(str::to_owned),
        reason: None,
        emergency: false,
        types: vec![],
        policies: [].into(),
        decisions: vec![],
        replay: None,
    }
}

fn shown() -> Shown {
    Shown {
        producer: "bvc".into(),
        sector: "child-health".into(),
        status: "FRESH".into(),
        ground: Some("consent".into()),
        record_count: 0,
        record_digests: vec![],
        drops: [("outside-window".to_owned(), 2)].into(),
    }
}

fn opened(actor: &str) -> Opened {
    Opened {
        actor: ActorRef::Id(actor.into()),
        producer: "bvc".into(),
        record_digest: "d".into(),
        act: "print".into(),
        reason: None,
    }
}

// R-AUDIT-3
pub(super) async fn accesses_are_read_newest_first_with_who_looked(world: World) {
    let audit = Audit::new(world.store.clone(), world.clock.clone());
    let receipt = audit
        .intent("o-1", person(CHILD), intent(None))
        .await
        .unwrap();
    audit.shown(&receipt, shown()).await.unwrap();
    audit
        .opened("o-1", opened("SE2321000016-1A2B"))
        .await
        .unwrap();
    let refused = Refused {
        intent: intent(Some("emergency")),
        reason: "REASON_REQUIRED".into(),
    };
    audit.refused("o-2", person(CHILD), refused).await.unwrap();
    audit.intent("o-3", person(9), intent(None)).await.unwrap();
    world.add(consent(1)).await.unwrap();
    let accesses = audit.accesses(person(CHILD), 100).await.unwrap();
    let told: Vec<_> = (accesses.iter())
        .map(|a| {
            (
                a.overview_id.as_str(),
                a.act.as_str(),
                a.refused,
                a.ground.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("o-2", "ask", true, Some("emergency")),
        ("o-1", "print", false, None),
        ("o-1", "shown", false, Some("consent")),
        ("o-1", "ask", false, None),
    ];
    assert_eq!(told, expected);
    assert!(
        accesses
            .iter()
            .all(|a| a.intent.unit.as_deref() == Some("north"))
    );
    assert_eq!(audit.accesses(person(CHILD), 1).await.unwrap().len(), 1);
}

// R-AUDIT-7
pub(super) async fn a_record_is_opened_in_ones_own_overview_only(world: World) {
    let audit = Audit::new(world.store.clone(), world.clock.clone());
    audit
        .intent("o-1", person(CHILD), intent(None))
        .await
        .unwrap();
    for (overview, actor) in [("o-1", "somebody-else"), ("o-2", "SE2321000016-1A2B")] {
        let refused = audit.opened(overview, opened(actor)).await;
        assert!(matches!(refused, Err(OpenedError::UnknownOverview)));
    }
    audit
        .opened("o-1", opened("SE2321000016-1A2B"))
        .await
        .unwrap();
}

// R-ACCESS-7
pub(super) async fn looks_and_readings_are_gone_over_apart_stretch_by_stretch_to_the_end(
    world: World,
) {
    let audit = Audit::new(world.store.clone(), world.clock.clone());
    audit
        .intent("o-1", person(CHILD), intent(None))
        .await
        .unwrap();
    for _ in 0..4 {
        let read = FactRead {
            by: "actor:office".into(),
            what: "consent-check".into(),
            ..FactRead::default()
        };
        audit
            .fact_read(Some(person(CHILD)), read.clone())
            .await
            .unwrap();
        audit.fact_read(Some(person(9)), read).await.unwrap();
    }
    audit
        .intent("o-2", person(CHILD), intent(None))
        .await
        .unwrap();
    let stretches = async |of: Looked, max: u32| {
        let (mut before, mut found) = (None, Vec::new());
        loop {
            let page = world.store.accesses_before(person(CHILD), of, before, max);
            let page = page.await.unwrap();
            found.push(page.found.iter().map(|look| look.place).collect::<Vec<_>>());
            before = page.next;
            if before.is_none() {
                break found;
            }
        }
    };
    let whole = stretches(Looked::Readings, 100).await;
    assert_eq!((whole.len(), whole[0].len()), (1, 4));
    assert!(whole[0].is_sorted_by(|newer, older| newer > older));
    // A stretch that ends with the log is full all the same: the next one is empty.
    let halves = stretches(Looked::Readings, 2).await;
    assert_eq!(halves.concat(), whole.concat());
    assert_eq!(halves.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 0]);
    let looks = stretches(Looked::Looks, 1).await.concat();
    assert_eq!(looks.len(), 2, "however much was read between the two");
    assert!(looks[0] > whole[0][0] && looks[1] < whole[0][3]);
    // The newest of both, in their order.
    let newest = audit.accesses(person(CHILD), 3).await.unwrap();
    let places: Vec<_> = newest.iter().map(|look| look.place).collect();
    assert_eq!(places, [looks[0], whole[0][0], whole[0][1]]);
}
