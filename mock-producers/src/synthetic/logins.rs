//! Children who read their own records: one of each country old enough for it, which no told child of Sweden is.

use domain::time::{Country, Date, age_on};

use crate::{stories::child_logs_in, world::World};

use super::{STORY, access};

/// The login of the first Swedish child that decides for itself.
pub const OF_AGE_SE: &str = "ung-syntetisk-se";
/// The same in Denmark.
pub const OF_AGE_DK: &str = "ung-syntetisk-dk";

/// Lets the first synthetic child of each country log in that is of the age at which the tables open its own view. Protected ones are
/// passed over, so that there is something to see.
// R-WORLD-10
pub(super) fn of_age(world: &mut World, today: Date) {
    for (name, country) in [(OF_AGE_SE, Country::Se), (OF_AGE_DK, Country::Dk)] {
        let decides = access::consents_from(country);
        let child = world.children.iter_mut().find(|child| {
            let age = child.id.birth_date().and_then(|birth| age_on(birth, today));
            child.story == STORY
                && child.id.country() == country
                && !child.protected
                && age.is_some_and(|age| (decides..18).contains(&age))
        });
        if let Some(child) = child {
            child.other_actors.push(name);
            let login = child_logs_in(name, &child.id);
            world.actors.push(login);
        }
    }
}
