//! Reading a problem document.

use super::json::Json;
use shared::api::bills::Bill;
use shared::api::problem::{FieldProblem, Problem, ProblemCode};
use shared::bill::Standing;
use shared::money::Money;
use shared::validation::Code;

/// A problem; what is missing or unknown in it reads as our fault, as the type's own default says.
#[must_use]
pub fn read(json: &Json) -> Problem {
    let field = |json: &Json| {
        let code = json.get("code").text()?;
        Some(FieldProblem {
            field: json.get("field").text()?,
            // A newer server may know more codes than this client.
            code: Code::ALL.iter().copied().find(|known| known.as_str() == code).unwrap_or(Code::Malformed),
            limit: json.get("limit").int().unwrap_or(0),
        })
    };
    let code = json.get("code").text().unwrap_or_default();
    Problem {
        kind: String::new(),
        status: 0,
        code: PROBLEMS.iter().copied().find(|known| known.as_str() == code).unwrap_or_default(),
        fields: json.get("fields").list(field).unwrap_or_default(),
        retry_after_ms: json.get("retry_after_ms").int(),
        bills: json.get("bills").list(changed).unwrap_or_default(),
    }
}

/// Of a bill that changed only which it is and its balance are looked at: the page shows the rest already.
fn changed(json: &Json) -> Option<Bill> {
    let balance_minor = json.get("balance_minor").int()?;
    Some(Bill {
        id: json.get("id").text()?,
        biller: String::new(),
        charge: String::new(),
        account: String::new(),
        standing: Standing::of_balance(Money::from_minor(balance_minor)),
        balance_minor,
        period: String::new(),
        due: String::new(),
        documents: Vec::new(),
        leased_ms: 0,
    })
}

const PROBLEMS: [ProblemCode; 25] = [
    ProblemCode::Invalid,
    ProblemCode::Malformed,
    ProblemCode::TooLarge,
    ProblemCode::NotFound,
    ProblemCode::Method,
    ProblemCode::MediaType,
    ProblemCode::Origin,
    ProblemCode::KeyReused,
    ProblemCode::Leased,
    ProblemCode::BillChanged,
    ProblemCode::BillerSilent,
    ProblemCode::BankUnavailable,
    ProblemCode::TooLate,
    ProblemCode::TooMany,
    ProblemCode::SignIn,
    ProblemCode::Forbidden,
    ProblemCode::RegistrySilent,
    ProblemCode::RegistryUnknown,
    ProblemCode::SmsSilent,
    ProblemCode::Changed,
    ProblemCode::Owed,
    ProblemCode::NotNow,
    ProblemCode::OwnApplication,
    ProblemCode::SecondPerson,
    ProblemCode::UpdateNeeded,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_known_and_a_new_one_is_our_fault() {
        for code in PROBLEMS {
            let fields = Code::ALL.iter().map(|&code| FieldProblem { field: "number".into(), code, limit: 7 }).collect();
            let said = Problem { code, fields, retry_after_ms: Some(5), ..Problem::default() };
            let json = serde_json::to_string(&said).expect("serialises");
            assert_eq!(read(&Json::parse(&json).expect("is JSON")), said);
        }
        assert_eq!(read(&Json::parse(r#"{"code":"from_tomorrow"}"#).expect("JSON")).code, ProblemCode::Internal);
    }
}
