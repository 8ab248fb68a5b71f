//! Every story from every side: who asks, and what each is told of each sector's sources, for a reader to hold against the stories and the
//! tables of policy. Columns are sectors, cells say:
//!
//! | word | the asker is told |
//! |---|---|
//! | `shown` | records |
//! | `empty` | that the source may be seen and holds nothing for the asker |
//! | `older` | that there may be older information, outside the window, and how to ask for it |
//! | `request` | that a person at the source must release it, and how to ask |
//! | `review` | the same, because the identity is protected |
//! | `never` | that a type is never shared |
//! | `nobody said`, `one said`, `refused`, `withdrawn` | how the consent stands that it takes |
//! | `age` | that it is not shown at the child's age |
//! | `-` | nothing: no rule speaks of the two |
//! | `REFUSED` | nothing at all, not even whether there is such a child |
//!
//! What is inside a cell, and that it arrives as told, stands in each story's own room.

use jiff::civil::date;
use proto::v1::consent::{
    Assessment, ConsentKind, RegisterAssessmentRequest, fact_service_client::FactServiceClient,
};
use tests::{
    Harness, Scene,
    caller::Caller,
    desk::{Desk, consent},
};
use uuid::Uuid;

use crate::matrix::holds;

async fn told(story: &str) -> Harness {
    Scene::of(&[story]).start().await
}

// R-STORY-1
#[tokio::test]
async fn old_bvc_from_every_side() {
    // The school nurse reads the early years; psychiatry is told that they are older than its window. Nobody was asked about habilitation.
    let expected = "
        who                      | child-health | habilitation | hospital     | population-register | school-health
        skolskoterska-vasterby   | shown        | nobody said  | empty, older | shown               | shown
        bup-lakare               | empty, older | nobody said  | empty, older | shown               | shown, older
        vardnadshavare-old-bvc   | shown        | shown        | shown        | shown               | shown
        vardnadshavare-old-bvc-2 | shown        | shown        | shown        | shown               | shown
        auditor                  | REFUSED
        everybody else           | REFUSED
    ";
    holds(&told("old-bvc").await, "old-bvc", expected).await;
}

// R-STORY-4
#[tokio::test]
async fn school_start_from_every_side() {
    // Nobody looks into the mother's own journal: it is about her.
    let expected = "
        who                           | child-health | general-practice | maternity | population-register | school-health
        skolskoterska-vasterby        | shown        | shown, older     | -         | shown               | shown
        bvc-skoterska-vasterby        | shown, older | shown, older     | -         | shown               | shown, older
        vardcentralslakare-alen       | shown, older | shown, older     | -         | shown               | shown, older
        vardnadshavare-school-start   | shown        | shown            | -         | shown               | shown
        vardnadshavare-school-start-2 | shown        | shown            | -         | shown               | shown
        auditor                       | REFUSED
        everybody else                | REFUSED
    ";
    holds(&told("school-start").await, "school-start", expected).await;
}

// R-STORY-2
#[tokio::test]
async fn new_school_from_every_side() {
    // The nurse of the old school has nothing to do with her any more.
    let expected = "
        who                         | population-register | school-health
        skolskoterska-lindskolan    | shown               | shown
        skolskoterska-vasterby      | REFUSED
        vardnadshavare-new-school   | shown               | shown
        vardnadshavare-new-school-2 | shown               | shown
        auditor                     | REFUSED
        everybody else              | REFUSED
    ";
    holds(&told("new-school").await, "new-school", expected).await;
}

// R-STORY-7
#[tokio::test]
async fn second_parent_from_every_side() {
    // Psychiatry waits for the father; PPR reads its own with the mother's word alone, as does nobody else; each parent reads the clinics.
    let expected = "
        who                       | child-psychiatry | general-practice | health-visitor | population-register | ppr          | school      | vaccination-register
        boernepsykiater-midt      | shown, older     | shown, older     | one said       | shown               | one said     | one said    | shown
        ppr-psykolog-aadal        | nobody said      | -                | nobody said    | request             | shown, older | request     | -
        laege-torvet              | shown, older     | shown, older     | nobody said    | shown               | nobody said  | nobody said | shown
        foraelder-second-parent   | shown            | shown            | request        | shown               | request      | request     | shown
        foraelder-second-parent-2 | shown            | shown            | request        | shown               | request      | request     | shown
        auditor                   | REFUSED
        everybody else            | REFUSED
    ";
    holds(&told("second-parent").await, "second-parent", expected).await;
}

