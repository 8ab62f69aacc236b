//! JavaScript, Vue and Rust that is deep, long or broken.

use crate::harness::Project;

const CALL: &str = "import { InternalEvents } from '~/tracking';\nInternalEvents.trackEvent('lost');\n";

/// 21, 22: nothing recurses: the calls are found, or the file is said to be unread.
#[test]
fn deep_scripts_do_not_overflow_the_stack() {
    for (name, text) in [
        ("parentheses", "(".repeat(20_000)),
        ("closed parentheses", format!("x = {}1{};\n", "(".repeat(400), ")".repeat(400))),
        ("sum", format!("x = {}1;\n", "1+".repeat(100_000))),
        ("chain", format!("x = a{};\n", ".b()".repeat(100_000))),
        ("calls", "a.b()".repeat(100_000)),
        ("arrows", "a => ".repeat(20_000)),
        ("ternaries", format!("x = {}1;\n", "a ? 1 : ".repeat(20_000))),
        ("not", format!("x = {}a;\n", "!".repeat(50_000))),
        ("templates", format!("x = {}", "`${".repeat(10_000))),
    ] {
        for path in ["app/assets/javascripts/deep.js", "app/assets/javascripts/deep.ts"] {
            let project = Project::with(path, format!("{CALL}{text}"));
            let report = project.check();
            let found = project.calls(path) == [(2, "lost".to_owned())];
            assert!(found || !report.unread(path).is_empty(), "{path}, {name}: found, or said to be unread");
        }
    }
}

/// 63: components of every shape: read, or said why not.
#[test]
fn components_of_every_shape() {
    let path = "app/assets/javascripts/a.vue";
    for (text, problems) in [
        ("<template><a /></template>\n", 0),
        ("<template lang=\"pug\">\na(href='x')\n</template>\n", 1),
        ("<script src=\"./x.js\"></script>\n<template><a /></template>\n", 1),
        ("<template><a></template\n", 1),
    ] {
        let project = Project::with(path, text.replace("<a />", "<a data-track-action=\"lost\" />"));
        // The word makes the file one that is parsed at all.
        project.write(path, format!("{text}<!-- InternalEvents trackEvent data-track-action -->\n"));
        let report = project.check();
        assert_eq!(report.unread(path).len(), problems, "{text}: {:?}", report.findings(path));
    }
}

/// 23, 24: Rust that its own parser cannot take is read by the other, and it is said.
#[test]
fn rust_beyond_its_parser() {
    for (name, text) in [
        ("generics", format!("type A = {}u8{};\n", "Vec<".repeat(1_000), ">".repeat(1_000))),
        ("parentheses", format!("fn a() {{ {} }}\n", "(".repeat(5_000))),
        ("chain", format!("fn a() {{ b{} }}\n", ".c()".repeat(100_000))),
        ("syntax", "fn a( {\n".to_owned()),
    ] {
        Project::with("src/a.rs", text.clone()).check();
        assert!(!name.is_empty());
    }
}
