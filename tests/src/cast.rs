//! Which children and systems of the told world a test starts: whatever it does not need costs every test a port and a handshake.

use std::collections::BTreeSet;

use mock_producers::World;

/// The stories and systems that a test starts with unless it names others.
const EARLY_YEARS: [&str; 3] = ["old-bvc", "new-school", "protected"];
const EARLY_SYSTEMS: [&str; 6] = [
    "bvc-gamlestan",
    "bvc-vasterby",
    "emi-lindskolan",
    "emi-norrby",
    "emi-vasterby",
    "folkbokforingen",
];

/// Who is on stage.
pub(crate) struct Cast {
    /// By slug. `None` = every child.
    stories: Option<BTreeSet<String>>,
    systems: Systems,
}

enum Systems {
    All,
    /// Those that hold anything about one of the children.
    Holding,
    /// By id.
    These(BTreeSet<String>),
}

impl Default for Cast {
    fn default() -> Self {
        Self::of(&EARLY_YEARS).with_systems(&EARLY_SYSTEMS)
    }
}

impl Cast {
    /// Everybody.
    pub(crate) const WHOLE: Self = Self {
        stories: None,
        systems: Systems::All,
    };

    pub(crate) fn of(stories: &[&str]) -> Self {
        Self {
            stories: Some(set(stories)),
            systems: Systems::Holding,
        }
    }

    /// The same children with these systems.
    pub(crate) fn with_systems(self, ids: &[&str]) -> Self {
        let systems = Systems::These(set(ids));
        Self { systems, ..self }
    }

    /// Takes everybody else out of a world.
    pub(crate) fn only(self, world: &mut World) {
        if let Some(stories) = self.stories {
            let unknown = stories.iter().find(|story| world.child(story).is_none());
            assert_eq!(unknown, None, "a story that is told");
            world.children.retain(|child| stories.contains(child.story));
        }
        let systems = match self.systems {
            Systems::All => return,
            Systems::Holding => holding(world),
            Systems::These(ids) => ids,
        };
        let unknown = systems.iter().find(|id| world.system(id).is_none());
        assert_eq!(unknown, None, "a system that is told");
        world.systems.retain(|system| systems.contains(system.id));
    }
}

/// The systems that hold anything about one of the children.
fn holding(world: &World) -> BTreeSet<String> {
    let children: BTreeSet<_> = world.children.iter().map(|child| &child.id).collect();
    let about = |record: &domain::record::Record| children.contains(&record.header.subject);
    (world.systems.iter())
        .filter(|system| system.records.iter().any(about))
        .map(|system| system.id.to_owned())
        .collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
