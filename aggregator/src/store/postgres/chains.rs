//! The chains of the access log as an instance reads them: the heads of the others, to be named in its own, and its own past.

use super::{rows::count, session::Session};
use crate::{
    audit::entry::ChainHead,
    hash::{first_32, hex},
    store::{MAX_HEADS, StoreError},
};

// One look into the index for each instance, however long its chain is.
const OTHER_HEADS: &str = "
SELECT name, seq, hash
FROM (SELECT name, started_us FROM instance WHERE name <> $1 ORDER BY started_us DESC, name LIMIT $2) i
CROSS JOIN LATERAL (SELECT seq, hash FROM audit WHERE instance = i.name ORDER BY seq DESC LIMIT 1) a
ORDER BY started_us, name";

const HASH_AT: &str = "SELECT hash FROM audit WHERE instance = $1 AND seq = $2";

// R-AUDIT-22
pub(super) async fn other_heads(
    session: &Session,
    instance: &str,
) -> Result<Vec<ChainHead>, StoreError> {
    let most = i64::from(MAX_HEADS);
    let mut heads = Vec::new();
    for row in session.query(OTHER_HEADS, &[&instance, &most]).await? {
        let hash: &[u8] = row.try_get(2)?;
        heads.push(ChainHead {
            instance: row.try_get(0)?,
            seq: count(row.try_get(1)?)?,
            hash: hex(hash),
        });
    }
    Ok(heads)
}

pub(super) async fn hash_at(
    session: &Session,
    instance: &str,
    seq: u64,
) -> Result<Option<[u8; 32]>, StoreError> {
    // No log is that long.
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let rows = session.query(HASH_AT, &[&instance, &seq]).await?;
    let hash = rows.first().map(|row| row.try_get::<_, &[u8]>(0));
    Ok(hash.transpose()?.map(first_32))
}
