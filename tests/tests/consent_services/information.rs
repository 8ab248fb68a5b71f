//! What is on request can be asked for: the letter by the tables, the request on the overview until it is answered, the two answers read,
//! and whoever has no part in it learns nothing.

use domain::{id::PersonId, record::Sector};
use mock_producers::{World, world::ToldRelation};
use proto::v1::{
    consent::{
        ConsentKind, CreateInformationRequestRequest, CreateInformationRequestResponse as Created,
        InformationRequest, InformationRequestState as State, ListInformationRequestsRequest,
        RegisterInformationAnswerRequest,
        information_request_service_client::InformationRequestServiceClient,
    },
    overview::OpenRequest,
};
use tests::{Harness, Scene, caller::Caller};
use tonic::{Status, transport::Channel};
use uuid::Uuid;

use crate::{
    letters::say,
    stage::{
        DESK, ELSEWHERE, MOTHER, NURSE, STORY, Voice, guardians, nobody, open_requests, why, wire,
    },
};

pub(crate) const SOCIAL: &str = "socialsekreterare-vasterby";
pub(crate) const COUNSELLOR: &str = "elevhalsa-psyk-vasterby";
pub(crate) const SUBJECT: &str = "Begäran om sekretesskyddade handlingar, ärende ";
pub(crate) const NOTHING: &str = "Inga handlingar finns.";
const DOCUMENTS: &str = "Sekretesskyddade handlingar";

/// The early years with the school's psychologist and the social board, which has to do with the child.
pub(crate) async fn on_stage() -> Harness {
    on_stage_with(|_| {}).await
}

/// The same with something told besides.
pub(crate) async fn on_stage_with(retell: impl FnOnce(&mut World) + Send + 'static) -> Harness {
    let systems = [
        "bvc-vasterby",
        "emi-vasterby",
        "folkbokforingen",
        "soc-vasterby",
        COUNSELLOR,
    ];
    let scene = Scene::of(&[STORY, "protected"]).systems(&systems);
    let retold = |world: &mut World| {
        with_a_social_worker(world);
        retell(world);
    };
    let harness = scene.retold(retold).start().await;
    let child = harness.child(STORY);
    let mut desk = Voice::of(&harness, DESK);
    for guardian in guardians(&harness, STORY) {
        say(&mut desk, &child, &guardian, ConsentKind::Permit).await;
    }
    harness
}

pub(crate) fn with_a_social_worker(world: &mut World) {
    let actor = world.actor(SOCIAL).unwrap().clone();
    for child in &mut world.children {
        child.relations.push(ToldRelation {
            organisation: actor.organisation.clone(),
            unit: None,
            sector: Sector::parse("social-child").unwrap(),
        });
    }
}

pub(crate) struct Desk {
    pub(crate) caller: Caller,
    client: InformationRequestServiceClient<Channel>,
}

impl Desk {
    pub(crate) fn of(harness: &Harness, who: &str) -> Self {
        let caller = match who {
            DESK => Caller::by(harness, &harness.party(DESK)),
            actor => Caller::actor(harness, actor),
        };
        Self {
            client: InformationRequestServiceClient::new(caller.channel()),
            caller,
        }
    }

    pub(crate) async fn ask(&mut self, request: InformationRequest) -> Result<Created, Status> {
        let request = Some(request);
        let request = CreateInformationRequestRequest { request };
        let request = self.caller.request(request);
        let told = self.client.create_information_request(request).await?;
        Ok(told.into_inner())
    }

    pub(crate) async fn answer(
        &mut self,
        child: &PersonId,
        of: &InformationRequest,
        first_line: &str,
    ) -> Result<InformationRequest, Status> {
        let request = self.caller.request(RegisterInformationAnswerRequest {
            request_id: of.request_id.clone(),
            child: wire(child),
            case_number: of.case_number.clone(),
            thread: of.thread.clone(),
            first_line: first_line.to_owned(),
        });
        let told = self.client.register_information_answer(request).await?;
        Ok(told.into_inner().request.unwrap())
    }

    pub(crate) async fn all(
        &mut self,
        child: &PersonId,
    ) -> Result<Vec<InformationRequest>, Status> {
        let child = wire(child);
        let request = ListInformationRequestsRequest { child };
        let request = self.caller.request(request);
        let told = self.client.list_information_requests(request).await?;
        Ok(told.into_inner().requests)
    }
}

