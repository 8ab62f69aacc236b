//! A reverted diff gives the text before it.

#![allow(clippy::unwrap_used)]

use crate::input::diff;
use proptest::prelude::*;

proptest! {
    #[test]
    fn reverting_a_diff_gives_the_text_before_it(old in lines_of_text(), new in lines_of_text()) {
        let made = similar::TextDiff::from_lines(old.as_str(), new.as_str());
        let made = made.unified_diff().context_radius(2).header("a/x.rb", "b/x.rb").to_string();
        let patches = diff::parse(&made).unwrap();
        let before = patches.first().map_or_else(|| Ok(new.clone()), |patch| diff::reversed(patch, &new));
        prop_assert_eq!(before, Ok(old), "{}", made);
    }
}

/// Lines from so few that texts share some; the last may lack its break.
fn lines_of_text() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec(
        prop::sample::select(vec!["a", "b", "c", "--- d", "+++ e", "@@ f", "", " g"]),
        0..14,
    );
    (lines, any::<bool>()).prop_map(|(lines, whole)| {
        let text = lines.join("\n");
        if whole && !text.is_empty() {
            text + "\n"
        } else {
            text
        }
    })
}
