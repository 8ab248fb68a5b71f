//! Sweden: guardians read until 13, the child from 16; guardians decide until 16, and a child that was found mature from 13.

use domain::time::Timestamp;
use jiff::{SignedDuration, civil::date};
use proto::{
    convert::common::wire_timestamp,
    v1::consent::{
        Assessment, GuardianAccessKind, PutGuardianAccessRequest, RegisterAssessmentRequest,
        fact_service_client::FactServiceClient,
    },
};
use tests::{Harness, caller::Caller};
use uuid::Uuid;

use crate::{
    access::{Always, From, Never, Rights, Until, hold},
    stage::{Birthday, SWEDEN},
};

const TWELVE: Rights = Rights {
    age: 12,
    guardian_sees: Always,
    child_sees: Never,
    child_is_party: Never,
    guardians_decide: Always,
    child_decides: Never,
};

const THIRTEEN: Rights = Rights {
    age: 13,
    guardian_sees: Until,
    ..TWELVE
};

const FIFTEEN: Rights = Rights {
    age: 15,
    guardian_sees: Never,
    ..TWELVE
};

const SIXTEEN: Rights = Rights {
    age: 16,
    guardian_sees: Never,
    child_sees: From,
    child_is_party: From,
    guardians_decide: Until,
    child_decides: From,
};

#[rustfmt::skip] // a table: one row a line
const WINTER: [(Rights, Birthday); 4] = [
    (TWELVE,   Birthday { age: 12, born: date(2015, 1, 15), midnight: "2027-01-14T23:00:00Z" }),
    (THIRTEEN, Birthday { age: 13, born: date(2014, 1, 15), midnight: "2027-01-14T23:00:00Z" }),
    (FIFTEEN,  Birthday { age: 15, born: date(2012, 1, 15), midnight: "2027-01-14T23:00:00Z" }),
    (SIXTEEN,  Birthday { age: 16, born: date(2011, 1, 15), midnight: "2027-01-14T23:00:00Z" }),
];

#[rustfmt::skip]
const SUMMER: [(Rights, Birthday); 4] = [
    (TWELVE,   Birthday { age: 12, born: date(2015, 7, 15), midnight: "2027-07-14T22:00:00Z" }),
    (THIRTEEN, Birthday { age: 13, born: date(2014, 7, 15), midnight: "2027-07-14T22:00:00Z" }),
    (FIFTEEN,  Birthday { age: 15, born: date(2012, 7, 15), midnight: "2027-07-14T22:00:00Z" }),
    (SIXTEEN,  Birthday { age: 16, born: date(2011, 7, 15), midnight: "2027-07-14T22:00:00Z" }),
];

/// In a common year they turn when 28 February is over, in a leap year on 29 February: see `domain::time::age_on`.
#[rustfmt::skip]
const LEAP_DAY: [(Rights, Birthday); 4] = [
    (TWELVE,   Birthday { age: 12, born: date(2016, 2, 29), midnight: "2028-02-28T23:00:00Z" }),
    (THIRTEEN, Birthday { age: 13, born: date(2016, 2, 29), midnight: "2029-02-28T23:00:00Z" }),
    (FIFTEEN,  Birthday { age: 15, born: date(2012, 2, 29), midnight: "2027-02-28T23:00:00Z" }),
    (SIXTEEN,  Birthday { age: 16, born: date(2012, 2, 29), midnight: "2028-02-28T23:00:00Z" }),
];

/// The day on which clocks go forward still begins in winter time, the one on which they go back in summer time.
#[rustfmt::skip]
const CLOCKS_CHANGE: [(Rights, Birthday); 2] = [
    (THIRTEEN, Birthday { age: 13, born: date(2014, 3, 28), midnight: "2027-03-27T23:00:00Z" }),
    (SIXTEEN,  Birthday { age: 16, born: date(2011, 10, 31), midnight: "2027-10-30T22:00:00Z" }),
];

// R-AGE-1, R-CITIZEN-1, R-CITIZEN-5, R-TIME-1, R-DECIDE-2
#[tokio::test]
async fn in_winter_everything_turns_at_midnight_in_stockholm() {
    for (rights, birthday) in WINTER {
        hold(&SWEDEN, rights, birthday).await;
    }
}

