//! One SMPP 3.4 session, from bind to unbind.

use std::io;
use std::time::Duration;

use rusmpp::pdus::{BindReceiverResp, BindTransceiverResp, BindTransmitterResp, SubmitSm, SubmitSmResp};
use rusmpp::types::COctetString;
use rusmpp::values::InterfaceVersion;
use rusmpp::{Command, CommandStatus, Pdu};
use tokio::net::TcpStream;

use crate::app::App;
use crate::digest;
use crate::faults::{Mode, Rule};
use crate::sms::smpp::{Frame, read, write};
use crate::sms::{Taken, submit};

/// A client that says nothing for so long is gone.
const IDLE: Duration = Duration::from_secs(300);
/// A status of the range left to vendors: nobody has documented it.
const ODD_STATUS: u32 = 0x4aa;

/// Whether the session goes on.
enum Next {
    Go,
    Stop,
}

pub(super) struct Session {
    stream: TcpStream,
    app: App,
    bound: bool,
    /// Bound as one that may submit.
    sends: bool,
}

impl Session {
    pub(super) fn new(stream: TcpStream, app: App) -> Self {
        Self { stream, app, bound: false, sends: false }
    }

    pub(super) async fn run(&mut self) -> io::Result<()> {
        loop {
            let frame = match tokio::time::timeout(IDLE, read(&mut self.stream)).await {
                Ok(frame) => frame?,
                Err(_) => return Ok(()),
            };
            let next = match frame {
                Frame::Command(command) => self.obey(*command).await?,
                Frame::Nonsense(sequence) => self.say(CommandStatus::EsmeRinvcmdid, sequence, Pdu::GenericNack).await?,
                Frame::Broken => {
                    self.say(CommandStatus::EsmeRinvcmdlen, 0, Pdu::GenericNack).await?;
                    Next::Stop
                }
            };
            if let Next::Stop = next {
                return Ok(());
            }
        }
    }

    async fn obey(&mut self, command: Command) -> io::Result<Next> {
        let sequence = command.sequence_number();
        match command.pdu() {
            Some(Pdu::BindTransmitter(bind)) => {
                let answer = |system, version| BindTransmitterResp::new(system, version).into();
                self.bind(sequence, bind.system_id.as_str(), bind.password.as_str(), true, answer).await
            }
            Some(Pdu::BindTransceiver(bind)) => {
                let answer = |system, version| BindTransceiverResp::new(system, version).into();
                self.bind(sequence, bind.system_id.as_str(), bind.password.as_str(), true, answer).await
            }
            Some(Pdu::BindReceiver(bind)) => {
                let answer = |system, version| BindReceiverResp::new(system, version).into();
                self.bind(sequence, bind.system_id.as_str(), bind.password.as_str(), false, answer).await
            }
            Some(Pdu::SubmitSm(submit)) => self.submit(sequence, submit).await,
            Some(Pdu::EnquireLink) => self.say(CommandStatus::EsmeRok, sequence, Pdu::EnquireLinkResp).await,
            Some(Pdu::Unbind) => {
                self.say(CommandStatus::EsmeRok, sequence, Pdu::UnbindResp).await?;
                Ok(Next::Stop)
            }
            // Answers to nothing we asked.
            Some(Pdu::EnquireLinkResp | Pdu::DeliverSmResp(_) | Pdu::GenericNack | Pdu::UnbindResp) => Ok(Next::Go),
            _ => self.say(CommandStatus::EsmeRinvcmdid, sequence, Pdu::GenericNack).await,
        }
    }

    async fn bind(
        &mut self,
        sequence: u32,
        system_id: &str,
        password: &str,
        sends: bool,
        answer: impl Fn(COctetString<1, 16>, Option<InterfaceVersion>) -> Pdu,
    ) -> io::Result<Next> {
        let rule = self.app.world().faults.take("sms.bind", &[system_id]);
        let status = self.admit(system_id, password);
        let ok = matches!(status, CommandStatus::EsmeRok);
        let (bound, sends) = (self.bound || ok, self.sends || (ok && sends));
        let status = match self.trouble(rule.as_ref(), status, CommandStatus::EsmeRbindfail).await {
            Said::Status(status) => status,
            Said::Nothing => return Ok(Next::Go),
            Said::HungUp => return Ok(Next::Stop),
        };
        if matches!(status, CommandStatus::EsmeRok) {
            (self.bound, self.sends) = (bound, sends);
        }
        let name = COctetString::from_static_slice(b"sandbox\0").unwrap_or_default();
        self.say(status, sequence, answer(name, Some(InterfaceVersion::Smpp3_4))).await
    }

