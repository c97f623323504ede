//! `[help]`: whom a citizen can call and where one can go, when the application is of no help.

use super::{Config, Names};
use serde::Deserialize;

/// `[help]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpConfig {
    /// Help lines, in the order to show.
    #[serde(default)]
    pub phone: Vec<PhoneConfig>,
    /// Kiosks and service centres, in the order to show.
    #[serde(default)]
    pub place: Vec<PlaceConfig>,
}

/// `[[help.phone]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneConfig {
    /// Whose line it is, or what for.
    pub name: Names,
    /// As people read and dial it.
    pub number: String,
    /// When somebody answers.
    pub hours: Names,
    /// Shown under this organisation's brand and under the portal's name; absent: everywhere.
    pub organisation: Option<String>,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A device with this application.
    Kiosk,
    /// People.
    Centre,
}

/// `[[help.place]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceConfig {
    /// What stands there.
    pub kind: PlaceKind,
    /// Its name.
    pub name: Names,
    /// Its address.
    pub address: Names,
    /// When it is open.
    pub hours: Names,
    /// As with telephones.
    pub organisation: Option<String>,
}

impl PhoneConfig {
    /// What a telephone dials: digits, and the plus they may begin with.
    #[must_use]
    pub fn dialled(&self) -> String {
        self.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

impl Config {
    pub(super) fn check_help(&self) -> Result<(), String> {
        if let Some(phone) = self.help.phone.iter().find(|phone| !(3..=16).contains(&phone.dialled().len())) {
            return Err(format!("help: {:?} is not a telephone number", phone.number));
        }
        let named = self.help.phone.iter().map(|phone| &phone.organisation).chain(self.help.place.iter().map(|place| &place.organisation));
        let stranger = named.flatten().find(|id| !self.organisation.iter().any(|organisation| organisation.id == **id));
        stranger.map_or(Ok(()), |id| Err(format!("help: unknown organisation {id}")))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_number_nobody_can_dial_and_an_unknown_organisation_are_refused() {
        let demo = include_str!("../../../kommunal.demo.toml");
        let config = Config::parse(demo, |_| None).unwrap();
        assert!(config.help.phone.iter().all(|phone| phone.dialled().starts_with('+')));
        let said = |text: String| Config::parse(&text, |_| None).map(|_| ()).unwrap_err().to_string();
        let number = format!("number = {:?}", config.help.phone[0].number);
        assert!(said(demo.replacen(&number, "number = \"yoxdur\"", 1)).contains("not a telephone number"));
        assert!(said(format!("{demo}\n[[help.phone]]\nname = {{ az = \"a\", ru = \"b\", en = \"c\" }}\nnumber = \"195\"\nhours = {{ az = \"a\", ru = \"b\", en = \"c\" }}\norganisation = \"nobody\"\n")).contains("unknown organisation"));
    }
}
