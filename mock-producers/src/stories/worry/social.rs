//! What social services hold: two reports, an assessment of her safety before the day ends, a consultation, an inquiry; and what they tell back.

use domain::{
    id::PersonId,
    record::{
        Record, RelationKind, Sensitivity,
        body::{
            ActionState, Activity, ActivityKind, ActivityMode, ConcernKind, ConcernReport, Contact,
            InquiryFeedback, Person, Plan, PlanAction, PlanGoal, types,
        },
    },
};

use crate::{
    calendar::Calendar,
    journal::{Entry, Journal, Site},
    stories::{colleague, reached_at},
    sure,
    systems::{
        ELEVHALSA_PSYK_VASTERBY, EMI_VASTERBY, SOC_VASTERBY, elevhalsa_psyk_vasterby, emi_vasterby,
        soc_vasterby::{self, RECEPTION, addressed_to},
    },
};

/// The inquiry's own number, under which everything of it is filed.
const INQUIRY: &str = "SN 2026/1193";
/// When it was decided on.
const DECIDED: &str = "2026-10-14 13:30";

pub(super) fn told(calendar: &Calendar, child: &PersonId) -> Vec<Record> {
    let mut journal = Journal::open(&SOC_VASTERBY, calendar, child, 1_187);
    journal.by(soc_vasterby::RECEPTION_WORKER);
    reports(&mut journal, calendar);
    protection_assessment(&mut journal, calendar);
    consultation(&mut journal, calendar);
    journal.by(soc_vasterby::INVESTIGATOR);
    inquiry(&mut journal, calendar);
    feedback(&mut journal, calendar);
    journal.close()
}

