//! What a letter says is so: one that cites consent is written while there is consent; and it is the place's own that asked.

use domain::{id::PersonId, record::Sector};
use mock_producers::{World, world::ToldRelation};
use proto::{
    status::named_of,
    v1::consent::{
        ConsentKind, CreateInformationRequestResponse as Created, InformationRequest,
        InformationRequestState as State,
    },
};
use tests::{Harness, Scene, caller::Caller, desk::consent};
use tonic::Status;

use crate::{
    information::{
        COUNSELLOR, Desk, NOTHING, SOCIAL, SUBJECT, of, on_stage, on_stage_with,
        with_a_social_worker,
    },
    stage::{DESK, NURSE, STORY, Voice, forget_consents, guardians, open_requests, why},
};

/// The same, and nobody has consented to anything.
async fn without_consents() -> Harness {
    let systems = ["bvc-vasterby", "emi-vasterby", COUNSELLOR];
    let scene = Scene::of(&[STORY]).systems(&systems);
    let retold = |world: &mut World| {
        with_a_social_worker(world);
        forget_consents(world);
    };
    scene.retold(retold).start().await
}

/// Registers a guardian's word to anybody, for everything.
pub(crate) async fn say(desk: &mut Voice, child: &PersonId, grantor: &PersonId, kind: ConsentKind) {
    desk.consent(consent(kind, child, grantor)).await.unwrap();
}

// R-LETTER-4
#[tokio::test]
async fn a_letter_that_cites_consent_is_written_when_everybody_consented_and_never_against_a_refusal()
 {
    let harness = without_consents().await;
    let child = harness.child(STORY);
    let [mother, father] = guardians(&harness, STORY).try_into().unwrap();
    let mut desk = Voice::of(&harness, DESK);
    let mut nurse = Desk::of(&harness, NURSE);
    let asked = of(&child, "school-psychology");
    let refused = |answer: Result<Created, Status>| {
        let status = answer.unwrap_err();
        let lacks = ["consent", "missing_grantors"].map(|key| named_of(&status, key));
        (why::<()>(Err(status)), lacks.map(Option::unwrap_or_default))
    };
    let lacking = |consent: &str, missing: &str| {
        let lacks = [consent.to_owned(), missing.to_owned()];
        ("NO_LETTER".to_owned(), lacks)
    };
    let told = refused(nurse.ask(asked.clone()).await);
    assert_eq!(told, lacking("CONSENT_MISSING", "GUARDIAN"));
    say(&mut desk, &child, &mother, ConsentKind::Permit).await;
    let told = refused(nurse.ask(asked.clone()).await);
    assert_eq!(told, lacking("OTHER_GUARDIAN_MISSING", "GUARDIAN"));
    assert!(
        nurse.all(&child).await.unwrap().is_empty(),
        "nothing was noted"
    );
    say(&mut desk, &child, &father, ConsentKind::Permit).await;
    let letter = nurse.ask(asked.clone()).await.unwrap().letter.unwrap();
    assert!(letter.text.contains("med samtycke"));
    // A refusal since: not again, for the letter would say what is not so, and not anew, for what rests on consent is no longer on request.
    say(&mut desk, &child, &father, ConsentKind::Refuse).await;
    let told = refused(nurse.ask(asked).await);
    assert_eq!(told, lacking("CONSENT_REFUSED", ""));
    let anew = refused(nurse.ask(of(&child, "school-psychology")).await);
    assert_eq!(anew.0, "NOT_ON_REQUEST");
    // An inquiry rests on no consent, and a social board without one needs it like anybody.
    let mut board = Desk::of(&harness, SOCIAL);
    let inquiry = InformationRequest {
        purpose: "inquiry".into(),
        case_number: "SN 2026/7".into(),
        ..of(&child, "child-health")
    };
    board.ask(inquiry).await.unwrap();
    let told = refused(board.ask(of(&child, "child-health")).await);
    assert_eq!(told, lacking("CONSENT_REFUSED", ""));
}

