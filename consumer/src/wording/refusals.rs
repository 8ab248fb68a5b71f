//! Why a call came to nothing, by the contract's stable reasons (docs/errors.md): what a person can do about it, never what came.

use super::{Language, Words, look_up, phrase_table::phrases};

/// Why a call was refused or failed; `None` for a reason without words of its own.
// R-CLI-4
#[must_use]
pub fn refusal(reason: &str, language: Language) -> Option<&'static str> {
    look_up(REFUSALS, reason, language)
}

#[rustfmt::skip] // a table: one row a line
pub(super) const REFUSALS: &[(&str, Words)] = &[
    ("NOT_A_CONSUMER", ("Systemets certifikat är inte antaget här", "Systemets certifikat er ikke godkendt her", "The system's certificate is not admitted here")),
    ("NOT_A_FACT_SOURCE", ("Det får bara det register göra som är utpekat som källa", "Det må kun det register, der er udpeget som kilde", "Only the register that is pinned as the source may do that")),
    ("CONSENT_UNVERIFIED", ("Den som själv vill se kan inte registrera ett ja eller ta bort ett nej; personen svarar själv", "Den, der selv vil se, kan ikke registrere et ja eller fjerne et nej; personen svarer selv", "Who wants to look cannot register a yes or end a no; the person answers in person")),
    ("CONSENT_ID_TAKEN", ("Id:t står redan för något annat – gör ett nytt", "Id'et står allerede for noget andet – lav et nyt", "The id already stands for something else – make a new one")),
    ("CONSENT_UNKNOWN_ID", ("Inget samtycke har detta id", "Intet samtykke har dette id", "No consent has this id")),
    ("UNKNOWN_ID", ("Inget har detta id", "Intet har dette id", "Nothing has this id")),
    ("EMPTY_PERIOD", ("Slutet ligger inte efter början", "Slutningen ligger ikke efter begyndelsen", "The end does not lie after the start")),
    ("LIFT_TOO_LONG", ("En spärr hävs för högst sju dagar; häv den igen när de har gått", "En spærring ophæves i højst syv dage; ophæv den igen, når de er gået", "A block is set aside for at most seven days; lift it again when they are over")),
    ("NOBODY_TO_ASK", ("Ingen att fråga: vårdnaden är inte känd, eller ingen har den", "Ingen at spørge: forældremyndigheden er ukendt, eller ingen har den", "Nobody to ask: custody is not known, or nobody holds it")),
    ("REQUEST_EXPIRED", ("Tiden att svara har gått ut; ett samtycke kan ändå registreras", "Svarfristen er udløbet; et samtykke kan stadig registreres", "The time to answer is over; a consent can still be registered")),
    ("REVIEW_ID_TAKEN", ("Id:t står redan för en annan granskning – gör ett nytt", "Id'et står allerede for en anden kontrol – lav et nyt", "The id already stands for another review – make a new one")),
    ("OVERVIEW_UNKNOWN", ("Ingen översikt av dig har detta id", "Intet overblik af dig har dette id", "No overview of yours has this id")),
    ("NOT_ON_REQUEST", ("Det visas redan, eller går inte att begära; översikten säger vad som går att begära", "Det vises allerede eller kan ikke anmodes om; overblikket siger, hvad der kan", "This is shown already, or not to be had on request; the overview says what is")),
    ("NO_LETTER", ("Det finns inget brev för detta, eller samtycket som brevet åberopar saknas; be om samtycke, eller kontakta källan", "Der er intet brev til dette, eller det samtykke, som brevet henviser til, mangler; bed om samtykke, eller kontakt kilden", "There is no letter for this, or the consent that it cites is missing; ask for consent, or contact the source")),
    ("OTHER_CASE", ("Svaret gäller ett annat ärende eller kom i en annan tråd", "Svaret gælder en anden sag eller kom i en anden tråd", "The answer is about another case, or came in another thread")),
    ("TOO_MANY", ("En gräns är nådd; fler tas inte emot", "En grænse er nået; flere modtages ikke", "A bound is reached; no more are taken")),
    ("FACTS_UNAVAILABLE", ("Samtycken och vårdnad kan inte läsas, så inget visas", "Samtykker og forældremyndighed kan ikke læses, så intet vises", "Consents and custody cannot be read, so nothing is shown")),
    ("AUDIT_UNAVAILABLE", ("Åtkomstloggen kan inte skrivas, så inget visas", "Adgangsloggen kan ikke skrives, så intet vises", "The access log cannot be written, so nothing is shown")),
    ("STORE_UNAVAILABLE", ("Lagringen svarar inte; det är okänt om ändringen gjordes – upprepa med samma id", "Lageret svarer ikke; det vides ikke, om ændringen skete – gentag med samme id", "The store does not answer; whether the change was made is not known – repeat with the same id")),
    ("STORE_OVERLOADED", ("För mycket väntar på lagringen; inget gjordes", "For meget venter på lageret; intet skete", "Too much waits for the store; nothing was done")),
    ("CALLER_GONE", ("Certifikat eller behörighet upphörde under hämtningen", "Certifikat eller adgang ophørte undervejs", "Certificate or token ended on the way")),
    ("PERMISSION_LOST", ("Behörigheten ändrades under hämtningen – fråga igen", "Adgangen ændrede sig undervejs – spørg igen", "What may be shown changed on the way – ask again")),
    ("OVERVIEW_BROKEN", ("Fel i tjänsten: översikten är inte hel och visas inte", "Fejl i tjenesten: overblikket er ikke helt og vises ikke", "A fault of the service: the overview is not whole and is not shown")),
];

