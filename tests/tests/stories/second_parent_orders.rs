//! `second-parent` in every order: the parents speak for themselves, each from an own login, and after each word the psychiatrist asks.
//! What she is told follows from what stands, never from who came first; and what a parent takes back stops an answer that is under way.

use consumer::model::Overview;
use domain::id::PersonId;
use proto::v1::consent::{
    ConsentKind, EndConsentRequest, RegisterConsentRequest,
    consent_service_client::ConsentServiceClient,
};
use tests::{
    Harness, Scene,
    caller::{Caller, rest},
    desk::consent,
    release_log::{ReleaseLog, row, shows},
};
use tonic::transport::Channel;

const STORY: &str = "second-parent";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const PPR: &str = "ppr-aadal";

/// What a parent does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Consents,
    Refuses,
    /// Takes back all that still stands, be it a yes or a no.
    TakesBack,
}

/// Who of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Mother,
    Father,
}

use Act::{Consents, Refuses, TakesBack};
use Who::{Father, Mother};

/// A parent at an own login, with what the parent has said.
struct Parent {
    role: &'static str,
    id: PersonId,
    caller: Caller,
    consents: ConsentServiceClient<Channel>,
    standing: Vec<(String, ConsentKind)>,
    took_back_a_yes: bool,
}

impl Parent {
    fn of(harness: &Harness, login: &str, role: &'static str) -> Self {
        let actor = harness.sandbox.world.actor(login).unwrap();
        let caller = Caller::actor(harness, login);
        Self {
            role,
            id: actor.person.clone().unwrap(),
            consents: ConsentServiceClient::new(caller.channel()),
            caller,
            standing: Vec::new(),
            took_back_a_yes: false,
        }
    }

    async fn does(&mut self, child: &PersonId, act: Act) {
        match act {
            Consents => self.says(child, ConsentKind::Permit).await,
            Refuses => self.says(child, ConsentKind::Refuse).await,
            TakesBack => self.takes_back().await,
        }
    }

    async fn says(&mut self, child: &PersonId, kind: ConsentKind) {
        let said = consent(kind, child, &self.id);
        self.standing.push((said.consent_id.clone(), kind));
        let consent = Some(said);
        let request = self.caller.request(RegisterConsentRequest { consent });
        self.consents.register_consent(request).await.unwrap();
    }

    async fn takes_back(&mut self) {
        for (consent_id, kind) in std::mem::take(&mut self.standing) {
            self.took_back_a_yes |= kind == ConsentKind::Permit;
            let request = self.caller.request(EndConsentRequest { consent_id });
            self.consents.end_consent(request).await.unwrap();
        }
    }

    fn says_still(&self, kind: ConsentKind) -> bool {
        self.standing.iter().any(|(_, said)| *said == kind)
    }
}

/// Both parents of a child about whom nothing has been said.
struct Parents {
    child: PersonId,
    mother: Parent,
    father: Parent,
}

impl Parents {
    async fn silent() -> (Harness, Self) {
        let harness = Scene::of(&[STORY])
            .retold(|world| {
                for child in &mut world.children {
                    child.consents.clear();
                }
            })
            .start()
            .await;
        let parents = Self {
            child: harness.child(STORY),
            mother: Parent::of(&harness, "foraelder-second-parent", "RESIDENCE_PARENT"),
            father: Parent::of(&harness, "foraelder-second-parent-2", "OTHER_GUARDIAN"),
        };
        (harness, parents)
    }

    fn parent(&mut self, who: Who) -> &mut Parent {
        match who {
            Mother => &mut self.mother,
            Father => &mut self.father,
        }
    }

    async fn does(&mut self, who: Who, act: Act) {
        let child = self.child.clone();
        self.parent(who).does(&child, act).await;
    }

    /// What follows from what stands: nothing withheld, or why and whose word is missing.
    fn follows(&self) -> Option<(&'static str, Vec<&'static str>)> {
        let both = [&self.mother, &self.father];
        if both.iter().any(|p| p.says_still(ConsentKind::Refuse)) {
            return Some(("CONSENT_REFUSED", Vec::new()));
        }
        let silent: Vec<_> = (both.iter())
            .filter(|p| !p.says_still(ConsentKind::Permit))
            .collect();
        let code = match silent.as_slice() {
            [] => return None,
            silent if silent.iter().any(|p| p.took_back_a_yes) => "CONSENT_WITHDRAWN",
            [_] => "OTHER_GUARDIAN_MISSING",
            _ => "CONSENT_MISSING",
        };
        Some((code, silent.iter().map(|p| p.role).collect()))
    }

    /// Asks, and holds the answer against what stands.
    async fn hold(&self, harness: &Harness, so_far: &[(Who, Act)]) {
        let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
        assert_eq!(
            withheld(&overview),
            self.follows_owned(),
            "after {so_far:?}"
        );
        let shown = overview.source(PPR).is_some_and(|row| row.records > 0);
        assert_eq!(shown, self.follows().is_none(), "after {so_far:?}");
    }

    fn follows_owned(&self) -> Option<(String, Vec<String>)> {
        let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
        self.follows()
            .map(|(code, who)| (code.to_owned(), owned(who)))
    }
}

