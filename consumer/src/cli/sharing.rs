//! `samsyn sharing CHILD`: who shares what with whom, and why.

use clap::Args;
use proto::v1::access::ListSharingRequest;

use super::{
    Exit, Failure, Terminal,
    connection::Connection,
    consent::kind,
    output::{Output, Voice, joined},
};
use crate::{
    client::identifier,
    facts::{PendingRequest, SharedBlock, SharedConsent, Sharing as Row, SharingList},
    model::Reason,
    wording::{self, DeskPhrase, short_law},
};

/// Show who shares what with whom about a child, and why.
#[derive(Debug, Args)]
pub(super) struct Sharing {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
}

impl Sharing {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let voice = desk.voice;
        let asked = ListSharingRequest {
            child: Some(identifier(&child)),
            language: voice.language.tag().to_owned(),
        };
        let told = desk.client.list_sharing(asked).await;
        // Whoever would be shown nothing reads nothing, in the words of the page.
        let told = told.map_err(|error| Failure::of_call(&error, voice.language))?;
        let list = SharingList::from(told);
        voice.list(terminal, &list, &list.sharings, || page(&list, voice))?;
        Ok(Exit::Complete)
    }
}

/// Recipient by recipient: what each sees of whom, and what it rests on.
// R-CLI-6
fn page(list: &SharingList, voice: Voice) -> Vec<String> {
    let mut lines = Vec::new();
    let mut last = None;
    for row in &list.sharings {
        let recipient = voice
            .place(
                row.recipient.as_ref(),
                &row.recipient_unit,
                &row.recipient_sector,
            )
            .unwrap_or_else(|| voice.say(DeskPhrase::Anybody));
        if last.as_ref() != Some(&recipient) {
            lines.push(recipient.clone());
        }
        last = Some(recipient);
        lines.push(format!("  {}", shared(row, voice)));
        let because = row.reasons.iter().map(|reason| why(reason, voice));
        let consents = row.consents.iter().map(|given| consent(given, voice));
        let asked = row
            .pending_requests
            .iter()
            .map(|asked| pending(asked, voice));
        let below = because.chain(consents).chain(asked);
        lines.extend(below.map(|line| format!("    {line}")));
    }
    lines.extend(list.blocks.iter().map(|set| block(set, voice)));
    if lines.is_empty() {
        lines.push(voice.say(DeskPhrase::NothingThere));
    }
    let notes = [
        (list.blocked, DeskPhrase::SomethingBlocked),
        (list.places_left_out, DeskPhrase::PlacesLeftOut),
        (list.more, DeskPhrase::MoreThere),
    ];
    let notes = notes.into_iter().filter(|(is_so, _)| *is_so);
    lines.extend(notes.map(|(_, phrase)| format!("! {}", voice.say(phrase))));
    lines
}

/// What a recipient sees of a sector, and on what ground.
fn shared(row: &Row, voice: Voice) -> String {
    let outcome = match row.outcome {
        "PERMIT" => DeskPhrase::Sees,
        "PARTIAL" => DeskPhrase::SeesSome,
        "ON_REQUEST" => DeskPhrase::MayAsk,
        "WITHHELD" => DeskPhrase::SeesNothing,
        _ => DeskPhrase::NotTold,
    };
    let grounds = row.grounds.iter();
    let grounds: Vec<_> = grounds
        .map(|code| wording::ground(code, voice.language))
        .collect();
    joined(
        " · ",
        [
            Some(format!(
                "{}: {}",
                voice.sector(&row.source_sector),
                voice.say(outcome)
            )),
            Some(grounds.join(", ")),
            voice.on(DeskPhrase::FromDay, row.start_time),
            voice.on(DeskPhrase::UntilDay, row.end_time),
            row.hidden_from_guardians
                .then(|| voice.say(DeskPhrase::MayBeHidden)),
        ],
    )
}

fn why(reason: &Reason, voice: Voice) -> String {
    let words = wording::reason(&reason.code, voice.language).unwrap_or(&reason.code);
    let text = match reason.text.as_str() {
        "" => words,
        text => text,
    };
    let law = short_law(&reason.law, voice.language);
    match law.as_str() {
        "" => format!("– {text}"),
        law => format!("– {text} ({law})"),
    }
}

fn consent(given: &SharedConsent, voice: Voice) -> String {
    let by = match given.given_by.as_str() {
        "you" => DeskPhrase::ByYou,
        "child" => DeskPhrase::ByChild,
        _ => DeskPhrase::ByGuardian,
    };
    let said = format!("• {} {}", kind(given.kind, voice), voice.say(by));
    joined(
        " · ",
        [
            Some(said),
            voice.on(DeskPhrase::FromDay, given.start_time),
            voice.on(DeskPhrase::UntilDay, given.end_time),
            (!given.verified).then(|| voice.say(DeskPhrase::Unverified)),
            (!given.grantor_entitled).then(|| voice.say(DeskPhrase::NotEntitled)),
        ],
    )
}

fn pending(asked: &PendingRequest, voice: Voice) -> String {
    let answered =
        DeskPhrase::AnsweredOf.with_two(voice.language, asked.answered_count, asked.asked_count);
    joined(
        " · ",
        [
            Some(format!("? {}", voice.say(DeskPhrase::Asked))),
            Some(answered),
            asked
                .awaits_caller
                .then(|| voice.say(DeskPhrase::AwaitsYou)),
        ],
    )
}

fn block(set: &SharedBlock, voice: Voice) -> String {
    let kind = match set.unit.is_empty() {
        true => DeskPhrase::OuterBlock,
        false => DeskPhrase::InnerBlock,
    };
    let place = voice.place(set.provider.as_ref(), &set.unit, "");
    joined(
        " · ",
        [
            Some(format!("⊘ {}", voice.say(kind))),
            place.or_else(|| Some(voice.sectors(&set.source_sectors))),
            Some(voice.kinds(&set.types)),
            voice.on(DeskPhrase::FromDay, set.start_time),
        ],
    )
}
