//! Organisations, services, and what the forms offer. Names come in the language asked for.

use crate::biller::{AmountRule, FeeRule};
use serde::{Deserialize, Serialize};

/// GET catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Catalogue {
    /// In the order to show.
    pub organisations: Vec<Organisation>,
}

/// Who offers services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organisation {
    /// Part of its address: `/services/{id}`.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it offers.
    pub services: Vec<Service>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Service {
    /// Part of its address: `/services/{organisation}/{id}`.
    pub id: String,
    /// Name.
    pub name: String,
    /// One sentence.
    pub about: String,
    /// Where it starts inside this application; absent: not available here yet.
    pub start: Option<String>,
}

/// GET options.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Options {
    /// In the order to show.
    pub cities: Vec<CityOption>,
    /// Whom one can pay.
    pub billers: Vec<BillerOption>,
    /// Kinds of charge, in the order to show.
    pub charges: Vec<ChargeOption>,
    /// Card types.
    pub cards: Vec<CardOption>,
}

/// A city to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityOption {
    /// Identifier.
    pub id: String,
    /// Name without the code.
    pub name: String,
    /// Area code.
    pub area: String,
    /// What its national numbers open with, separated by `;`.
    pub prefixes: String,
}

/// A biller to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BillerOption {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// A subscriber code can be added by hand; its digits, zero when any form is taken.
    pub account_digits: Option<u8>,
}

/// A kind of charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChargeOption {
    /// Identifier: `subscription`, `electricity`, ….
    pub id: String,
    /// Its biller.
    pub biller: String,
    /// Name.
    pub name: String,
    /// What may be paid at once.
    pub rule: AmountRule,
}

/// A card type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardOption {
    /// Identifier.
    pub id: String,
    /// Name: `Visa / Visa Electron`.
    pub name: String,
    /// What the payer pays on top.
    pub fee: FeeRule,
}
