//! Whose signatures count: the issuer's published keys, asked for at each visit and kept on the device, so that a paper can
//! be checked without a network afterwards. They are public; nothing of the checker's is kept.

use super::verdict::Doubt;
use crate::state::App;
use frontend::api;
use frontend::api::json::Json;
use frontend::platform;
use leptos::prelude::*;
use shared::api::path;
use shared::certificate::KeyId;

/// Under which name the list is kept.
const KEPT: &str = "issuer-keys";

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IssuerKey {
    /// Chooses it; proves nothing.
    pub(crate) id: KeyId,
    /// SEC 1, uncompressed.
    pub(crate) point: [u8; 65],
    /// Whose.
    pub(crate) name: String,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Keys {
    /// The keys; nothing when no list has reached this device.
    pub(crate) list: Option<Vec<IssuerKey>>,
    /// The list is of this visit, not of an earlier one.
    pub(crate) fresh: bool,
}

/// Takes what was kept, and asks for what is so now.
pub(super) async fn refresh(app: App) {
    if app.verify.keys.with_untracked(|keys| keys.list.is_none()) {
        let list = platform::recall(KEPT).and_then(|text| read(&Json::parse(&text)?));
        app.verify.keys.set(Keys { list, fresh: false });
    }
    let Ok(text) = api::call(path::CERTIFICATES_KEYS, &[], String::new()).await else { return take_kept(app).await };
    if let Some(list) = Json::parse(&text).as_ref().and_then(read) {
        platform::remember(KEPT, &text);
        app.verify.keys.set(Keys { list: Some(list), fresh: true });
    }
}

/// No list has reached this page, but the service worker may have fetched one for it.
async fn take_kept(app: App) {
    if app.verify.keys.with_untracked(|keys| keys.list.is_some()) {
        return;
    }
    let Ok(text) = api::call(&[path::CERTIFICATES_KEYS, "?kept"].concat(), &[], String::new()).await else { return };
    if let Some(list) = Json::parse(&text).as_ref().and_then(read) {
        app.verify.keys.set(Keys { list: Some(list), fresh: false });
    }
}

/// The keys of that name. A list that has it already is not waited for.
pub(super) async fn named(app: App, id: KeyId) -> Result<Vec<IssuerKey>, Doubt> {
    let known = || app.verify.keys.with_untracked(|keys| choose(keys, id));
    match known() {
        Ok(found) => Ok(found),
        Err(Doubt::Stranger { fresh: true }) => Err(Doubt::Stranger { fresh: true }),
        Err(_) => {
            refresh(app).await;
            known()
        }
    }
}

fn choose(keys: &Keys, id: KeyId) -> Result<Vec<IssuerKey>, Doubt> {
    let list = keys.list.as_ref().ok_or(Doubt::NoKeys)?;
    let found: Vec<_> = list.iter().filter(|key| key.id == id).cloned().collect();
    if found.is_empty() { Err(Doubt::Stranger { fresh: keys.fresh }) } else { Ok(found) }
}

/// The API's answer; one key that cannot be read is left out, so that an older page knows the others.
fn read(json: &Json) -> Option<Vec<IssuerKey>> {
    let key = |json: &Json| {
        let read = || {
            Some(IssuerKey { id: hex(&json.get("id").text()?)?, point: hex(&json.get("point").text()?)?, name: json.get("name").text()? })
        };
        Some(read())
    };
    Some(json.get("keys").list(key)?.into_iter().flatten().collect())
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect::<Option<_>>()?;
    let mut bytes = [0; N];
    if digits.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair[0] << 4 | pair[1];
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::certificates as dto;

    fn published(ids: &[&str]) -> Json {
        let key = |id: &&str| dto::IssuerKey { id: (*id).to_owned(), point: "04".repeat(65), name: "Sınaq idarəsi".to_owned() };
        let keys = dto::IssuerKeys { keys: ids.iter().map(key).collect() };
        Json::parse(&serde_json::to_string(&keys).expect("serialises")).expect("JSON")
    }

    #[test]
    fn the_servers_list_is_read_and_a_key_of_another_form_left_out() {
        let list = read(&published(&["deadbeef", "no", "DEADBEEF"])).expect("a list");
        assert_eq!(list.len(), 2);
        assert_eq!((list[0].id, list[0].point), ([0xde, 0xad, 0xbe, 0xef], [4; 65]));
        assert_eq!(list[0].name, "Sınaq idarəsi");
        assert_eq!(read(&Json::Null), None);
    }

    #[test]
    fn an_unknown_key_is_a_stranger_and_no_list_is_not_a_stranger() {
        let id = [0xde, 0xad, 0xbe, 0xef];
        assert_eq!(choose(&Keys::default(), id), Err(Doubt::NoKeys));
        let keys = Keys { list: read(&published(&["deadbeef"])), fresh: true };
        assert_eq!(choose(&keys, id).map(|found| found.len()), Ok(1));
        assert_eq!(choose(&keys, [0; 4]), Err(Doubt::Stranger { fresh: true }));
    }
}
