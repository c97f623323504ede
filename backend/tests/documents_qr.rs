//! The QR code that the page draws.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use kommunal::documents::qr_svg;

const ADDRESS: &str = "https://kommunal.example/receipts#KM-2026-0A7F19XZ;7Q4M2KXW9D";

/// The modules that the path fills, row by row.
fn modules(svg: &str) -> Vec<Vec<bool>> {
    let side: usize = between(svg, "viewBox=\"0 0 ", " ").parse().unwrap();
    let mut rows = vec![vec![false; side]; side];
    for run in between(svg, " d=\"M", "\"").split('M') {
        let (x, rest) = run.split_once(' ').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let (length, back) = rest.split_once("v1h-").unwrap();
        assert_eq!(back, format!("{length}z"));
        let (x, y, length): (usize, usize, usize) = (x.parse().unwrap(), y.parse().unwrap(), length.parse().unwrap());
        rows[y][x..x + length].fill(true);
    }
    rows
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

#[test]
fn the_drawing_is_the_matrix_with_its_quiet_zone() {
    let rows = modules(&qr_svg(ADDRESS).unwrap());
    let code = fast_qr::qr::QRBuilder::new(ADDRESS).ecl(fast_qr::ECL::M).build().unwrap();
    assert_eq!(rows.len(), code.size + 8);
    for (y, row) in rows.iter().enumerate() {
        for (x, dark) in row.iter().enumerate() {
            let inside = (4..code.size + 4).contains(&x) && (4..code.size + 4).contains(&y);
            assert_eq!(*dark, inside && code[y - 4][x - 4].value(), "module {x}, {y}");
        }
    }
}

#[test]
fn the_drawing_is_one_path_without_styles() {
    let svg = qr_svg(ADDRESS).unwrap();
    assert_eq!(svg.matches("<path").count(), 1);
    assert!(svg.contains("fill=\"currentColor\""));
    for word in ["style", "class", "<script", "#"] {
        assert!(!svg.contains(word), "{word}");
    }
}

#[test]
fn what_no_qr_code_can_hold_gives_none() {
    assert_eq!(qr_svg(""), None);
    assert_eq!(qr_svg(&"x".repeat(3000)), None);
    assert!(qr_svg(&"ə".repeat(300)).is_some());
}