// R-STORY-7, R-CONSENT-1
#[tokio::test]
async fn second_parent_from_every_side_once_the_father_has_said_yes_and_once_the_mother_goes_back_on_hers()
 {
    // His word is to everybody, hers was to psychiatry and PPR: what both said opens, what he alone said waits for her.
    let harness = told("second-parent").await;
    let father = harness
        .sandbox
        .world
        .child("second-parent")
        .unwrap()
        .guardians[1]
        .id
        .clone();
    let child = harness.child("second-parent");
    Desk::of(&harness).permit(&child, &father).await;
    let expected = "
        who                       | child-psychiatry | general-practice | health-visitor | population-register | ppr          | school       | vaccination-register
        boernepsykiater-midt      | shown, older     | shown, older     | shown, older   | shown               | shown, older | shown, older | shown
        ppr-psykolog-aadal        | one said         | -                | one said       | request             | shown, older | request      | -
        laege-torvet              | shown, older     | shown, older     | one said       | shown               | one said     | one said     | shown
        foraelder-second-parent   | shown            | shown            | request        | shown               | request      | request      | shown
        foraelder-second-parent-2 | shown            | shown            | request        | shown               | request      | request      | shown
        auditor                   | REFUSED
        everybody else            | REFUSED
    ";
    holds(&harness, "second-parent", expected).await;
    // Hers are the consents that the story began with. Within PPR her word alone opened; his does not stand in for it.
    harness.end_consents("second-parent").await;
    let expected = "
        who                       | child-psychiatry | general-practice | health-visitor | population-register | ppr       | school    | vaccination-register
        boernepsykiater-midt      | shown, older     | shown, older     | withdrawn      | shown               | withdrawn | withdrawn | shown
        ppr-psykolog-aadal        | one said         | -                | one said       | request             | withdrawn | request   | -
        laege-torvet              | shown, older     | shown, older     | one said       | shown               | one said  | one said  | shown
        foraelder-second-parent   | shown            | shown            | request        | shown               | request   | request   | shown
        foraelder-second-parent-2 | shown            | shown            | request        | shown               | request   | request   | shown
        auditor                   | REFUSED
        everybody else            | REFUSED
    ";
    holds(&harness, "second-parent", expected).await;
}

// R-STORY-8
#[tokio::test]
async fn who_holds_the_ball_from_every_side() {
    // The plan is everybody's who takes part; what each holds besides stays where the tables leave it.
    let expected = "
        who                            | child-psychiatry | coordination-plan | general-practice | health-visitor | medication-register | population-register | ppr          | school       | social-family        | vaccination-register
        familieraadgiver-aadal         | request          | shown, older      | request          | request        | request             | shown               | request      | request      | shown, older         | request
        boernepsykiater-midt           | shown, older     | shown, older      | shown, older     | shown, older   | shown               | shown               | shown, older | shown, older | request, nobody said | shown
        laege-torvet                   | shown, older     | shown, older      | shown, older     | nobody said    | shown               | shown               | nobody said  | nobody said  | request, nobody said | shown
        sundhedsplejerske-aadal        | shown, older     | shown, older      | shown, older     | shown, older   | shown               | shown               | request      | request      | request, nobody said | shown
        ppr-psykolog-aadal             | nobody said      | shown, older      | -                | nobody said    | -                   | request             | shown, older | request      | request              | -
        laerer-aadal                   | nobody said      | shown, older      | -                | nobody said    | -                   | request             | request      | request      | request              | -
        foraelder-who-holds-the-ball   | shown            | -                 | shown            | request        | shown               | shown               | request      | request      | request              | shown
        foraelder-who-holds-the-ball-2 | shown            | -                 | shown            | request        | shown               | shown               | request      | request      | request              | shown
        auditor                        | REFUSED
        everybody else                 | REFUSED
    ";
    holds(
        &told("who-holds-the-ball").await,
        "who-holds-the-ball",
        expected,
    )
    .await;
}

// R-STORY-9
#[tokio::test]
async fn fifteen_from_every_side_the_day_before() {
    let harness = Scene::of(&["fifteen"])
        .today(date(2026, 11, 23))
        .start()
        .await;
    let expected = "
        who                  | child-psychiatry | general-practice | health-visitor | medication-register | population-register | ppr          | school       | vaccination-register
        boernepsykiater-midt | shown, older     | shown, older     | shown, older   | shown               | shown               | shown, older | shown, older | shown
        laerer-aadal         | shown, older     | -                | nobody said    | -                   | request             | request      | request      | -
        ppr-psykolog-aadal   | shown, older     | -                | nobody said    | -                   | request             | shown, older | request      | -
        laege-torvet         | shown, older     | shown, older     | nobody said    | shown               | shown               | nobody said  | nobody said  | shown
        foraelder-fifteen    | shown            | shown            | request        | shown               | shown               | request      | request      | shown
        foraelder-fifteen-2  | shown            | shown            | request        | shown               | shown               | request      | request      | shown
        ung-fifteen          | age              | age              | age            | age                 | request             | -            | -            | age
        auditor              | REFUSED
        everybody else       | REFUSED
    ";
    holds(&harness, "fifteen", expected).await;
}

