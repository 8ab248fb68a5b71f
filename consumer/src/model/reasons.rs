//! Why something is not shown: gathered from sectors and sources, each reason once.

use std::collections::BTreeSet;

use proto::v1::overview as wire;

use super::{MissingGrantor, NextStep, Reason};

/// The code for a row that is withheld without saying why.
const UNSTATED: &str = "WITHHELD";

/// Reasons, told apart by whether a person at the source can release.
#[derive(Default)]
pub(super) struct Reasons {
    pub(super) withheld: Vec<Reason>,
    pub(super) on_request: Vec<Reason>,
}

impl Reasons {
    /// Everything that sectors and sources say about what is not shown.
    // R-MODEL-4
    pub(super) fn of(started: &wire::OverviewStarted, sources: &[wire::SourceResult]) -> Self {
        let mut found = Found::default();
        for sector in &started.sectors {
            let whole = match sector.outcome() {
                wire::Outcome::OnRequest => Some(Way::OnRequest),
                wire::Outcome::Withheld => Some(Way::Withheld),
                wire::Outcome::Unspecified | wire::Outcome::Permit | wire::Outcome::Partial => None,
            };
            found.take(&sector.sector, None, whole, &sector.reasons);
        }
        for source in sources {
            let whole = match source.status() {
                wire::SourceStatus::OnRequest => Some(Way::OnRequest),
                wire::SourceStatus::Withheld => Some(Way::Withheld),
                _ => None,
            };
            let named = source.source.clone().unwrap_or_default();
            // A row that stands for a whole sector has the sector's code in the id's place.
            let producer =
                Some(named.producer_id).filter(|id| !id.is_empty() && *id != named.sector);
            found.take(&named.sector, producer, whole, &source.reasons);
        }
        found.sorted()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    OnRequest,
    Withheld,
}

#[derive(Default)]
struct Found {
    withheld: BTreeSet<Reason>,
    on_request: BTreeSet<Reason>,
}

impl Found {
    fn take(
        &mut self,
        sector: &str,
        producer: Option<String>,
        whole: Option<Way>,
        reasons: &[wire::Reason],
    ) {
        for reason in reasons {
            let way = match reason.code.as_str() {
                // Of a protected child free text is read at the source before it is released.
                "RELEASED_AFTER_REVIEW" | "PROTECTED_IDENTITY" => Way::OnRequest,
                // A sector of which something can be asked for has types that nobody gives out.
                _ => Way::Withheld,
            };
            self.add(way, read(sector, producer.clone(), reason));
        }
        if let (Some(way), true) = (whole, reasons.is_empty()) {
            // Something is not shown, and why may not be told: say that much, once.
            let known = [&self.withheld, &self.on_request]
                .into_iter()
                .flatten()
                .any(|reason| reason.sector == sector);
            if !known {
                let bare = wire::Reason {
                    code: match way {
                        Way::OnRequest => "RELEASED_AFTER_REVIEW",
                        Way::Withheld => UNSTATED,
                    }
                    .to_owned(),
                    ..wire::Reason::default()
                };
                self.add(way, read(sector, producer, &bare));
            }
        }
    }

    fn add(&mut self, way: Way, reason: Reason) {
        let set = match way {
            Way::OnRequest => &mut self.on_request,
            Way::Withheld => &mut self.withheld,
        };
        // What is said of the whole sector need not be said of each of its sources.
        let of_sector = Reason {
            producer: None,
            ..reason.clone()
        };
        if !set.contains(&of_sector) {
            set.insert(reason);
        }
    }

    fn sorted(self) -> Reasons {
        Reasons {
            withheld: self.withheld.into_iter().collect(),
            on_request: self.on_request.into_iter().collect(),
        }
    }
}

/// A reason that concerns a whole sector of sources, as it stands in an answer that is no overview.
pub(crate) fn reason_of(sector: &str, reason: &wire::Reason) -> Reason {
    read(sector, None, reason)
}

fn read(sector: &str, producer: Option<String>, reason: &wire::Reason) -> Reason {
    let reason = reason.clone();
    Reason {
        sector: sector.to_owned(),
        code: reason.code,
        producer,
        types: reason.information_types,
        rule: reason.rule,
        law: reason.law,
        text: reason.text,
        next_step: reason.next_step.map(|step| NextStep {
            code: step.code,
            text: step.text,
            mailbox: step.mailbox,
            subject_template: step.subject_template,
            missing_grantors: (step.missing_grantors.into_iter())
                .map(|grantor| MissingGrantor {
                    role: grantor.role,
                    text: grantor.text,
                })
                .collect(),
        }),
    }
}
