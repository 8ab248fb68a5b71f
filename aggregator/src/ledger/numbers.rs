//! What a ledger says of other numbers: which ones were the child's before, which ones name this one, and whether anybody lives under it.

use std::collections::BTreeSet;

use domain::facts::Pseudonym;

use super::{
    Statement,
    beside::{Lived, Older},
    statement::{IdentityLinkTold, OlderId},
    view::View,
};

impl<'a> View<'a> {
    /// The numbers that the child had before: the word known as of the latest time, and of those the one told last.
    // R-LINK-1
    #[must_use]
    pub fn older_ids(&self) -> &'a [OlderId] {
        self.link().map_or(&[], |(told, _)| &told.older)
    }

    /// The same, each with its place in the store since when every link told until the one that holds has named it.
    // R-LINK-6
    #[must_use]
    pub fn older(&self) -> Vec<Older> {
        let Some((link, seq)) = self.link() else {
            return Vec::new();
        };
        let of_before = self.links().filter(|(_, before)| *before < seq);
        let mut before: Vec<_> = of_before.collect();
        before.sort_unstable_by_key(|(_, seq)| std::cmp::Reverse(*seq));
        let since = |id: &OlderId| {
            let names = |link: &IdentityLinkTold| {
                (link.older.iter()).any(|named| named.pseudonym == id.pseudonym)
            };
            let run = before.iter().take_while(|(link, _)| names(link));
            run.map(|(_, seq)| *seq).last().unwrap_or(seq)
        };
        let older = link.older.iter().map(|id| Older {
            id: id.clone(),
            since: since(id),
        });
        older.collect()
    }

    fn link(&self) -> Option<(&'a IdentityLinkTold, u64)> {
        self.links().max_by_key(|(told, seq)| (told.as_of, *seq))
    }

    fn links(&self) -> impl Iterator<Item = (&'a IdentityLinkTold, u64)> {
        self.stated().filter_map(|said| match &said.statement {
            Statement::IdentityLinkTold(told) => Some((told, said.seq)),
            _ => None,
        })
    }

    /// The numbers that ever named this one as one of before.
    // R-LINK-7
    #[must_use]
    pub fn named_by(&self) -> BTreeSet<Pseudonym> {
        let named = self.stated().filter_map(|said| match &said.statement {
            Statement::NumberNamed(named) => Some(named.today),
            _ => None,
        });
        named.collect()
    }

    /// The places in the store of the newest words that somebody lives under this number.
    // R-LINK-6, R-LINK-9
    #[must_use]
    pub fn lived(&self) -> Lived {
        let newest = |lives: &dyn Fn(&Statement) -> bool| {
            let signs = self.stated().filter(|said| lives(&said.statement));
            signs.map(|said| said.seq).max()
        };
        Lived {
            custody: newest(&|statement| match statement {
                Statement::CustodyTold(told) => !told.holders.is_empty(),
                _ => false,
            }),
            relation: newest(&|statement| match statement {
                Statement::RelationTold(told) => told.end.is_none_or(|end| end > self.now()),
                _ => false,
            }),
        }
    }
}
