//! `samsyn consent review`: what somebody at work registered on another's word, for the roles that read the access log.

use clap::Args;
use domain::id::OrganisationId;
use proto::v1::consent::ListConsentsForReviewRequest;

use super::super::{
    Failure, Terminal,
    connection::Connection,
    fields::organisation,
    output::{Desk, Output, Voice, joined},
};
use super::list;
use crate::{facts::Consent, wording::DeskPhrase};

/// The most pages that one run reads: pages without anything to review are read over, and each is a look in the log.
const MAX_PAGES: usize = 100;

/// List what was registered on another's word.
#[derive(Debug, Args)]
pub(in super::super) struct Review {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// Only those for this organisation [default: one's own, and no other for a professional].
    #[arg(long = "for", value_name = "ORGANISATION", value_parser = organisation)]
    recipient: Option<OrganisationId>,
    /// Go on where the list before ended.
    #[arg(long, value_name = "PAGE", default_value = "")]
    from: String,
    /// Stop reading after the page on which so many were reached.
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    max: usize,
}

impl Review {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        let desk = self.output.at(&self.connection)?;
        let (consents, next) = self.read(&desk).await?;
        let whole = serde_json::json!({ "consents": consents, "next_page": next });
        let voice = desk.voice;
        voice.list(terminal, &whole, &consents, || {
            let mut lines: Vec<_> = (consents.iter())
                .map(|consent| line(consent, voice))
                .collect();
            if lines.is_empty() && next.is_empty() {
                lines.push(voice.say(DeskPhrase::NothingThere));
            }
            if !next.is_empty() {
                lines.push(DeskPhrase::GoOnFrom.with(voice.language, &next));
            }
            lines
        })
    }

    /// Whole pages, and where to go on; empty = that was all.
    async fn read(&self, desk: &Desk) -> Result<(Vec<Consent>, String), Failure> {
        let (mut consents, mut next) = (Vec::new(), self.from.clone());
        for _ in 0..MAX_PAGES {
            let asked = ListConsentsForReviewRequest {
                recipient: self.recipient.clone().map(Into::into),
                page_token: next,
            };
            let page = desk.client.list_consents_for_review(asked).await;
            let page = page.map_err(|error| desk.failed(&error))?;
            consents.extend(page.consents.into_iter().map(Consent::from));
            next = page.next_page_token;
            if next.is_empty() || consents.len() >= self.max {
                break;
            }
        }
        Ok((consents, next))
    }
}

/// As in a child's list, with who registered it and when.
// R-CLI-11
fn line(consent: &Consent, voice: Voice) -> String {
    let registered = consent.registered_time.map(|time| {
        let (time, by) = (voice.time(time), &consent.registered_by);
        DeskPhrase::RegisteredBy.with_two(voice.language, time, by)
    });
    joined(" · ", [Some(list::line(consent, voice)), registered])
}
