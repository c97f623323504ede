//! The calls: a draft's way to another device, what the server keeps.

use frontend::api::json::{Json, object};
use frontend::api::{ApiError, call, decode, remove, send};
use shared::api::privacy::{KeptFor, Privacy};
use shared::api::transfers::{TakenTransfer, Transfer, TransferView};
use shared::api::{TRANSFER_TOKEN, path};

/// A draft sets out.
pub(crate) async fn begin(sealed: &str, proof: &str) -> Result<Transfer, ApiError> {
    let body = object(vec![("sealed", sealed.into()), ("proof", proof.into())]).write();
    decode(&call(path::TRANSFERS, &[], body).await?, |json| {
        Some(Transfer { id: json.get("id").text()?, token: json.get("token").text()?, expires_in_ms: json.get("expires_in_ms").int()? })
    })
}

/// Was it read?
pub(crate) async fn look(transfer: &Transfer) -> Result<TransferView, ApiError> {
    let address = path::TRANSFER.replace("{id}", &transfer.id);
    let answer = send(&address, &[(TRANSFER_TOKEN, &transfer.token)], "").await?;
    decode(&answer.text().await.map_err(|_| ApiError::NoAnswer)?, |json| {
        Some(TransferView {
            taken: json.get("taken").bool()?,
            tries_left: u32::try_from(json.get("tries_left").int()?).ok()?,
            expires_in_ms: json.get("expires_in_ms").int()?,
        })
    })
}

/// It is taken back.
pub(crate) async fn cancel(transfer: &Transfer) -> Result<(), ApiError> {
    let address = path::TRANSFER.replace("{id}", &transfer.id);
    remove(&address, &[(TRANSFER_TOKEN, &transfer.token)]).await.map(drop)
}

/// It arrives, once.
pub(crate) async fn take(id: &str, proof: &str) -> Result<TakenTransfer, ApiError> {
    let body = object(vec![("proof", proof.into())]).write();
    let read = |json: &Json| Some(TakenTransfer { sealed: json.get("sealed").text()? });
    decode(&call(&path::TRANSFER_TAKE.replace("{id}", id), &[], body).await?, read)
}

/// What the server keeps of people, and for how long.
pub(crate) async fn privacy() -> Result<Privacy, ApiError> {
    let answer = send(path::PRIVACY, &[], "").await?;
    decode(&answer.text().await.map_err(|_| ApiError::NoAnswer)?, |json| {
        let kept = |json: &Json| Some(KeptFor { kind: json.get("kind").text()?, days: json.get("days").int()? });
        Some(Privacy { kept: json.get("kept").list(kept)? })
    })
}
