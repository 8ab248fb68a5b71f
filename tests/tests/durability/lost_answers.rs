//! A commit that PostgreSQL never got, and one of which nobody got the answer: neither shows anything nor acknowledges anything, and asked
//! again it is one and the same.

use proto::v1::consent::ConsentKind;
use tests::{
    desk::{Desk, consent},
    postgres::Database,
};

use crate::{
    between::Loss,
    families::{NURSE, STORY, guardians},
    stage::{SOURCES, Stage, breaks_off, said, unavailable},
};

/// The sources whose `shown` entries are there.
async fn logged(database: &Database) -> Vec<String> {
    let sql = "SELECT body FROM audit WHERE kind = 'shown'";
    let rows = database.admin().await.query(sql, &[]).await.unwrap();
    let bodies = rows.iter().map(|row| row.get::<_, String>(0));
    let of = |body: String| SOURCES.into_iter().find(|id| body.contains(id));
    let mut sources: Vec<_> = bodies.filter_map(of).map(str::to_owned).collect();
    sources.sort_unstable();
    sources
}

// R-AUDIT-2, R-STORE-18
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whether_the_commit_or_its_answer_is_lost_nothing_of_a_source_leaves() {
    for loss in [Loss::Commit, Loss::Answer] {
        let Some((stage, database, between)) = Stage::on_postgres_through().await else {
            return;
        };
        let mut stream = stage.begin().await;
        between.loses(Some((loss, r#""kind":"shown""#)));
        stage.let_go();
        breaks_off(&mut stream, "AUDIT_UNAVAILABLE").await;
        assert!(between.lost() > 0, "{loss:?}");
        // An entry too many is on the safe side; one too few is what must never be.
        match loss {
            Loss::Commit => assert!(logged(&database).await.is_empty()),
            Loss::Answer => assert!(!logged(&database).await.is_empty()),
        }
        between.loses(None);
        stage.shows_all().await;
        let logged = logged(&database).await;
        assert!(
            SOURCES.iter().all(|id| logged.iter().any(|l| l == id)),
            "{logged:?}"
        );
    }
}

// R-AUDIT-1, R-STORE-18
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whether_the_intents_commit_or_its_answer_is_lost_no_source_is_asked() {
    for loss in [Loss::Commit, Loss::Answer] {
        let Some((stage, _, between)) = Stage::on_postgres_through().await else {
            return;
        };
        between.loses(Some((loss, r#""kind":"intent""#)));
        let refused = stage.refused(NURSE).await;
        assert_eq!(refused, unavailable("AUDIT_UNAVAILABLE"), "{loss:?}");
        assert!(between.lost() > 0 && !stage.was_asked(), "{loss:?}");
        between.loses(None);
        stage.shows_all().await;
    }
}

// R-STORE-6, R-STORE-8, R-STORE-18
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consent_whose_answer_was_lost_is_not_acknowledged_and_said_again_is_one_consent() {
    for loss in [Loss::Commit, Loss::Answer] {
        let Some((stage, database, between)) = Stage::on_postgres_through().await else {
            return;
        };
        let child = stage.harness.child(STORY);
        let grantor = guardians(&stage.harness).remove(0);
        let word = consent(ConsentKind::Refuse, &child, &grantor);
        let mut desk = Desk::of(&stage.harness);
        let count = "SELECT count(*) FROM statement WHERE kind = 'consent-registered'";
        let admin = database.admin().await;
        let stand = async || admin.query_one(count, &[]).await.unwrap().get::<_, i64>(0);
        let before = stand().await;
        between.loses(Some((loss, r#""kind":"fact_change""#)));
        let refused = desk.register(word.clone()).await.unwrap_err();
        assert_eq!(said(&refused), unavailable("STORE_UNAVAILABLE"), "{loss:?}");
        let made = i64::from(loss == Loss::Answer);
        assert_eq!(stand().await, before + made, "{loss:?}");
        between.loses(None);
        desk.register(word.clone()).await.unwrap();
        desk.register(word).await.unwrap();
        assert_eq!(stand().await, before + 1, "{loss:?}");
    }
}