// R-STORY-9
#[tokio::test]
async fn fifteen_from_every_side_on_the_day() {
    // Her no closes school and psychiatry to each other, her parents' yes counts nowhere, treatment goes on, and the page is hers.
    let harness = Scene::of(&["fifteen"])
        .today(date(2026, 11, 24))
        .start()
        .await;
    let expected = "
        who                  | child-psychiatry | general-practice | health-visitor | medication-register | population-register | ppr         | school      | vaccination-register
        boernepsykiater-midt | shown, older     | shown, older     | nobody said    | shown               | shown               | nobody said | refused     | shown
        laerer-aadal         | refused          | -                | nobody said    | -                   | request             | request     | request     | -
        ppr-psykolog-aadal   | nobody said      | -                | nobody said    | -                   | request             | nobody said | request     | -
        laege-torvet         | shown, older     | shown, older     | nobody said    | shown               | shown               | nobody said | nobody said | shown
        foraelder-fifteen    | age              | age              | -              | age                 | age                 | -           | -           | age
        foraelder-fifteen-2  | age              | age              | -              | age                 | age                 | -           | -           | age
        ung-fifteen          | shown            | shown            | shown          | shown               | shown               | request     | request     | shown
        auditor              | REFUSED
        everybody else       | REFUSED
    ";
    holds(&harness, "fifteen", expected).await;
}

// R-STORY-3
#[tokio::test]
async fn protected_from_every_side() {
    // Also the own board's file is free text: released by a person. The mother's login is closed; the father holds no custody and has none.
    let expected = "
        who                      | child-health  | hospital             | population-register | school-health | social-child
        skolskoterska-norrby     | shown, review | shown, review, older | shown               | shown, review | request, review, never
        socialsekreterare-norrby | request       | request              | shown               | request       | review
        vardnadshavare-protected | REFUSED
        auditor                  | REFUSED
        everybody else           | REFUSED
    ";
    holds(&told("protected").await, "protected", expected).await;
}

// R-STORY-10
#[tokio::test]
async fn retracted_from_every_side() {
    let expected = "
        who                     | day-care    | general-practice | health-visitor | hospital | population-register | vaccination-register
        sundhedsplejerske-aadal | request     | shown            | shown          | shown    | shown               | shown
        laege-torvet            | nobody said | shown            | shown          | shown    | shown               | shown
        foraelder-retracted     | request     | shown            | request        | shown    | shown               | shown
        foraelder-retracted-2   | request     | shown            | request        | shown    | shown               | shown
        auditor                 | REFUSED
        everybody else          | REFUSED
    ";
    holds(&told("retracted").await, "retracted", expected).await;
}

// R-STORY-5
#[tokio::test]
async fn worry_from_every_side() {
    // What is on request by consent says whose word is missing; the register is a school's to ask by hand.
    // Of social services nurse and counsellor are shown the feedback that is addressed to them, the teacher that there is none for her, and
    // psychiatry what it is told of every child. The social worker of another town is among everybody else. The parents see one page, and
    // of school and social services what every guardian of every child reads there.
    let expected = "
        who                        | child-health         | child-psychiatry | general-practice | population-register | school               | school-health | school-psychology    | social-child
        socialsekreterare-vasterby | request              | request          | request          | shown               | request              | request       | request              | shown
        skolskoterska-vasterby     | shown                | shown, older     | shown, older     | shown               | request              | shown         | request              | shown, request, never, older
        skolkurator-vasterby       | request, nobody said | -                | -                | request             | shown                | -             | request              | shown, never, older
        larare-vasterby            | request, nobody said | -                | -                | request             | shown                | -             | request              | empty, never, older
        bup-lakare                 | shown, older         | shown, older     | shown, older     | shown               | request, nobody said | nobody said   | request, nobody said | request, never
        vardnadshavare-worry       | shown                | shown            | shown            | shown               | request              | shown         | request              | request
        vardnadshavare-worry-2     | shown                | shown            | shown            | shown               | request              | shown         | request              | request
        auditor                    | REFUSED
        everybody else             | REFUSED
    ";
    holds(&told("worry").await, "worry", expected).await;
}