pub(crate) fn of(child: &PersonId, sector: &str) -> InformationRequest {
    InformationRequest {
        request_id: Uuid::new_v4().to_string(),
        child: wire(child),
        holder_sector: sector.to_owned(),
        ..InformationRequest::default()
    }
}

/// What an overview says of a sector's open requests.
async fn open(harness: &Harness, who: &str, sector: &str) -> Vec<OpenRequest> {
    let caller = Caller::actor(harness, who);
    open_requests(&caller, harness.query(STORY), sector).await
}

// R-INFO-1, R-INFO-3, R-INFO-5
#[tokio::test]
async fn a_clinic_asks_gets_the_letter_and_sees_the_case_until_it_is_answered() {
    let harness = on_stage().await;
    let child = harness.child(STORY);
    let mut nurse = Desk::of(&harness, NURSE);
    assert!(open(&harness, NURSE, "school-psychology").await.is_empty());
    let asked = InformationRequest {
        case_number: "K 17/2026".into(),
        ..of(&child, "school-psychology")
    };
    let told = nurse.ask(asked.clone()).await.unwrap();
    let (noted, letter) = (told.request.clone().unwrap(), told.letter.clone().unwrap());
    assert_eq!(
        (noted.state(), &*noted.case_number),
        (State::Sent, "K 17/2026")
    );
    assert_eq!(noted.thread, asked.request_id);
    assert_eq!(letter.subject, format!("{SUBJECT}K 17/2026"));
    let number = child.value();
    let (day, rest) = number.split_at(8);
    let first = letter.text.lines().next().unwrap();
    assert_eq!(first, format!("Avser: {day}-{rest}"));
    assert!(letter.text.contains("12 kap. 2 §"));
    assert_eq!(letter.route, "SECURE_MESSAGE");
    let mailbox = letter.mailboxes.first().unwrap();
    assert_eq!(mailbox.producer_id, COUNSELLOR);
    assert!(mailbox.address.contains('@') && !mailbox.keywords.is_empty());
    assert_eq!(
        nurse.ask(asked.clone()).await.unwrap(),
        told,
        "the same again"
    );

    let shown = open(&harness, NURSE, "school-psychology").await;
    let row = shown.first().unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (&*row.case_number, &row.thread),
        ("K 17/2026", &noted.thread)
    );
    assert!(!row.answer_to_read);
    assert!(
        open(&harness, SOCIAL, "school-psychology").await.is_empty(),
        "another's"
    );

    // Something that a person must read leaves it open; a standard answer ends it.
    let other = nurse.answer(&child, &noted, "Autosvar: semester").await;
    assert_eq!(other.unwrap().state(), State::OtherAnswer);
    let shown = open(&harness, NURSE, "school-psychology").await;
    assert!(shown.first().unwrap().answer_to_read);
    let ended = nurse.answer(&child, &noted, DOCUMENTS).await.unwrap();
    assert_eq!(ended.state(), State::DocumentsSent);
    assert!(open(&harness, NURSE, "school-psychology").await.is_empty());
    let listed = nurse.all(&child).await.unwrap();
    assert_eq!(listed, [ended]);
}

// R-INFO-2
#[tokio::test]
async fn an_answer_in_another_thread_or_about_another_case_is_refused() {
    let harness = on_stage().await;
    let child = harness.child(STORY);
    let mut nurse = Desk::of(&harness, NURSE);
    let told = nurse.ask(of(&child, "school-psychology")).await.unwrap();
    let noted = told.request.unwrap();
    let thread = InformationRequest {
        thread: "another".into(),
        ..noted.clone()
    };
    let case = InformationRequest {
        case_number: "K 18/2026".into(),
        ..noted.clone()
    };
    for wrong in [thread, case] {
        let refused = nurse.answer(&child, &wrong, NOTHING).await;
        assert_eq!(why(refused), "OTHER_CASE");
    }
    let unknown = InformationRequest {
        request_id: Uuid::new_v4().to_string(),
        ..noted.clone()
    };
    assert_eq!(
        why(nurse.answer(&child, &unknown, NOTHING).await),
        "UNKNOWN_ID"
    );
    let listed = nurse.all(&child).await.unwrap();
    assert_eq!(
        listed.first().unwrap().state(),
        State::Sent,
        "nothing was taken"
    );
}

