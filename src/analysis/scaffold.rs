//! Inputs of new definitions.

use crate::analysis::analyzed::Analysis;
use crate::scaffold::{self, NewFile, Request, ScaffoldInputs};

impl Analysis {
    pub(crate) fn scaffold(&self, request: &Request) -> Result<Vec<NewFile>, String> {
        let inputs = self.scaffold_inputs();
        self.with(|cx| scaffold::files(cx, inputs, request))
    }

    /// Returns the facts that fill templates.
    pub(crate) fn scaffold_inputs(&self) -> ScaffoldInputs<'_> {
        ScaffoldInputs {
            rules: &self.config.layouts,
            milestone: self.milestone.as_deref(),
            edition: self
                .config
                .project
                .missing_edition
                .as_ref()
                .map(|half| half.folder.as_str()),
            tiers_here: &self.config.tiers_here,
        }
    }
}