    fn admit(&self, system_id: &str, password: &str) -> CommandStatus {
        let config = self.app.config();
        if self.bound {
            CommandStatus::EsmeRalybnd
        } else if system_id != config.smpp_system_id {
            CommandStatus::EsmeRinvsysid
        } else if digest::same(password, &config.smpp_password) {
            CommandStatus::EsmeRok
        } else {
            CommandStatus::EsmeRinvpaswd
        }
    }

    async fn submit(&mut self, sequence: u32, submit: &SubmitSm) -> io::Result<Next> {
        if !self.sends {
            return self.answer(CommandStatus::EsmeRinvbndsts, sequence, "").await;
        }
        let piece = match submit::piece(submit) {
            Ok(piece) => piece,
            Err(status) => return self.answer(status, sequence, "").await,
        };
        let rule = self.app.world().faults.take("sms.smpp", &[&piece.to, &piece.from]);
        let copies = match rule.as_ref().map(|rule| rule.mode) {
            Some(Mode::Error500 | Mode::Html502 | Mode::Refuse | Mode::Silent) => 0,
            Some(Mode::Duplicate) => 2,
            _ => 1,
        };
        let mut id = String::new();
        for _ in 0..copies {
            let mut world = self.app.world();
            let now = world.now();
            // Another text under a known reference is another message: 16 bits come round again.
            id = match world.phones.take(&piece, None, now) {
                Taken::As(id) => id,
                Taken::Conflict => match world.phones.take(&crate::sms::Piece { key: None, ..piece.clone() }, None, now) {
                    Taken::As(id) => id,
                    Taken::Conflict => String::new(),
                },
            };
        }
        match self.trouble(rule.as_ref(), CommandStatus::EsmeRok, CommandStatus::EsmeRsubmitfail).await {
            Said::Status(status) => self.answer(status, sequence, &id).await,
            Said::Nothing => Ok(Next::Go),
            Said::HungUp => Ok(Next::Stop),
        }
    }

    /// What a rule makes of an answer; `refusal` is the status of a `refuse` without a code.
    async fn trouble(&self, rule: Option<&Rule>, status: CommandStatus, refusal: CommandStatus) -> Said {
        let Some(rule) = rule else { return Said::Status(status) };
        tracing::info!(surface = rule.surface, mode = ?rule.mode, "trouble as asked for");
        match rule.mode {
            Mode::Error500 => Said::Status(CommandStatus::EsmeRsyserr),
            Mode::Refuse => Said::Status(rule.code.as_deref().and_then(|code| code.parse().ok()).map_or(refusal, |code: u32| code.into())),
            Mode::UnknownStatus => Said::Status(ODD_STATUS.into()),
            Mode::Silent | Mode::SilentAfter => Said::Nothing,
            Mode::Html502 | Mode::LostAnswer => Said::HungUp,
            Mode::Slow => {
                tokio::time::sleep(Duration::from_millis(rule.ms.unwrap_or(1000))).await;
                Said::Status(status)
            }
            _ => Said::Status(status),
        }
    }

    async fn answer(&mut self, status: CommandStatus, sequence: u32, id: &str) -> io::Result<Next> {
        let id = id.parse().unwrap_or_default();
        self.say(status, sequence, SubmitSmResp::new(id, Vec::new()).into()).await
    }

    async fn say(&mut self, status: CommandStatus, sequence: u32, pdu: Pdu) -> io::Result<Next> {
        write(&mut self.stream, &Command::new(status, sequence, pdu)).await?;
        Ok(Next::Go)
    }
}

/// What is answered.
enum Said {
    Status(CommandStatus),
    Nothing,
    HungUp,
}
