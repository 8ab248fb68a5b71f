//! Durable statements a second, one after the other and many at once. Run by hand, in release:
//! `cargo test --release -p aggregator --test store -- --ignored --nocapture figures`.
#![expect(
    clippy::print_stdout,
    reason = "figures are read by the one who asked for them"
)]

use futures::future::join_all;

use super::*;

/// Permits: they wait for no lease.
async fn statements(name: &str, world: &World, from: u128, count: u128, at_once: usize) {
    let ids: Vec<_> = (from..from + count).collect();
    let began = tokio::time::Instant::now();
    for some in ids.chunks(at_once) {
        let told = some.iter().map(|id| {
            let mut child = [0; 32];
            child[..16].copy_from_slice(&id.to_be_bytes());
            // Keyed pseudonyms are spread evenly.
            child.rotate_left(15);
            let child = Pseudonym(child);
            world.store.state(
                child,
                NewConsent {
                    child,
                    ..consent(*id)
                }
                .into(),
                nurse(),
            )
        });
        for taken in join_all(told).await {
            taken.unwrap();
        }
    }
    let rate = ids.len() as f64 / began.elapsed().as_secs_f64();
    println!("{name}: {rate:.0} durable statements/s, {at_once} at once");
}

async fn both(name: &str, world: World) {
    statements(name, &world, 1, 500, 1).await;
    statements(name, &world, 10_000, 20_000, 64).await;
    statements(name, &world, 100_000, 40_000, 1_000).await;
    let began = tokio::time::Instant::now();
    for n in 0..5_000_u128 {
        let mut child = [0; 32];
        child[..16].copy_from_slice(&(10_000 + n).to_be_bytes());
        child.rotate_left(15);
        world.store.facts(Pseudonym(child), None).await.unwrap();
    }
    let rate = 5_000.0 / began.elapsed().as_secs_f64();
    println!("{name}: {rate:.0} reads of facts/s, one at a time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "figures, by hand"]
async fn figures() {
    both("sqlite", sqlite()).await;
    if let Some(world) = server::postgres().await {
        both("postgres", world).await;
    }
}
