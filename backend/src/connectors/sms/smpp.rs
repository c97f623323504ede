//! An SMS centre over SMPP 3.4: one session, kept by `enquire_link`, begun anew when it is gone.

use super::Sent;
use super::text::{Coded, code};
use crate::connectors::{Secret, SetupError, install_tls};
use rusmpp::pdus::{BindTransceiver, DeliverSmResp, SubmitSm};
use rusmpp::tlvs::MessageSubmissionRequestTlvValue;
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{
    DataCoding, EsmClass, InterfaceVersion, Npi, RegisteredDelivery, ReplaceIfPresentFlag, ServiceType, Ton, UserMessageReference,
};
use rusmpp::{CommandId, CommandStatus};
use rusmppc::error::Error;
use rusmppc::{Client, ConnectionBuilder, Event};
use serde::Deserialize;
use shared::id::Id;
use shared::mobile::Mobile;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// Most parts of one message.
const PARTS_MAX: usize = 10;
/// A quiet session is asked whether it lives after this long.
const LINK_PAUSE: Duration = Duration::from_secs(30);

/// An SMS centre's settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmppConfig {
    /// `host:port`.
    pub address: String,
    /// As whom to bind.
    pub system_id: String,
    /// At most eight characters, as the protocol has it.
    pub password: Secret,
    /// The sender: a name of at most eleven characters, or a number.
    pub source: String,
    /// TLS from the start.
    #[serde(default)]
    pub tls: bool,
    /// A repetition replaces its first copy while that waits at the centre: `replace_if_present_flag` with a
    /// `service_type` of the message's own, without which it would replace *other* messages to the same phone. For
    /// centres that take any `service_type`.
    #[serde(default)]
    pub replace: bool,
    /// For the session's beginning, and for each part of a message.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
}

const fn timeout_ms() -> u64 {
    8_000
}

/// An SMS centre; a clone shares its session.
#[derive(Clone)]
pub struct Smpp {
    config: SmppConfig,
    session: Arc<Mutex<Option<Client>>>,
}

impl Smpp {
    pub(super) fn new(config: SmppConfig) -> Result<Self, SetupError> {
        install_tls();
        let fits = |text: &str, max: usize| !text.is_empty() && text.len() <= max && text.is_ascii();
        if !fits(&config.system_id, 15) || !fits(config.password.expose(), 8) || !fits(&config.source, 20) {
            return Err(SetupError::Setting("sms system_id, password (8) and source must be ASCII of SMPP's lengths"));
        }
        if config.address.rsplit_once(':').is_none_or(|(host, port)| host.is_empty() || port.parse::<u16>().is_err()) {
            return Err(SetupError::Setting("sms address must be host:port"));
        }
        Ok(Self { config, session: Arc::default() })
    }

    pub(super) fn patience_ms(&self) -> u64 {
        let steps = u64::try_from(PARTS_MAX).unwrap_or(u64::MAX).saturating_add(1);
        self.config.timeout_ms.saturating_mul(steps)
    }

    pub(super) async fn send(&self, id: &Id, to: &Mobile, text: &str) -> Sent {
        let coded = code(text);
        if coded.parts.len() > PARTS_MAX {
            return Sent::No { why: "the text is too long" };
        }
        let Some(parts) = (0..coded.parts.len()).map(|part| self.part(id, to, &coded, part)).collect::<Option<Vec<_>>>() else {
            return Sent::No { why: "the message cannot be built" };
        };
        let client = match self.session().await {
            Ok(client) => client,
            Err(why) => return Sent::Later { why },
        };
        for (index, part) in parts.into_iter().enumerate() {
            match self.submit(&client, part).await {
                Sent::Yes => {}
                // Some of it is there already: only a repetition of the whole makes it whole.
                Sent::No { why } | Sent::Later { why } if index > 0 => return Sent::Unknown { why },
                other => return other,
            }
        }
        Sent::Yes
    }

    async fn submit(&self, client: &Client, part: SubmitSm) -> Sent {
        match client.submit_sm(part).await {
            Ok(_) => Sent::Yes,
            Err(Error::UnexpectedResponse { response }) => refusal(response.status()),
            Err(error) => {
                // An answer that comes late must not be taken for another's.
                let _ = client.close().await;
                Sent::Unknown {
                    why: if matches!(error, Error::ResponseTimeout { .. }) { "no answer in time" } else { "the session broke" },
                }
            }
        }
    }

