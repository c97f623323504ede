//! What the state registers say of the person signed in, and of companies.

use super::identity::Person;
use super::{App, AppError};
use crate::connectors::registry::{Answer, Registers};
use shared::api::identity::{CompanyRecord, CompanyRequest, PersonRecord};
use shared::person::Voen;

/// The person signed in, as the population register has them.
///
/// # Errors
/// [`AppError::RegistrySilent`], [`AppError::RegistryUnknown`].
pub async fn person(app: &App, person: &Person) -> Result<PersonRecord, AppError> {
    let found = settled(registers(app)?.person(&person.fin).await)?;
    Ok(PersonRecord {
        fin: found.fin.reveal().to_owned(),
        name: found.name,
        surname: found.surname,
        patronymic: found.patronymic,
        document: found.document,
        address: found.address,
        as_of: found.as_of.rfc3339(),
    })
}

/// A company, and whether the person signed in acts for it.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::RegistrySilent`], [`AppError::RegistryUnknown`].
pub async fn company(app: &App, person: &Person, request: &CompanyRequest) -> Result<CompanyRecord, AppError> {
    let voen = Voen::parse(&request.voen).map_err(|error| AppError::field("voen", error))?;
    let found = settled(registers(app)?.company(&voen).await)?;
    Ok(CompanyRecord {
        voen: found.voen.as_str().to_owned(),
        name: found.name,
        address: found.address,
        acts: found.representatives.contains(&person.fin),
        as_of: found.as_of.rfc3339(),
    })
}

fn registers(app: &App) -> Result<&Registers, AppError> {
    app.registers().ok_or(AppError::RegistrySilent)
}

/// Silence is told apart from nobody: from silence nothing follows.
fn settled<T>(answer: Answer<T>) -> Result<T, AppError> {
    match answer {
        Answer::Found(found) => Ok(found),
        Answer::Nobody => Err(AppError::RegistryUnknown),
        Answer::Unknown { why } => {
            tracing::warn!(why, "a state register does not answer");
            Err(AppError::RegistrySilent)
        }
    }
}
