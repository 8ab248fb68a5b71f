//! What runs as `sandbox.json` lists it.

use domain::time::Timestamp;
use mock_producers::{
    World,
    host::Sources,
    world::{ToldActor, ToldChild},
};

use crate::{
    authority::Issued, files::Folder, settings::CONSUMERS, start::SandboxError, state,
    token::TokenIssuer,
};

/// The producers, with what the world knows of each.
pub(crate) fn producers(sources: &Sources, world: &World) -> Vec<state::Producer> {
    (sources.all().iter())
        .map(|source| {
            let system = world.system(source.id);
            state::Producer {
                id: source.id.to_owned(),
                name: system.map(|system| system.name.clone()).unwrap_or_default(),
                country: system.map_or("", |system| system.country.code()).to_owned(),
                sector: source.sector.clone(),
                address: format!("https://{}", source.address()),
            }
        })
        .collect()
}

/// A child, with the consents that were registered for it.
pub(crate) fn child(child: &ToldChild, consents: Vec<String>) -> state::Child {
    state::Child {
        id: child.id.value().to_owned(),
        system: child.id.system().to_owned(),
        label: child.label.clone(),
        story: child.story.to_owned(),
        actor: child.actor.to_owned(),
        guardians: (child.guardians.iter())
            .map(|guardian| state::Guardian {
                id: guardian.id.value().to_owned(),
                system: guardian.id.system().to_owned(),
            })
            .collect(),
        consents,
    }
}

/// The synthetic children, one a line.
// R-SANDBOX-2
pub(crate) fn synthetic(children: &[state::Child]) -> Result<String, serde_json::Error> {
    let lines: Vec<String> = (children.iter())
        .map(serde_json::to_string)
        .collect::<Result<_, _>>()?;
    Ok(format!("[\n{}\n]\n", lines.join(",\n")))
}

/// The consumer systems.
pub(crate) fn consumers() -> Vec<state::Consumer> {
    CONSUMERS.iter().map(|id| consumer(id)).collect()
}

/// An actor with a token that is bound to the first consumer's certificate.
pub(crate) fn actor(
    actor: &ToldActor,
    tokens: &TokenIssuer,
    bound_to: &Issued,
    audience: &str,
    now: Timestamp,
) -> Result<state::Actor, SandboxError> {
    let thumbprint = bound_to.identity()?.peer().thumbprint;
    let claims = TokenIssuer::claims(actor, audience, &thumbprint, now);
    Ok(state::Actor {
        name: actor.name.to_owned(),
        token: tokens.sign(&claims)?,
        role: actor.role.to_owned(),
        sector: actor.sector.to_string(),
        organisation: actor.organisation.value().to_owned(),
        organisation_name: actor.organisation_name.to_owned(),
        audience: actor.audience.as_str().to_owned(),
        consumer: consumer(CONSUMERS[0]).id,
    })
}

fn consumer(id: &str) -> state::Consumer {
    let (cert, key) = Folder::pair(id);
    state::Consumer {
        id: id.trim_start_matches("consumer/").to_owned(),
        cert,
        key,
    }
}