// R-INFO-4
#[tokio::test]
async fn another_sector_or_unit_of_the_same_organisation_reads_and_answers_nothing() {
    let harness = on_stage_with(|world| {
        let organisation = world.actor(NURSE).unwrap().organisation.clone();
        let child = world.children.iter_mut().find(|child| child.story == STORY);
        let everywhere = ["school", "school-health"].map(|sector| ToldRelation {
            organisation: organisation.clone(),
            unit: None,
            sector: Sector::parse(sector).unwrap(),
        });
        child.unwrap().relations.extend(everywhere);
    })
    .await;
    let child = harness.child(STORY);
    let mut nurse = Desk::of(&harness, NURSE);
    let told = nurse.ask(of(&child, "school-psychology")).await.unwrap();
    let noted = told.request.unwrap();
    let elsewhere: [(&str, &str); 2] = [("sector", "school"), ("unit", "SE2120070014-U999")];
    for (claim, value) in elsewhere {
        let mut claims = harness.claims(NURSE);
        *claims.get_mut(claim).unwrap() = value.into();
        let mut other = Desk::of(&harness, NURSE);
        let identity = tests::caller::identity(harness.journal());
        other.caller = Caller::by(&harness, &identity).with(&harness.sign(&claims));
        assert!(other.all(&child).await.unwrap().is_empty(), "{claim}");
        let beside = open_requests(&other.caller, harness.query(STORY), "school-psychology").await;
        assert!(beside.is_empty(), "{claim}");
        let answered = other.answer(&child, &noted, NOTHING).await;
        assert_eq!(why(answered), "UNKNOWN_ID", "{claim}");
    }
    assert_eq!(nurse.all(&child).await.unwrap().len(), 1);
    let beside = open_requests(&nurse.caller, harness.query(STORY), "school-psychology").await;
    assert_eq!(beside.len(), 1);
}

// R-INFO-6
#[tokio::test]
async fn only_whose_role_writes_letters_asks_reads_and_answers() {
    let harness = on_stage_with(|_| {}).await;
    let child = harness.child(STORY);
    let mut nurse = Desk::of(&harness, NURSE);
    let told = nurse.ask(of(&child, "school-psychology")).await.unwrap();
    let noted = told.request.unwrap();
    let mut claims = harness.claims(NURSE);
    *claims.get_mut("role").unwrap() = "teacher".into();
    let mut other = Desk::of(&harness, NURSE);
    let identity = tests::caller::identity(harness.journal());
    other.caller = Caller::by(&harness, &identity).with(&harness.sign(&claims));
    let asked = other.ask(of(&child, "school-psychology")).await;
    assert_eq!(why(asked), "REFUSED");
    assert_eq!(why(other.all(&child).await), "REFUSED");
    let answered = other.answer(&child, &noted, NOTHING).await;
    assert_eq!(why(answered), "REFUSED");
}

// R-INFO-1, R-LETTER-5
#[tokio::test]
async fn a_social_board_asks_in_its_inquiry_by_its_number_and_without_one_no_letter_is_written() {
    let harness = on_stage().await;
    let child = harness.child(STORY);
    let mut board = Desk::of(&harness, SOCIAL);
    let asked = InformationRequest {
        purpose: "inquiry".into(),
        holder_producer_id: "bvc-vasterby".into(),
        information_types: vec!["observation/growth".into()],
        ..of(&child, "child-health")
    };
    assert_eq!(why(board.ask(asked.clone()).await), "INVALID_REQUEST");
    assert!(board.all(&child).await.unwrap().is_empty());
    let asked = InformationRequest {
        case_number: "SN 2026/7".into(),
        ..asked
    };
    let told = board.ask(asked).await.unwrap();
    let (noted, letter) = (told.request.unwrap(), told.letter.unwrap());
    assert!(letter.text.contains("socialtjänstlagen (2025:400)"));
    assert!(letter.text.contains("10 kap. 28 §") && !letter.text.contains("samtycke"));
    assert_eq!(letter.subject, format!("{SUBJECT}SN 2026/7"));
    assert_eq!(noted.case_number, "SN 2026/7");
    let boxes: Vec<_> = letter.mailboxes.iter().map(|m| &*m.producer_id).collect();
    assert_eq!(boxes, ["bvc-vasterby"]);
    let told = board.answer(&child, &noted, NOTHING).await.unwrap();
    assert_eq!(told.state(), State::NothingHeld);

    // What a clinic is shown it does not ask for, and it has no inquiry.
    let mut nurse = Desk::of(&harness, NURSE);
    let shown = InformationRequest {
        information_types: vec!["observation/growth".into()],
        ..of(&child, "school-health")
    };
    assert_eq!(why(nurse.ask(shown).await), "NOT_ON_REQUEST");
    let inquiry = InformationRequest {
        purpose: "inquiry".into(),
        ..of(&child, "school-psychology")
    };
    assert_eq!(why(nurse.ask(inquiry).await), "NO_LETTER");
    let elsewhere = InformationRequest {
        holder_producer_id: "bvc-vasterby".into(),
        ..of(&child, "school-psychology")
    };
    assert_eq!(why(nurse.ask(elsewhere).await), "INVALID_REQUEST");
}
