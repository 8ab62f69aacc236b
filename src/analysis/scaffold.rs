//! What the forms of new definitions are filled from.

use crate::analysis::analyzed::Analysis;
use crate::input::file_source::FileSource;
use crate::scaffold::{self, NewFile, Request, ScaffoldInputs};
use std::path::Path;

/// The first number with a dot in a file.
pub(crate) fn milestone(tree: &dyn FileSource, file: &Path) -> Option<String> {
    let text = tree.named(file)?.ok()?.text;
    let mut words = text
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter(|word| !word.is_empty());
    let (major, rest) = words.next()?.split_once('.')?;
    let minor = rest.split('.').next().filter(|minor| !minor.is_empty())?;
    (!major.is_empty()).then(|| format!("{major}.{minor}"))
}

impl Analysis {
    pub(crate) fn scaffold(&self, request: &Request) -> Result<Vec<NewFile>, String> {
        let inputs = ScaffoldInputs {
            rules: &self.config.layouts,
            milestone: self.milestone.as_deref(),
            edition: self
                .config
                .project
                .missing_edition
                .as_ref()
                .map(|half| half.folder.as_str()),
            tiers_here: &self.config.tiers_here,
        };
        self.with(|cx| scaffold::files(cx, inputs, request))
    }
}
