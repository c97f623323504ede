//! Chance trouble at every surface of the outside world: which, changes several times a second.

use crate::world::World;
use kommunal_sandbox::faults::{Mode, Rule};
use kommunal_sandbox::random::Stream;
use std::sync::Arc;
use std::time::Duration;

/// How long one sky lasts, in milliseconds.
const SKY_MS: u64 = 300;
/// Of a hundred requests to a troubled surface so many are hit.
const HIT: [f64; 3] = [0.05, 0.1, 0.3];

/// Changes the faults of these surfaces until aborted.
pub(crate) async fn change(world: Arc<World>, surfaces: &[&str], mut chance: Stream) {
    loop {
        world.sandbox.clear_faults();
        for surface in surfaces {
            if let Some(rule) = draw(surface, &mut chance) {
                world.sandbox.set_fault(rule).unwrap();
            }
        }
        tokio::time::sleep(Duration::from_millis(SKY_MS)).await;
    }
}

fn draw(surface: &str, chance: &mut Stream) -> Option<Rule> {
    let slow = |ms: i64| Rule::new(surface, Mode::Slow).ms(ms.unsigned_abs());
    // A biller that says no makes a payment in part.
    if surface.ends_with(".post") && chance.below(4) == 0 {
        return Some(Rule { probability: Some(0.3), ..Rule::new(surface, Mode::Refuse).code("account_closed") });
    }
    let rule = match chance.below(14) {
        0 => Rule::new(surface, Mode::Error500),
        1 => Rule::new(surface, Mode::Html502),
        2 => Rule::new(surface, Mode::Silent),
        3 => Rule::new(surface, Mode::SilentAfter),
        4 => Rule::new(surface, Mode::LostAnswer),
        5 => Rule::new(surface, Mode::LostAnswer).code("502"),
        6 => Rule::new(surface, Mode::UnknownStatus),
        7 => Rule::new(surface, Mode::Duplicate),
        8 => Rule::new(surface, Mode::BadSignature),
        9 => Rule::new(surface, Mode::Refuse).code(refusal(surface)),
        // Calls that take a while are cut short more often.
        10..13 => slow(chance.between(50, 400)),
        _ => return None,
    };
    // A final no is the end of a message.
    let ends_a_message = match surface {
        "smtp" => matches!(rule.mode, Mode::Error500 | Mode::Html502),
        "sms.http" => rule.mode == Mode::Refuse,
        _ => false,
    };
    if ends_a_message {
        return None;
    }
    let hit = HIT[usize::try_from(chance.below(HIT.len() as u64)).unwrap()];
    Some(Rule { probability: Some(hit), ..rule })
}

const fn refusal(surface: &str) -> &'static str {
    match surface.as_bytes() {
        [b's', ..] => "451",
        [b'b', b'a', ..] => "96",
        _ => "account_closed",
    }
}
