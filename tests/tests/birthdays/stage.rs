//! A told child with another birthday, the clock a millisecond before it, and those whose rights turn with it.

use domain::{
    id::PersonId,
    time::{Country, Date, Timestamp},
};
use jiff::SignedDuration;
use proto::{
    status::reason_of,
    v1::consent::{
        Consent, ConsentKind, EndConsentRequest, RegisterConsentRequest,
        consent_service_client::ConsentServiceClient,
    },
};
use tests::{
    Harness, Scene,
    caller::Caller,
    desk::{Desk, consent},
};

/// Who plays in a country: the story whose child is born anew, who logs in, and two at work who see a source only with consent.
pub(crate) struct Cast {
    pub(crate) country: Country,
    pub(crate) story: &'static str,
    pub(crate) guardian: &'static str,
    pub(crate) child: &'static str,
    /// Whose permits are the guardians' alone, and their sector.
    pub(crate) by_guardians: (&'static str, &'static str),
    /// Whose permit is the child's alone, and their sector.
    pub(crate) by_child: (&'static str, &'static str),
    /// What both see with consent only, and citizens by their own access.
    pub(crate) source: &'static str,
    /// The sector of social services.
    pub(crate) social: &'static str,
}

pub(crate) const SWEDEN: Cast = Cast {
    country: Country::Se,
    story: "medicines",
    guardian: "vardnadshavare-medicines",
    child: "ung-medicines",
    by_guardians: ("vardcentralslakare-alen", "general-practice"),
    by_child: ("skolskoterska-vasterby", "school-health"),
    source: "bup-vasterlund",
    social: "social-child",
};

pub(crate) const DENMARK: Cast = Cast {
    country: Country::Dk,
    story: "fifteen",
    guardian: "foraelder-fifteen",
    child: "ung-fifteen",
    by_guardians: ("laerer-aadal", "school"),
    by_child: ("ppr-psykolog-aadal", "ppr"),
    source: "bup-midt",
    social: "social-family",
};

/// The least that a clock says before midnight: 23:59:59.999.
pub(crate) const MILLISECOND: SignedDuration = SignedDuration::from_millis(1);

/// A birthday: who was born when, and the instant at which the day begins, written in UTC so that no rule of ours computes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Birthday {
    pub(crate) age: u8,
    pub(crate) born: Date,
    pub(crate) midnight: &'static str,
}

impl Birthday {
    pub(crate) fn begins(self) -> Timestamp {
        self.midnight.parse().unwrap()
    }

    pub(crate) fn just_before(self) -> Timestamp {
        self.begins().checked_sub(MILLISECOND).unwrap()
    }
}

impl Cast {
    /// Nobody has said anything yet, and it is a millisecond before the birthday.
    pub(crate) async fn before(&self, birthday: Birthday) -> Harness {
        self.at(birthday, birthday.just_before()).await
    }

    pub(crate) async fn at(&self, birthday: Birthday, now: Timestamp) -> Harness {
        let story = self.story;
        let day = self.country.today(birthday.begins());
        Scene::of(&[story])
            .today(day)
            .clock_at(now)
            .retold(move |world| {
                let _new = world.reborn(story, birthday.born).unwrap();
                for child in &mut world.children {
                    child.consents.clear();
                }
            })
            .start()
            .await
    }

    pub(crate) fn person(&self, harness: &Harness) -> PersonId {
        harness.child(self.story)
    }

    /// Those who hold custody.
    pub(crate) fn guardians(&self, harness: &Harness) -> Vec<PersonId> {
        let told = harness.sandbox.world.child(self.story).unwrap();
        told.guardians.iter().map(|g| g.id.clone()).collect()
    }

    /// A grantor's yes to one sector, on paper: the pinned source registers it.
    pub(crate) async fn on_paper(&self, harness: &Harness, grantor: &PersonId, to: &str) {
        let said = Consent {
            recipient_sector: to.to_owned(),
            ..consent(ConsentKind::Permit, &self.person(harness), grantor)
        };
        Desk::of(harness).register(said).await.unwrap();
    }

    /// The guardians say yes to one at work, the child to the other.
    pub(crate) async fn both_said(&self, harness: &Harness) {
        for guardian in self.guardians(harness) {
            self.on_paper(harness, &guardian, self.by_guardians.1).await;
        }
        let child = self.person(harness);
        self.on_paper(harness, &child, self.by_child.1).await;
    }

    /// Whether an actor is shown anything of the source.
    pub(crate) async fn sees(&self, harness: &Harness, actor: &str) -> bool {
        let overview = harness.overview(actor, self.story).await.unwrap();
        overview
            .source(self.source)
            .is_some_and(|row| row.records > 0)
    }

    /// Whether somebody logged in may register an own yes now. It is taken back at once, so that nothing rests on it.
    pub(crate) async fn may_register(&self, harness: &Harness, login: &str) -> bool {
        let grantor = harness.sandbox.world.actor(login).unwrap().person.clone();
        let said = consent(
            ConsentKind::Permit,
            &self.person(harness),
            &grantor.unwrap(),
        );
        let consent_id = said.consent_id.clone();
        let caller = Caller::actor(harness, login);
        let mut consents = ConsentServiceClient::new(caller.channel());
        let consent = Some(said);
        let request = caller.request(RegisterConsentRequest { consent });
        match consents.register_consent(request).await {
            Ok(_) => {
                let request = caller.request(EndConsentRequest { consent_id });
                consents.end_consent(request).await.unwrap();
                true
            }
            Err(refused) => {
                assert_eq!(reason_of(&refused).as_deref(), Some("REFUSED"), "{login}");
                false
            }
        }
    }
}
