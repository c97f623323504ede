//! The state registers port: the client's side of `docs/registry-contract.md`. Both answer that somebody is there, that
//! nobody is, or nothing that can be relied on: *don't know*, from which nothing is concluded.

use super::signed::Caller;
use super::wire::{Reply, is_line};
use super::{Secret, SetupError, base_url, http_client};
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use shared::person::{Fin, Voen};
use shared::time::Timestamp;

/// Of a call's time, what the connection may take.
const CONNECT_MS_MAX: u64 = 3_000;
/// Longest name, surname or patronymic.
const NAME_LENGTH_MAX: usize = 120;
/// Longest document number.
const DOCUMENT_LENGTH_MAX: usize = 40;
/// Longest address, and longest company's name.
const ADDRESS_LENGTH_MAX: usize = 300;
/// Most representatives of one company.
const REPRESENTATIVES_MAX: usize = 100;

/// `[registry]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryConfig {
    /// Base of the population register, to which `/v1/persons/query` is added.
    pub persons_url: String,
    /// Base of the taxpayers' register, to which `/v1/companies/query` is added.
    pub companies_url: String,
    /// Which shared key signs.
    pub key: String,
    /// The shared key.
    pub secret: Secret,
    /// For one query: a citizen waits for it.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
}

const fn timeout_ms() -> u64 {
    5_000
}

/// A register's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<T> {
    /// There it is.
    Found(T),
    /// The register knows nobody of that number.
    Nobody,
    /// *Don't know*.
    Unknown {
        /// For the operator's log.
        why: &'static str,
    },
}

/// A natural person. No `Debug` that names them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// FIN.
    pub fin: Fin,
    /// Name.
    pub name: String,
    /// Surname.
    pub surname: String,
    /// Father's name; may be empty.
    pub patronymic: String,
    /// Identity document; may be empty.
    pub document: String,
    /// Registered address; may be empty.
    pub address: String,
    /// The time of the register's answer.
    pub as_of: Timestamp,
}

/// A taxpayer.
#[derive(Clone, PartialEq, Eq)]
pub struct Company {
    /// VÖEN.
    pub voen: Voen,
    /// Name.
    pub name: String,
    /// Registered address; may be empty.
    pub address: String,
    /// Who may act for it without a further paper.
    pub representatives: Vec<Fin>,
    /// The time of the register's answer.
    pub as_of: Timestamp,
}

/// Both registers; a clone shares the connections.
#[derive(Debug, Clone)]
pub struct Registers {
    persons: String,
    companies: String,
    timeout_ms: u64,
    caller: Caller,
}

impl Registers {
    /// Checks the settings; calls nobody.
    ///
    /// # Errors
    /// [`SetupError`] naming what cannot be used.
    pub fn new(config: &RegistryConfig) -> Result<Self, SetupError> {
        let client = http_client(config.timeout_ms, config.timeout_ms.min(CONNECT_MS_MAX))?;
        Ok(Self {
            persons: base_url("registry persons_url", &config.persons_url)?,
            companies: base_url("registry companies_url", &config.companies_url)?,
            timeout_ms: config.timeout_ms,
            caller: Caller::new(&config.key, &config.secret, client)?,
        })
    }

    /// A person by FIN.
    pub async fn person(&self, fin: &Fin) -> Answer<Person> {
        let url = format!("{}/v1/persons/query", self.persons);
        let read = self.ask(url, json!({ "fin": fin.reveal() })).await.and_then(|reply| person_of(&reply, fin));
        answer(read)
    }

    /// A company by VÖEN.
    pub async fn company(&self, voen: &Voen) -> Answer<Company> {
        let url = format!("{}/v1/companies/query", self.companies);
        let read = self.ask(url, json!({ "voen": voen.as_str() })).await.and_then(|reply| company_of(&reply, voen));
        answer(read)
    }

    async fn ask(&self, url: String, body: serde_json::Value) -> Result<Reply, &'static str> {
        self.caller.exchange(Method::POST, url, body.to_string(), self.timeout_ms).await
    }
}

fn answer<T>(read: Result<Option<T>, &'static str>) -> Answer<T> {
    match read {
        Ok(Some(found)) => Answer::Found(found),
        Ok(None) => Answer::Nobody,
        Err(why) => Answer::Unknown { why },
    }
}

#[derive(Deserialize)]
struct PersonAnswer {
    as_of: String,
    // A missing field is no "nobody": it must be there, perhaps as null.
    #[serde(deserialize_with = "Option::deserialize")]
    person: Option<PersonBody>,
}

#[derive(Deserialize)]
struct PersonBody {
    fin: String,
    name: String,
    surname: String,
    #[serde(default)]
    patronymic: String,
    #[serde(default)]
    document: String,
    #[serde(default)]
    address: String,
}

#[derive(Deserialize)]
struct CompanyAnswer {
    as_of: String,
    #[serde(deserialize_with = "Option::deserialize")]
    company: Option<CompanyBody>,
}

#[derive(Deserialize)]
struct CompanyBody {
    voen: String,
    name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    representatives: Vec<String>,
}

fn body_of<T: DeserializeOwned>(reply: &Reply) -> Result<T, &'static str> {
    if reply.status != 200 {
        return Err("an HTTP status outside the contract");
    }
    serde_json::from_slice(&reply.body).map_err(|_| "the answer cannot be read")
}

