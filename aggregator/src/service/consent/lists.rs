//! What is listed of consents and blocks: all that was said under today's number, and what still forbids under those before it. Whoever may
//! not read a list is refused as anywhere; who reads what of it stands in [`reading`](super::reading).

use domain::facts::{Block, Consent, ConsentKind, Pseudonym};
use proto::v1::consent::{self as wire};
use tonic::{Request, Status};

use super::{answer::Answer, blocks, call::Call, consents, office::Office, reading::Reading};
use crate::{
    ledger::{Held, Ledger},
    numbers::Joined,
    peers::FactKind,
};

pub(super) async fn consents(
    office: &Office,
    request: Request<wire::ListConsentsRequest>,
) -> Result<Answer<wire::ListConsentsResponse>, Status> {
    let call = office.call(&request, FactKind::Consent, "consents-list")?;
    let asked = request.into_inner();
    let child = office.child("child", asked.child.clone()).ok();
    // Who may see, listed by organisation, says where a child is: for those whose word it is, never for professionals.
    // R-DESK-4
    let reviews = call.is_auditor();
    let granted = call.granted(child.as_ref(), |rights| rights.speaks || reviews);
    let Some(granted) = granted.await? else {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    };
    let child = office.child("child", asked.child)?;
    let joined = granted.facts(&call, &child).await?;
    let reading = Reading::of(&call, &joined.facts);
    // R-AUDIT-14, R-REVIEW-2
    call.log(Some(child.pseudonym)).await?;
    let ledgers = Ledgers::of(&call, child.pseudonym, &joined).await?;
    let now = office.now();
    let refuses =
        |held: &Held<Consent>| held.fact.kind == ConsentKind::Refuse && held.fact.counts_at(now);
    let mut found = ledgers.found(|ledger| ledger.everything(now).consents(), refuses);
    for (_, held) in &mut found {
        held.fact.grantor = ledgers.today_of(held.fact.grantor);
    }
    let told = (found.into_iter())
        .filter(|(_, held)| reading.may(&held.fact))
        .filter(|(ledger, held)| call.may_review(ledger, held))
        .map(|(ledger, held)| {
            let with_words = reading.said(&held.fact) && call.may_read_words(ledger, held.id);
            let told = consents::told(office, ledger, held);
            match with_words {
                true => told,
                false => reading.without_words(told),
            }
        });
    let consents = told.collect();
    call.tell(wire::ListConsentsResponse { consents }).await
}

pub(super) async fn blocks(
    office: &Office,
    request: Request<wire::ListBlocksRequest>,
) -> Result<Answer<wire::ListBlocksResponse>, Status> {
    let call = office.call(&request, FactKind::Block, "blocks-list")?;
    let asked = request.into_inner();
    let child = office.child("child", asked.child.clone()).ok();
    // What is blocked says where it is: professionals break the glass instead, one look at a time.
    // R-DESK-8
    let granted = call.granted(child.as_ref(), |rights| rights.reads_blocks);
    let Some(granted) = granted.await? else {
        return call.refuse(child.map(|child| child.pseudonym)).await;
    };
    let child = office.child("child", asked.child)?;
    let joined = granted.facts(&call, &child).await?;
    // R-AUDIT-14
    call.log(Some(child.pseudonym)).await?;
    let ledgers = Ledgers::of(&call, child.pseudonym, &joined).await?;
    let now = office.now();
    let holds = |held: &Held<Block>| held.fact.holds_at(now);
    let found = ledgers.found(|ledger| ledger.everything(now).blocks(), holds);
    let told = found.into_iter().map(|(ledger, held)| {
        // Today's lifts alone set a block aside, wherever it stands.
        blocks::told(&call, ledger, &ledgers.today, held)
    });
    let blocks = told.collect();
    call.tell(wire::ListBlocksResponse { blocks }).await
}

/// What was said of a child under each of its numbers.
struct Ledgers {
    today: Ledger,
    /// Those before that are this child's beyond doubt.
    older: Vec<Ledger>,
}

impl Ledgers {
    async fn of(call: &Call<'_>, child: Pseudonym, joined: &Joined) -> Result<Self, Status> {
        let today = call.office.ledger(child).await?;
        let mut older = Vec::new();
        for number in &joined.older {
            older.push(call.office.ledger(*number).await?);
        }
        Ok(Self { today, older })
    }

    /// All that was said under today's number, and of the others what `counts` still; each with where it stands, oldest first.
    // R-LINK-10
    fn found<T>(
        &self,
        read: impl Fn(&Ledger) -> Vec<Held<T>>,
        counts: impl Fn(&Held<T>) -> bool,
    ) -> Vec<(&Ledger, Held<T>)> {
        let today = read(&self.today)
            .into_iter()
            .map(|held| (&self.today, held));
        let older = self.older.iter().flat_map(|ledger| {
            let counting = read(ledger).into_iter().filter(|held| counts(held));
            counting.map(move |held| (ledger, held)).collect::<Vec<_>>()
        });
        let mut found: Vec<_> = today.chain(older).collect();
        if !self.older.is_empty() {
            found.sort_by_key(|(_, held)| held.at);
        }
        found
    }

    /// The child as it is named today: what it said under an older number is its own word still.
    fn today_of(&self, person: Pseudonym) -> Pseudonym {
        match self.older.iter().any(|ledger| ledger.child == person) {
            true => self.today.child,
            false => person,
        }
    }
}
