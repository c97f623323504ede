//! The centre's listener and its frames: four octets of length, then a command as the codec reads it.

use std::io;

use axum::body::Bytes;
use rusmpp::Command;
use rusmpp::decode::DecodeWithLength;
use rusmpp::encode::{Encode, Length};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::App;
use crate::sms::session::Session;

/// A command's header, its length included.
const HEADER_OCTETS: usize = 16;
/// Longest command taken; `message_payload` alone may have 64 KiB.
const COMMAND_OCTETS_MAX: usize = 70_000;

/// One client, until it goes.
pub(crate) async fn converse(stream: TcpStream, app: App) {
    if let Err(error) = Session::new(stream, app).run().await {
        tracing::debug!(%error, "an SMPP session broke off");
    }
}

/// What came in.
pub(super) enum Frame {
    Command(Box<Command>),
    /// A command that is not understood: its sequence number, to be refused by.
    Nonsense(u32),
    /// A length no command has: what follows cannot be found.
    Broken,
}

pub(super) async fn read(stream: &mut TcpStream) -> io::Result<Frame> {
    let length = usize::try_from(stream.read_u32().await?).unwrap_or(usize::MAX);
    if !(HEADER_OCTETS..=COMMAND_OCTETS_MAX).contains(&length) {
        return Ok(Frame::Broken);
    }
    let mut octets = vec![0; length - 4];
    stream.read_exact(&mut octets).await?;
    let sequence = octets.get(8..12).and_then(|number| number.try_into().ok()).map_or(0, u32::from_be_bytes);
    // The codec reads from the buffer of a crate we have no other use for; axum's bytes turn into it.
    match Command::decode(&mut Bytes::from(octets).into(), length - 4) {
        Ok((command, _)) => Ok(Frame::Command(Box::new(command))),
        Err(_) => Ok(Frame::Nonsense(sequence)),
    }
}

pub(super) async fn write(stream: &mut TcpStream, command: &Command) -> io::Result<()> {
    let length = command.length() + 4;
    let mut octets = vec![0; length];
    if let Some((head, body)) = octets.split_first_chunk_mut::<4>() {
        *head = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
        command.encode(body);
    }
    stream.write_all(&octets).await
}
