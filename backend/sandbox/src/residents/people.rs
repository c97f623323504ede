//! The persons. Surnames are made from words for "sample", "test" and the like, but for the contract's own example.

use crate::residents::{FixedAccount, Person, Role, account};
use crate::special::Habit::{Closed, LostPost, NothingOwed, Ordinary, PaidAhead, SilentQuery, Slow};

const CITIZEN: &[Role] = &[Role::Citizen];
const OFFICER: &[Role] = &[Role::Citizen, Role::Officer];

/// Who is asked for, in the order of the sign-in page.
pub const PERSONS: &[Person] = &[
    Person {
        document: "AA1234567",
        address: "Bakı şəhəri, Nizami küçəsi 12, mənzil 5",
        accounts: &[account("039900000000117", "124980001", 0, NothingOwed)],
        ..citizen("5XK2Q7M", "Aysel", "Quliyeva", "Rauf qızı")
    },
    Person {
        document: "AA2718281",
        address: "Bakı şəhəri, Yasamal rayonu, Şərifzadə küçəsi 48, mənzil 21",
        accounts: &[account("039900000000224", "124980002", 2417, Ordinary)],
        ..citizen("2RT8W4A", "Rəşad", "Örnəkov", "Elxan oğlu")
    },
    Person {
        document: "AA3141592",
        address: "Gəncə şəhəri, Cavad xan küçəsi 7",
        accounts: &[account("039900000000331", "124980003", 0, SilentQuery)],
        ..citizen("7LM3S9D", "Leyla", "Sınaqova", "Vaqif qızı")
    },
    Person {
        document: "08412375",
        address: "Sumqayıt şəhəri, 9-cu mikrorayon, bina 3, mənzil 64",
        accounts: &[account("039900000000448", "124980004", -500, PaidAhead)],
        ..citizen("1EC6V5B", "Elçin", "Modelov", "Həsən oğlu")
    },
    Person {
        document: "AA1618033",
        address: "Şəki şəhəri, M. F. Axundzadə prospekti 101",
        accounts: &[account("039900000000555", "124980005", 12000, Ordinary)],
        ..citizen("4GN7M2C", "Günay", "Misalova", "İlham qızı")
    },
    Person {
        document: "AA5772156",
        address: "Lənkəran şəhəri, Həzi Aslanov küçəsi 15, mənzil 2",
        accounts: &[account("039900000000662", "124980006", 0, Slow)],
        ..citizen("8VQ5Y3E", "Vüqar", "Şablonov", "Ağəli oğlu")
    },
    Person {
        document: "AA1414213",
        address: "Mingəçevir şəhəri, Dilarə Əliyeva küçəsi 30, mənzil 9",
        accounts: &[account("039900000000779", "124980007", 740, LostPost)],
        ..citizen("3XY4U8F", "Ülviyyə", "Xəyalova", "Əkrəm qızı")
    },
    Person {
        document: "AA6931471",
        address: "Bakı şəhəri, Nərimanov rayonu, Təbriz küçəsi 66, mənzil 40",
        accounts: &[account("039900000000886", "124980008", 0, NothingOwed), account("039900000000893", "124980008", 1560, Ordinary)],
        ..citizen("6LN9H1G", "İlahə", "Nağılova", "Çingiz qızı")
    },
    Person {
        document: "09156284",
        address: "Quba şəhəri, Ərdəbil küçəsi 22",
        accounts: &[account("039900000000909", "124980009", 800, Closed)],
        ..citizen("9RX2K6H", "Orxan", "Maketov", "Yaşar oğlu")
    },
    Person { document: "AA8414709", address: "Zaqatala rayonu, Car kəndi", ..citizen("5JD3P7J", "Jalə", "Dekorova", "Qədir qızı") },
    // Born abroad: no patronymic, and the register holds no document.
    Person {
        address: "Bakı şəhəri, Səbail rayonu, Zərifə Əliyeva küçəsi 5, mənzil 77",
        accounts: &[account("039900000001019", "124980011", 0, NothingOwed)],
        ..citizen("0MR1T8K", "Marta", "Nümunəyeva-Təcrübəyeva", "")
    },
    // The identity provider knows him, the population register does not.
    Person { registered: false, ..citizen("7CU4Z2L", "Cavid", "Uydurmayev", "") },
    Person {
        document: "AA2020569",
        address: "Bakı şəhəri, Nəsimi rayonu, Füzuli küçəsi 18, mənzil 11",
        accounts: &[account("039900000001125", "124980013", 0, NothingOwed)],
        roles: OFFICER,
        ..citizen("2NG8S5M", "Nigar", "Səhnəyeva", "Kamran qızı")
    },
    Person {
        document: "AA4669201",
        address: "Bakı şəhəri, Xətai rayonu, Gəncə prospekti 90, mənzil 33",
        accounts: &[account("039900000001232", "124980014", 520, Ordinary)],
        roles: OFFICER,
        ..citizen("4TR6B9N", "Tural", "Təcrübəyev", "Sabir oğlu")
    },
    Person {
        document: "AA6626070",
        address: "Bakı şəhəri, Binəqədi rayonu, Azadlıq prospekti 141, mənzil 8",
        accounts: &[account("039900000001349", "124980015", 0, NothingOwed)],
        roles: &[Role::Citizen, Role::Supervisor],
        ..citizen("8SB3W1P", "Şəbnəm", "Oyunova", "Fikrət qızı")
    },
    Person {
        document: "AA1057322",
        address: "Xırdalan şəhəri, Mehdi Hüseynzadə küçəsi 4, mənzil 19",
        accounts: &[account("039900000001456", "124980016", 0, NothingOwed)],
        roles: &[Role::Citizen, Role::Operator],
        ..citizen("6ZQ7E4R", "Zaur", "Qaralamayev", "Mübariz oğlu")
    },
    Person {
        document: "AA7730158",
        address: "Bakı şəhəri, Nizami rayonu, Qara Qarayev prospekti 57, mənzil 12",
        accounts: &[account("039900000001563", "124980017", 0, NothingOwed)],
        roles: &[Role::Citizen, Role::Operator],
        ..citizen("9HB5F2S", "Sevinc", "Nəzarətova", "Kamil qızı")
    },
    Person {
        document: "AA3390417",
        address: "Bakı şəhəri, Suraxanı rayonu, Heydər Əliyev prospekti 210, mənzil 6",
        roles: &[Role::Citizen, Role::Auditor],
        ..citizen("3HD8K5V", "Xatirə", "Yoxlamayeva", "Rauf qızı")
    },
];

const fn citizen(fin: &'static str, name: &'static str, surname: &'static str, patronymic: &'static str) -> Person {
    const NONE: &[FixedAccount] = &[];
    Person { fin, name, surname, patronymic, document: "", address: "", roles: CITIZEN, accounts: NONE, registered: true }
}
