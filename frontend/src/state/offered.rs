//! What the payment's forms offer: cities, billers, kinds of charges, cards. Receipts take their names from here.

use super::Load;
use crate::api::options::options;
use crate::i18n;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::catalogue::{BillerOption, CardOption, ChargeOption, CityOption, Options};
use shared::format::Lang;

/// A handle of its signals.
#[derive(Clone, Copy)]
pub struct Offered {
    /// Whether it is there.
    pub load: RwSignal<Load>,
    /// It.
    pub options: RwSignal<Options>,
}

impl Offered {
    /// Nothing yet.
    #[must_use]
    pub fn unknown() -> Self {
        Self { load: RwSignal::new(Load::Waiting), options: RwSignal::new(Options::default()) }
    }

    /// Fetches it, unless it is there in this language.
    pub fn need(self) {
        if self.load.get_untracked() == Load::Ready {
            return;
        }
        self.load.set(Load::Waiting);
        spawn_local(async move {
            let lang = i18n::lang();
            let answer = options(lang).await;
            if i18n::lang() != lang {
                return;
            }
            match answer {
                Ok(options) => self.set(options),
                Err(error) => self.load.set(Load::Failed(error)),
            }
        });
    }

    /// The same in another language, put in place together with its texts. What does not come stays as it was.
    pub async fn names(self, lang: Lang) -> impl FnOnce() {
        let answer = options(lang).await;
        move || {
            if let Ok(options) = answer {
                self.set(options);
            }
        }
    }

    fn set(self, options: Options) {
        self.options.set(options);
        self.load.set(Load::Ready);
    }

    /// The city of an identifier.
    #[must_use]
    pub fn city(self, id: &str) -> Option<CityOption> {
        self.options.with(|options| options.cities.iter().find(|city| city.id == id).cloned())
    }

    /// The biller of an identifier.
    #[must_use]
    pub fn biller(self, id: &str) -> Option<BillerOption> {
        self.options.with(|options| options.billers.iter().find(|biller| biller.id == id).cloned())
    }

    /// A biller's kind of charge.
    #[must_use]
    pub fn charge(self, biller: &str, id: &str) -> Option<ChargeOption> {
        self.options.with(|options| options.charges.iter().find(|charge| charge.biller == biller && charge.id == id).cloned())
    }

    /// A card type.
    #[must_use]
    pub fn card(self, id: &str) -> Option<CardOption> {
        self.options.with(|options| options.cards.iter().find(|card| card.id == id).cloned())
    }

    /// A charge's name, or its biller's, or the identifier: never nothing.
    #[must_use]
    pub fn charge_name(self, biller: &str, charge: &str) -> String {
        let known = self.charge(biller, charge).map(|charge| charge.name);
        known.or_else(|| self.biller(biller).map(|biller| biller.name)).unwrap_or_else(|| charge.to_owned())
    }
}

/// `Bakı, Abşeron (12)`.
#[must_use]
pub fn city_name(city: &CityOption) -> String {
    [&city.name, " (", &city.area, ")"].concat()
}
