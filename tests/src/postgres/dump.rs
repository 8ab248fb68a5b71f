//! Everything that lies in a database, for a search: as the server tells it, row by row, and as it lies in the server's files.
//! The canary looks there, as it looks into the folder of an aggregator on SQLite.

use std::path::PathBuf;

use tokio_postgres::Client;

use super::{Database, skip};
use crate::canary::files;

/// Every table that is not the server's own, or another session's for the moment.
const TABLES: &str = "
SELECT c.oid, c.relname::text, format('%I.%I', n.nspname, c.relname)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY 3";

const COLUMNS: &str = "
SELECT format('%I', attname), atttypid = 'bytea'::regtype
FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped ORDER BY attnum";

impl Database {
    /// Every value of every table: as text, in which bytes are hexadecimal, and bytes as they are. By the table's name.
    ///
    /// # Panics
    /// When the server does not tell, or there are large objects: nobody here makes any, and nothing would look into them.
    pub async fn tables(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let admin = self.admin().await;
        let large = "SELECT count(*) FROM pg_largeobject_metadata";
        let large = admin.query_one(large, &[]).await.expect("a count");
        assert_eq!(large.get::<_, i64>(0), 0, "large objects");
        let mut tables = Vec::new();
        for table in admin.query(TABLES, &[]).await.expect("the tables") {
            let values = values(&admin, table.get(0), table.get(2)).await;
            tables.push((PathBuf::from(table.get::<_, String>(1)), values));
        }
        tables
    }

    /// The files of this database, written out before. `None`, with a word, where they are not ours to read. What all databases of a server
    /// share, its write-ahead log above all, is left out: it tells what other tests wrote.
    ///
    /// # Panics
    /// When the server does not say where they lie.
    pub async fn files(&self) -> Option<Vec<(PathBuf, Vec<u8>)>> {
        let admin = self.admin().await;
        let place = "SELECT current_setting('data_directory', true), oid FROM pg_database WHERE datname = current_database()";
        let place = admin.query_one(place, &[]).await.expect("a place");
        let (folder, oid): (Option<String>, u32) = (place.get(0), place.get(1));
        let written = admin.batch_execute("CHECKPOINT").await;
        let folder = folder.map(|folder| PathBuf::from(folder).join("base").join(oid.to_string()));
        let found = folder.filter(|_| written.is_ok()).map(|f| files(&f));
        let found = found.filter(|found| !found.is_empty());
        if found.is_none() {
            skip("the files of the PostgreSQL server cannot be read by whoever runs this test");
        }
        found
    }
}

async fn values(admin: &Client, oid: u32, table: String) -> Vec<u8> {
    let mut columns = Vec::new();
    for column in admin.query(COLUMNS, &[&oid]).await.expect("the columns") {
        let (name, is_bytes): (String, bool) = (column.get(0), column.get(1));
        columns.push(format!("convert_to({name}::text, 'UTF8')"));
        columns.extend(is_bytes.then_some(name));
    }
    let all = format!("SELECT {} FROM {table}", columns.join(", "));
    let mut values = Vec::new();
    for row in admin.query(&all, &[]).await.expect("the rows") {
        for n in 0..row.len() {
            values.extend_from_slice(row.get::<_, Option<&[u8]>>(n).unwrap_or_default());
            values.push(b'\n');
        }
    }
    values
}
