//! The catalogue and what the forms offer, in one language.

use super::App;
use shared::api::catalogue::{BillerOption, CardOption, Catalogue, ChargeOption, CityOption, Options, Organisation, Service};
use shared::format::Lang;
use shared::numbering;

/// Organisations and their services; all of them, or one's alone.
#[must_use]
pub fn catalogue(app: &App, lang: Lang, only: Option<&str>) -> Catalogue {
    let offered = app.config().organisation.iter().filter(|o| only.is_none_or(|only| o.id == only));
    let organisations = offered.map(|o| Organisation {
        id: o.id.clone(),
        name: o.name.get(lang).to_owned(),
        services: o
            .service
            .iter()
            .map(|s| Service {
                id: s.id.clone(),
                name: s.name.get(lang).to_owned(),
                about: s.about.get(lang).to_owned(),
                start: s.start.clone(),
            })
            .collect(),
    });
    Catalogue { organisations: organisations.collect() }
}

/// Cities, billers, charges and card types.
#[must_use]
pub fn options(app: &App, lang: Lang) -> Options {
    let config = app.config();
    let charges = config.biller.iter().flat_map(|biller| {
        biller.charge.iter().map(|charge| ChargeOption {
            id: charge.id.clone(),
            biller: biller.id.clone(),
            name: charge.name.get(lang).to_owned(),
            rule: charge.rule,
        })
    });
    Options {
        cities: cities(lang),
        billers: config
            .biller
            .iter()
            .map(|b| BillerOption { id: b.id.clone(), name: b.name.get(lang).to_owned(), account_digits: b.account_digits })
            .collect(),
        charges: charges.collect(),
        cards: config.card.iter().map(|c| CardOption { id: c.id.clone(), name: c.name.clone(), fee: config.fee(c) }).collect(),
    }
}

fn cities(lang: Lang) -> Vec<CityOption> {
    numbering::cities()
        .map(|row| CityOption {
            id: row.city.id.to_owned(),
            name: city_name(&row, lang).to_owned(),
            area: row.city.area.to_owned(),
            prefixes: row.city.prefixes.to_owned(),
        })
        .collect()
}

/// A city's name in a language.
#[must_use]
pub const fn city_name(row: &numbering::CityRow, lang: Lang) -> &'static str {
    match lang {
        Lang::Az => row.az,
        Lang::Ru => row.ru,
        Lang::En => row.en,
    }
}
