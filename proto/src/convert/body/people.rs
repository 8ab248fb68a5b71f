//! The child and the people around it: master data, custody, contacts.

use super::codec::{closed, message};

message! {
    MasterData {
        name: plain,
        called_name: plain,
        birth: option,
        sex: number,
        protection: number,
        unborn: option,
        languages: list,
        other_ids: list,
        death: option,
    }
    Unborn { mother: required, expected_birth: option, relinked_to: option }
    SpokenLanguage { tag: plain, interpreter_needed: plain, speaker: plain }
    Custody { holders: list, family: list }
    CustodyHolder {
        person: required,
        residence_parent: plain,
        since: option,
        until: option,
        basis: number,
    }
    FamilyTie { person: required, kind: number, custody: number }
    Contact {
        person: required,
        responsibility: plain,
        responsibility_codes: list,
        coordinator: plain,
        holds_ball: option,
        next_step: plain,
        reachable: plain,
    }
}

closed! {
    RegisteredSex { Female, Male, Other }
    // Not known is not none: a mark that this binary cannot read counts as protected.
    IdentityProtection { None, Confidential, ProtectedRegistration, NameAndAddress }
    CustodyBasis { Law, Agreement, Court }
    FamilyTieKind { Mother, Father, Parent, Guardian, Sibling, FosterParent }
    StatedCustody { Held, NotHeld }
}
