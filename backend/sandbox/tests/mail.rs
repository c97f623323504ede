//! The mail server's conversation and the inbox.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{get, post_json, start};
use kommunal_sandbox::faults::{Mode, Rule};
use kommunal_sandbox::{Config, Running, Sandbox};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

struct Client(BufReader<TcpStream>);

impl Client {
    async fn open(running: &Running) -> Self {
        let mut client = Self(BufReader::new(TcpStream::connect(running.smtp_addr().unwrap()).await.unwrap()));
        assert!(client.hear().await.starts_with("220 "));
        client
    }

    async fn hear(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    }

    async fn say(&mut self, text: &str) -> String {
        self.0.get_mut().write_all(format!("{text}\r\n").as_bytes()).await.unwrap();
        self.hear().await
    }

    async fn deliver(&mut self, to: &str, message: &str) -> String {
        assert!(self.say("MAIL FROM:<noreply@kommunal.az>").await.starts_with("250"));
        assert!(self.say(&format!("RCPT TO:<{to}>")).await.starts_with("250"));
        assert!(self.say("DATA").await.starts_with("354"));
        self.say(&format!("{message}\r\n.")).await
    }
}

const LETTER: &str = "From: =?utf-8?B?S29tbXVuYWw=?= <noreply@kommunal.az>\r\nTo: aysel@example.az\r\n\
Subject: =?utf-8?Q?=C3=96d=C9=99ni=C5=9F_q=C9=99bzi?=\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\
Content-Transfer-Encoding: quoted-printable\r\n\r\nM=C9=99bl=C9=99=C4=9F 2,50\r\n..gizli\r\n--b\r\n\
Content-Type: text/html; charset=utf-8\r\n\r\n<script>x</script><b>2,50</b>\r\n--b\r\n\
Content-Type: application/pdf; name=q.pdf\r\nContent-Disposition: attachment; filename=q.pdf\r\n\
Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--";

#[tokio::test]
async fn a_letter_with_an_attachment_arrives_decoded() {
    let running = start().await;
    let mut client = Client::open(&running).await;
    assert!(client.say("EHLO portal").await.starts_with("250 SIZE"));
    assert!(client.deliver("aysel@example.az", LETTER).await.starts_with("250"));
    assert!(client.say("QUIT").await.starts_with("221"));
    let messages = get(&running, "/mail/api/messages?to=AYSEL@example.az").await.json();
    let message = &messages[0];
    assert_eq!(message["subject"], "Ödəniş qəbzi");
    assert_eq!(message["to"], json!(["aysel@example.az"]));
    let text = message["text"].as_str().unwrap();
    assert!(text.contains("Məbləğ 2,50") && text.contains("\n.gizli"), "{text}");
    let id = message["id"].as_u64().unwrap();
    let attachments = message["attachments"].as_array().unwrap();
    let at = attachments.iter().position(|part| part["name"] == "q.pdf").unwrap();
    assert_eq!(attachments[at]["size"], 4);
    let file = get(&running, &format!("/mail/api/messages/{id}/attachments/{at}")).await;
    assert_eq!((file.body.as_str(), file.header("content-type")), ("%PDF", "application/pdf"));
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert_eq!(get(&running, &format!("/mail/api/messages/{id}/attachments/9")).await.status, 404);
}

#[tokio::test]
async fn html_is_shown_without_power() {
    let running = start().await;
    let mut client = Client::open(&running).await;
    client.say("HELO portal").await;
    client.deliver("a@b.az", LETTER).await;
    let page = get(&running, "/mail/1").await;
    assert!(page.body.contains("<iframe") && page.body.contains("sandbox") && !page.body.contains("<script>"));
    let html = get(&running, "/mail/1/html").await;
    assert!(html.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert!(get(&running, "/mail").await.body.contains("Ödəniş qəbzi"));
    assert_eq!(post_json(&running, "DELETE", "/mail/api/messages", &json!({})).await.status, 204);
    assert!(running.messages().is_empty());
    assert_eq!(get(&running, "/mail/1").await.status, 404);
}

#[tokio::test]
async fn commands_out_of_order_are_refused_and_the_talk_goes_on() {
    let running = start().await;
    let mut client = Client::open(&running).await;
    for (command, code) in [
        ("NOOP", "250"),
        ("RCPT TO:<a@b.az>", "503"),
        ("DATA", "503"),
        ("MAIL FROM:a@b.az", "501"),
        ("FLY", "500"),
        ("MAIL FROM:<a@b.az>", "250"),
        ("MAIL FROM:<a@b.az>", "503"),
        ("DATA", "503"),
        ("MAIL FROM:<a@b.az>", "250"),
        ("RSET", "250"),
        ("RCPT TO:<a@b.az>", "503"),
    ] {
        assert!(client.say(command).await.starts_with(code), "{command}");
    }
    assert!(client.deliver("a@b.az", "Subject: x\r\n\r\ny").await.starts_with("250"));
    assert!(client.deliver("c@d.az", "Subject: z\r\n\r\ny").await.starts_with("250"));
    let subjects: Vec<String> = running.messages().into_iter().map(|message| message.subject).collect();
    assert_eq!(subjects, ["z", "x"]);
}

#[tokio::test]
async fn a_message_too_large_is_refused() {
    let config = Config { mail_bytes_max: 1000, ..Config::for_tests() };
    let running = Sandbox::start(config).await.unwrap();
    let mut client = Client::open(&running).await;
    assert!(client.say("MAIL FROM:<a@b.az> SIZE=1001").await.starts_with("552"));
    let long = "0123456789\r\n".repeat(100);
    assert!(client.deliver("a@b.az", &long).await.starts_with("552"));
    assert!(client.deliver("a@b.az", "Subject: short\r\n\r\nx").await.starts_with("250"));
    assert_eq!(running.messages().len(), 1);
}

#[tokio::test]
async fn the_mail_server_misbehaves_on_request() {
    let running = start().await;
    let letter = "Subject: x\r\n\r\ny";
    for (rule, answer, kept) in [
        (Rule::new("smtp", Mode::Error500), "451", 0),
        (Rule::new("smtp", Mode::Refuse).code("550"), "550", 0),
        (Rule::new("smtp", Mode::Html502), "421", 0),
        (Rule::new("smtp", Mode::LostAnswer), "", 1),
        (Rule::new("smtp", Mode::Slow).ms(50), "250", 1),
        (Rule::new("smtp", Mode::UnknownStatus), "299", 1),
        (Rule::new("smtp", Mode::Duplicate), "250", 2),
        (Rule { account: Some("z@z.az".into()), ..Rule::new("smtp", Mode::Error500) }, "250", 1),
    ] {
        running.reset();
        running.set_fault(rule.clone()).unwrap();
        let said = Client::open(&running).await.deliver("a@b.az", letter).await;
        assert!(said.starts_with(answer), "{rule:?}: {said}");
        assert_eq!(running.messages().len(), kept, "{rule:?}");
    }
    running.reset();
    running.set_fault(Rule::new("smtp", Mode::Silent)).unwrap();
    let mut client = Client::open(&running).await;
    let waiting = client.deliver("a@b.az", letter);
    assert!(tokio::time::timeout(std::time::Duration::from_millis(200), waiting).await.is_err());
}