// R-AGE-1, R-CITIZEN-1, R-CITIZEN-5, R-TIME-1, R-DECIDE-2
#[tokio::test]
async fn in_summer_an_hour_earlier_by_universal_time() {
    for (rights, birthday) in SUMMER {
        hold(&SWEDEN, rights, birthday).await;
    }
}

// R-AGE-1, R-CITIZEN-1, R-TIME-4
#[tokio::test]
async fn a_leap_day_child_turns_when_28_february_is_over() {
    for (rights, birthday) in LEAP_DAY {
        hold(&SWEDEN, rights, birthday).await;
    }
}

// R-AGE-1, R-CITIZEN-1, R-TIME-1
#[tokio::test]
async fn in_the_nights_when_clocks_change_too() {
    for (rights, birthday) in CLOCKS_CHANGE {
        hold(&SWEDEN, rights, birthday).await;
    }
}

// R-TIME-4, R-AGE-1
#[tokio::test]
async fn in_a_common_year_a_leap_day_child_is_a_year_younger_all_through_28_february() {
    let birthday = Birthday {
        age: 13,
        born: date(2016, 2, 29),
        midnight: "2029-02-28T23:00:00Z",
    };
    let begins: Timestamp = "2029-02-27T23:00:00Z".parse().unwrap();
    let harness = SWEDEN.at(birthday, begins).await;
    assert!(SWEDEN.sees(&harness, SWEDEN.guardian).await);
}

// R-CONSENT-14, R-AGE-1, R-DESK-11
#[tokio::test]
async fn an_assessment_made_at_twelve_never_counts_and_one_of_the_thirteenth_birthday_does() {
    let [_, (_, birthday), ..] = SUMMER;
    let harness = SWEDEN.before(birthday).await;
    let child = SWEDEN.person(&harness);
    let (nurse, sector) = SWEDEN.by_child;
    for guardian in SWEDEN.guardians(&harness) {
        SWEDEN.on_paper(&harness, &guardian, sector).await;
    }
    let caller = Caller::actor(&harness, nurse);
    let mut facts = FactServiceClient::new(caller.channel());
    let found_mature = || {
        let assessment = Some(Assessment {
            assessment_id: Uuid::new_v4().to_string(),
            child: Some(child.clone().into()),
            mature: true,
            ..Assessment::default()
        });
        caller.request(RegisterAssessmentRequest { assessment })
    };
    facts.register_assessment(found_mature()).await.unwrap();
    assert!(
        SWEDEN.sees(&harness, nurse).await,
        "her guardians still decide"
    );

    harness.clock().set(birthday.begins());
    assert!(
        SWEDEN.sees(&harness, nurse).await,
        "they decide at thirteen too: at twelve nobody could find her mature"
    );
    facts.register_assessment(found_mature()).await.unwrap();
    assert!(
        !SWEDEN.sees(&harness, nurse).await,
        "their yes counts no more"
    );
    SWEDEN.on_paper(&harness, &child, sector).await;
    assert!(SWEDEN.sees(&harness, nurse).await, "hers does");
}

// R-CITIZEN-4
#[tokio::test]
async fn extended_access_carries_a_guardian_over_the_thirteenth_birthday_and_not_over_the_sixteenth()
 {
    for (birthday, sees) in [(WINTER[1].1, [true, true]), (WINTER[3].1, [true, false])] {
        let harness = SWEDEN.before(birthday).await;
        extend(&harness, birthday.begins()).await;
        assert_eq!(SWEDEN.sees(&harness, SWEDEN.guardian).await, sees[0]);
        harness.clock().set(birthday.begins());
        assert_eq!(SWEDEN.sees(&harness, SWEDEN.guardian).await, sees[1]);
    }
}

/// A guardian's access is extended, until long after the birthday.
async fn extend(harness: &Harness, birthday: Timestamp) {
    let desk = Caller::by(harness, &harness.party("desk"));
    let mut facts = FactServiceClient::new(desk.channel());
    let end: Timestamp = birthday + SignedDuration::from_hours(24 * 30);
    let guardian = harness.sandbox.world.actor(SWEDEN.guardian).unwrap();
    let request = PutGuardianAccessRequest {
        access_id: Uuid::new_v4().to_string(),
        child: Some(SWEDEN.person(harness).into()),
        guardian: guardian.person.clone().map(Into::into),
        kind: GuardianAccessKind::Extended.into(),
        end_time: Some(wire_timestamp(end)),
        ..PutGuardianAccessRequest::default()
    };
    facts.put_guardian_access(request).await.unwrap();
}
