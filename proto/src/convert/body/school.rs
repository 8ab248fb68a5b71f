//! What the school tells.

use super::codec::{closed, message};

message! {
    Attendance {
        absence_percent: plain,
        valid_percent: plain,
        invalid_percent: plain,
        unit: number,
        note: plain,
    }
    SchoolSupportPlan {
        needs: plain,
        child_words: plain,
        goals: list,
        measures: list,
        decided: option,
        decided_by: option,
        follow_up: option,
        evaluation: plain,
    }
    SupportMeasure { measure: plain, code: option, responsible: option, period: option }
}

closed! {
    AttendanceUnit { Days, Lessons, Minutes }
}
