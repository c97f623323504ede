//! What a `submit_sm` says: to whom, in which alphabet, which part of what.

use rusmpp::CommandStatus;
use rusmpp::pdus::SubmitSm;
use rusmpp::tlvs::TlvValue;
use rusmpp::values::{GsmFeatures, ReplaceIfPresentFlag};

use crate::sms::alphabet::Coding;
use crate::sms::{Piece, subscriber};

/// The TLVs that matter here.
#[derive(Default)]
struct Tlvs {
    payload: Option<Vec<u8>>,
    reference: Option<u16>,
    sar: (Option<u16>, Option<u8>, Option<u8>),
}

impl Tlvs {
    fn of(submit: &SubmitSm) -> Self {
        let mut found = Self::default();
        for value in submit.tlvs().iter().filter_map(|tlv| tlv.value()) {
            match value {
                TlvValue::MessagePayload(payload) => found.payload = Some(payload.value.as_ref().to_vec()),
                TlvValue::UserMessageReference(reference) => found.reference = Some(reference.value),
                TlvValue::SarMsgRefNum(reference) => found.sar.0 = Some(*reference),
                TlvValue::SarSegmentSeqnum(place) => found.sar.1 = Some(*place),
                TlvValue::SarTotalSegments(total) => found.sar.2 = Some(*total),
                _ => {}
            }
        }
        found
    }
}

/// Which part a message is: reference, place from 1, total.
type Part = (u16, u8, u8);

/// The submission, or the status that refuses it.
pub(super) fn piece(submit: &SubmitSm) -> Result<Piece, CommandStatus> {
    let tlvs = Tlvs::of(submit);
    let to = subscriber(submit.destination_addr.as_str()).map_err(|_| CommandStatus::EsmeRinvdstadr)?;
    let from = submit.source_addr.as_str().to_owned();
    let coding = Coding::of(u8::from(submit.data_coding)).ok_or(CommandStatus::EsmeRinvdcs)?;
    let whole = tlvs.payload.is_some();
    let data = tlvs.payload.unwrap_or_else(|| submit.short_message().as_ref().to_vec());
    let headed = matches!(submit.esm_class.gsm_features, GsmFeatures::UdhiIndicator | GsmFeatures::SetUdhiAndReplyPath);
    let (header, bytes) = if headed { split(&data).ok_or(CommandStatus::EsmeRinvesmclass)? } else { (&[][..], data.as_slice()) };
    let part = match tlvs.sar {
        (Some(reference), Some(place), Some(total)) => Some((reference, place, total)),
        _ => concatenation(header),
    };
    let part = part.filter(|(_, _, total)| *total > 1);
    if part.is_some_and(|(_, place, total)| place == 0 || place > total) {
        return Err(CommandStatus::EsmeRinvtlvval);
    }
    // The network adds a header of its own to a part that is told by TLVs.
    let header_octets = if part.is_some() && header.is_empty() { 6 } else { header.len() };
    if !whole && !coding.fits(bytes.len(), header_octets) || bytes.is_empty() {
        return Err(CommandStatus::EsmeRinvmsglen);
    }
    if part.is_none() && coding.decode(bytes).is_none() {
        return Err(CommandStatus::EsmeRinvdcs);
    }
    let again = tlvs.reference.filter(|_| submit.replace_if_present_flag == ReplaceIfPresentFlag::Replace);
    let key = again.map(|reference| format!("smpp {from} {to} {reference} {}", part.map_or(1, |(_, place, _)| place)));
    let part = part.map(|part| named(part, again, &from, &to));
    Ok(Piece { from, to, bytes: bytes.to_vec(), coding, over: "smpp", key, part })
}

/// A message sent again has the same `user_message_reference`, but perhaps another reference of concatenation.
fn named((reference, place, total): Part, again: Option<u16>, from: &str, to: &str) -> (String, u8, u8) {
    let name = match again {
        Some(again) => format!("{from} {to} message {again} of {total}"),
        None => format!("{from} {to} parts {reference} of {total}"),
    };
    (name, place, total)
}

/// The user data header, its length octet included, and the rest.
fn split(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(*data.first()?);
    data.split_at_checked(length + 1)
}

/// The concatenation element among a header's elements.
fn concatenation(header: &[u8]) -> Option<Part> {
    let mut rest = header.get(1..)?;
    while let [element, length, tail @ ..] = rest {
        let (value, after) = tail.split_at_checked(usize::from(*length))?;
        match (element, value) {
            (0x00, [reference, total, place]) => return Some((u16::from(*reference), *place, *total)),
            (0x08, [high, low, total, place]) => return Some((u16::from_be_bytes([*high, *low]), *place, *total)),
            _ => rest = after,
        }
    }
    None
}