// R-STORY-6
#[tokio::test]
async fn medicines_from_every_side() {
    // At 14 neither the parents nor she herself read online.
    let expected = "
        who                        | child-psychiatry | coordination-plan | disability   | general-practice | population-register | record-archive | school  | school-health | school-psychology
        bup-lakare                 | shown, older     | shown, older      | shown, older | shown, older     | shown               | request        | request | shown, older  | request
        vardcentralslakare-alen    | shown, older     | shown, older      | shown, older | shown, older     | shown               | request        | request | shown, older  | request
        skolskoterska-vasterby     | shown, older     | shown, older      | shown, older | shown, older     | shown               | request        | request | shown         | request
        vardnadshavare-medicines   | age              | age               | -            | age              | age                 | -              | -       | age           | -
        vardnadshavare-medicines-2 | age              | age               | -            | age              | age                 | -              | -       | age           | -
        ung-medicines              | age              | age               | -            | age              | age                 | -              | -       | age           | -
        auditor                    | REFUSED
        everybody else             | REFUSED
    ";
    holds(&told("medicines").await, "medicines", expected).await;
}

// R-STORY-6, R-CONSENT-14
#[tokio::test]
async fn medicines_from_every_side_once_psychiatry_has_found_her_mature_and_she_says_no_to_it() {
    // Her own word counts where she was assessed; everywhere else it is still her parents'. Custody is told by statute, and her no
    // takes nothing from psychiatry that psychiatry wrote itself.
    let harness = told("medicines").await;
    let child = harness.child("medicines");
    let caller = Caller::actor(&harness, "bup-lakare");
    let assessment = Some(Assessment {
        assessment_id: Uuid::new_v4().to_string(),
        child: Some(child.clone().into()),
        mature: true,
        ..Assessment::default()
    });
    let request = caller.request(RegisterAssessmentRequest { assessment });
    let mut facts = FactServiceClient::new(caller.channel());
    facts.register_assessment(request).await.unwrap();
    let no = consent(ConsentKind::Refuse, &child, &child);
    Desk::of(&harness).register(no).await.unwrap();
    let expected = "
        who                        | child-psychiatry | coordination-plan | disability   | general-practice | population-register | record-archive | school  | school-health | school-psychology
        bup-lakare                 | shown, older     | refused           | refused      | refused          | shown, refused      | refused        | refused | refused       | refused
        vardcentralslakare-alen    | shown, older     | shown, older      | shown, older | shown, older     | shown               | request        | request | shown, older  | request
        skolskoterska-vasterby     | shown, older     | shown, older      | shown, older | shown, older     | shown               | request        | request | shown         | request
        vardnadshavare-medicines   | age              | age               | -            | age              | age                 | -              | -       | age           | -
        vardnadshavare-medicines-2 | age              | age               | -            | age              | age                 | -              | -       | age           | -
        ung-medicines              | age              | age               | -            | age              | age                 | -              | -       | age           | -
        auditor                    | REFUSED
        everybody else             | REFUSED
    ";
    holds(&harness, "medicines", expected).await;
}

// R-STORY-6, R-AGE-1, R-CITIZEN-1
#[tokio::test]
async fn medicines_from_every_side_on_the_day_she_turns_sixteen() {
    // Told of a girl born two years earlier: her own word counts with all three, her parents' no more, and the page is hers.
    let harness = Scene::of(&["medicines"])
        .today(date(2026, 11, 21))
        .retold(|world| {
            let _new = world.reborn("medicines", date(2010, 11, 21)).unwrap();
        })
        .start()
        .await;
    let expected = "
        who                        | child-psychiatry | coordination-plan | disability   | general-practice | population-register | record-archive | school  | school-health | school-psychology
        bup-lakare                 | shown, older     | shown, older      | shown, older | shown, older     | shown               | request        | request | shown, older  | request
        vardcentralslakare-alen    | shown, older     | shown, older      | shown, older | shown, older     | shown               | request        | request | shown, older  | request
        skolskoterska-vasterby     | shown, older     | shown, older      | shown, older | shown, older     | shown               | request        | request | shown         | request
        vardnadshavare-medicines   | age              | age               | -            | age              | age                 | -              | -       | age           | -
        vardnadshavare-medicines-2 | age              | age               | -            | age              | age                 | -              | -       | age           | -
        ung-medicines              | shown            | shown, older      | request      | shown            | shown               | -              | request | shown         | request
        auditor                    | REFUSED
        everybody else             | REFUSED
    ";
    holds(&harness, "medicines", expected).await;
}
