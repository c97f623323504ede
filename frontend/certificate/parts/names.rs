//! What the server names by identifiers, in the reader's words.

use crate::i18n::{Key, date_time, keys};
use shared::application::{Class, Stage};
use shared::format::Lang;

/// A stage.
pub(crate) const fn stage(stage: Stage) -> Key {
    match stage {
        Stage::Registered => keys::TRACK_STAGE_REGISTERED,
        Stage::UnderReview => keys::TRACK_STAGE_UNDER_REVIEW,
        Stage::CorrectionAsked => keys::TRACK_STAGE_CORRECTION_ASKED,
        Stage::Approved => keys::TRACK_STAGE_APPROVED,
        Stage::Issued => keys::TRACK_STAGE_ISSUED,
        Stage::Rejected => keys::TRACK_STAGE_REJECTED,
        Stage::Withdrawn => keys::TRACK_STAGE_WITHDRAWN,
    }
}

/// How a stage looks as a tag.
pub(crate) const fn tag(stage: Stage) -> &'static str {
    match stage {
        Stage::Registered | Stage::UnderReview | Stage::Approved | Stage::Withdrawn => "tag calm",
        Stage::CorrectionAsked => "tag warn",
        Stage::Issued => "tag",
        Stage::Rejected => "tag bad",
    }
}

/// A class of customer.
pub(crate) const fn class(class: Class) -> Key {
    match class {
        Class::Residential => keys::APPLY_RESIDENTIAL,
        Class::NonResidential => keys::APPLY_NON_RESIDENTIAL,
    }
}

/// A language, in itself.
pub(crate) const fn lang(lang: Lang) -> Key {
    match lang {
        Lang::Az => keys::LANG_AZ,
        Lang::Ru => keys::LANG_RU,
        Lang::En => keys::LANG_EN,
    }
}

/// RFC 3339 → `21.11.2026 13:05`: seconds are nobody's.
pub(crate) fn moment(rfc3339: &str) -> String {
    let whole = date_time(rfc3339);
    whole.get(..16).map_or_else(|| whole.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_moment_has_no_seconds() {
        assert_eq!(moment("2026-11-21T09:05:11Z"), "21.11.2026 13:05");
        assert_eq!(moment("soon"), "soon");
    }
}
