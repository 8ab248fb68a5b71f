//! Headings, notices and status lines.

use super::phrase_table::phrases;

phrases! {
    /// A heading, notice or status line. `{a}` and `{b}` are places for [`Phrase::with`].
    Phrase;
    /// The age.
    Age = "{a} år", "{a} år", "aged {a}";
    /// The age of the very young.
    AgeMonths = "{a} mån", "{a} mdr.", "{a} months";
    /// When it was decided.
    AsOf = "läget {a}", "status {a}", "as of {a}";
    /// How many sources answered.
    Answered = "{a} av {b} källor svarade", "{a} af {b} kilder svarede", "{a} of {b} sources answered";
    /// No source could be asked.
    NoneAsked = "Ingen källa fick tillfrågas", "Ingen kilde måtte spørges", "No source could be asked";
    /// A source that answered.
    FreshNow = "svarade nu", "svarede nu", "answered now";
    /// From cache.
    CachedFrom = "svaret från {a}", "svaret fra {a}", "answer of {a}";
    /// An older answer.
    StaleFrom = "visas från {a}; källan nås inte nu", "vist fra {a}; kilden kan ikke nås nu", "shown as of {a}; source unreachable";
    /// A failed source with its cause.
    FailedWith = "uppgifter saknas – {a}", "oplysninger mangler – {a}", "missing – {a}";
    /// When a source last answered.
    LastAnswered = "svarade senast {a}", "svarede senest {a}", "last answered {a}";
    /// Withheld, without saying more.
    NothingToShow = "Inget att visa med din behörighet", "Intet at vise med din adgang", "Nothing to show with your access";
    /// A source on request.
    AfterReview = "Lämnas ut efter prövning hos källan", "Udleveres efter vurdering hos kilden", "Released after review by the source";
    /// Older information.
    OlderMayExist = "Äldre uppgifter kan finnas – begär dem", "Ældre oplysninger kan findes – anmod om dem", "Older information may exist – request it";
    /// Older information, beside a source whose row must stay short.
    OlderShort = "äldre kan finnas", "ældre kan findes", "older may exist";
    /// Older information: where the page says how to ask.
    OlderBelow = "Äldre uppgifter kan finnas – begär dem: se ”Visas inte” sist", "Ældre oplysninger kan findes – anmod om dem: se ”Vises ikke” til sidst", "Older information may exist – request it: see “Not shown” at the end";
    /// The answer was not whole.
    NotWhole = "allt kom inte med", "ikke alt kom med", "not everything came";
    /// One record.
    OneRecord = "1 uppgift", "1 oplysning", "1 record";
    /// Several records.
    Records = "{a} uppgifter", "{a} oplysninger", "{a} records";
    /// No record.
    NoRecords = "inga uppgifter", "ingen oplysninger", "no records";
    /// Emergency access.
    Emergency = "Nödöppning – loggas med ditt skäl och granskas", "Værdispring (nødadgang) – logges med din årsag og kontrolleres", "Emergency access – it is logged with your reason and reviewed";
    /// Emergency access with the time when it ends by itself.
    EmergencyUntil = "Nödöppning till {a} – loggas med ditt skäl och granskas", "Værdispring (nødadgang) til {a} – logges med din årsag og kontrolleres", "Emergency access until {a} – it is logged with your reason and reviewed";
    /// Protected identity.
    Protected = "Skyddade personuppgifter", "Navne- og adressebeskyttelse", "Protected identity";
    /// Blocked information.
    Blocked = "Det finns spärrade uppgifter", "Der findes spærrede oplysninger", "Blocked information exists";
    /// A number of before that may not have been this child's alone.
    EarlierNumber = "Barnet har haft ett annat nummer, som ingen källa har tillfrågats under: det som står där saknas här", "Barnet har haft et andet nummer, som ingen kilde er spurgt under: det, der står dér, mangler her", "The child had another number before, under which no source was asked: what stands there is missing here";
    /// The overview is not complete.
    Incomplete = "Översikten är inte fullständig", "Overblikket er ikke fuldstændigt", "The overview is not complete";
    /// Who holds the ball.
    Responsible = "Ansvarig nu", "Hvem har bolden nu", "Who holds the ball";
    /// Whose consent is missing.
    MissingFrom = "saknas: {a}", "mangler: {a}", "missing: {a}";
    /// Before a guardian is asked while some records are not for guardians.
    ThinkFirst = "Några uppgifter visas ej för vårdnadshavare – tänk efter innan du frågar", "Nogle oplysninger vises ikke for forældre – tænk dig om, før du spørger", "Some records are not shown to guardians – think before you ask";
    /// Medicines.
    Medicines = "Läkemedel", "Medicin", "Medicines";
    /// A weight that is less than before.
    WeightFalls = "Vikten sjunker", "Vægten falder", "Weight falls";
    /// From one value to another.
    FromTo = "från {a} till {b}", "fra {a} til {b}", "from {a} to {b}";
    /// Contacts.
    Contacts = "Kontakter", "Kontaktpersoner", "Contacts";
    /// Contacts that have ended.
    FormerContacts = "Tidigare", "Tidligere", "Earlier";
    /// The next appointment.
    NextAppointment = "Nästa tid", "Næste aftale", "Next appointment";
    /// The last event.
    LastEvent = "Senast hänt", "Senest sket", "Last event";
    /// The timeline.
    Timeline = "Tidslinje", "Tidslinje", "Timeline";
    /// What is withheld.
    Withheld = "Visas inte", "Vises ikke", "Not shown";
    /// What is on request.
    OnRequest = "Kan begäras", "Kan rekvireres", "On request";
    /// Sources disagree.
    Disagree = "Källorna har olika uppgifter", "Kilderne er uenige", "Sources disagree";
    /// A record from several sources.
    Sources = "{a} källor: {b}", "{a} kilder: {b}", "{a} sources: {b}";
    /// Not for guardians; for professionals only.
    NotForGuardians = "Visas ej för vårdnadshavare", "Vises ikke for forældre", "Not shown to guardians";
    /// A record whose content cannot be read.
    Unreadable = "oläsbar uppgift", "ulæselig oplysning", "unreadable record";
    /// A record of an unknown kind.
    UnknownKind = "en uppgift av ett slag som programmet inte känner", "en oplysning af en art som programmet ikke kender", "a record of a kind this program does not know";
    /// No date.
    NoDate = "utan datum", "uden dato", "no date";
    /// The end of a period.
    Until = "till {a}", "til {a}", "until {a}";
    /// What the others wait for.
    NextStep = "nästa steg: {a}", "næste skridt: {a}", "next step: {a}";
    /// Since when somebody holds the ball.
    Since = "sedan {a}", "siden {a}", "since {a}";
    /// Until when somebody held the ball.
    HeldUntil = "ansvarig till {a}", "havde bolden til {a}", "held the ball until {a}";
    /// Who coordinates.
    Coordinator = "samordnare", "koordinator", "coordinator";
    /// Who holds custody.
    Custody = "Vårdnad", "Forældremyndighed", "Custody";
    /// Who else belongs to the family.
    Family = "Familj", "Familie", "Family";
    /// Something that the source has no word on.
    NotStated = "inte angiven av källan", "ikke oplyst af kilden", "not stated by the source";
    /// The parent with whom the child lives.
    LivesWith = "barnets boende", "bopælsforælder", "lives with";
    /// Goals and actions.
    Plan = "Plan", "Plan", "Plan";
    /// A plan's next follow-up.
    FollowUp = "följs upp {a}", "følges op {a}", "followed up {a}";
    /// Overdue.
    Overdue = "försenad", "overskredet", "overdue";
    /// Due by.
    DueBy = "senast {a}", "senest {a}", "by {a}";
    /// Goals.
    Goal = "mål", "mål", "goal";
    /// The child's own goal.
    ChildsGoal = "barnets mål", "barnets mål", "the child's goal";
    /// The subject of a secure message.
    Subject = "ämne: {a}", "emne: {a}", "subject: {a}";
    /// Waiting for sources.
    WaitingFor = "väntar på {a}", "venter på {a}", "waiting for {a}";
    /// Older visits, condensed.
    InShort = "äldre besök i kortform", "ældre besøg i kort form", "older visits in short";
    /// The national programme of vaccinations and visits.
    Programme = "Programmet", "Programmet", "Programme";
    /// A programme that was followed.
    ProgrammeFollowed = "{a}: följer programmet", "{a}: følger programmet", "{a}: follows the programme";
    /// A programme that was not.
    ProgrammeDeviates = "{a}: avviker från programmet", "{a}: afviger fra programmet", "{a}: deviates from the programme";
    /// A programme of which not enough is known.
    ProgrammeUnknown = "{a}: okänt om programmet följts", "{a}: ukendt om programmet er fulgt", "{a}: not known whether the programme was followed";
    /// Deviates, as a summary says.
    StatedDeviating = "avviker enligt sammanfattningen ({a})", "afviger ifølge sammenfatningen ({a})", "deviates according to the summary ({a})";
    /// What of a programme is not known, and why.
    UnknownItems = "okänt – {b}: {a}", "ukendt – {b}: {a}", "not known – {b}: {a}";
    /// What of a programme is due now.
    DueNow = "dags nu: {a}", "aktuelt nu: {a}", "due now: {a}";
    /// Until when something of a programme should have been done.
    WasDueBy = "skulle ha gjorts senast {a}", "skulle være sket senest {a}", "was due by {a}";
    /// A follow-up that is open according to a summary.
    OpenFollowUp = "Öppen uppföljning enligt sammanfattningen ({a})", "Åben opfølgning ifølge sammenfatningen ({a})", "Open follow-up according to the summary ({a})";
    /// A diagnosis according to a summary.
    StatedDiagnosis = "Diagnos finns enligt sammanfattningen ({a})", "Der er en diagnose ifølge sammenfatningen ({a})", "A diagnosis exists according to the summary ({a})";
    /// The summary is not enough.
    SummaryNotEnough = "Sammanfattningen räcker inte – läs uppgifterna", "Sammenfatningen er ikke nok – læs oplysningerne", "The summary is not enough – read the records";
    /// The summary is enough.
    SummaryEnough = "Sammanfattningen räcker", "Sammenfatningen er nok", "The summary is enough";
    /// A hearing test.
    Hearing = "hörsel", "hørelse", "hearing";
    /// A hearing threshold with its frequency.
    AtFrequency = "{a} vid {b}", "{a} ved {b}", "{a} at {b}";
    /// The other thresholds.
    Otherwise = "övrigt {a}", "i øvrigt {a}", "otherwise {a}";
    /// Doses.
    Vaccines = "vaccin: {a}", "vaccination: {a}", "vaccines: {a}";
    /// The number of a dose.
    Dose = "dos {a}", "dosis {a}", "dose {a}";
    /// A dose that was not given.
    NotGiven = "{a} ej given", "{a} ikke givet", "{a} not given";
    /// A list that goes on.
    AndMore = "{a} m.m.", "{a} m.m.", "{a} and more";
    /// What masks hide.
    Hidden = "{a} visas inte", "{a} vises ikke", "{a} not shown";
    /// A hidden address.
    MaskedLocation = "adress", "adresse", "address";
    /// A hidden unit.
    MaskedUnit = "enhet", "enhed", "unit";
    /// A hidden author.
    MaskedAuthor = "namn", "navn", "name";
    /// A hidden title.
    MaskedTitle = "rubrik", "overskrift", "title";
    /// Hidden content.
    MaskedBody = "innehåll på begäran", "indhold efter anmodning", "content on request";
    /// What of one finding is hidden.
    ByRequest = "{a} på begäran", "{a} efter anmodning", "{a} on request";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Language;

    #[test]
    fn the_words_are_those_agreed() {
        assert_eq!(
            Phrase::Answered.with_two(Language::Sv, 5, 6),
            "5 av 6 källor svarade"
        );
        assert_eq!(
            Phrase::NothingToShow.say(Language::Da),
            "Intet at vise med din adgang"
        );
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let filled = Phrase::Sources.with_two(Language::En, "{b}", "{a}");
        assert_eq!(filled, "{b} sources: {a}");
    }
}
