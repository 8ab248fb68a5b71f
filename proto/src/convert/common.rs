//! Identifiers, codes, amounts, times and people.

use domain::{
    id::{InvalidOrganisationId, InvalidPersonId, OrganisationId, PersonId},
    record::{Coding, Organisation, Quantity, body::Person},
    time::{Date, Moment, Period, Timestamp},
};
use thiserror::Error;

use crate::v1::common as wire;

const NANOS_PER_SECOND: i32 = 1_000_000_000;

/// Why a building block cannot be read. Holds no value: values are personal data.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum InvalidValue {
    /// No person can be found under this identifier.
    #[error("an identifier that names no person")]
    PersonId(#[source] InvalidPersonId),
    /// No organisation can be found under this identifier. Refused and not dropped: blocks are matched on it.
    #[error("an identifier that names no organisation")]
    OrganisationId(#[source] InvalidOrganisationId),
    /// A moment of a precision that this binary does not know, or of none.
    #[error("a moment without a precision known here")]
    Moment,
    /// A partial date that no calendar has, such as a day without a month.
    #[error(
        "a date that no calendar has, expected year 1 to 9999, month 1 to 12 or 0, day of that month or 0"
    )]
    Date,
    /// A timestamp outside what a time can be.
    #[error("a timestamp out of range, expected nanos 0 to 999999999")]
    Timestamp,
}

/// Reads a timestamp.
pub fn timestamp(wire: prost_types::Timestamp) -> Result<Timestamp, InvalidValue> {
    let prost_types::Timestamp { seconds, nanos } = wire;
    if !(0..NANOS_PER_SECOND).contains(&nanos) {
        return Err(InvalidValue::Timestamp);
    }
    Timestamp::new(seconds, nanos).map_err(|_| InvalidValue::Timestamp)
}

/// Writes a timestamp.
#[must_use]
pub fn wire_timestamp(time: Timestamp) -> prost_types::Timestamp {
    let (seconds, nanos) = (time.as_second(), time.subsec_nanosecond());
    // The domain counts towards zero, the wire always forwards from the second before.
    if nanos < 0 {
        prost_types::Timestamp {
            seconds: seconds.saturating_sub(1),
            nanos: nanos.saturating_add(NANOS_PER_SECOND),
        }
    } else {
        prost_types::Timestamp { seconds, nanos }
    }
}

impl TryFrom<wire::Identifier> for PersonId {
    type Error = InvalidValue;

    fn try_from(identifier: wire::Identifier) -> Result<Self, InvalidValue> {
        let wire::Identifier { system, value } = identifier;
        Self::parse(&system, &value).map_err(InvalidValue::PersonId)
    }
}

impl From<PersonId> for wire::Identifier {
    fn from(id: PersonId) -> Self {
        Self {
            system: id.system().to_owned(),
            value: id.value().to_owned(),
        }
    }
}

impl TryFrom<wire::Identifier> for OrganisationId {
    type Error = InvalidValue;

    fn try_from(identifier: wire::Identifier) -> Result<Self, InvalidValue> {
        let wire::Identifier { system, value } = identifier;
        Self::parse(&system, &value).map_err(InvalidValue::OrganisationId)
    }
}

impl From<OrganisationId> for wire::Identifier {
    fn from(id: OrganisationId) -> Self {
        Self {
            system: id.system().to_owned(),
            value: id.value().to_owned(),
        }
    }
}

impl From<wire::Coding> for Coding {
    fn from(coding: wire::Coding) -> Self {
        let wire::Coding {
            system,
            code,
            display,
        } = coding;
        Self {
            system,
            code,
            display,
        }
    }
}

impl From<Coding> for wire::Coding {
    fn from(coding: Coding) -> Self {
        let Coding {
            system,
            code,
            display,
        } = coding;
        Self {
            system,
            code,
            display,
        }
    }
}

impl From<wire::Quantity> for Quantity {
    fn from(quantity: wire::Quantity) -> Self {
        let wire::Quantity { value, unit } = quantity;
        Self { value, unit }
    }
}

impl From<Quantity> for wire::Quantity {
    fn from(quantity: Quantity) -> Self {
        let Quantity { value, unit } = quantity;
        Self { value, unit }
    }
}

impl TryFrom<wire::Moment> for Moment {
    type Error = InvalidValue;

    fn try_from(moment: wire::Moment) -> Result<Self, InvalidValue> {
        let wire::Moment { precision } = moment;
        match precision.ok_or(InvalidValue::Moment)? {
            wire::moment::Precision::Instant(instant) => timestamp(instant).map(Self::Instant),
            wire::moment::Precision::Date(date) => partial_date(date),
        }
    }
}

fn partial_date(date: wire::PartialDate) -> Result<Moment, InvalidValue> {
    let wire::PartialDate { year, month, day } = date;
    let narrow = |number: i32| i8::try_from(number).map_err(|_| InvalidValue::Date);
    let year = i16::try_from(year).map_err(|_| InvalidValue::Date)?;
    let (month, day) = (narrow(month)?, narrow(day)?);
    if !(1..=9999).contains(&year) {
        return Err(InvalidValue::Date);
    }
    match (month, day) {
        (0, 0) => Ok(Moment::Year(year)),
        (1..=12, 0) => Ok(Moment::Month { year, month }),
        _ => Date::new(year, month, day)
            .map(Moment::Day)
            .map_err(|_| InvalidValue::Date),
    }
}

