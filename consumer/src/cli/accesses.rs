//! `samsyn accesses CHILD`: who looked.

use clap::Args;
use proto::v1::access::ListAccessesRequest;

use super::{
    Exit, Failure, Terminal,
    connection::Connection,
    output::{Output, Voice, joined},
};
use crate::{
    client::identifier,
    facts::Access,
    wording::{self, DeskPhrase},
};

/// List who looked at a child, newest first.
#[derive(Debug, Args)]
pub(super) struct Accesses {
    /// The child: an identity number, a story of the sandbox, or `-` for the next line of standard input.
    child: String,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    output: Output,
    /// The most entries; 500 at most, for auditors 1,000.
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    max: u32,
    /// Only older ones, from where an answer said to read on.
    #[arg(long, value_name = "TOKEN")]
    before: Option<String>,
}

impl Accesses {
    pub(super) async fn run(&self, terminal: &mut Terminal<'_>) -> Result<Exit, Failure> {
        let (desk, child) = self.output.about(&self.connection, &self.child, terminal)?;
        let asked = ListAccessesRequest {
            child: Some(identifier(&child)),
            max_entries: self.max,
            page_token: self.before.clone().unwrap_or_default(),
        };
        let voice = desk.voice;
        let told = desk.client.list_accesses(asked).await;
        // Whoever would be shown nothing reads nothing, in the words of the page.
        let told = told.map_err(|error| Failure::of_call(&error, voice.language))?;
        let (more, next) = (told.more, told.next_page_token);
        let accesses: Vec<Access> = told.accesses.into_iter().map(Into::into).collect();
        let whole = serde_json::json!({ "accesses": accesses, "more": more, "next_before": next });
        voice.list(terminal, &whole, &accesses, || {
            let mut lines: Vec<_> = (looks(&accesses).iter())
                .map(|look| line(look, voice))
                .collect();
            match (more, next.is_empty()) {
                (true, false) => lines.push(DeskPhrase::OlderOnes.with(voice.language, &next)),
                (true, true) => lines.push(voice.say(DeskPhrase::OlderUntold)),
                (false, _) if lines.is_empty() => lines.push(voice.say(DeskPhrase::NothingThere)),
                (false, _) => {}
            }
            lines
        })?;
        Ok(Exit::Complete)
    }
}

/// What belongs to one overview, in the order of the newest of each.
fn looks(accesses: &[Access]) -> Vec<Vec<&Access>> {
    let mut looks: Vec<Vec<&Access>> = Vec::new();
    for access in accesses {
        let same = |look: &&mut Vec<&Access>| {
            // What belongs to none stands alone.
            let first = look.first().map(|first| &first.overview_id);
            !access.overview_id.is_empty() && first == Some(&access.overview_id)
        };
        match looks.iter_mut().find(same) {
            Some(look) => look.push(access),
            None => looks.push(vec![access]),
        }
    }
    looks
}

/// One look: when, who, what was done with which sources, on what ground.
// R-CLI-6
fn line(look: &[&Access], voice: Voice) -> String {
    let Some(first) = look.first() else {
        return String::new();
    };
    let language = voice.language;
    let role = wording::role(&first.role, language).unwrap_or(&first.role);
    let place = voice.place(first.organisation.as_ref(), &first.unit, &first.sector);
    let grounds = look
        .iter()
        .map(|access| wording::ground(&access.ground, language));
    let grounds = unique(
        grounds
            .filter(|ground| !ground.is_empty())
            .map(str::to_owned),
    );
    let oldest = look.last().and_then(|access| access.access_time);
    let hidden = look.iter().find(|access| access.hidden_from_guardians);
    let any = |is: fn(&&&Access) -> bool| look.iter().any(|access| is(&access));
    joined(
        " · ",
        [
            oldest.map(|time| voice.time(time)),
            Some(joined(", ", [Some(role.to_owned()), place])),
            Some(done(look, voice).join("; ")),
            Some(grounds.join(", ")),
            any(|access| access.refused).then(|| voice.say(DeskPhrase::WasRefused)),
            any(|access| access.emergency)
                .then(|| format!("! {}", voice.say(DeskPhrase::ByEmergency))),
            hidden.and_then(|access| {
                voice.on(DeskPhrase::HiddenUntilReview, access.hiding_review_time)
            }),
        ],
    )
}

/// `såg Skola, Vårdcentral; skrev ut Skola`. That somebody asked goes without saying where something came of it.
fn done(look: &[&Access], voice: Voice) -> Vec<String> {
    let acts = unique(look.iter().map(|access| access.act.clone()));
    let said = acts.iter().filter(|act| *act != "ask" || acts.len() == 1);
    said.map(|act| {
        let of = look.iter().filter(|access| access.act == *act);
        let mut sectors = unique(of.map(|access| voice.sector(&access.source_sector)));
        sectors.sort();
        let words = wording::act(act, voice.language).to_owned();
        joined(" ", [Some(words), Some(sectors.join(", "))])
    })
    .collect()
}

/// Each text that says something, once, as they came.
fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::output::Form, wording::Language};

    fn access(overview: &str, act: &str, source: &str) -> Access {
        Access::from(proto::v1::access::Access {
            overview_id: overview.to_owned(),
            access_time: Some(prost_types::Timestamp {
                seconds: 1_795_262_520,
                nanos: 0,
            }),
            role: "school-nurse".to_owned(),
            sector: "school-health".to_owned(),
            ground: if act == "ask" { "" } else { "emergency" }.to_owned(),
            act: act.to_owned(),
            source_sector: source.to_owned(),
            emergency: act != "ask",
            ..proto::v1::access::Access::default()
        })
    }

    // R-CLI-6
    #[test]
    fn one_look_is_one_line_with_every_act_and_an_emergency_marked() {
        let accesses = [
            access("b", "print", "hospital"),
            access("b", "shown", "hospital"),
            access("a", "ask", ""),
            access("b", "shown", "child-psychiatry"),
            access("b", "ask", ""),
        ];
        let voice = Voice {
            language: Language::Sv,
            country: domain::time::Country::Se,
            form: Form::Text,
        };
        let said: Vec<_> = (looks(&accesses).iter())
            .map(|look| line(look, voice))
            .collect();
        let who = "2026-11-21 13:02 · skolsköterska, Elevhälsans medicinska insats";
        let did = "skrev ut Sjukhus; såg Barn- och ungdomspsykiatri, Sjukhus";
        assert_eq!(
            said,
            [
                format!("{who} · {did} · nödsituation · ! nödöppning"),
                format!("{who} · frågade"),
            ]
        );
    }
}