/// Why PPR is withheld, and whose word is said to be missing.
fn withheld(overview: &Overview) -> Option<(String, Vec<String>)> {
    let mut reasons = overview.withheld.iter().filter(|r| r.sector == "ppr");
    let reason = reasons.find(|r| r.code != "NO_RULE" && r.code != "OUTSIDE_WINDOW")?;
    let missing = reason.next_step.iter().flat_map(|s| &s.missing_grantors);
    let missing = missing.map(|grantor| grantor.role.clone()).collect();
    Some((reason.code.clone(), missing))
}

/// Every order of three things.
fn orders<T: Copy>([a, b, c]: [T; 3]) -> [[T; 3]; 6] {
    [
        [a, b, c],
        [a, c, b],
        [b, a, c],
        [b, c, a],
        [c, a, b],
        [c, b, a],
    ]
}

// R-STORY-7, R-CONSENT-1, R-CONSENT-2, R-DECIDE-7, R-DESK-1
#[tokio::test]
async fn in_every_order_of_two_who_consent_and_one_who_goes_back_on_it_only_what_stands_counts() {
    let (harness, mut parents) = Parents::silent().await;
    let both = [(Mother, Consents), (Father, Consents)];
    let third = [Mother, Father]
        .into_iter()
        .flat_map(|who| [TakesBack, Refuses].map(|act| (who, act)));
    for last in third {
        for order in orders([both[0], both[1], last]) {
            for parent in [Mother, Father] {
                parents.does(parent, TakesBack).await;
            }
            for (step, &(who, act)) in order.iter().enumerate() {
                parents.does(who, act).await;
                parents.hold(&harness, &order[..=step]).await;
            }
        }
    }
}

// R-STORY-7, R-CONSENT-2, R-CONSENT-8
#[tokio::test]
async fn a_refusal_before_or_after_wins_until_it_is_taken_back_and_a_new_yes_opens_again() {
    for who in [Mother, Father] {
        let (harness, mut parents) = Parents::silent().await;
        let other = if who == Mother { Father } else { Mother };
        let course = [
            // Before: the first word is a no, and two who say yes do not undo it.
            (who, Refuses),
            (other, Consents),
            (who, Consents),
            // Taken back, with the yes that was said beside it.
            (who, TakesBack),
            (who, Consents),
            // After: open, and closed again by a no.
            (who, Refuses),
            (other, TakesBack),
            (who, TakesBack),
            // And once more from the beginning, in the other order.
            (who, Consents),
            (other, Consents),
            (other, TakesBack),
            (other, Consents),
        ];
        let mut opened = Vec::new();
        for (step, &(who, act)) in course.iter().enumerate() {
            parents.does(who, act).await;
            parents.hold(&harness, &course[..=step]).await;
            if parents.follows().is_none() {
                opened.push(step);
            }
        }
        assert_eq!(
            opened,
            [4, 9, 11],
            "it opens three times and closes between"
        );
    }
}

// R-STORY-7, R-CONSENT-10
#[tokio::test]
async fn whoever_has_a_relation_is_told_whom_to_ask_and_whoever_has_none_nothing() {
    for (who, missing) in [(Mother, "OTHER_GUARDIAN"), (Father, "RESIDENCE_PARENT")] {
        let (harness, mut parents) = Parents::silent().await;
        parents.does(who, Consents).await;
        let overview = harness.overview(PSYCHIATRIST, STORY).await.unwrap();
        let reason = (overview.withheld.iter()).find(|r| r.code == "OTHER_GUARDIAN_MISSING");
        let step = reason.unwrap().next_step.as_ref().unwrap();
        let [asked] = step.missing_grantors.as_slice() else {
            panic!("one is missing, not {}", step.missing_grantors.len());
        };
        assert_eq!(step.code, "ASK_OTHER_GUARDIAN");
        assert_eq!(asked.role, missing);
        assert!(!step.text.is_empty() && !asked.text.is_empty());
        assert!(harness.overview("laerer-aadal", STORY).await.is_err());
    }
}

// R-STORY-7, R-GATE-1
#[tokio::test]
async fn whichever_parent_goes_back_on_it_nothing_leaves_after_the_acknowledgement() {
    for who in [Mother, Father] {
        for act in [TakesBack, Refuses] {
            let (mut harness, mut parents) = Parents::silent().await;
            for parent in [Mother, Father] {
                parents.does(parent, Consents).await;
            }
            let (held, _rogues) = harness.hold(PPR, STORY).await;
            let log = ReleaseLog::of(&harness);
            let caller = Caller::actor(&harness, PSYCHIATRIST);
            let mut stream = caller.stream(harness.query(STORY)).await.unwrap();
            held.asked().await;
            log.shown("bup-midt").await;
            parents.does(who, act).await;
            let acknowledged = log.number();
            held.let_go();
            let received = rest(&mut stream).await.unwrap();
            let (_, after) = log.around(acknowledged);
            let leaks: Vec<_> = after.iter().filter_map(shows).collect();
            for closed in [PPR, "skole-aadal", "sundhedsplejen-aadal"] {
                assert!(!leaks.contains(&closed), "{who:?} {act:?}: {leaks:?}");
            }
            let told = received.iter().filter_map(row).any(|row| {
                let named = row.source.as_ref().map(|s| s.producer_id.as_str());
                named == Some(PPR) && row.records.is_empty()
            });
            assert!(told, "{who:?} {act:?}: the psychiatrist is told so");
            parents.hold(&harness, &[(who, act)]).await;
        }
    }
}
