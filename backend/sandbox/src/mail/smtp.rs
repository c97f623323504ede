//! The mail server: RFC 5321 as far as a sending client needs it, without authentication or TLS.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::app::App;
use crate::faults::{Mode, Rule};
use crate::mail::Envelope;
use crate::mail::transcript::{Command, unstuffed};

/// Longest line taken; the standard's limit is 1000, some senders write more.
const LINE_BYTES_MAX: u64 = 64 * 1024;
/// Recipients of one message.
const RECIPIENTS_MAX: usize = 100;
/// A client that says nothing for so long is gone.
const IDLE: Duration = Duration::from_secs(300);

/// One client, until it goes.
pub(crate) async fn converse(stream: TcpStream, app: App) {
    let mut session = Session { stream: BufReader::new(stream), app, envelope: None };
    if let Err(error) = session.run().await {
        tracing::debug!(%error, "a mail conversation broke off");
    }
}

/// Whether the conversation goes on.
enum Next {
    Go,
    Stop,
}

struct Session {
    stream: BufReader<TcpStream>,
    app: App,
    envelope: Option<Envelope>,
}

impl Session {
    async fn run(&mut self) -> io::Result<()> {
        self.say("220 sandbox.local ESMTP ready").await?;
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                return Ok(());
            }
            let command = Command::parse(&String::from_utf8_lossy(&line));
            if let Next::Stop = self.obey(command).await? {
                return Ok(());
            }
        }
    }

    async fn obey(&mut self, command: Command) -> io::Result<Next> {
        match command {
            Command::Ehlo => {
                self.envelope = None;
                let size = self.app.config().mail_bytes_max;
                self.say(&format!("250-sandbox.local\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE {size}")).await?;
            }
            Command::Helo | Command::Rset => {
                self.envelope = None;
                self.say("250 OK").await?;
            }
            Command::Mail(from, size) => self.mail(from, size).await?,
            Command::Rcpt(to) => self.rcpt(to).await?,
            Command::Data => return self.data().await,
            Command::Noop => self.say("250 OK").await?,
            Command::Quit => {
                self.say("221 Bye").await?;
                return Ok(Next::Stop);
            }
            Command::Malformed => self.say("501 Syntax error in parameters").await?,
            Command::Unknown => self.say("500 Command not recognised").await?,
        }
        Ok(Next::Go)
    }

    async fn mail(&mut self, from: String, size: Option<usize>) -> io::Result<()> {
        if self.envelope.is_some() {
            return self.say("503 Sender already given").await;
        }
        if size.is_some_and(|size| size > self.app.config().mail_bytes_max) {
            return self.say("552 Message is too large").await;
        }
        self.envelope = Some(Envelope { from, to: Vec::new() });
        self.say("250 OK").await
    }

    async fn rcpt(&mut self, to: String) -> io::Result<()> {
        let answer = match &mut self.envelope {
            None => "503 Give the sender first",
            Some(envelope) if envelope.to.len() >= RECIPIENTS_MAX => "452 Too many recipients",
            Some(envelope) => {
                envelope.to.push(to);
                "250 OK"
            }
        };
        self.say(answer).await
    }

    async fn data(&mut self) -> io::Result<Next> {
        let Some(envelope) = self.envelope.take().filter(|envelope| !envelope.to.is_empty()) else {
            self.say("503 Give sender and recipients first").await?;
            return Ok(Next::Go);
        };
        self.say("354 End with a dot on its own line").await?;
        let Some(raw) = self.body().await? else {
            self.say("552 Message is too large").await?;
            return Ok(Next::Go);
        };
        let recipients: Vec<&str> = envelope.to.iter().map(String::as_str).collect();
        let rule = self.app.world().faults.take("smtp", &recipients);
        self.take(&envelope, raw, rule.as_ref()).await
    }

    /// Stores the message and answers, or does what the rule says.
    async fn take(&mut self, envelope: &Envelope, raw: Vec<u8>, rule: Option<&Rule>) -> io::Result<Next> {
        let mode = rule.map_or(Mode::None, |rule| rule.mode);
        let copies = match mode {
            Mode::Error500 | Mode::Html502 | Mode::Refuse | Mode::Silent => 0,
            Mode::Duplicate => 2,
            _ => 1,
        };
        if let (Mode::Slow, Some(rule)) = (mode, rule) {
            tokio::time::sleep(Duration::from_millis(rule.ms.unwrap_or(1000))).await;
        }
        for _ in 0..copies {
            let mut world = self.app.world();
            let now = world.now();
            world.mailbox.deliver(envelope.clone(), raw.clone(), now);
        }
        match mode {
            Mode::Error500 => self.say("451 Local error in processing").await?,
            Mode::Refuse => {
                let code = rule.and_then(|rule| rule.code.as_deref()).unwrap_or("550");
                self.say(&format!("{code} Refused on request")).await?;
            }
            Mode::Html502 => {
                self.say("421 Service not available").await?;
                return Ok(Next::Stop);
            }
            Mode::LostAnswer => return Ok(Next::Stop),
            Mode::Silent | Mode::SilentAfter => return self.hold_still().await,
            Mode::UnknownStatus => self.say("299 Message is under investigation").await?,
            _ => self.say("250 Message taken").await?,
        }
        Ok(Next::Go)
    }

    /// Says nothing until the client leaves.
    async fn hold_still(&mut self) -> io::Result<Next> {
        let mut sink = [0; 1024];
        while self.stream.read(&mut sink).await? > 0 {}
        Ok(Next::Stop)
    }

    /// The message's bytes; `None` when there were too many (all are read, so that the answer is understood).
    async fn body(&mut self) -> io::Result<Option<Vec<u8>>> {
        let most = self.app.config().mail_bytes_max;
        let mut raw = Vec::new();
        let mut too_large = false;
        loop {
            let line = self.line().await?;
            if line.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let Some(text) = unstuffed(&line) else { break };
            too_large |= raw.len() + text.len() > most;
            if !too_large {
                raw.extend_from_slice(text);
            }
        }
        Ok((!too_large).then_some(raw))
    }

    /// One line with its ending; empty at the end of the stream.
    async fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut bounded = (&mut self.stream).take(LINE_BYTES_MAX);
        let read = bounded.read_until(b'\n', &mut line);
        tokio::time::timeout(IDLE, read).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        Ok(line)
    }

    async fn say(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(format!("{text}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }
}
