//! The demonstration's own electricity accounts, as the biller answers for them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{ID, biller, posting, query, start};
use kommunal_sandbox::residents::{accounts, person};
use kommunal_sandbox::special::Habit;
use serde_json::json;

#[tokio::test]
async fn the_biller_knows_every_fixed_account_by_code_and_by_phone() {
    let running = start().await;
    for (account, (holder, holder_id)) in accounts() {
        let body = json!({ "account": account.code }).to_string();
        let asked = biller(&running, "electricity", "POST", "accounts/query", &body);
        if account.habit == Habit::SilentQuery {
            assert!(tokio::time::timeout(std::time::Duration::from_millis(50), asked).await.is_err());
            continue;
        }
        let known = asked.await.unwrap().json()["accounts"][0].clone();
        let said = (&known["holder"], &known["holder_id"], &known["charges"][0]["balance_minor"]);
        assert_eq!(said, (&json!(holder), &json!(holder_id), &json!(account.balance_minor)));
        let by_phone = query(&running, "electricity", account.phone).await;
        assert!(by_phone["accounts"].as_array().unwrap().contains(&known), "{}", account.code);
    }
}

#[tokio::test]
async fn a_debt_that_is_paid_is_gone() {
    let running = start().await;
    let account = &person("2RT8W4A").unwrap().accounts[0];
    let body = posting(account.code, "electricity", account.balance_minor);
    biller(&running, "electricity", "PUT", &format!("postings/{ID}"), &body).await.unwrap();
    let left = query(&running, "electricity", account.phone).await;
    assert_eq!(left["accounts"][0]["charges"][0]["balance_minor"], 0);
}
