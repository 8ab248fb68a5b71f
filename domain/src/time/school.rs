//! When a child starts first class: a dated table, for the law changes the age by birth year.
//! The rows live in the policy; here is only how they are read.

use serde::Deserialize;

use super::Date;

/// The dated table of school starts. Empty where a country's rules do not count from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Table")]
pub struct SchoolStart {
    /// The rows; [`SchoolStart::check`] says whether they can be misread.
    pub rows: Vec<SchoolStartRow>,
}

/// One row: children born from a year on start on this day of the year in which they turn so many years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolStartRow {
    /// First birth year that the row is for; absent for "all before the next row".
    pub born_from_year: Option<i16>,
    /// The age that the child reaches in the year it starts.
    pub turns: u8,
    /// Month of the start, 1 to 12.
    pub month: i8,
    /// Day of the month.
    pub day: i8,
}

/// Why rows make no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSchoolStart {
    /// A row without a birth year stands after another row, or birth years do not rise.
    #[error("expected rows with rising born_from_year, only the first row without one")]
    Order,
    /// Month and day do not exist in every year.
    #[error("expected a month and day that every year has")]
    Day,
}

impl SchoolStart {
    /// Makes a table, checked.
    ///
    /// # Errors
    /// As for [`SchoolStart::check`].
    pub fn new(rows: Vec<SchoolStartRow>) -> Result<Self, InvalidSchoolStart> {
        let table = Self { rows };
        table.check().map(|()| table)
    }

    /// Refuses a table that its author may have meant otherwise.
    ///
    /// # Errors
    /// [`InvalidSchoolStart`] when rows are out of order or name a day that some year lacks.
    pub fn check(&self) -> Result<(), InvalidSchoolStart> {
        // `None` sorts before every year, so strictly rising also means at most one, and first.
        let rising = self
            .rows
            .is_sorted_by(|a, b| a.born_from_year < b.born_from_year);
        let common_year = 2023;
        let every_year_has =
            |row: &SchoolStartRow| Date::new(common_year, row.month, row.day).is_ok();
        if !rising {
            Err(InvalidSchoolStart::Order)
        } else if !self.rows.iter().all(every_year_has) {
            Err(InvalidSchoolStart::Day)
        } else {
            Ok(())
        }
    }

    /// The day a child with this date of birth starts first class; `None` when no row covers the birth year.
    // R-WINDOW-8
    #[must_use]
    pub fn date(&self, birth: Date) -> Option<Date> {
        let row = self
            .rows
            .iter()
            .filter(|row| row.born_from_year.is_none_or(|year| year <= birth.year()))
            .max_by_key(|row| row.born_from_year)?;
        let year = birth.year().checked_add(i16::from(row.turns))?;
        Date::new(year, row.month, row.day).ok()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rows: Vec<SchoolStartRow>,
}

impl TryFrom<Table> for SchoolStart {
    type Error = InvalidSchoolStart;

    fn try_from(table: Table) -> Result<Self, InvalidSchoolStart> {
        Self::new(table.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const SWEDEN: &str = "
        [[rows]]
        turns = 7
        month = 8
        day = 15

        [[rows]]
        born_from_year = 2022
        turns = 6
        month = 8
        day = 15
    ";

    #[test]
    fn the_last_row_that_covers_the_birth_year_decides() {
        // R-WINDOW-8: both cohorts start in autumn 2028.
        let table: SchoolStart = toml::from_str(SWEDEN).unwrap();
        assert_eq!(table.date(date(2018, 1, 1)), Some(date(2025, 8, 15)));
        assert_eq!(table.date(date(2021, 12, 31)), Some(date(2028, 8, 15)));
        assert_eq!(table.date(date(2022, 1, 1)), Some(date(2028, 8, 15)));
        assert_eq!(table.date(date(2023, 6, 1)), Some(date(2029, 8, 15)));
    }

    #[test]
    fn a_birth_year_before_every_row_has_no_school_start() {
        let row = SchoolStartRow {
            born_from_year: Some(2000),
            turns: 7,
            month: 8,
            day: 15,
        };
        let table = SchoolStart { rows: vec![row] };
        assert_eq!(table.date(date(1999, 12, 31)), None);
        assert!(table.date(date(2000, 1, 1)).is_some());
    }

    #[test]
    fn a_table_that_could_be_misread_is_refused() {
        let row = |born_from_year, month, day| SchoolStartRow {
            born_from_year,
            turns: 7,
            month,
            day,
        };
        let check = |rows| SchoolStart { rows }.check();
        assert_eq!(check(Vec::new()), Ok(()));
        for years in [
            [None, None],
            [Some(2022), None],
            [Some(2022), Some(2020)],
            [Some(2022), Some(2022)],
        ] {
            let rows = years.map(|year| row(year, 8, 15)).to_vec();
            assert_eq!(check(rows), Err(InvalidSchoolStart::Order), "{years:?}");
        }
        for (month, day) in [(2, 29), (13, 1), (6, 31), (0, 1)] {
            assert_eq!(
                check(vec![row(None, month, day)]),
                Err(InvalidSchoolStart::Day)
            );
        }
        let misspelt = SWEDEN.replace("turns", "turn");
        assert!(toml::from_str::<SchoolStart>(&misspelt).is_err());
    }
}
