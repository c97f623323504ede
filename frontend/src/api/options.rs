//! What the payment's forms offer, and what receipts name by it.

use super::json::Json;
use super::{ApiError, call, decode, in_lang};
use shared::api::catalogue::{BillerOption, CardOption, ChargeOption, CityOption, Options};
use shared::api::path;
use shared::biller::{AmountRule, FeeRule};
use shared::format::Lang;

/// Asks for it.
///
/// # Errors
/// [`ApiError`].
pub async fn options(lang: Lang) -> Result<Options, ApiError> {
    decode(&call(&in_lang(path::OPTIONS, lang), &[], String::new()).await?, read)
}

fn read(json: &Json) -> Option<Options> {
    Some(Options {
        cities: json.get("cities").list(city)?,
        billers: json.get("billers").list(biller)?,
        charges: json.get("charges").list(charge)?,
        cards: json.get("cards").list(card)?,
    })
}

fn city(json: &Json) -> Option<CityOption> {
    Some(CityOption {
        id: json.get("id").text()?,
        name: json.get("name").text()?,
        area: json.get("area").text()?,
        prefixes: json.get("prefixes").text()?,
    })
}

fn biller(json: &Json) -> Option<BillerOption> {
    let digits = json.get("account_digits").int().map(u8::try_from).transpose().ok()?;
    Some(BillerOption { id: json.get("id").text()?, name: json.get("name").text()?, account_digits: digits })
}

fn charge(json: &Json) -> Option<ChargeOption> {
    let rule = json.get("rule");
    let rule = AmountRule {
        part: rule.get("part").bool()?,
        advance: rule.get("advance").bool()?,
        min_minor: rule.get("min_minor").int()?,
        max_minor: rule.get("max_minor").int()?,
    };
    let (id, biller, name) = (json.get("id").text()?, json.get("biller").text()?, json.get("name").text()?);
    Some(ChargeOption { id, biller, name, rule })
}

fn card(json: &Json) -> Option<CardOption> {
    Some(CardOption { id: json.get("id").text()?, name: json.get("name").text()?, fee: fee_rule(json.get("fee")) })
}

/// A fee's rule; what it does not say is zero.
pub(super) fn fee_rule(json: &Json) -> FeeRule {
    let part = |name| json.get(name).int().unwrap_or(0);
    FeeRule {
        basis_points: part("basis_points"),
        fixed_minor: part("fixed_minor"),
        min_minor: part("min_minor"),
        max_minor: part("max_minor"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_writes_for_the_server_is_read_back_equal() {
        let rule = AmountRule { part: true, advance: false, min_minor: 100, max_minor: 50_000 };
        let fee = FeeRule { basis_points: 50, fixed_minor: 1, min_minor: 2, max_minor: 3 };
        let said = Options {
            cities: vec![CityOption { id: "12".into(), name: "Bakı".into(), area: "12".into(), prefixes: "12".into() }],
            billers: vec![
                BillerOption { id: "gas".into(), name: "Qaz".into(), account_digits: Some(0) },
                BillerOption { id: "telecom".into(), name: "Telefon".into(), account_digits: None },
            ],
            charges: vec![ChargeOption { id: "gas".into(), biller: "gas".into(), name: "Qaz".into(), rule }],
            cards: vec![CardOption { id: "visa".into(), name: "Visa".into(), fee }],
        };
        let text = serde_json::to_string(&said).expect("serialises");
        assert_eq!(Json::parse(&text).as_ref().and_then(read), Some(said));
    }
}
