//! A name passes through constants, imports, wrappers and properties, in each script language, to the place that says it.

use std::sync::Arc;
use tracklint::calls::Call;
use tracklint::resolve::rounds;
use tracklint::rules;
use tracklint::scan;
use tracklint::source::{FileId, SourceFile, SourceMap};

/// All calls of a project in `fixtures/projects/hops/<name>`: path, line, names.
fn calls_of(name: &str) -> Vec<(String, u32, Vec<String>)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/hops").join(name);
    let mut paths: Vec<_> = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() { open.push(entry.path()) } else { paths.push(entry.path()) }
        }
    }
    paths.sort();
    let mut sources = SourceMap::default();
    let mut code: Vec<FileId> = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a text");
        let short = path.strip_prefix(&root).expect("inside").to_string_lossy().replace('\\', "/");
        let is_code = scan::language_of(&short).is_some();
        let file = sources.add(SourceFile::new(Arc::from(short.as_str()), Arc::from(text)));
        code.extend(is_code.then_some(file));
    }
    let packs = rules::embedded().expect("every pack can be read");
    let found = rounds::resolve(&sources, &code, &packs, &[]).expect("the packs compile").calls;
    let row = |call: &Call| {
        let names = call.event.names.iter().chain(&call.event.patterns).map(ToString::to_string).collect();
        (sources.path(call.span).to_owned(), sources.lines(call.span).0, names)
    };
    found.iter().map(row).collect()
}

fn assert_said(calls: &[(String, u32, Vec<String>)], path: &str, name: &str) {
    let said = calls.iter().any(|(at, _, names)| at.ends_with(path) && names == &[name.to_owned()]);
    assert!(said, "{path} does not say `{name}`: {calls:#?}");
}

#[test]
fn javascript_constant_import_wrapper_call() {
    let calls = calls_of("javascript");
    assert_said(&calls, "pages/order.js", "place_order");
    assert_said(&calls, "pages/order.js", "cancel_order");
    assert_said(&calls, "pages/menu.js", "open_menu");
    assert!(!calls.iter().any(|(path, ..)| path.ends_with("look_alike.js")), "{calls:#?}");
}

#[test]
fn typescript_enum_import_wrapper_call() {
    let calls = calls_of("typescript");
    assert_said(&calls, "page.ts", "place_order");
    assert_said(&calls, "page.ts", "view_cart");
}

#[test]
fn jsx_constant_import_property_attribute() {
    let calls = calls_of("jsx");
    assert_said(&calls, "button.jsx", "click_cart");
    assert_said(&calls, "button.jsx", "place_order");
}

#[test]
fn vue_constant_option_property_mixin() {
    let calls = calls_of("vue");
    assert_said(&calls, "order_page.vue", "open_row");
    assert_said(&calls, "index.js", "view_order");
    assert_said(&calls, "setup_page.vue", "leave_page");
    assert!(!calls.iter().any(|(path, ..)| path.ends_with("look_alike.vue")), "{calls:#?}");
}