impl From<Moment> for wire::Moment {
    fn from(moment: Moment) -> Self {
        let date = |year: i16, month: i8, day: i8| {
            wire::moment::Precision::Date(wire::PartialDate {
                year: year.into(),
                month: month.into(),
                day: day.into(),
            })
        };
        Self {
            precision: Some(match moment {
                Moment::Instant(instant) => {
                    wire::moment::Precision::Instant(wire_timestamp(instant))
                }
                Moment::Day(day) => date(day.year(), day.month(), day.day()),
                Moment::Month { year, month } => date(year, month, 0),
                Moment::Year(year) => date(year, 0, 0),
            }),
        }
    }
}

impl TryFrom<wire::Period> for Period {
    type Error = InvalidValue;

    fn try_from(period: wire::Period) -> Result<Self, InvalidValue> {
        let wire::Period { start, end } = period;
        Ok(Self {
            start: start.map(Moment::try_from).transpose()?,
            end: end.map(Moment::try_from).transpose()?,
        })
    }
}

impl From<Period> for wire::Period {
    fn from(period: Period) -> Self {
        let Period { start, end } = period;
        Self {
            start: start.map(Into::into),
            end: end.map(Into::into),
        }
    }
}

impl TryFrom<wire::Organisation> for Organisation {
    type Error = InvalidValue;

    fn try_from(organisation: wire::Organisation) -> Result<Self, InvalidValue> {
        let wire::Organisation { id, name } = organisation;
        Ok(Self {
            id: id.map(OrganisationId::try_from).transpose()?,
            name,
        })
    }
}

impl From<Organisation> for wire::Organisation {
    fn from(organisation: Organisation) -> Self {
        let Organisation { id, name } = organisation;
        Self {
            id: id.map(Into::into),
            name,
        }
    }
}

impl TryFrom<wire::Person> for Person {
    type Error = InvalidValue;

    fn try_from(person: wire::Person) -> Result<Self, InvalidValue> {
        let wire::Person {
            id,
            name,
            role,
            role_text,
            organisation,
        } = person;
        Ok(Self {
            id: id.map(PersonId::try_from).transpose()?,
            name,
            role,
            role_text,
            organisation: organisation.map(Organisation::try_from).transpose()?,
        })
    }
}

impl From<Person> for wire::Person {
    fn from(person: Person) -> Self {
        let Person {
            id,
            name,
            role,
            role_text,
            organisation,
        } = person;
        Self {
            id: id.map(Into::into),
            name,
            role,
            role_text,
            organisation: organisation.map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(year: i32, month: i32, day: i32) -> Result<Moment, InvalidValue> {
        partial_date(wire::PartialDate { year, month, day })
    }

    // R-WIRE-1
    #[test]
    fn a_partial_date_is_a_year_a_month_or_a_day_and_nothing_between() {
        assert_eq!(read(2024, 0, 0), Ok(Moment::Year(2024)));
        assert_eq!(
            read(2024, 2, 0),
            Ok(Moment::Month {
                year: 2024,
                month: 2
            })
        );
        assert_eq!(
            read(2024, 2, 29).map(|d| d.to_string()),
            Ok("2024-02-29".to_owned())
        );
        for (year, month, day) in [
            (0, 0, 0),
            (-1, 0, 0),
            (10_000, 0, 0),
            (2024, 0, 5),
            (2024, 13, 0),
            (2023, 2, 29),
            (2024, -1, 0),
            (2024, 1, -1),
            (2024, 257, 1),
            (67_560, 1, 1),
        ] {
            assert_eq!(
                read(year, month, day),
                Err(InvalidValue::Date),
                "{year}-{month}-{day}"
            );
        }
        let empty = wire::Moment { precision: None };
        assert_eq!(Moment::try_from(empty), Err(InvalidValue::Moment));
    }

    #[test]
    fn a_timestamp_with_nanos_of_another_second_is_refused() {
        for nanos in [-1, NANOS_PER_SECOND] {
            let odd = prost_types::Timestamp { seconds: 0, nanos };
            assert_eq!(timestamp(odd), Err(InvalidValue::Timestamp));
        }
        let far = prost_types::Timestamp {
            seconds: i64::MAX,
            nanos: 0,
        };
        assert_eq!(timestamp(far), Err(InvalidValue::Timestamp));
    }

    proptest! {
        // R-WIRE-1
        #[test]
        fn a_moment_of_any_precision_comes_back_as_it_went(
            year in 1_i16..=9999, month in 1_i8..=12, day in 1_i8..=31,
            second in -62_000_000_000_i64..253_000_000_000, nanosecond in -999_999_999_i32..1_000_000_000,
        ) {
            let mut moments = vec![
                Moment::Year(year),
                Moment::Month { year, month },
                Moment::Instant(Timestamp::new(second, nanosecond).unwrap()),
            ];
            moments.extend(Date::new(year, month, day).map(Moment::Day));
            for moment in moments {
                prop_assert_eq!(Moment::try_from(wire::Moment::from(moment)), Ok(moment));
            }
        }

        #[test]
        fn no_partial_date_makes_the_reader_panic(year: i32, month: i32, day: i32) {
            let _ = read(year, month, day);
        }
    }
}