// R-INFO-1, R-INFO-4
#[tokio::test]
async fn who_has_no_part_in_it_neither_asks_nor_answers_nor_reads() {
    let harness = on_stage().await;
    let child = harness.child(STORY);
    let told = Desk::of(&harness, NURSE)
        .ask(of(&child, "school-psychology"))
        .await
        .unwrap();
    let noted = told.request.unwrap();
    // Another organisation with a relation has requests of its own and no other's.
    let mut board = Desk::of(&harness, SOCIAL);
    assert!(board.all(&child).await.unwrap().is_empty());
    assert_eq!(
        why(board.answer(&child, &noted, NOTHING).await),
        "UNKNOWN_ID"
    );
    for who in [ELSEWHERE, MOTHER, DESK] {
        let mut other = Desk::of(&harness, who);
        let asked = other.ask(of(&child, "school-psychology")).await;
        assert_eq!(why(asked), "REFUSED", "{who}");
        assert_eq!(why(other.all(&child).await), "REFUSED", "{who}");
        let answered = other.answer(&child, &noted, NOTHING).await;
        assert_eq!(why(answered), "REFUSED", "{who}");
    }
    // Unknown, forbidden: the same words, whatever else is wrong.
    let mut nurse = Desk::of(&harness, NURSE);
    let nonsense = InformationRequest {
        request_id: "no uuid".into(),
        ..of(&nobody(), "no sector")
    };
    assert_eq!(why(nurse.ask(nonsense).await), "REFUSED");
}

// R-INFO-1, R-PROTECT-3
#[tokio::test]
async fn under_protected_identity_no_mailbox_is_named_that_was_not_known() {
    let harness = on_stage().await;
    let child = harness.child("protected");
    let mut board = Desk::of(&harness, SOCIAL);
    let inquiry = InformationRequest {
        purpose: "inquiry".into(),
        case_number: "SN 2026/7".into(),
        ..of(&child, "child-health")
    };
    let told = board.ask(inquiry.clone()).await.unwrap();
    assert!(told.letter.unwrap().mailboxes.is_empty());
    let named = InformationRequest {
        request_id: Uuid::new_v4().to_string(),
        holder_producer_id: "bvc-vasterby".into(),
        ..inquiry
    };
    let told = board.ask(named).await.unwrap();
    assert_eq!(told.letter.unwrap().mailboxes.len(), 1);
    // Whom the one asked is not the others' to read: it says where the child is known.
    assert_eq!(told.request.unwrap().holder_producer_id, "");
    let listed = board.all(&child).await.unwrap();
    assert!(
        listed
            .iter()
            .all(|request| request.holder_producer_id.is_empty())
    );
}

// R-INFO-1
#[tokio::test]
async fn nothing_of_a_letter_lies_in_any_file() {
    let harness = on_stage().await;
    let child = harness.child(STORY);
    let mut nurse = Desk::of(&harness, NURSE);
    let asked = InformationRequest {
        case_number: "KANARIE-4711".into(),
        thread: "TRAD-4712".into(),
        ..of(&child, "school-psychology")
    };
    let noted = nurse.ask(asked).await.unwrap().request.unwrap();
    nurse.answer(&child, &noted, "SVAR-4713").await.unwrap();
    let (day, rest) = child.value().split_at(8);
    let first_line = format!("Avser: {day}-{rest}");
    // The harness's own folder, read as bytes.
    let mut files = vec![harness.dir().to_owned()];
    let mut read = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).unwrap();
            files.extend(inside.map(|entry| entry.unwrap().path()));
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        read += 1;
        for planted in ["KANARIE-4711", "TRAD-4712", "SVAR-4713", &first_line] {
            let found = bytes
                .windows(planted.len())
                .any(|at| at == planted.as_bytes());
            assert!(!found, "{planted} in {}", path.display());
        }
    }
    assert!(read > 3);
}

// R-INFO-1
#[tokio::test]
async fn what_is_too_long_is_refused_at_the_edge() {
    let harness = on_stage().await;
    let child = harness.child(STORY);
    let mut nurse = Desk::of(&harness, NURSE);
    for (case, thread, taken) in [(64, 128, true), (65, 128, false), (64, 129, false)] {
        let asked = InformationRequest {
            case_number: "x".repeat(case),
            thread: "y".repeat(thread),
            ..of(&child, "school-psychology")
        };
        assert_eq!(nurse.ask(asked).await.is_ok(), taken, "{case} {thread}");
    }
    let two_lines = InformationRequest {
        case_number: "one\ntwo".into(),
        ..of(&child, "school-psychology")
    };
    assert_eq!(why(nurse.ask(two_lines).await), "INVALID_REQUEST");
}
