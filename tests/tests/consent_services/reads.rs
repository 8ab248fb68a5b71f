//! Whoever lists or asks reads what decides about access: it stands in the log before the answer, for every call that changes nothing.

use aggregator::audit::log::{DatabaseLog, Log};
use proto::v1::consent::{
    CreateInformationRequestRequest, InformationRequest, ListInformationRequestsRequest,
    information_request_service_client::InformationRequestServiceClient,
};
use serde_json::Value;
use tests::Harness;
use tonic::Request;

use crate::{
    information::on_stage,
    stage::{DESK, MOTHER, NURSE, STORY, Voice, why, wire},
};

/// What was read and by whom, as the log has it.
fn reads(harness: &Harness) -> Vec<(String, String)> {
    let log = DatabaseLog::open(&harness.dir().join("aggregator.db")).unwrap();
    let mut found = Vec::new();
    log.each(&mut |line| {
        if line.kind == "fact_read" {
            let body: Value = serde_json::from_str(&line.body).unwrap();
            let word = |key: &str| body.get(key).unwrap().as_str().unwrap().to_owned();
            found.push((word("what"), word("by")));
        }
        Ok(())
    })
    .unwrap();
    found
}

// R-AUDIT-14
#[tokio::test]
async fn every_list_of_consents_blocks_and_requests_stands_in_the_log() {
    let harness = on_stage().await;
    let child = harness.child(STORY);
    let mut expected = Vec::new();
    for who in [DESK, MOTHER, NURSE] {
        let mut voice = Voice::of(&harness, who);
        let lists = [
            ("consents-list", voice.consents_of(&child).await.is_ok()),
            ("blocks-list", voice.blocks_of(&child).await.is_ok()),
            (
                "consent-requests-list",
                voice.requests_of(&child).await.is_ok(),
            ),
        ];
        let told = lists.into_iter().filter(|(_, is_told)| *is_told);
        expected.extend(told.map(|(list, _)| (list.to_owned(), who)));
    }
    assert_eq!(expected.len(), 3 + 2 + 1, "who is refused was no reader");
    let nurse = Voice::of(&harness, NURSE).caller;
    let mut letters = InformationRequestServiceClient::new(nurse.channel());
    let ask = |sector: &str, purpose: &str| -> Request<CreateInformationRequestRequest> {
        let request = Some(InformationRequest {
            request_id: uuid::Uuid::new_v4().to_string(),
            child: wire(&child),
            holder_sector: sector.to_owned(),
            purpose: purpose.to_owned(),
            ..InformationRequest::default()
        });
        nurse.request(CreateInformationRequestRequest { request })
    };
    // What is not on request, and that it is without a letter for it, is a decision that was told.
    for (sector, purpose, reason) in [
        ("child-health", "care", "NOT_ON_REQUEST"),
        ("school-psychology", "inquiry", "NO_LETTER"),
    ] {
        let asked = letters.create_information_request(ask(sector, purpose));
        let asked = asked.await;
        assert_eq!(why(asked), reason);
    }
    let list = ListInformationRequestsRequest {
        child: wire(&child),
    };
    let list = nurse.request(list);
    letters.list_information_requests(list).await.unwrap();
    let nurses = [
        "information-request",
        "information-request",
        "information-requests-list",
    ];
    expected.extend(nurses.map(|act| (act.to_owned(), NURSE)));
    let read = reads(&harness);
    let acts: Vec<_> = read.iter().map(|(what, _)| &**what).collect();
    let listed: Vec<_> = expected.iter().map(|(act, _)| &**act).collect();
    assert_eq!(acts, listed);
    // A person's name in the log is a pseudonym, so it is told apart and not read.
    for ((_, by), (_, who)) in read.iter().zip(&expected) {
        let same = read
            .iter()
            .zip(&expected)
            .filter(|(_, (_, other))| other == who);
        assert!(same.into_iter().all(|((_, other), _)| other == by), "{by}");
    }
}
