//! What the commands about consents, blocks and the access log say: registered, ended, asked, looked.

use super::phrase_table::phrases;

phrases! {
    /// A line about consents, requests, blocks or looks. `{a}` and `{b}` are places for [`DeskPhrase::with`].
    DeskPhrase;
    /// Nothing to list.
    NothingThere = "Inget finns registrerat", "Intet er registreret", "Nothing is registered";
    /// The one refusal of everything that is said or listed.
    NotWithYourAccess = "Det går inte med din behörighet", "Det kan ikke gøres med din adgang", "Not possible with your access";
    /// A consent that permits.
    Permits = "tillåter", "tillader", "permits";
    /// A consent that refuses.
    Refuses = "nekar", "afslår", "refuses";
    /// In force.
    InForce = "gäller", "gælder", "in force";
    /// From a day on.
    FromDay = "från {a}", "fra {a}", "from {a}";
    /// Until a day.
    UntilDay = "till {a}", "til {a}", "until {a}";
    /// Ended at a time.
    Ended = "avslutat {a}", "afsluttet {a}", "ended {a}";
    /// Taken back as misregistered.
    TakenBack = "borttaget som felregistrerat {a}", "slettet som fejlregistreret {a}", "taken back as misregistered {a}";
    /// Whoever it is.
    Anybody = "vem som helst", "enhver", "anybody";
    /// Who may see.
    ForWhom = "för {a}", "for {a}", "for {a}";
    /// Whose records.
    OfSources = "uppgifter från {a}", "oplysninger fra {a}", "records of {a}";
    /// For one purpose only.
    ForPurpose = "ändamål {a}", "formål {a}", "purpose {a}";
    /// On another's word.
    Unverified = "på någon annans ord – granskas", "på en andens ord – kontrolleres", "on another's word – reviewed";
    /// Somebody who has no say any more.
    NotEntitled = "räknas inte: gavs av någon som inte längre bestämmer", "tæller ikke: givet af en, der ikke længere bestemmer", "does not count: given by somebody who no longer decides";
    /// A request that waits.
    Asked = "väntar på svar", "afventer svar", "awaits an answer";
    /// A request that everybody answered.
    Answered = "besvarad", "besvaret", "answered";
    /// A request whose time is over.
    Expired = "tiden gick ut", "udløbet", "expired";
    /// How many answered.
    AnsweredOf = "{a} av {b} har svarat", "{a} af {b} har svaret", "{a} of {b} have answered";
    /// The reader's own answer is awaited.
    AwaitsYou = "ditt svar väntas", "dit svar afventes", "your answer is awaited";
    /// An inner block: one unit.
    InnerBlock = "inre spärr", "indre spærring", "inner block";
    /// An outer block: a whole provider.
    OuterBlock = "yttre spärr", "ydre spærring", "outer block";
    /// A block that was set aside for somebody.
    Lifted = "hävd till {a} för {b}", "ophævet til {a} for {b}", "set aside until {a} for {b}";
    /// On the person's consent.
    OnConsent = "samtycke", "samtykke", "consent";
    /// In an emergency.
    InEmergency = "nödsituation", "nødsituation", "emergency";
    /// Where blocked information may be.
    BlockedAt = "Spärrade uppgifter kan finnas hos {a}", "Spærrede oplysninger kan findes hos {a}", "Blocked information may be at {a}";
    /// Nothing is kept back by a block that this reader could see.
    NoneBlocked = "Inget spärrat hålls tillbaka för dig", "Intet spærret holdes tilbage for dig", "No block keeps anything back from you";
    /// How to open it.
    OpenItSo = "Öppna, högst sju dagar:", "Åbn, højst syv dage:", "To open, for at most seven days:";
    /// It stands in the log.
    Logged = "Loggat med ditt skäl; åtkomsten granskas", "Logget med din årsag; opslaget kontrolleres", "Logged with your reason; the access is reviewed";
    /// A look that was refused.
    WasRefused = "nekades", "blev afvist", "was refused";
    /// A look in an emergency.
    ByEmergency = "nödöppning", "værdispring (nødadgang)", "emergency access";
    /// A look that guardians are not told of.
    HiddenUntilReview = "visas inte för vårdnadshavare; omprövas {a}", "vises ikke for forældre; revurderes {a}", "hidden from guardians; reconsidered {a}";
    /// Places are left out.
    PlacesLeftOut = "Verksamheter visas inte: de skulle avslöja var barnet finns", "Steder vises ikke: de ville røbe, hvor barnet er", "Places are left out: they would tell where the child is";
    /// Something may be blocked.
    SomethingBlocked = "Det finns spärrade uppgifter", "Der findes spærrede oplysninger", "Blocked information exists";
    /// Sees everything asked for.
    Sees = "ser", "ser", "sees";
    /// Sees some of it.
    SeesSome = "ser en del", "ser en del", "sees some";
    /// May ask for it.
    MayAsk = "kan begära", "kan anmode", "may ask";
    /// Sees nothing.
    SeesNothing = "ser inget", "ser intet", "sees nothing";
    /// What a recipient sees is not told, or it has nothing to do with the child.
    NotTold = "ingen uppgift", "ikke oplyst", "not told";
    /// There are more rows.
    MoreThere = "Fler finns", "Der er flere", "There are more";
    /// Looks that guardians may not be told of.
    MayBeHidden = "visas kanske inte för vårdnadshavare", "vises måske ikke for forældre", "may be hidden from guardians";
    /// The grantor is the reader.
    ByYou = "av dig", "af dig", "by you";
    /// The grantor is a guardian.
    ByGuardian = "av vårdnadshavare", "af forælder", "by a guardian";
    /// The grantor is the child.
    ByChild = "av barnet", "af barnet", "by the child";
    /// A look that was right.
    Justified = "befogad", "berettiget", "justified";
    /// A look that was not.
    Unjustified = "obefogad", "uberettiget", "not justified";
    /// A look that is looked into.
    FollowedUp = "utreds vidare", "undersøges videre", "looked into further";
    /// A look that nobody has reviewed.
    AwaitsReview = "väntar på granskning", "afventer kontrol", "awaits review";
    /// There are older ones.
    OlderOnes = "Äldre finns: --before {a}", "Der er ældre: --before {a}", "There are older ones: --before {a}";
    /// There may be older ones, out of reach.
    OlderUntold = "Det kan finnas äldre som inte visas", "Der kan være ældre, som ikke vises", "There may be older ones that are not shown";
    /// A block was set aside in an emergency.
    LiftedUntil = "hävde en spärr till {a}", "ophævede en spærring til {a}", "set a block aside until {a}";
    /// Who registered a consent, and when.
    RegisteredBy = "registrerat {a} av {b}", "registreret {a} af {b}", "registered {a} by {b}";
    /// There is more to review.
    GoOnFrom = "Läs vidare: --from {a}", "Læs videre: --from {a}", "Read on: --from {a}";
    /// A request for information with its case.
    RequestOfCase = "Begäran {a} · ärende {b}", "Anmodning {a} · sag {b}", "Request {a} · case {b}";
    /// The case alone.
    CaseIs = "ärende {a}", "sag {a}", "case {a}";
    /// Where a letter goes.
    SendTo = "Till: {a}", "Til: {a}", "To: {a}";
    /// No mailbox is told.
    NoMailbox = "ingen brevlåda visas – sänd till den mottagare du känner", "ingen postkasse vises – send til den modtager, du kender", "no mailbox is shown – send it to the recipient that you know";
    /// The law that a letter cites.
    ByLaw = "Stöd: {a}", "Hjemmel: {a}", "Law: {a}";
    /// A letter's subject.
    SubjectIs = "Ämne: {a}", "Emne: {a}", "Subject: {a}";
    /// When a letter was sent.
    SentAt = "skickad {a}", "sendt {a}", "sent {a}";
    /// The holder has nothing.
    NothingHeld = "besvarad: inga handlingar finns", "besvaret: der findes intet", "answered: nothing is held";
    /// The holder sent what it has.
    DocumentsSent = "besvarad: handlingar har kommit", "besvaret: dokumenterne er kommet", "answered: the documents have come";
    /// An answer that a person must read.
    AnswerToRead = "svar att läsa – ärendet är öppet", "svar, der skal læses – sagen er åben", "an answer to read – the case is open";
    /// How many records.
    RecordsOf = "{a} uppgifter från {b}", "{a} oplysninger fra {b}", "{a} records of {b}";
    /// No consent is missing.
    NoneMissing = "Inget samtycke saknas", "Intet samtykke mangler", "No consent is missing";
    /// Somebody said no.
    SaidNo = "Samtycke har nekats – tala med familjen", "Samtykke er afslået – tal med familien", "Consent was refused – talk with the family";
    /// How many appointments lack a consent.
    MissingOf = "Samtycke saknas för {a} av {b} tider", "Samtykke mangler for {a} af {b} aftaler", "Consent is missing for {a} of {b} appointments";
    /// How many could not be checked.
    NotChecked = "{a} kunde inte kontrolleras", "{a} kunne ikke kontrolleres", "{a} could not be checked";
    /// No appointment ahead.
    NoneAhead = "Ingen planerad tid", "Ingen planlagt aftale", "No appointment ahead";
    /// How to ask for a consent.
    AskSo = "Fråga: samsyn consent request {a}", "Spørg: samsyn consent request {a}", "Ask: samsyn consent request {a}";
    /// Who may block in Sweden.
    WhoBlocksSe = "I Sverige får vårdnadshavare samtycka men inte spärra. Barnet spärrar självt från 16 år, eller när en enhet bedömt det moget; vårdgivaren registrerar det för sina egna uppgifter", "I Sverige må forældre samtykke, men ikke spærre. Barnet spærrer selv fra 16 år, eller når en enhed har vurderet det modent; behandlingsstedet registrerer det for sine egne oplysninger", "In Sweden guardians may consent and may not block. The child blocks from 16, or once a unit found it mature; the care provider registers it for its own information";
    /// Who may block in Denmark.
    WhoBlocksDk = "I Danmark frabeder sig en förälder för ett barn under 15 år, därefter barnet självt; verksamheten registrerar det för sina egna uppgifter", "I Danmark frabeder en forælder sig for et barn under 15 år, derefter barnet selv; behandlingsstedet registrerer det for sine egne oplysninger", "In Denmark a parent objects for a child under 15, then the child itself; the care provider registers it for its own information";
    /// Who registers consents.
    WhoConsents = "Var och en registrerar sitt eget ord. Fråga dem med `samsyn consent request`", "Enhver registrerer sit eget ord. Spørg dem med `samsyn consent request`", "Everybody registers their own word. Ask them with `samsyn consent request`";
    /// The child must be named.
    GiveChild = "Barnet och vårdnadshavare anger också --child", "Barnet og forældre angiver også --child", "The child and guardians give --child too";
    /// Give the same id again.
    SameIdAgain = "Bröts förbindelsen: ge --id {a} igen", "Blev forbindelsen afbrudt: angiv --id {a} igen", "After a broken connection, give --id {a} again";
}
