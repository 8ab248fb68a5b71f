//! A vendor's failure is one failed answer under a stable reason, and no more.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use producer_sdk::ProducerError;
use proto::{status::reason_of, v1::producer::producer_service_server::ProducerService};
use tokio::time::Instant;
use tonic::{Code, Request, Status};

use crate::fixture::{Journal, ask, note, query, service};

const SECRET: &str = "Alva Berg";

fn assert_says(status: &Status, code: Code, reason: &str) {
    assert_eq!(
        (status.code(), reason_of(status).as_deref()),
        (code, Some(reason))
    );
    let shown = format!("{status:?} {}", String::from_utf8_lossy(status.details()));
    assert!(!shown.contains(SECRET), "{shown}");
}

// R-PRODUCER-5
#[tokio::test]
async fn a_panic_fails_one_answer_and_the_service_lives_on() {
    let calls = AtomicU32::new(0);
    let journal = Journal::answering(move || {
        let first = calls.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            assert!(!first, "{SECRET} is not there");
            Ok(vec![note("a", "2024")])
        }
    });
    let service = service(journal);
    let status = ask(&service, query()).await.unwrap_err();
    assert_says(&status, Code::Internal, "PRODUCER_PANICKED");
    assert_eq!(ask(&service, query()).await.unwrap().ids(), ["a"]);
}

// R-PRODUCER-8
#[tokio::test]
async fn the_vendors_error_text_does_not_reach_the_peer() {
    let failing = |error: fn() -> ProducerError| async move {
        let journal = Journal::answering(move || async move { Err(error()) });
        ask(&service(journal), query()).await.unwrap_err()
    };
    let status = failing(|| ProducerError::unavailable(SECRET)).await;
    assert_says(&status, Code::Unavailable, "SOURCE_UNAVAILABLE");
    let status = failing(|| ProducerError::logical("INDEX_REBUILDING")).await;
    assert_says(&status, Code::FailedPrecondition, "SOURCE_LOGICAL_ERROR");
    let status = failing(|| ProducerError::refused(SECRET)).await;
    assert_says(&status, Code::PermissionDenied, "SOURCE_REFUSED");
}

// R-PRODUCER-6
#[tokio::test(start_paused = true)]
async fn a_vendor_that_sleeps_is_dropped_at_the_deadline() {
    let dropped = Arc::new(AtomicU32::new(0));
    struct Count(Arc<AtomicU32>);
    impl Drop for Count {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let count = dropped.clone();
    let service = service(Journal::answering(move || {
        let count = Count(count.clone());
        async move {
            let _count = count;
            std::future::pending().await
        }
    }));
    let started = Instant::now();
    let status = ask(&service, query()).await.unwrap_err();
    assert_says(&status, Code::DeadlineExceeded, "PRODUCER_DEADLINE");
    assert_eq!(started.elapsed().as_secs(), 27);
    assert_eq!(dropped.load(Ordering::Relaxed), 1);

    let mut hurried = Request::new(query());
    hurried.set_timeout(Duration::from_secs(3));
    let started = Instant::now();
    let status = service.query_records(hurried).await.err().unwrap();
    assert_says(&status, Code::DeadlineExceeded, "PRODUCER_DEADLINE");
    assert!(started.elapsed() < Duration::from_secs(3));
}
