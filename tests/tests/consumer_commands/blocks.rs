//! Blocks on the command line: set, told where, set aside for a week at most, put back, ended; and who may not set one.

use consumer::cli::Exit;
use domain::{id::PersonId, time::Country};
use proto::v1::consent::{Block, RegisterBlockRequest, block_service_client::BlockServiceClient};
use serde_json::Value;
use tests::{Harness, caller::Caller};
use uuid::Uuid;

use crate::stage::{fed, fields, listed, samsyn, told};

const STORY: &str = "second-parent";
const PSYCHIATRIST: &str = "boernepsykiater-midt";
const MOTHER: &str = "foraelder-second-parent";
const GP: &str = "laege-torvet";

/// The doctor's organisation, as it is typed.
fn provider(harness: &Harness) -> String {
    let peers = &harness.sandbox.aggregator.aggregator.peers;
    let mut admissions = peers.admissions();
    let doctor = admissions.find(|admission| admission.id == GP).unwrap();
    doctor.organisation.to_string()
}

async fn doctor_is_shown(harness: &Harness) -> bool {
    let page = samsyn(harness, "show second-parent --format json").await;
    let sources = page.json()["sources"].as_array().unwrap().clone();
    sources
        .iter()
        .any(|s| s["producer"] == GP && s["status"] == "FRESH")
}

/// A mother's block of all that the doctor holds; gives its id.
async fn blocked(harness: &Harness) -> String {
    let register = format!("block register {STORY} --provider {}", provider(harness));
    let block = samsyn(harness, &format!("{register} --actor {MOTHER}")).await;
    let block = block.id();
    assert!(!doctor_is_shown(harness).await);
    block
}

// R-CLI-5, R-CLI-7, R-REVEAL-1
#[tokio::test]
async fn where_it_is_blocked_is_told_with_the_second_step_and_opens_nothing() {
    let harness = told(&[STORY]).await;
    assert!(doctor_is_shown(&harness).await);
    let reveal = "reveal second-parent --reason feber";
    let nothing = samsyn(&harness, reveal).await.done();
    assert_eq!(nothing, "Intet spærret holdes tilbage for dig\n");

    let block = blocked(&harness).await;
    let told = samsyn(&harness, reveal).await.done();
    for words in ["Lægerne på Torvet", &block, "samsyn block lift", "Logget"] {
        assert!(told.contains(words), "{told}");
    }
    let json = samsyn(&harness, &format!("{reveal} --format json")).await;
    let json = json.json();
    let expected = "overview_id blocked sources block_ids";
    assert_eq!(fields(&json), listed(expected));
    assert_eq!(json["block_ids"][0], block.as_str());
    assert_eq!(fields(&json["sources"][0]), listed("producer name sector"));
    assert!(!doctor_is_shown(&harness).await, "told where, not opened");
    // It stands in the log under the overview within which it was told, and nothing was shown there.
    let log = format!("accesses {STORY} --actor {MOTHER} --format json");
    let log = samsyn(&harness, &log).await.json();
    let looks = log["accesses"].as_array().unwrap().iter();
    let of_reveal = looks.filter(|look| look["overview_id"] == json["overview_id"]);
    let acts: Vec<_> = of_reveal
        .map(|look| look["act"].as_str().unwrap())
        .collect();
    assert_eq!(acts, ["reveal", "ask"]);
}

// R-CLI-5, R-DESK-10
#[tokio::test]
async fn a_block_is_set_aside_for_a_week_at_most_put_back_and_ended() {
    let harness = told(&[STORY]).await;
    let block = blocked(&harness).await;
    let words = "--reason consent --because hun_siger_ja";
    let lift = format!("block lift {block} {words} --actor {PSYCHIATRIST}");
    let long = format!("{lift} --until 2026-11-28 --language da");
    let long = samsyn(&harness, &long).await;
    // Until that day's end is longer than a week.
    assert_eq!((long.exit, long.out.as_str()), (Exit::BadInput, ""));
    assert!(long.err.contains("højst syv dage"), "{}", long.err);
    let lift = samsyn(&harness, &lift).await.id();
    assert!(doctor_is_shown(&harness).await);
    let list = format!("block list {STORY} --actor {MOTHER}");
    let list = samsyn(&harness, &list).await.done();
    for words in ["ydre spærring", "ophævet til 28.11.2026"] {
        assert!(list.contains(words), "{list}");
    }

    let restored = format!("block restore {lift} --actor {PSYCHIATRIST}");
    let restored = samsyn(&harness, &restored).await.done();
    assert!(restored.starts_with("ended 21 Nov 2026"), "{restored}");
    assert!(!doctor_is_shown(&harness).await);
    let end = format!("block end {block} --actor {MOTHER} --language da");
    let bare = samsyn(&harness, &end).await;
    assert_eq!(bare.exit, Exit::Nothing);
    assert!(bare.err.contains("--child"), "{}", bare.err);
    let ended = samsyn(&harness, &format!("{end} --child {STORY}")).await;
    let ended = ended.done();
    assert!(ended.starts_with("afsluttet 21.11.2026"), "{ended}");
    assert!(doctor_is_shown(&harness).await);
}

