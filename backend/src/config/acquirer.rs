//! `[[acquirer]]` and `[[card]]`: the banks, what paying through each costs, and the types of card to choose from.

use super::bounds::shown;
use crate::connectors::acquirer::kapital::KapitalConfig;
use serde::Deserialize;
use shared::biller::FeeRule;
use toml::Value;

/// `[[acquirer]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AcquirerConfig {
    /// Kapital Bank's TXPG.
    Kapital {
        /// Identifier, part of ledger account names.
        id: String,
        /// What the payer pays on top of each bill, whatever card is used in the end.
        #[serde(default)]
        fee: FeeRule,
        /// The adapter's own settings.
        #[serde(flatten)]
        settings: KapitalConfig,
    },
}

impl AcquirerConfig {
    /// Identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Kapital { id, .. } => id,
        }
    }

    /// What the payer pays on top of each bill.
    #[must_use]
    pub const fn fee(&self) -> FeeRule {
        match self {
            Self::Kapital { fee, .. } => *fee,
        }
    }
}

/// `[[card]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardConfig {
    /// Identifier.
    pub id: String,
    /// As the guide writes it: `Visa / Visa Electron`.
    pub name: String,
    /// Which acquirer takes it.
    pub acquirer: String,
}

/// The chosen type of card is the payer's word, and another card can be used on the bank's page: a fee that hangs on it
/// is not the fee of what was paid with (docs/decisions/0170).
///
/// # Errors
/// Says how the same fee is written now.
pub(super) fn refuse_fees_of_cards(file: &Value) -> Result<(), String> {
    let cards = file.get("card").and_then(Value::as_array).into_iter().flatten();
    let Some((card, fee)) = cards.filter_map(|card| Some((card, card.get("fee")?))).next() else { return Ok(()) };
    let name = |member: &str| card.get(member).and_then(Value::as_str).unwrap_or("?");
    Err(format!(
        "[[card]] {:?} has a fee, but a payer who chose it can pay with any other card. A fee is the bank's, the same for all of its \
         cards: take it out here and write `fee = {}` under [[acquirer]] {:?}",
        name("id"),
        inline(fee),
        name("acquirer")
    ))
}

fn inline(fee: &Value) -> String {
    let members = fee.as_table().into_iter().flatten().map(|(name, value)| format!("{name} = {}", shown(value)));
    format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
}

impl super::Config {
    /// An acquirer by its identifier.
    #[must_use]
    pub fn acquirer(&self, id: &str) -> Option<&AcquirerConfig> {
        self.acquirer.iter().find(|acquirer| acquirer.id() == id)
    }

    /// What paying by a type of card costs: its acquirer's fee.
    #[must_use]
    pub fn fee(&self, card: &CardConfig) -> FeeRule {
        self.acquirer(&card.acquirer).map(AcquirerConfig::fee).unwrap_or_default()
    }

    /// Numbers that are right each by itself and not together.
    pub(super) fn check_pairs(&self) -> Result<(), String> {
        for acquirer in &self.acquirer {
            let (id, FeeRule { min_minor, max_minor, .. }) = (acquirer.id(), acquirer.fee());
            if max_minor > 0 && min_minor > max_minor {
                return Err(format!("[[acquirer]] fee.min_minor of {id} = {min_minor}: must not be above fee.max_minor, {max_minor}"));
            }
        }
        for (biller, charge) in self.biller.iter().flat_map(|b| b.charge.iter().map(move |c| (b, c))) {
            let (least, most) = (charge.rule.min_minor, charge.rule.max_minor);
            if least > most {
                let id = format!("{} {}", biller.id, charge.id);
                return Err(format!("[[biller.charge]] rule.min_minor of {id} = {least}: must not be above rule.max_minor, {most}"));
            }
        }
        let payment = self.payment;
        if payment.silent_after_s <= payment.post_window_s {
            let (silent, window) = (payment.silent_after_s, payment.post_window_s);
            return Err(format!("[payment] silent_after_s = {silent}: must be longer than post_window_s, {window}"));
        }
        let session = self.identity.as_ref().map(|identity| identity.session);
        if let Some(session) = session.filter(|session| session.idle_s > session.absolute_s) {
            let (idle, absolute) = (session.idle_s, session.absolute_s);
            return Err(format!("[identity.session] idle_s = {idle}: must not be longer than absolute_s, {absolute}"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::Config;
    use shared::money::Money;

    const DEMO: &str = include_str!("../../../kommunal.demo.toml");

    #[test]
    fn m19_a_fee_by_the_type_of_card_is_refused_and_told_how_to_be_written() {
        let by_card = DEMO.replacen("name = \"Mastercard / Maestro\"", "name = \"M\"\nfee = { basis_points = 50, min_minor = 5 }", 1);
        let said = Config::parse(&by_card, |_| None).map(|_| ()).unwrap_err().to_string();
        assert!(said.contains("[[card]] \"mastercard\"") && said.contains("[[acquirer]] \"kapital\""), "{said}");
        assert!(said.contains("`fee = { basis_points = 50, min_minor = 5 }`"), "{said}");
    }

    #[test]
    fn m19_a_fee_is_its_banks_for_every_type_of_card() {
        let with_fee = DEMO.replacen("kind = \"kapital\"", "kind = \"kapital\"\nfee = { basis_points = 50, min_minor = 5 }", 1);
        let config = Config::parse(&with_fee, |_| None).unwrap();
        let fees: Vec<i64> = config.card.iter().map(|card| config.fee(card).fee_of(Money::from_minor(10_000)).minor()).collect();
        assert_eq!(fees, [50, 50]);
        let misspelt = with_fee.replace("basis_points", "basis_pionts");
        assert!(Config::parse(&misspelt, |_| None).map(|_| ()).unwrap_err().to_string().contains("basis_pionts"));
    }
}