    /// The session, or a new one. Whoever comes meanwhile waits for it.
    async fn session(&self) -> Result<Client, &'static str> {
        let mut session = self.session.lock().await;
        if let Some(client) = session.as_ref().filter(|client| client.is_active() && !client.is_closed()) {
            return Ok(client.clone());
        }
        *session = None;
        let patience = Duration::from_millis(self.config.timeout_ms);
        let client = tokio::time::timeout(patience, self.bind()).await.map_err(|_| "no session with the SMS centre in time")??;
        *session = Some(client.clone());
        Ok(client)
    }

    async fn bind(&self) -> Result<Client, &'static str> {
        let patience = Duration::from_millis(self.config.timeout_ms);
        let builder = ConnectionBuilder::new()
            .enquire_link_interval(LINK_PAUSE)
            .enquire_link_response_timeout(patience)
            .response_timeout(patience)
            // We speak 3.4, the library would rather have 5.0.
            .disable_interface_version_check();
        let scheme = if self.config.tls { "smpps" } else { "smpp" };
        let connected = builder.connect(format!("{scheme}://{}", self.config.address)).await;
        let (client, events) = connected.map_err(|_| "no connection with the SMS centre")?;
        tokio::spawn(attend(client.clone(), events));
        let (Ok(system_id), Ok(password)) =
            (COctetString::from_str(&self.config.system_id), COctetString::from_str(self.config.password.expose()))
        else {
            return Err("system_id or password cannot be sent");
        };
        let bind = BindTransceiver::builder().system_id(system_id).password(password).interface_version(InterfaceVersion::Smpp3_4).build();
        match client.bind_transceiver(bind).await {
            Ok(_) => Ok(client),
            Err(_) => {
                let _ = client.close().await;
                Err("the SMS centre does not let us in")
            }
        }
    }

    fn part(&self, id: &Id, to: &Mobile, coded: &Coded, part: usize) -> Option<SubmitSm> {
        let (total, key) = (coded.parts.len(), u32::from_str_radix(id.as_str().get(..8)?, 16).ok()?);
        let mut octets = vec![];
        let mut esm_class = EsmClass::default();
        if total > 1 {
            esm_class = esm_class.with_udhi_indicator();
            // Concatenation with an eight-bit reference: the phone puts the parts together by it.
            octets.extend([5, 0, 3, key.to_be_bytes()[0], u8::try_from(total).ok()?, u8::try_from(part + 1).ok()?]);
        }
        octets.extend_from_slice(coded.parts.get(part)?);
        let named = self.config.source.bytes().any(|b| !b.is_ascii_digit());
        let mut submit = SubmitSm::builder()
            .source_addr_ton(if named { Ton::Alphanumeric } else { Ton::Unknown })
            .source_addr_npi(if named { Npi::Unknown } else { Npi::Isdn })
            .source_addr(COctetString::from_str(&self.config.source).ok()?)
            .dest_addr_ton(Ton::International)
            .dest_addr_npi(Npi::Isdn)
            .destination_addr(COctetString::from_str(to.e164().trim_start_matches('+')).ok()?)
            .esm_class(esm_class)
            .registered_delivery(RegisteredDelivery::default())
            .data_coding(if coded.ucs2 { DataCoding::Ucs2 } else { DataCoding::McSpecific })
            .short_message(OctetString::from_vec(octets).ok()?);
        if self.config.replace {
            let own = COctetString::from_str(&service_type(key, part)).ok()?;
            submit = submit.service_type(ServiceType::new(own)).replace_if_present_flag(ReplaceIfPresentFlag::Replace);
        }
        let mut submit = submit.build();
        let [high, low, ..] = key.to_be_bytes();
        let reference = UserMessageReference::new(u16::from_be_bytes([high, low]));
        submit.push_tlv(MessageSubmissionRequestTlvValue::UserMessageReference(reference));
        Some(submit)
    }
}

/// Five characters of the message's own: four from its id, one for the part.
fn service_type(key: u32, part: usize) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digit = |n: u32| DIGITS.get(usize::try_from(n % 32).unwrap_or(0)).copied().map_or('0', char::from);
    let own = (0..4).map(|place| digit(key >> (12 + 5 * place)));
    own.chain([digit(u32::try_from(part).unwrap_or(0))]).collect()
}

/// What a refusal means for the message.
fn refusal(status: CommandStatus) -> Sent {
    match status {
        CommandStatus::EsmeRthrottled | CommandStatus::EsmeRmsgqful => Sent::Later { why: "the SMS centre has too much to do" },
        CommandStatus::EsmeRsyserr | CommandStatus::EsmeRsubmitfail | CommandStatus::EsmeRxTAppn | CommandStatus::EsmeRinvbndsts => {
            Sent::Later { why: "the SMS centre cannot take it now" }
        }
        CommandStatus::EsmeRinvdstadr => Sent::No { why: "the SMS centre knows no such number" },
        _ => Sent::No { why: "the SMS centre refuses the message" },
    }
}

/// Reads what the centre says by itself, so that nothing piles up, and confirms what it would otherwise repeat.
async fn attend(client: Client, events: impl futures_core::Stream<Item = Event> + Unpin) {
    let mut events = std::pin::pin!(events);
    while let Some(event) = std::future::poll_fn(|context| events.as_mut().poll_next(context)).await {
        if let Event::Incoming(command) = event
            && command.id() == CommandId::DeliverSm
        {
            let _ = client.deliver_sm_resp(command.sequence_number(), DeliverSmResp::default()).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_centre_says_of_the_number_is_final_and_of_itself_is_not() {
        assert!(matches!(refusal(CommandStatus::EsmeRinvdstadr), Sent::No { .. }));
        for busy in [CommandStatus::EsmeRthrottled, CommandStatus::EsmeRmsgqful, CommandStatus::EsmeRsyserr] {
            assert!(matches!(refusal(busy), Sent::Later { .. }), "{busy:?}");
        }
    }

    #[test]
    fn a_message_and_each_part_of_it_has_a_service_type_of_its_own() {
        let all = [service_type(0xdead_beef, 0), service_type(0xdead_beef, 1), service_type(0xdead_0000, 0)];
        assert!(all.iter().all(|text| text.len() == 5));
        assert!(all[0] != all[1] && all[0] != all[2]);
        assert_eq!(service_type(0xdead_beef, 0), all[0]);
    }
}
