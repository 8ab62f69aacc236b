//! Help that was shown before.

use std::collections::BTreeSet;

/// Sentences of help that were shown. An advice is shown once for each lint, and a note about the whole run once.
#[derive(Default)]
pub(super) struct Said {
    advice: BTreeSet<String>,
    notes: BTreeSet<String>,
}

impl Said {
    /// Begins the section of a lint.
    pub(super) fn begin(&mut self) {
        self.advice.clear();
    }

    /// Returns the part of a help that was not shown yet.
    pub(super) fn new_part(&mut self, help: &str) -> Option<String> {
        if !self.advice.insert(help.to_owned()) {
            return None;
        }
        let sentences = help.split_inclusive(". ");
        let is_new = |(at, sentence): &(usize, &str)| {
            let sentence = sentence.trim().to_owned();
            *at == 0 || self.notes.insert(sentence)
        };
        let kept: Vec<(usize, &str)> = sentences.enumerate().filter(is_new).collect();
        let text: String = kept.into_iter().map(|(_, sentence)| sentence).collect();
        Some(text.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Said;

    #[test]
    fn notes_are_shown_once_and_advice_once_for_each_lint() {
        let mut said = Said::default();
        let help = |said: &mut Said, text: &str| said.new_part(text);
        let first = help(&mut said, "Do it. The edition is absent.");
        assert_eq!(first.as_deref(), Some("Do it. The edition is absent."));
        assert_eq!(help(&mut said, "Do it. The edition is absent."), None);
        let other = help(&mut said, "Add it. The edition is absent.");
        assert_eq!(other.as_deref(), Some("Add it."));
        said.begin();
        let again = help(&mut said, "Do it. The edition is absent.");
        assert_eq!(again.as_deref(), Some("Do it."));
    }
}
