//! The companies, with non-residential electricity accounts.

use crate::residents::{Company, account};
use crate::special::Habit::{NothingOwed, Ordinary, SilentQuery};

/// What the taxpayers' register knows.
pub const COMPANIES: &[Company] = &[
    Company {
        voen: "1401555071",
        name: "“Nümunə” MMC",
        address: "Bakı şəhəri, Nəsimi rayonu, 28 May küçəsi 3",
        representatives: &["5XK2Q7M"],
        accounts: &[account("080000000000112", "124981001", 0, NothingOwed)],
    },
    Company {
        voen: "1700881261",
        name: "“Sınaq Ticarət” MMC",
        address: "Gəncə şəhəri, Şah İsmayıl Xətai küçəsi 55",
        representatives: &[],
        accounts: &[account("080000000000229", "124981002", 0, NothingOwed)],
    },
    Company {
        voen: "2003441701",
        name: "“Örnək İnşaat” ASC",
        address: "Sumqayıt şəhəri, Sülh küçəsi 14",
        representatives: &["5XK2Q7M", "2RT8W4A"],
        accounts: &[account("080000000000336", "124981003", 12540, Ordinary)],
    },
    // A natural person's number ends in 2.
    Company {
        voen: "3100287522",
        name: "Modelov Elçin Həsən oğlu, fərdi sahibkar",
        address: "Sumqayıt şəhəri, 9-cu mikrorayon, bina 3",
        representatives: &["1EC6V5B"],
        accounts: &[account("080000000000443", "124981004", 0, SilentQuery)],
    },
];
