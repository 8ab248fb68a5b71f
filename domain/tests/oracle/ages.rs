//! The days on which a rule turns, to the second, each with the age and the local day counted by hand.

use domain::time::Country;

use crate::axes::Age;

/// Every boundary of both countries, those of the cube and those of the selection alone.
pub(crate) static AGES: &[Age] = &[
    se(
        "se-unknown",
        None,
        "2026-11-21T11:00:00Z",
        "2026-11-21",
        None,
        false,
    )
    .of_cube(),
    // The last second before a Swedish local midnight in winter is 22:59:59 UTC.
    se(
        "se-12-last",
        Some("2013-11-22"),
        "2026-11-21T22:59:59Z",
        "2026-11-21",
        Some(12),
        true,
    )
    .of_cube(),
    se(
        "se-13-first",
        Some("2013-11-22"),
        "2026-11-21T23:00:00Z",
        "2026-11-22",
        Some(13),
        true,
    )
    .of_cube(),
    se(
        "se-15-last",
        Some("2010-11-22"),
        "2026-11-21T22:59:59Z",
        "2026-11-21",
        Some(15),
        true,
    )
    .of_cube(),
    se(
        "se-16-first",
        Some("2010-11-22"),
        "2026-11-21T23:00:00Z",
        "2026-11-22",
        Some(16),
        true,
    )
    .of_cube(),
    // Born 2010, first class in autumn 2017: ten years later is autumn 2027. In August local midnight is 22:00 UTC.
    se(
        "se-ten-years-last",
        Some("2010-05-20"),
        "2027-08-14T21:59:59Z",
        "2027-08-14",
        Some(17),
        true,
    )
    .of_cube(),
    se(
        "se-ten-years-over",
        Some("2010-05-20"),
        "2027-08-14T22:00:00Z",
        "2027-08-15",
        Some(17),
        false,
    )
    .of_cube(),
    // From here on: the selection's.
    // OSL 26:9 is about persons under 18.
    se(
        "se-17-last",
        Some("2008-11-22"),
        "2026-11-21T22:59:59Z",
        "2026-11-21",
        Some(17),
        false,
    ),
    se(
        "se-18-first",
        Some("2008-11-22"),
        "2026-11-21T23:00:00Z",
        "2026-11-22",
        Some(18),
        false,
    ),
    se(
        "se-0",
        Some("2026-05-20"),
        "2026-11-21T11:00:00Z",
        "2026-11-21",
        Some(0),
        true,
    ),
    se(
        "se-11-last",
        Some("2014-11-22"),
        "2026-11-21T22:59:59Z",
        "2026-11-21",
        Some(11),
        true,
    ),
    se(
        "se-12-first",
        Some("2014-11-22"),
        "2026-11-21T23:00:00Z",
        "2026-11-22",
        Some(12),
        true,
    ),
    se(
        "se-14-last",
        Some("2011-11-22"),
        "2026-11-21T22:59:59Z",
        "2026-11-21",
        Some(14),
        true,
    ),
    se(
        "se-15-first",
        Some("2011-11-22"),
        "2026-11-21T23:00:00Z",
        "2026-11-22",
        Some(15),
        true,
    ),
    // Born on a leap day: older on 1 March, in a leap year on the day itself.
    se(
        "se-leap-12-last",
        Some("2016-02-29"),
        "2029-02-28T22:59:59Z",
        "2029-02-28",
        Some(12),
        true,
    ),
    se(
        "se-leap-13-first",
        Some("2016-02-29"),
        "2029-02-28T23:00:00Z",
        "2029-03-01",
        Some(13),
        true,
    ),
    se(
        "se-leap-15-last",
        Some("2012-02-29"),
        "2028-02-28T22:59:59Z",
        "2028-02-28",
        Some(15),
        true,
    ),
    se(
        "se-leap-16-first",
        Some("2012-02-29"),
        "2028-02-28T23:00:00Z",
        "2028-02-29",
        Some(16),
        true,
    ),
    // The ten-year school: born 2021 and 2022 both begin in autumn 2028.
    se(
        "se-born-2021-last",
        Some("2021-06-01"),
        "2038-08-14T21:59:59Z",
        "2038-08-14",
        Some(17),
        true,
    ),
    se(
        "se-born-2021-over",
        Some("2021-06-01"),
        "2038-08-14T22:00:00Z",
        "2038-08-15",
        Some(17),
        false,
    ),
    se(
        "se-born-2022-last",
        Some("2022-12-01"),
        "2038-08-14T21:59:59Z",
        "2038-08-14",
        Some(15),
        true,
    ),
    se(
        "se-born-2022-over",
        Some("2022-12-01"),
        "2038-08-14T22:00:00Z",
        "2038-08-15",
        Some(15),
        false,
    ),
    // The window turns with the year.
    se(
        "se-year-last",
        Some("2016-05-20"),
        "2026-12-31T22:59:59Z",
        "2026-12-31",
        Some(10),
        true,
    ),
    se(
        "se-year-first",
        Some("2016-05-20"),
        "2026-12-31T23:00:00Z",
        "2027-01-01",
        Some(10),
        true,
    ),
    dk(
        "dk-unknown",
        None,
        "2026-11-21T11:00:00Z",
        "2026-11-21",
        None,
    )
    .of_cube(),
    dk(
        "dk-9-last",
        Some("2016-11-24"),
        "2026-11-23T22:59:59Z",
        "2026-11-23",
        Some(9),
    )
    .of_cube(),
    dk(
        "dk-10-first",
        Some("2016-11-24"),
        "2026-11-23T23:00:00Z",
        "2026-11-24",
        Some(10),
    )
    .of_cube(),
    dk(
        "dk-14-last",
        Some("2011-11-24"),
        "2026-11-23T22:59:59Z",
        "2026-11-23",
        Some(14),
    )
    .of_cube(),
    dk(
        "dk-15-first",
        Some("2011-11-24"),
        "2026-11-23T23:00:00Z",
        "2026-11-24",
        Some(15),
    )
    .of_cube(),
    dk(
        "dk-0",
        Some("2026-05-20"),
        "2026-11-21T11:00:00Z",
        "2026-11-21",
        Some(0),
    ),
    dk(
        "dk-13-last",
        Some("2012-11-24"),
        "2026-11-23T22:59:59Z",
        "2026-11-23",
        Some(13),
    ),
    dk(
        "dk-14-first",
        Some("2012-11-24"),
        "2026-11-23T23:00:00Z",
        "2026-11-24",
        Some(14),
    ),
    dk(
        "dk-17-last",
        Some("2008-11-24"),
        "2026-11-23T22:59:59Z",
        "2026-11-23",
        Some(17),
    ),
    dk(
        "dk-leap-9-last",
        Some("2016-02-29"),
        "2026-02-28T22:59:59Z",
        "2026-02-28",
        Some(9),
    ),
    dk(
        "dk-leap-10-first",
        Some("2016-02-29"),
        "2026-02-28T23:00:00Z",
        "2026-03-01",
        Some(10),
    ),
    dk(
        "dk-leap-14-last",
        Some("2012-02-29"),
        "2027-02-28T22:59:59Z",
        "2027-02-28",
        Some(14),
    ),
    dk(
        "dk-leap-15-first",
        Some("2012-02-29"),
        "2027-02-28T23:00:00Z",
        "2027-03-01",
        Some(15),
    ),
    // In summer local midnight is 22:00 UTC.
    dk(
        "dk-summer-14-last",
        Some("2011-07-15"),
        "2026-07-14T21:59:59Z",
        "2026-07-14",
        Some(14),
    ),
    dk(
        "dk-summer-15-first",
        Some("2011-07-15"),
        "2026-07-14T22:00:00Z",
        "2026-07-15",
        Some(15),
    ),
];

const fn se(
    word: &'static str,
    born: Option<&'static str>,
    now: &'static str,
    today: &'static str,
    years: Option<u8>,
    ten_years_run: bool,
) -> Age {
    Age {
        word,
        country: Country::Se,
        born,
        now,
        today,
        years,
        ten_years_run,
        in_cube: false,
    }
}

const fn dk(
    word: &'static str,
    born: Option<&'static str>,
    now: &'static str,
    today: &'static str,
    years: Option<u8>,
) -> Age {
    Age {
        word,
        country: Country::Dk,
        born,
        now,
        today,
        years,
        ten_years_run: false,
        in_cube: false,
    }
}

impl Age {
    const fn of_cube(mut self) -> Self {
        self.in_cube = true;
        self
    }
}