/// A block of all that the doctor holds, set under a number that the child had before; gives its id.
async fn blocked_before(harness: &Harness) -> String {
    let peers = &harness.sandbox.aggregator.aggregator.peers;
    let doctor = peers.admissions().find(|a| a.id == GP).unwrap();
    let older = PersonId::guess("0703921234").unwrap();
    let block = Block {
        block_id: Uuid::new_v4().to_string(),
        child: Some(older.clone().into()),
        provider: Some(doctor.organisation.clone().into()),
        ..Block::default()
    };
    let id = block.block_id.clone();
    let desk = Caller::by(harness, &harness.party("desk"));
    let request = RegisterBlockRequest { block: Some(block) };
    let mut blocks = BlockServiceClient::new(desk.channel());
    blocks.register_block(request).await.unwrap();
    let mut register = harness.sandbox.register(Country::Dk);
    let now = harness.sandbox.aggregator.aggregator.clock.now();
    let (child, older) = (harness.child(STORY), [older]);
    let linked = register.identity_link(&child, &older, now);
    linked.await.unwrap();
    id
}

// R-CLI-14
#[tokio::test]
async fn a_block_from_under_an_older_number_is_set_aside_for_the_child_as_it_is_known_today() {
    let harness = told(&[STORY]).await;
    let block = blocked_before(&harness).await;
    assert!(!doctor_is_shown(&harness).await);
    // What is proposed after the first step is the second one, with the child.
    let told = samsyn(&harness, "reveal second-parent --reason feber").await;
    let told = told.done();
    let proposed = format!("samsyn block lift {block} --child {STORY} --reason");
    assert!(told.contains(&proposed), "{told}");
    let number = harness.child(STORY).value().to_owned();
    let told = samsyn(&harness, &format!("reveal {number} --reason feber")).await;
    let told = told.done();
    assert!(
        told.contains("--child - --reason") && !told.contains(&number),
        "{told}"
    );

    let lift = format!("block lift {block} --reason consent --because hun_siger_ja");
    let bare = samsyn(&harness, &format!("{lift} --actor {PSYCHIATRIST}")).await;
    assert_eq!((bare.exit, bare.out.as_str()), (Exit::Nothing, ""));
    assert!(!doctor_is_shown(&harness).await);
    let line = format!("{number}\n");
    let lifted = fed(&harness, &format!("{lift} --child -"), &line)
        .await
        .id();
    assert!(doctor_is_shown(&harness).await);
    let restored = format!("block restore {lifted} --actor {PSYCHIATRIST}");
    samsyn(&harness, &restored).await.done();
    assert!(!doctor_is_shown(&harness).await);
}

// R-CLI-4
#[tokio::test]
async fn in_sweden_a_guardian_who_blocks_is_told_whose_it_is_to_block() {
    let harness = told(&["old-bvc"]).await;
    let register = "block register old-bvc --provider SE2120070014-E001 --actor";
    for (language, words) in [
        ("sv", "får vårdnadshavare samtycka men inte spärra"),
        ("da", "må forældre samtykke, men ikke spærre"),
        ("en", "guardians may consent and may not block"),
    ] {
        let command = format!("{register} vardnadshavare-old-bvc --language {language}");
        let refused = samsyn(&harness, &command).await;
        assert_eq!((refused.exit, refused.out.as_str()), (Exit::Nothing, ""));
        assert!(refused.err.contains(words), "{}", refused.err);
    }
    // The hint is the law's, not the child's: whoever has nothing to do with it reads the same.
    let said = |actor: &str| format!("{register} {actor}");
    let guardian = samsyn(&harness, &said("vardnadshavare-old-bvc")).await;
    let stranger = samsyn(&harness, &said("skolskoterska-norrby")).await;
    assert_eq!(guardian.err, stranger.err);
}

// R-CLI-6
#[tokio::test]
async fn blocks_and_lifts_have_the_fields_that_a_script_is_promised() {
    let harness = told(&[STORY]).await;
    let register = format!(
        "block register {STORY} --provider {} --unit 130019999999006 --types condition --from 2024 --to 2025-06 --actor {MOTHER}",
        provider(&harness)
    );
    let block = samsyn(&harness, &format!("{register} --format json"))
        .await
        .json();
    let expected = "block_id provider unit types information_start_time information_end_time start_time ended_time deleted_time lifts";
    assert_eq!(fields(&block), listed(expected));
    assert_eq!(block["types"][0], "condition");
    // Local days; the last month is inside.
    assert_eq!(block["information_start_time"], "2023-12-31T23:00:00Z");
    assert_eq!(block["information_end_time"], "2025-06-30T22:00:00Z");
    let id = block["block_id"].as_str().unwrap();
    let lift = format!(
        "block lift {id} --reason consent --because ja --actor {PSYCHIATRIST} --format json"
    );
    let lift = samsyn(&harness, &lift).await.json();
    let expected =
        "lift_id block_id recipient recipient_unit reason start_time end_time ended_time";
    assert_eq!(fields(&lift), listed(expected));
    assert_eq!(
        (&lift["reason"], &lift["ended_time"]),
        (&"CONSENT".into(), &Value::Null)
    );
    let list = format!("block list {STORY} --actor {MOTHER} --format json");
    let list = samsyn(&harness, &list).await.json();
    assert_eq!(list["blocks"][0]["lifts"][0]["lift_id"], lift["lift_id"]);
    let text = samsyn(&harness, &format!("block list {STORY} --actor {MOTHER}"))
        .await
        .done();
    assert!(
        text.contains("indre spærring") && text.contains("tilstand"),
        "{text}"
    );
}
