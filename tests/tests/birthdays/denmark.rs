//! Denmark: nearly everything turns at 15. At 10 a child becomes a party to its social case: it is told how to ask, and a person answers; at
//! 14 nothing turns.

use jiff::civil::date;

use crate::{
    access::{Always, From, Never, Rights, Until, hold},
    stage::{Birthday, DENMARK},
};

const TEN: Rights = Rights {
    age: 10,
    guardian_sees: Always,
    child_sees: Never,
    child_is_party: From,
    guardians_decide: Always,
    child_decides: Never,
};

const FOURTEEN: Rights = Rights {
    age: 14,
    child_is_party: Always,
    ..TEN
};

const FIFTEEN: Rights = Rights {
    age: 15,
    guardian_sees: Until,
    child_sees: From,
    child_is_party: Always,
    guardians_decide: Until,
    child_decides: From,
};

#[rustfmt::skip] // a table: one row a line
const WINTER: [(Rights, Birthday); 3] = [
    (TEN,      Birthday { age: 10, born: date(2017, 1, 15), midnight: "2027-01-14T23:00:00Z" }),
    (FOURTEEN, Birthday { age: 14, born: date(2013, 1, 15), midnight: "2027-01-14T23:00:00Z" }),
    (FIFTEEN,  Birthday { age: 15, born: date(2012, 1, 15), midnight: "2027-01-14T23:00:00Z" }),
];

#[rustfmt::skip]
const SUMMER: [(Rights, Birthday); 3] = [
    (TEN,      Birthday { age: 10, born: date(2017, 7, 15), midnight: "2027-07-14T22:00:00Z" }),
    (FOURTEEN, Birthday { age: 14, born: date(2013, 7, 15), midnight: "2027-07-14T22:00:00Z" }),
    (FIFTEEN,  Birthday { age: 15, born: date(2012, 7, 15), midnight: "2027-07-14T22:00:00Z" }),
];

/// In a common year they turn when 28 February is over, as in Sweden.
#[rustfmt::skip]
const LEAP_DAY: [(Rights, Birthday); 4] = [
    (TEN,      Birthday { age: 10, born: date(2016, 2, 29), midnight: "2026-02-28T23:00:00Z" }),
    (FOURTEEN, Birthday { age: 14, born: date(2012, 2, 29), midnight: "2026-02-28T23:00:00Z" }),
    (FIFTEEN,  Birthday { age: 15, born: date(2012, 2, 29), midnight: "2027-02-28T23:00:00Z" }),
    (FIFTEEN,  Birthday { age: 15, born: date(2016, 2, 29), midnight: "2031-02-28T23:00:00Z" }),
];

#[rustfmt::skip]
const CLOCKS_CHANGE: [(Rights, Birthday); 2] = [
    (FIFTEEN, Birthday { age: 15, born: date(2012, 3, 28), midnight: "2027-03-27T23:00:00Z" }),
    (FIFTEEN, Birthday { age: 15, born: date(2012, 10, 31), midnight: "2027-10-30T22:00:00Z" }),
];

// R-AGE-2, R-CITIZEN-1, R-CITIZEN-5, R-TIME-1, R-DECIDE-2
#[tokio::test]
async fn in_winter_everything_turns_at_midnight_in_copenhagen() {
    for (rights, birthday) in WINTER {
        hold(&DENMARK, rights, birthday).await;
    }
}

// R-AGE-2, R-CITIZEN-1, R-CITIZEN-5, R-TIME-1, R-DECIDE-2
#[tokio::test]
async fn in_summer_an_hour_earlier_by_universal_time() {
    for (rights, birthday) in SUMMER {
        hold(&DENMARK, rights, birthday).await;
    }
}

// R-AGE-2, R-CITIZEN-1, R-TIME-4
#[tokio::test]
async fn a_leap_day_child_turns_when_28_february_is_over() {
    for (rights, birthday) in LEAP_DAY {
        hold(&DENMARK, rights, birthday).await;
    }
}

// R-AGE-2, R-CITIZEN-1, R-TIME-1
#[tokio::test]
async fn in_the_nights_when_clocks_change_too() {
    for (rights, birthday) in CLOCKS_CHANGE {
        hold(&DENMARK, rights, birthday).await;
    }
}
