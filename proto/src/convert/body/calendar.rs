//! What happens and what has been agreed: activities and plans.

use super::codec::{closed, message};

message! {
    Activity {
        kind: number,
        code: option,
        mode: number,
        reason: plain,
        outcome: plain,
        responsible: option,
        participants: list,
        interpreter_booked: plain,
    }
    Plan {
        kind: plain,
        background: plain,
        goals: list,
        actions: list,
        participants: list,
        coordinator: option,
        follow_up: option,
    }
    PlanGoal {
        id: plain,
        professional_words: plain,
        child_words: plain,
        codes: list,
        target: option,
        state: number,
    }
    PlanAction {
        action: plain,
        owner: option,
        due: option,
        state: number,
        done: option,
        goal_id: plain,
    }
}

closed! {
    ActivityKind {
        Summons,
        Appointment,
        Visit,
        NoShow,
        Admission,
        Discharge,
        Examination,
        NetworkMeeting,
        Session,
    }
    ActivityMode { OnSite, Home, School, Phone, Video }
    GoalState { Active, Reached, Abandoned }
    ActionState { Open, Ongoing, Done, Cancelled }
}
