//! The mailer against the sandbox mail server.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use kommunal::connectors::Secret;
use kommunal::connectors::mail::{Letter, MailConfig, Mailer, Sent};
use kommunal_sandbox::faults::{Mode, Rule};
use kommunal_sandbox::{Config, Running, Sandbox};
use shared::contact::Email;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

fn mailer(url: &str) -> Mailer {
    let config = MailConfig { url: Secret::new(url), from: "Kommunal <no-reply@kommunal.example>".to_owned(), timeout_ms: 700 };
    Mailer::new(&config).unwrap()
}

async fn start() -> (Running, Mailer) {
    let running = Sandbox::start(Config::for_tests()).await.unwrap();
    let mailer = mailer(&format!("smtp://{}", running.smtp_addr().unwrap()));
    (running, mailer)
}

fn letter() -> Letter {
    Letter {
        to: Email::parse("aysel@example.az").unwrap(),
        subject: "Ödəniş qəbzi № 1042 — 24,17 ₼".to_owned(),
        text: "Ödənildi: 24,17 AZN\n.\nnöqtə ilə başlayan sətir\n".to_owned(),
        html: "<p>Ödənildi: <b>24,17 AZN</b></p>".to_owned(),
        attachment: Some(("qəbz-1042.pdf".to_owned(), "application/pdf".to_owned(), vec![0, 10, 13, 46, 13, 10, 255])),
        message_id: "receipt-1042@kommunal.example".to_owned(),
    }
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let (running, mailer) = start().await;
    assert_eq!(mailer.send(&letter()).await, Sent::Yes);
    let messages = running.messages();
    let message = &messages[0];
    assert_eq!((message.from.as_str(), message.to.as_slice()), ("no-reply@kommunal.example", ["aysel@example.az".to_owned()].as_slice()));
    assert_eq!(message.subject, letter().subject);
    assert!(message.text.contains("nöqtə ilə başlayan sətir"), "{}", message.text);
    assert!(message.has_html);
    let file = &message.attachments[0];
    assert_eq!((file.name.as_str(), file.content_type.as_str(), file.size), ("qəbz-1042.pdf", "application/pdf", 7));
}

#[tokio::test]
async fn a_letter_for_good_refused_is_not_tried_again() {
    let (running, mailer) = start().await;
    running.set_fault(Rule::new("smtp", Mode::Refuse).code("550")).unwrap();
    assert_eq!(mailer.send(&letter()).await, Sent::No { why: "SMTP 550".to_owned() });
}

#[tokio::test]
async fn not_now_and_silence_mean_later() {
    let (running, mailer) = start().await;
    for (mode, code) in [
        (Mode::Error500, ""),
        (Mode::Refuse, "452"),
        (Mode::Html502, ""),
        (Mode::Silent, ""),
        (Mode::SilentAfter, ""),
        (Mode::LostAnswer, ""),
    ] {
        running.set_fault(Rule::new("smtp", mode).code(code)).unwrap();
        let sent = mailer.send(&letter()).await;
        assert!(matches!(sent, Sent::Unknown { .. }), "{mode:?} {sent:?}");
        assert!(!format!("{sent:?}").contains("aysel"), "{sent:?}");
    }
    running.clear_faults();
    assert_eq!(mailer.send(&letter()).await, Sent::Yes);
}

#[tokio::test]
async fn a_server_that_is_away_or_mute_means_later() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    // Accepted by the kernel, never greeted.
    assert_eq!(mailer(&url).send(&letter()).await, Sent::Unknown { why: "no answer in time".to_owned() });
    drop(listener);
    assert!(matches!(mailer(&url).send(&letter()).await, Sent::Unknown { .. }));
}

#[tokio::test]
async fn a_server_that_turns_us_away_does_not_refuse_the_letter() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"554 No SMTP service here\r\n").await;
        }
    });
    let why = "no session with the mail server: SMTP 554".to_owned();
    assert_eq!(mailer(&url).send(&letter()).await, Sent::Unknown { why });
}

#[tokio::test]
async fn encryption_that_was_asked_for_is_never_left_out() {
    let (running, _) = start().await;
    let url = format!("smtp://{}?tls=required", running.smtp_addr().unwrap());
    assert!(matches!(mailer(&url).send(&letter()).await, Sent::Unknown { .. }));
    assert!(running.messages().is_empty());
}
