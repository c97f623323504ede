//! A citizen who applies for certificates, several at a time: some owe and pay first, some come to owe later, some take an
//! application back; whatever is asked is answered.

use crate::counter::{Counter, Home};
use crate::desk::Desk;
use crate::papers::{Course, Files};
use crate::world::World;
use kommunal_sandbox::random::Stream;
use serde_json::{Value, json};
use shared::api::applications::{ApplicationView, ProofView};
use shared::api::path;
use shared::api::problem::ProblemCode;
use shared::application::Stage;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Citizens, and the companies they may act for.
pub(crate) const CITIZENS: [(&str, &str); 6] =
    [("5XK2Q7M", "1401555071"), ("2RT8W4A", "2003441701"), ("7LM3S9D", ""), ("1EC6V5B", "3100287522"), ("4GN7M2C", ""), ("0MR1T8K", "")];
/// Applications of one citizen at the same time.
const AT_ONCE: usize = 6;
const POLL: Duration = Duration::from_millis(150);
/// The longest that one may take once the weather is calm.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) struct Applicant {
    world: Arc<World>,
    files: Arc<Files>,
    desk: Desk,
    counter: Counter,
    chance: Stream,
    voen: &'static str,
    mobile: String,
    proof: String,
    /// Which home is next; each has its own.
    next: usize,
    open: Vec<Open>,
}

struct Open {
    number: String,
    home: Home,
    withdraws: bool,
    comes_to_owe: bool,
}

impl Applicant {
    /// Signs in and proves a mobile number, before the weather turns.
    pub(crate) async fn new(world: Arc<World>, files: Arc<Files>, index: usize) -> Self {
        let (fin, voen) = CITIZENS[index];
        let desk = Desk::sign_in(&world, fin).await;
        let mobile = format!("+99450234{:04}", 7001 + index);
        let mut chance = Stream::of(world.seed, 11, index as u64);
        let proof: ProofView = desk.post(path::MOBILES, Some(&key(&mut chance)), &json!({ "mobile": mobile })).await.unwrap();
        let code = code_of(&world, &mobile).await;
        let proven: ProofView = desk.post(&path::MOBILE.replace("{id}", &proof.id), None, &json!({ "code": code })).await.unwrap();
        assert!(proven.proven);
        let counter = Counter::new(&world);
        Self { world, files, desk, counter, chance, voen, mobile, proof: proof.id, next: index, open: vec![] }
    }