phrases! {
    /// What became of a call that has no reason of its own, and what to try.
    CallPhrase;
    /// Something that was asked is not valid.
    NotValid = "Tjänsten säger att frågan inte är giltig", "Tjenesten siger, at forespørgslen ikke er gyldig", "the aggregator says that the query is not valid";
    /// Token or certificate.
    NotAccepted = "Behörighet eller certifikat godtogs inte", "Adgang eller certifikat blev ikke godtaget", "token or certificate were not accepted";
    /// What to do about it.
    GetToken = "Hämta en ny behörighet, och använd den med det certifikat den utfärdades för", "Hent en ny adgang, og brug den med det certifikat, den er udstedt til", "get a new token, and use it with the certificate it was issued for";
    /// No connection.
    Unreachable = "Tjänsten kan inte nås", "Tjenesten kan ikke nås", "the aggregator cannot be reached";
    /// What to look at.
    IsItRunning = "Är den igång, och är address, ca och aggregator_name profilens?", "Kører den, og er address, ca og aggregator_name profilens?", "is it running, and are address, ca and aggregator_name those of the profile?";
    /// No whole answer.
    TooLate = "Inget helt svar i tid", "Intet helt svar i tide", "no whole answer within the deadline";
    /// More time.
    MoreTime = "Försök igen, eller ge mer tid med --deadline", "Prøv igen, eller giv mere tid med --deadline", "try again, or give it more time with --deadline";
    /// Too much to do.
    Busy = "Tjänsten är upptagen", "Tjenesten er optaget", "the aggregator is busy";
    /// A moment.
    InAMoment = "Försök igen om en stund", "Prøv igen om lidt", "try again in a moment";
    /// A call that is not offered.
    NotOffered = "Den här tjänsten erbjuder inte det", "Denne tjeneste tilbyder ikke det", "this aggregator does not offer that";
    /// No content.
    NoContent = "Tjänsten svarade utan innehåll", "Tjenesten svarede uden indhold", "the aggregator answered without content";
    /// An answer that breaks the contract.
    CannotShow = "Svaret kan inte visas: {a}", "Svaret kan ikke vises: {a}", "the answer cannot be shown: {a}";
    /// Any other code.
    AnsweredWith = "Tjänsten svarade {a}", "Tjenesten svarede {a}", "the aggregator answered {a}";
}