fn person_of(reply: &Reply, asked: &Fin) -> Result<Option<Person>, &'static str> {
    let answer: PersonAnswer = body_of(reply)?;
    let as_of = Timestamp::from_rfc3339(&answer.as_of).ok_or("as_of is no time")?;
    let Some(body) = answer.person else { return Ok(None) };
    let fin = Fin::parse(&body.fin).ok().filter(|fin| fin == asked).ok_or("another person was answered")?;
    let named = is_line(&body.name, NAME_LENGTH_MAX) && is_line(&body.surname, NAME_LENGTH_MAX);
    let rest = [(&body.patronymic, NAME_LENGTH_MAX), (&body.document, DOCUMENT_LENGTH_MAX), (&body.address, ADDRESS_LENGTH_MAX)];
    if !named || !rest.iter().all(|(text, max)| is_text(text, *max)) {
        return Err("a person's data are malformed");
    }
    let PersonBody { name, surname, patronymic, document, address, .. } = body;
    Ok(Some(Person { fin, name, surname, patronymic, document, address, as_of }))
}

fn company_of(reply: &Reply, asked: &Voen) -> Result<Option<Company>, &'static str> {
    let answer: CompanyAnswer = body_of(reply)?;
    let as_of = Timestamp::from_rfc3339(&answer.as_of).ok_or("as_of is no time")?;
    let Some(body) = answer.company else { return Ok(None) };
    let voen = Voen::parse(&body.voen).ok().filter(|voen| voen == asked).ok_or("another company was answered")?;
    if !is_line(&body.name, ADDRESS_LENGTH_MAX) || !is_text(&body.address, ADDRESS_LENGTH_MAX) {
        return Err("a company's data are malformed");
    }
    if body.representatives.len() > REPRESENTATIVES_MAX {
        return Err("too many representatives");
    }
    let representatives = body.representatives.iter().map(|fin| Fin::parse(fin)).collect::<Result<_, _>>();
    let representatives = representatives.map_err(|_| "a representative's FIN is malformed")?;
    Ok(Some(Company { voen, name: body.name, address: body.address, representatives, as_of }))
}

fn is_text(text: &str, max: usize) -> bool {
    text.is_empty() || is_line(text, max)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use reqwest::header::HeaderMap;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() }
    }

    fn person(body: &str) -> Result<Option<Person>, &'static str> {
        person_of(&reply(200, body), &Fin::parse("5XK2Q7M").unwrap())
    }

    fn company(body: &str) -> Result<Option<Company>, &'static str> {
        company_of(&reply(200, body), &Voen::parse("1401555071").unwrap())
    }

    const AS_OF: &str = r#""as_of":"2026-11-21T09:00:00Z""#;

    #[test]
    fn the_contracts_examples_are_read() {
        let body = r#""person":{"fin":"5XK2Q7M","name":"Aysel","surname":"Quliyeva","patronymic":"Rauf qızı","document":"AA1234567","address":"Bakı"}"#;
        let found = person(&format!("{{{AS_OF},{body}}}")).unwrap().unwrap();
        assert_eq!((found.surname.as_str(), found.as_of.rfc3339().as_str()), ("Quliyeva", "2026-11-21T09:00:00Z"));
        let body = r#""company":{"voen":"1401555071","name":"“Nümunə” MMC","address":"","representatives":["5XK2Q7M"],"new":1}"#;
        assert_eq!(company(&format!("{{{AS_OF},{body}}}")).unwrap().unwrap().representatives.len(), 1);
    }

    #[test]
    fn nobody_is_said_only_in_so_many_words() {
        assert!(person(&format!("{{{AS_OF},\"person\":null}}")).unwrap().is_none());
        assert!(person(&format!("{{{AS_OF}}}")).is_err());
        assert!(company(&format!("{{{AS_OF}}}")).is_err());
        assert!(person(r#"{"person":null}"#).is_err());
        assert!(person_of(&reply(404, &format!("{{{AS_OF},\"person\":null}}")), &Fin::parse("5XK2Q7M").unwrap()).is_err());
    }

    #[test]
    fn what_is_odd_is_not_relied_on() {
        let of = |fields: &str| person(&format!("{{{AS_OF},\"person\":{{{fields}}}}}"));
        assert!(of(r#""fin":"5XK2Q7M","name":"A","surname":"B""#).is_ok());
        for odd in [
            r#""fin":"5XK2Q7N","name":"A","surname":"B""#,
            r#""fin":"5XK2Q7M","name":"","surname":"B""#,
            r#""fin":"5XK2Q7M","name":"A\u0000","surname":"B""#,
            r#""fin":"5XK2Q7M","surname":"B""#,
            r#""fin":"5XK2Q7M","name":"A","surname":"B","address":7"#,
        ] {
            assert!(of(odd).is_err(), "{odd}");
        }
        let of = |fields: &str| company(&format!("{{{AS_OF},\"company\":{{{fields}}}}}"));
        assert!(of(r#""voen":"1401555071","name":"A","representatives":["x"]"#).is_err());
        assert!(of(r#""voen":"1700881261","name":"A""#).is_err());
    }
}
