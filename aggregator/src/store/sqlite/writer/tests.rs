use std::sync::mpsc;

use super::*;

fn writer(queue: usize, batch: usize) -> (Writer, Epochs) {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = ON;
         CREATE TABLE parent (id INTEGER PRIMARY KEY);
         CREATE TABLE item (id INTEGER PRIMARY KEY,
                            parent REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);",
    )
    .unwrap();
    let epochs = Epochs::new();
    let writer = Writer::start(db, epochs.clone(), queue, batch).unwrap();
    (writer, epochs)
}

/// Keeps the writer busy until the sender is used or dropped; returns once it is.
fn hold(writer: &Writer) -> (mpsc::Sender<()>, Answer<'static, ()>) {
    let (go, wait) = mpsc::channel::<()>();
    let (tell, busy) = mpsc::channel::<()>();
    let held = writer.write(move |_| {
        tell.send(()).unwrap();
        let _ = wait.recv();
        Ok(Written::quietly(()))
    });
    busy.recv().unwrap();
    (go, held)
}

fn insert(writer: &Writer, id: i64, parent: Option<i64>) -> Answer<'static, ()> {
    writer.write(move |db| {
        db.execute("INSERT INTO item VALUES (?1, ?2)", (id, parent))?;
        Ok(Written::quietly(()))
    })
}

async fn count(writer: &Writer) -> i64 {
    let count = |db: &Connection| {
        let count = db.query_row("SELECT count(*) FROM item", [], |row| row.get(0))?;
        Ok(Written::quietly(count))
    };
    writer.write(count).await.unwrap()
}

// R-STORE-4
#[tokio::test]
async fn what_queues_during_a_commit_is_committed_together() {
    let (writer, _) = writer(100, 64);
    let (go, held) = hold(&writer);
    let items: Vec<_> = (0..10).map(|id| insert(&writer, id, None)).collect();
    drop(go);
    held.await.unwrap();
    for item in items {
        item.await.unwrap();
    }
    assert_eq!(writer.counts().commits(), 2);
    assert_eq!(writer.counts().items(), 11);
}

// R-STORE-4
#[tokio::test]
async fn a_batch_is_bounded() {
    let (writer, _) = writer(100, 4);
    let (go, held) = hold(&writer);
    let items: Vec<_> = (0..10).map(|id| insert(&writer, id, None)).collect();
    drop(go);
    held.await.unwrap();
    for item in items {
        item.await.unwrap();
    }
    assert_eq!(writer.counts().commits(), 1 + 3);
}

// R-STORE-4
#[tokio::test]
async fn an_item_that_fails_takes_no_other_with_it() {
    let (writer, _) = writer(100, 64);
    let (go, held) = hold(&writer);
    let good = insert(&writer, 1, None);
    let twice = insert(&writer, 1, None);
    let half = writer.write(|db| -> Result<Written<()>, StoreError> {
        db.execute("INSERT INTO item VALUES (3, NULL)", [])?;
        Err(StoreError::Conflict)
    });
    let after = insert(&writer, 2, None);
    drop(go);
    held.await.unwrap();
    assert!(matches!(half.await, Err(StoreError::Conflict)));
    good.await.unwrap();
    assert!(matches!(twice.await, Err(StoreError::Database(_))));
    after.await.unwrap();
    assert_eq!(count(&writer).await, 2);
    assert_eq!(writer.counts().commits(), 3);
}

// R-STORE-4
#[tokio::test]
async fn a_failed_commit_acknowledges_nobody_and_raises_no_epoch() {
    let (writer, epochs) = writer(100, 64);
    let child = Pseudonym([1; 32]);
    let cell = epochs.watch(child);
    let (go, held) = hold(&writer);
    let raising = writer.write(move |_| {
        Ok(Written {
            value: (),
            raised: Some((child, Epoch(9))),
        })
    });
    let orphan = insert(&writer, 1, Some(404));
    drop(go);
    held.await.unwrap();
    assert!(matches!(raising.await, Err(StoreError::Database(_))));
    assert!(matches!(orphan.await, Err(StoreError::Database(_))));
    assert_eq!(cell.current(), Epoch(0));
    assert_eq!(count(&writer).await, 0);
    insert(&writer, 1, None).await.unwrap();
}

// R-STORE-5
#[tokio::test]
async fn a_full_queue_is_refused_at_once() {
    let (writer, _) = writer(2, 64);
    let (go, held) = hold(&writer);
    let waiting = [insert(&writer, 1, None), insert(&writer, 2, None)];
    assert!(matches!(
        insert(&writer, 3, None).await,
        Err(StoreError::Overloaded)
    ));
    drop(go);
    held.await.unwrap();
    for item in waiting {
        item.await.unwrap();
    }
    assert_eq!(count(&writer).await, 2);
}

// R-STORE-5
#[tokio::test]
async fn a_writer_that_died_answers_closed() {
    let (writer, _) = writer(100, 64);
    let died = writer.write(|_| -> Result<Written<()>, StoreError> { panic!("test") });
    assert!(matches!(died.await, Err(StoreError::Closed)));
    assert!(!writer.is_open());
    assert!(matches!(
        insert(&writer, 1, None).await,
        Err(StoreError::Closed)
    ));
}

// R-GATE-1
#[tokio::test]
async fn an_epoch_is_raised_before_the_change_is_acknowledged() {
    let (writer, epochs) = writer(1_000, 64);
    let child = Pseudonym([1; 32]);
    let cell = epochs.watch(child);
    for n in 1..=500_u64 {
        let raised = Some((child, Epoch(n)));
        let change = writer.write(move |_| Ok(Written { value: (), raised }));
        change.await.unwrap();
        assert_eq!(cell.current(), Epoch(n));
    }
}

#[tokio::test]
async fn dropping_the_writer_writes_what_is_queued() {
    let (writer, _) = writer(100, 4);
    let items: Vec<_> = (0..20).map(|id| insert(&writer, id, None)).collect();
    drop(writer);
    for item in items {
        item.await.unwrap();
    }
}