    /// New ones until told to stop; then those that are open, to their end.
    pub(crate) async fn apply_until(mut self, stop: Arc<AtomicBool>) {
        let mut calm = None;
        loop {
            let stopping = stop.load(Ordering::SeqCst);
            if stopping && self.open.is_empty() {
                return;
            }
            let since = *calm.get_or_insert_with(Instant::now);
            calm = stopping.then_some(since);
            assert!(!stopping || since.elapsed() < PATIENCE, "these do not end: {:?}\n{}", self.numbers(), self.world.log_tail());
            if !stopping && self.open.len() < AT_ONCE {
                self.apply().await;
            }
            let open = std::mem::take(&mut self.open);
            for mut one in open {
                if !self.look(&mut one).await {
                    self.open.push(one);
                }
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn numbers(&self) -> Vec<&str> {
        self.open.iter().map(|one| one.number.as_str()).collect()
    }

    async fn apply(&mut self) {
        let phone = &self.world.homes[self.next % self.world.homes.len()];
        self.next += CITIZENS.len();
        let Some(mut home) = self.counter.home(phone) else { return };
        let key_of_attempt = key(&mut self.chance);
        let body = self.form(&home, &key_of_attempt);
        if home.owes() {
            let said = self.send(&key_of_attempt, &body).await;
            assert_eq!(said.map(|view| view.number), Err(ProblemCode::Owed), "account {}", home.account);
            self.counter.pay(&mut home, &key(&mut self.chance)).await;
        }
        let key_of_attempt = key(&mut self.chance);
        let view = if self.chance.below(4) == 0 {
            let (one, two) = tokio::join!(self.send(&key_of_attempt, &body), self.send(&key_of_attempt, &body));
            let (one, two) = (one.unwrap(), two.unwrap());
            assert_eq!(one.number, two.number, "one key made two applications");
            two
        } else {
            self.send(&key_of_attempt, &body).await.unwrap_or_else(|code| panic!("{code:?} of account {}", home.account))
        };
        self.files.sent(&view.number, &self.mobile, body["email"].as_str().unwrap_or_default());
        let comes_to_owe = home.debt_minor > 0 && self.chance.below(2) == 0;
        let withdraws = self.chance.below(8) == 0;
        self.open.push(Open { number: view.number, home, withdraws, comes_to_owe });
    }

    fn form(&mut self, home: &Home, key: &str) -> Value {
        let email = if self.chance.below(2) == 0 { format!("citizen-{key}@example.az") } else { String::new() };
        let company = !self.voen.is_empty() && self.chance.below(3) == 0;
        json!({
            "class": if company { "non_residential" } else { "residential" }, "voen": if company { self.voen } else { "" },
            "account": home.account, "address": "Bakı, Nizami küçəsi 12", "purpose": "sale", "mobile": self.mobile,
            "proof": self.proof, "declared": true, "email": email, "lang": self.chance.pick(&["az", "ru", "en"]),
            "copies": if self.chance.below(3) == 0 { json!(["en"]) } else { json!([]) },
        })
    }

    /// Under one key until the registers and the biller answer.
    async fn send(&self, key: &str, body: &Value) -> Result<ApplicationView, ProblemCode> {
        loop {
            match self.desk.post(path::APPLICATIONS, Some(key), body).await {
                Err(ProblemCode::BillerSilent | ProblemCode::RegistrySilent) => tokio::time::sleep(POLL).await,
                other => return other,
            }
        }
    }

    /// True when it has ended.
    async fn look(&mut self, one: &mut Open) -> bool {
        let address = path::APPLICATION.replace("{number}", &one.number);
        let view: ApplicationView = self.desk.get(&address).await.unwrap_or_else(|code| panic!("{} is lost: {code:?}", one.number));
        self.files.seen(&view);
        match view.track.stage {
            Stage::Issued | Stage::Rejected | Stage::Withdrawn => {
                self.files.ended(&view, &one.home);
                return true;
            }
            Stage::CorrectionAsked => self.answer(one, &view).await,
            _ if one.withdraws && self.chance.below(6) == 0 => self.withdraw(one).await,
            _ if one.comes_to_owe && self.chance.below(4) == 0 => {
                one.comes_to_owe = false;
                self.counter.take_back(&mut one.home).await;
            }
            _ => {}
        }
        false
    }

    async fn answer(&mut self, one: &mut Open, view: &ApplicationView) {
        let debt = view.correction.as_ref().is_some_and(|correction| correction.reason == "debt");
        if debt && one.withdraws {
            return self.withdraw(one).await;
        }
        // Who has not paid may say so all the same.
        if debt && one.home.owes() && self.chance.below(2) == 0 {
            self.counter.pay(&mut one.home, &key(&mut self.chance)).await;
        }
        let body = json!({
            "address": if debt { "" } else { "Bakı, Nizami küçəsi 12, mənzil 6" }, "purpose": if debt { "" } else { "mortgage" },
            "version": view.version,
        });
        let (address, key) = (path::APPLICATION_ANSWER.replace("{number}", &one.number), key(&mut self.chance));
        match self.desk.post::<ApplicationView>(&address, Some(&key), &body).await {
            Ok(view) => self.files.seen(&view),
            Err(ProblemCode::Owed) => assert!(debt && one.home.owes(), "{}: not owed", one.number),
            Err(ProblemCode::Changed) => {}
            Err(other) => panic!("an answer was refused: {other:?}"),
        }
    }

    async fn withdraw(&self, one: &Open) {
        let address = path::APPLICATION_WITHDRAW.replace("{number}", &one.number);
        match self.desk.post::<ApplicationView>(&address, None, &json!({})).await {
            Ok(_) => self.files.course(&one.number, Course::Withdrawn),
            // It is being signed, or has ended.
            Err(ProblemCode::NotNow) => {}
            Err(other) => panic!("a withdrawal was refused: {other:?}"),
        }
    }
}

pub(crate) fn key(chance: &mut Stream) -> String {
    format!("{:016x}{:016x}", chance.next_u64(), chance.next_u64())
}

async fn code_of(world: &World, mobile: &str) -> String {
    for _ in 0..400 {
        let texts = world.sandbox.sms();
        let code = texts.iter().filter(|sms| sms.to == mobile).find_map(|sms| {
            let mut runs = sms.text.split(|c: char| !c.is_ascii_digit());
            runs.find(|run| run.len() == 6).map(str::to_owned)
        });
        match code {
            Some(code) => return code,
            None => tokio::time::sleep(Duration::from_millis(25)).await,
        }
    }
    panic!("no code came to {mobile}")
}
