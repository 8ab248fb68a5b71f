//! The chains of one server vouch for each other: what an instance wrote and nobody signed is named by the next that starts.

use aggregator::{
    audit::entry::{Event, HeadTaken},
    cli::audit::{AuditCommand, Ended, Format},
    store::{MAX_HEADS, Store},
};
use std::fs;

use super::{place::look, server::Server};

/// An instance that looks and is killed before anything of it was signed.
async fn killed(server: &Server) -> String {
    let (store, audit) = server.open().await;
    look(&audit, 250).await;
    let name = store.instance().to_owned();
    drop((store, audit));
    server.alone().await;
    name
}

// R-AUDIT-22
#[tokio::test]
async fn what_an_instance_left_unsigned_is_named_by_the_next_and_missed_when_it_goes() {
    for (change, expected) in [
        (
            "DELETE FROM audit WHERE instance = $ AND seq = 4",
            "entry 4 is not, or no longer, the one that the log of",
        ),
        (
            "DELETE FROM audit WHERE instance = $; DELETE FROM instance WHERE name = $",
            "access log of $: no entries",
        ),
        (
            "UPDATE audit SET hash = decode(repeat('00', 32), 'hex') WHERE instance = $ AND seq = 4",
            "entry 4 is not, or no longer, the one that the log of",
        ),
    ] {
        let Some(server) = Server::new().await else {
            return;
        };
        let name = killed(&server).await;
        server.instance(1).await;
        let (ended, said) = server.verify();
        assert_eq!(ended, Ended::Well, "{said}");
        server
            .edit(&change.replace('$', &format!("'{name}'")))
            .await;
        let (ended, said) = server.verify();
        assert_eq!(ended, Ended::Damaged, "{change}: {said}");
        assert!(
            said.contains(&expected.replace('$', &name)),
            "{change}: {said}"
        );
        // And so it is in what is handed out.
        let (_, text) = server.run(&AuditCommand::Export {
            format: Format::Ndjson,
        });
        let file = server.place.dir.path().join("export.ndjson");
        fs::write(&file, text).unwrap();
        let (ended, said) = server.run(&AuditCommand::Verify {
            from_file: Some(file),
            checkpoints: None,
            json: false,
        });
        assert_eq!(ended, Ended::Damaged, "{change}: {said}");
        assert!(
            said.contains(&expected.replace('$', &name)),
            "{change}: {said}"
        );
    }
}

// R-AUDIT-22
#[tokio::test]
async fn a_head_is_named_once_and_again_when_it_moved() {
    let Some(server) = Server::new().await else {
        return;
    };
    let (_other, other) = server.open().await;
    look(&other, 0).await;
    let (_own, own) = server.open().await;
    let mut keeper = server.keeper(own);
    for _ in 0..2 {
        keeper.checkpoint().await.unwrap();
    }
    look(&other, 1).await;
    keeper.checkpoint().await.unwrap();
    let rows = (server.admin)
        .query(
            "SELECT body FROM audit WHERE kind = 'head_taken' ORDER BY place",
            &[],
        )
        .await
        .unwrap();
    let named = rows.iter().map(|row| {
        let Ok(Event::HeadTaken(HeadTaken { heads })) = serde_json::from_str(row.get(0)) else {
            panic!("no head");
        };
        heads.iter().map(|head| head.seq).collect::<Vec<_>>()
    });
    assert_eq!(named.collect::<Vec<_>>(), [vec![4], vec![], vec![8]]);
}

// R-AUDIT-22
#[tokio::test]
async fn so_many_heads_are_read_and_no_more() {
    let Some(server) = Server::new().await else {
        return;
    };
    let (store, _audit) = server.open().await;
    let most = i64::from(MAX_HEADS);
    for (others, expected) in [(most, most), (1, most)] {
        let add = format!(
            "WITH added AS (
                 INSERT INTO instance SELECT gen_random_uuid()::text, 1 FROM generate_series(1, {others}) RETURNING name)
             INSERT INTO audit (instance, seq, at_us, kind, body, hash)
             SELECT name, 1, 0, 'outcome', '{{}}', decode(repeat('00', 32), 'hex') FROM added"
        );
        server.edit(&add).await;
        let heads = store.other_heads().await.unwrap();
        assert_eq!(i64::try_from(heads.len()).unwrap(), expected);
    }
}
