//! Inputs of new definitions.

use crate::analysis::analyzed::Analysis;
use crate::audit::name_match::{fits, literal_length, nearest};
use crate::calls::Call;
use crate::scaffold::{self, NewFile, Request, ScaffoldInputs};

impl Analysis {
    pub(crate) fn scaffold(&self, request: &Request) -> Result<Vec<NewFile>, String> {
        let inputs = self.scaffold_inputs();
        self.with(|cx| scaffold::files(cx, inputs, request))
    }

    /// Returns a warning if no tracking call sends an event of this name.
    pub(crate) fn unsent(&self, name: &str) -> Option<String> {
        let calls = &self.calls;
        let sends = |call: &Call| {
            let event = &call.event;
            let mut globs = event.patterns.iter();
            event.names.contains(name)
                || event.possible.contains(name)
                || globs.any(|glob| literal_length(glob) >= 4 && fits(glob, name))
        };
        if calls.iter().any(sends) {
            return None;
        }
        let sent = calls.iter().flat_map(|call| &call.event.names);
        let near = nearest(name, sent.map(|name| name.as_str()));
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        Some(format!("no tracking call sends `{name}`{near}"))
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
