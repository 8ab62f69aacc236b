//! The fuzz targets on a stable toolchain, on every truncation of small texts.

use tracklint::harness::TARGETS;

const TEXTS: &[&str] = &[
    "%a{ b: \"#{c('}')}\" }= f <<~X\n  é\n<% g %><%# tracklint: ignore[a] -- é %>\n<script>this.track(`a_${b}`)</script>",
    "\u{feff}a: &b [c, 'é']\n<<: *b\n# tracklint: uses a, é -- why\nlints: {x: off}\n? {}\n",
    "\"a fault of\"",
    "# encoding: ascii\na = :éb(é, 'é', *é) { |é| @é.é = é }\n-# coding: ascii\n%é= é(:é)\n<%# coding: ascii %>\n<%= é(:é) %>\n",
];

#[test]
fn every_truncation_of_a_text_keeps_the_promises_of_each_target() {
    for (.., run) in TARGETS {
        for text in TEXTS {
            for end in 0..=text.len() {
                run(&text.as_bytes()[..end]);
            }
        }
    }
}

#[test]
fn the_fuzz_crate_has_a_binary_for_each_target() {
    let manifest =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/Cargo.toml")).unwrap();
    for (name, ..) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
