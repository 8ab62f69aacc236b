//! Directives in truncated files.

#![allow(clippy::unwrap_used)]

use crate::languages::{Input, language_of};
use crate::source::FileId;

#[test]
fn directives_in_a_truncated_file_govern_only_what_is_left() {
    let text = "<!-- tracklint: ignore[é] -- r --><%# tracklint: uses é -- r %>\r\n-# tracklint: ignore-file[a, ]\n  é\n/*\n * tracklint: \
                ignore[a] -- é */\n// tracklint: uses\n# tracklint: ignore[a]\nfoo(\n  'é', # tracklint: ignore[b\n)\n";
    for path in [
        "a.rb",
        "a.haml",
        "a.html.erb",
        "a.js",
        "a.ts",
        "a.vue",
        "a.rs",
        "a.py",
        "a.go",
    ] {
        let language = language_of(path).unwrap();
        for (end, _) in text.char_indices() {
            let facts = language.facts(Input {
                file: FileId(0),
                path,
                text: &text[..end],
            });
            assert!(
                facts
                    .directives
                    .iter()
                    .all(|one| one.governs.end as usize <= end),
                "{path} up to {end}"
            );
        }
    }
}