/// What every paper of the file is: kept from the guardians, one of whom it is about.
fn filed(entry: Entry<'_>) -> Entry<'_> {
    entry
        .not_for_guardians()
        .sensitive(Sensitivity::VeryRestricted)
}

fn reports(journal: &mut Journal<'_>, calendar: &Calendar) {
    for (when, from, title) in [
        (
            "2026-10-05 11:10",
            "school-psychology",
            "Orosanmälan från skola",
        ),
        (
            "2026-10-05 11:25",
            "school-health",
            "Orosanmälan från elevhälsan",
        ),
    ] {
        let report = ConcernReport {
            kind: ConcernKind::Report,
            from_sector: Some(sure::sector(from)),
            received: Some(calendar.moment(when)),
            ..ConcernReport::default()
        };
        filed(journal.write(types::CONCERN_REPORT, when, title, report)).at_unit(RECEPTION);
    }
}

fn protection_assessment(journal: &mut Journal<'_>, calendar: &Calendar) {
    const ASSESSED: &str = "2026-10-05 15:10";
    let assessment = ConcernReport {
        kind: ConcernKind::ProtectionAssessment,
        received: Some(calendar.moment("2026-10-05 11:10")),
        decided: Some(calendar.moment(ASSESSED)),
        ..ConcernReport::default()
    };
    filed(journal.write(
        types::CONCERN_REPORT,
        ASSESSED,
        "Omedelbar skyddsbedömning",
        assessment,
    ))
    .at_unit(RECEPTION);
    filed(journal.note(
        ASSESSED,
        "Skyddsbedömning",
        &[
            ("Uppgifter", "Två anmälningar idag, skolkurator och skolsköterska. Märken som kan vara fingeravtryck. Barnet namnger pappan. Byte av boende skulle ske på fredag."),
            ("Samtal med barnet", "På skolan 13.40, kuratorn med. Vill vara hos mamma."),
            ("Bedömning", "Behov av skydd. Tillgodoses av mamman: barnet stannar hos henne, byter inte på fredag. Mamman informerad 14.50 om det nödvändigaste. Pappan informeras inte före samråd."),
        ],
    ))
    .at_unit(RECEPTION)
    .naming_others();
}

fn consultation(journal: &mut Journal<'_>, calendar: &Calendar) {
    const MEETING: &str = "2026-10-09 09:00";
    let consultation = ConcernReport {
        kind: ConcernKind::Consultation,
        decided: Some(calendar.moment(MEETING)),
        ..ConcernReport::default()
    };
    filed(journal.write(
        types::CONCERN_REPORT,
        MEETING,
        "Samråd Barnahus",
        consultation,
    ));
    filed(journal.note(
        MEETING,
        "Samråd Barnahus, minnesanteckning",
        &[
            ("Deltagare", "Åklagare, polis, barnläkare, socialtjänst."),
            ("Beslut", "Polisanmälan gjord. Barnförhör planeras. Läkarundersökning samma dag. Särskild företrädare begärs. Vårdnadshavarna underrättas inte före förhöret."),
        ],
    ))
    .naming_others();
}

fn inquiry(journal: &mut Journal<'_>, calendar: &Calendar) {
    let safety = journal.keyword("bbic-sakerhet", "BBIC: Säkerhet");
    let basic_care = journal.keyword("bbic-grundlaggande-omsorg", "BBIC: Grundläggande omsorg");
    let inquiry = ConcernReport {
        kind: ConcernKind::Inquiry,
        received: Some(calendar.moment("2026-10-05 11:10")),
        decided: Some(calendar.moment(DECIDED)),
        areas: vec![safety.clone(), basic_care.clone()],
        ..ConcernReport::default()
    };
    filed(journal.write(types::CONCERN_REPORT, DECIDED, "Utredning inledd", inquiry))
        .ongoing()
        .code(safety)
        .code(basic_care)
        .part_of(RelationKind::Process, INQUIRY);
    filed(journal.write(
        types::PLAN,
        "2026-10-16 10:00",
        "Utredningsplan",
        inquiry_plan(calendar),
    ))
    .ongoing()
    .part_of(RelationKind::Process, INQUIRY)
    .naming_others();
    let talk = Activity {
        mode: ActivityMode::School,
        responsible: Some(soc_vasterby::INVESTIGATOR.of(&SOC_VASTERBY)),
        ..Activity::new(ActivityKind::Session, "Samtal med barnet")
    };
    filed(journal.write(types::ACTIVITY, "+5 10:00", "Barnsamtal på skolan", talk))
        .recorded("2026-11-12 09:20")
        .part_of(RelationKind::Process, INQUIRY);
    let contact = Contact {
        next_step: "Barnsamtal; därefter samtal med var och en av föräldrarna".to_owned(),
        reachable: "Telefontid 8.30–9.30".to_owned(),
        ..Contact::new(
            soc_vasterby::INVESTIGATOR.of(&SOC_VASTERBY),
            "Utreder barnets skydd och behov",
        )
    }
    .holding_ball_since(calendar.moment(DECIDED));
    filed(journal.write(types::CONTACT, DECIDED, "Utredare", contact))
        .ongoing()
        .at(reached_at("tel:+46846500441"));
}

fn inquiry_plan(calendar: &Calendar) -> Plan {
    let investigator = || soc_vasterby::INVESTIGATOR.of(&SOC_VASTERBY);
    let counsellor = elevhalsa_psyk_vasterby::COUNSELLOR.of(&ELEVHALSA_PSYK_VASTERBY);
    let nurse = emi_vasterby::NURSE.of(&EMI_VASTERBY);
    let mut certificate = PlanAction::new("Begära in elevhälsans anteckningar", investigator());
    certificate.state = ActionState::Done;
    certificate.done = Some(calendar.moment("2026-10-29"));
    Plan {
        kind: "inquiry-plan".to_owned(),
        background:
            "Anmälningar från skola och elevhälsa om våld. Förhör hållet 2026-10-22 på Barnahus."
                .to_owned(),
        goals: vec![PlanGoal::new(
            "Barnet är tryggt och får sin grundläggande omsorg i båda hemmen eller i ett",
            "Jag vill att ingen skriker",
        )],
        actions: vec![
            certificate,
            PlanAction::new("Samtal med barnet på skolan", investigator())
                .due(calendar.moment("+5")),
            PlanAction::new("Samtal med mamma om omsorg och boende", investigator())
                .due(calendar.moment("2026-11-13")),
            PlanAction::new("Stödsamtal varannan vecka", counsellor.clone()),
        ],
        participants: vec![
            investigator(),
            counsellor,
            nurse,
            barnahus(),
            Person::child("Nellie"),
        ],
        coordinator: Some(investigator()),
        follow_up: Some(calendar.moment("+45")),
    }
}

/// The party at Barnahus: no system of this world, and no producer.
fn barnahus() -> Person {
    let house = sure::organisation("SE2321070114-R0X4", "Barnahus Västerlund");
    colleague("Barnahus", "coordinator", "samordnare, Barnahus", house)
}

/// One feedback to each who reported: that an inquiry was opened, and no more.
fn feedback(journal: &mut Journal<'_>, calendar: &Calendar) {
    let reporters: [&Site; 2] = [&ELEVHALSA_PSYK_VASTERBY, &EMI_VASTERBY];
    for reporter in reporters {
        let told =
            ConcernReport::feedback(InquiryFeedback::Opened, Some(calendar.moment("2026-10-14")));
        filed(journal.write(
            types::CONCERN_REPORT_FEEDBACK,
            "2026-10-14 15:00",
            "Återkoppling till anmälaren",
            told,
        ))
        .part_of(RelationKind::Process, addressed_to(reporter));
    }
}
