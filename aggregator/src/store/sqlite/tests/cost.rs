//! What a read costs: the same statements, whatever is true of the child.

use std::sync::Mutex;

use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::*;
use crate::store::sqlite::statements::{Reach, read};

/// A word of the register about custody, and one about protection.
fn registered(as_of: Timestamp) -> [Told; 2] {
    [
        Told::Custody {
            holders: vec![],
            as_of,
        },
        Told::Protection {
            protected: false,
            as_of,
        },
    ]
}

/// The statements that were run since this was asked last, as they are written.
#[derive(Clone, Default)]
struct Run(Arc<Mutex<Vec<String>>>);

impl Run {
    fn on(db: &mut Connection) -> Self {
        let run = Self::default();
        let seen = run.clone();
        let note = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(statement, _) = event {
                seen.0.lock().unwrap().push(statement.sql().into_owned());
            }
        };
        db.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note))
            .unwrap();
        run
    }

    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

// R-VISIBILITY-4
#[tokio::test]
async fn facts_are_the_same_statements_whatever_was_told_of_the_child() {
    let place = Place::new();
    let store = place.open();
    let now = place.clock.now();
    let [register, other, silent] = ["register", "another", "silent"]
        .map(|name| Teller(format!("spiffe://samsyn.example/{name}")));
    let of = |n: u8| Pseudonym([n; 32]);
    // 0 is not known; nobody confirmed what is told of 5.
    let [custody, protection] = registered(now);
    let told = [
        (1, Told::Relation(relation()), &register),
        (2, custody.clone(), &register),
        (3, protection.clone(), &register),
        (4, custody.clone(), &register),
        (4, protection, &other),
        (5, custody, &silent),
    ];
    for (n, told, by) in told {
        store.tell(of(n), told, by.clone()).await.unwrap();
    }
    for by in [&register, &other] {
        for hours in [3, 1, 2] {
            let as_of = now - jiff::SignedDuration::from_hours(hours);
            store.confirm(as_of, by.clone()).await.unwrap();
        }
    }
    let consent = new_consent(1, of(4), of(9));
    store.register_consent(consent, teller()).await.unwrap();
    store.count_change(of(4), "bvc".to_owned()).await.unwrap();

    let mut db = connect(&place.path(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let run = Run::on(&mut db);
    let confirmed = [0, 0, 1, 1, 2, 0];
    let mut first = None;
    for (n, confirmed) in (0..).zip(confirmed) {
        epochs::facts(&db, of(n), None, &FactAges::default(), now).unwrap();
        let statements = run.taken();
        assert_eq!(statements.len(), 6, "{n}");
        assert_eq!(first.get_or_insert(statements.clone()), &statements, "{n}");
        let ledger = read(&db, of(n), Reach::InForce).unwrap();
        assert_eq!(run.taken(), statements[..4], "{n}");
        // The last word of each, and no other.
        let last = now - jiff::SignedDuration::from_hours(1);
        assert!(ledger.confirmed.iter().all(|word| word.as_of == last));
        assert_eq!(ledger.confirmed.len(), confirmed, "{n}");
        let whole = read(&db, of(n), Reach::Whole).unwrap();
        assert_eq!(
            (run.taken().len(), whole.confirmed.len()),
            (2, confirmed * 3)
        );
    }
}
