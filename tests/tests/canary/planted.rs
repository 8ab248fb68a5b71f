//! The search of a database finds what is there: a number that a test itself puts into a row, whatever the column, and the harness with it.

use std::{collections::BTreeSet, panic::AssertUnwindSafe, path::PathBuf};

use tests::{
    Scene,
    canary::{Markers, numbers},
    postgres::Database,
};

use crate::log;

/// Where it is put, in each its own way, and how it is found there. In two parts that the server joins, for the log of this process is
/// searched too.
const PLANTED: [(&str, &str, &str); 5] = [
    ("as_text", "$1 || $2", "as it is"),
    (
        "as_json",
        "jsonb_build_object('child', $1 || $2)",
        "as it is",
    ),
    ("as_bytes", "convert_to($1 || $2, 'UTF8')", "as it is"),
    (
        "as_wide_bytes",
        r"decode(regexp_replace(encode(convert_to($1 || $2, 'UTF8'), 'hex'), '(..)', '\100', 'g'), 'hex')",
        "UTF-16, little end first",
    ),
    (
        "as_base64",
        "encode(convert_to($1 || $2, 'UTF8'), 'base64')",
        "base64",
    ),
];

fn found_in(markers: &Markers, name: &str, all: &[(PathBuf, Vec<u8>)]) -> BTreeSet<String> {
    let of_it = all.iter().filter(|(path, _)| path.ends_with(name));
    let found = of_it.flat_map(|(_, bytes)| markers.found(bytes));
    found.map(ToOwned::to_owned).collect()
}

// R-STORE-1
#[tokio::test]
async fn a_number_that_lies_in_a_row_is_found_in_tables_and_files_and_by_the_harness() {
    let _log = log();
    let Some(database) = Database::new().await else {
        return;
    };
    let harness = Scene::default().on_postgres(&database).start().await;
    let number = numbers(&harness.child("old-bvc")).remove(0);
    let markers = Markers::of([&number]);
    let (day, end) = number.split_at(6);
    let admin = database.admin().await;
    for (table, how, spelled) in PLANTED {
        let how = how.replace("$1", &format!("'{day}'"));
        let how = how.replace("$2", &format!("'{end}'"));
        let plant = format!("CREATE TABLE {table} AS SELECT 1 AS first, {how} AS planted");
        admin.batch_execute(&plant).await.unwrap();
        let found = found_in(&markers, table, &database.tables().await);
        let what = format!("{number} ({spelled})");
        assert!(found.contains(&what), "{table}: {found:?}");
        let node = format!("SELECT pg_relation_filenode('{table}')::text");
        let node: String = admin.query_one(&node, &[]).await.unwrap().get(0);
        if let Some(files) = database.files().await {
            let found = found_in(&markers, &node, &files);
            assert!(found.contains(&what), "{table}'s file: {found:?}");
        }
        if table != "as_bytes" {
            let gone = format!("DROP TABLE {table}");
            admin.batch_execute(&gone).await.unwrap();
        }
    }
    let ended = std::panic::catch_unwind(AssertUnwindSafe(|| drop(harness)));
    let said = ended.unwrap_err();
    let said = said.downcast_ref::<String>().unwrap();
    assert!(
        said.contains("in as_bytes"),
        "the harness finds it by itself"
    );
    assert!(!said.contains("in audit"), "and nothing else");
}
