//! What a browser keeps of the application, and what an old one hears: the service worker, pages by their names, manifests,
//! whether the server is there, clients that are too old.

use crate::app::{Citizen, Reply, TestApp};
use crate::both_engines;
use crate::support::Database;
use reqwest::Method;
use serde_json::Value;
use shared::api::{CLIENT, CLIENT_VERSION, path};

both_engines!(
    the_server_says_that_it_is_there_however_often_it_is_asked,
    a_client_that_is_too_old_is_told_to_update,
    the_worker_is_of_the_pages_version_and_each_name_has_its_own,
);

const BRAND: &str = "azerishiq.localhost:8080";
const PORTAL: &str = "localhost:8080";

async fn get(citizen: &Citizen<'_>, host: &str, path: &str, more: &[(&str, &str)]) -> Reply {
    let headers: Vec<(&str, &str)> = [("host", host)].into_iter().chain(more.iter().copied()).collect();
    citizen.send(Method::GET, path, &headers, vec![]).await
}

async fn the_server_says_that_it_is_there_however_often_it_is_asked(db: Database) {
    let app = TestApp::start_with(db, |config| config.limits.requests_per_address = 5).await;
    let citizen = app.citizen();
    for _ in 0..50 {
        let alive = citizen.send(Method::GET, path::ALIVE, &[(CLIENT, "0")], vec![]).await;
        assert_eq!((alive.status, alive.header("cache-control"), alive.body.len()), (204, "no-store", 0));
    }
    assert_eq!(citizen.get(path::OPTIONS).await.status, 200);
    app.finish().await;
}

async fn a_client_that_is_too_old_is_told_to_update(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let json = ("content-type", "application/json");
    for version in ["0", "-1", "", "new"] {
        for (method, path) in [(Method::GET, path::OPTIONS), (Method::POST, path::PAYMENTS), (Method::DELETE, path::SESSION)] {
            let reply = citizen.send(method, path, &[json, (CLIENT, version)], b"{}".to_vec()).await;
            assert_eq!(reply.verdict(), "409 update_needed", "{version} {path}");
        }
    }
    for spoken in [None, Some(CLIENT_VERSION), Some("4000000000")] {
        let headers: Vec<_> = spoken.map(|version| (CLIENT, version)).into_iter().collect();
        assert_eq!(citizen.send(Method::GET, path::OPTIONS, &headers, vec![]).await.status, 200, "{spoken:?}");
    }
    app.finish().await;
}

async fn the_worker_is_of_the_pages_version_and_each_name_has_its_own(db: Database) {
    let app = TestApp::start(db).await;
    let citizen = app.citizen();
    let mut versions = vec![];
    for host in [PORTAL, BRAND] {
        let worker = get(&citizen, host, "/sw.js", &[]).await;
        if worker.status == 404 {
            println!("this server was built without its pages");
            return app.finish().await;
        }
        assert_eq!((worker.header("cache-control"), worker.header("content-type")), ("no-cache", "text/javascript; charset=utf-8"));
        assert!(worker.header("content-security-policy").contains("connect-src 'self'"), "what it fetches is under its own policy");
        let text = worker.text();
        let version = text.strip_prefix("self.version=\"").and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let again = get(&citizen, host, "/sw.js", &[("if-none-match", worker.header("etag"))]).await;
        assert_eq!((again.status, again.body.len()), (304, 0));
        check_pages(&citizen, host, &version).await;
        check_manifest(&citizen, host).await;
        versions.push(version);
    }
    assert_ne!(versions[0], versions[1]);
    for path in ["/page/office.az", "/page/kiosk.az", "/page/pay.xx", "/page/pay.az-AZ", "/page/no.az", "/sw.js.br", "/sw.js/x.js"] {
        assert_eq!(get(&citizen, PORTAL, path, &[]).await.status, 404, "{path}");
    }
    app.finish().await;
}

/// The same page as a navigation to it, in whatever language the browser wishes.
async fn check_pages(citizen: &Citizen<'_>, host: &str, version: &str) {
    for (name, path) in [("pay", "/"), ("certificate", "/certificate"), ("device", "/drafts")] {
        for lang in ["az", "ru", "en"] {
            let kept = get(citizen, host, &format!("/page/{name}.{lang}"), &[("accept-language", "ru")]).await;
            let visited = get(citizen, host, path, &[("accept-language", lang)]).await;
            assert_eq!((kept.status, kept.header("kommunal-version")), (200, version), "{host} {name}.{lang}");
            assert_eq!(visited.header("kommunal-version"), version);
            assert_eq!((kept.header("etag"), kept.text()), (visited.header("etag"), visited.text()));
            assert_eq!(kept.header("content-security-policy"), visited.header("content-security-policy"));
        }
    }
}

async fn check_manifest(citizen: &Citizen<'_>, host: &str) {
    let page = get(citizen, host, "/page/pay.ru", &[]).await.text();
    assert!(page.contains("manifest.ru.webmanifest"));
    let reply = get(citizen, host, "/manifest.ru.webmanifest", &[]).await;
    assert_eq!((reply.header("content-type"), reply.header("cache-control")), ("application/manifest+json", "no-cache"));
    let manifest: Value = reply.ok();
    assert_eq!((manifest["lang"].as_str(), manifest["shortcuts"].as_array().unwrap().len()), (Some("ru"), 2));
    let title = page.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    assert_eq!(manifest["name"], title);
    let icons = manifest["icons"].as_array().unwrap();
    for icon in icons.iter().filter_map(|icon| icon["src"].as_str()).filter(|src| src.starts_with('/')) {
        let picture = get(citizen, host, icon, &[]).await;
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"), "{icon}");
    }
    assert_eq!(icons.len(), if host == BRAND { 1 } else { 3 });
}
