//! The contents of the coverage page.

use crate::analysis::analyzed::Analysis;
use crate::analysis::{backlog_rows, feature_rows, rows};
use crate::audit::Context;
use crate::report::coverage::Coverage;
use crate::report::list::FeatureRow;
use crate::report::site::model::Site;

impl Analysis {
    /// Returns the contents of the page. The caller adds the project, its revision and the address of its code.
    pub(crate) fn site(&self) -> Site {
        let calls = self.calls();
        let site = self.with_ways(|cx| Site {
            features: features(cx),
            events: rows::events(cx),
            metrics: rows::metrics(cx),
            backlog: backlog_rows::rows(cx),
            coverage: rows::coverage(cx),
            edition_missing: cx.inputs.edition_missing,
            ..Site::default()
        });
        let coverage = Coverage {
            input_summary: self.input_summary.clone(),
            notes: self.notes(),
            ..site.coverage
        };
        Site {
            calls,
            coverage,
            ..site
        }
    }
}

/// Returns the entries of the feature list in its order, or the categories if there is no list.
fn features(cx: &Context<'_>) -> Vec<FeatureRow> {
    let all = feature_rows::features(cx);
    let (mut entries, categories): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|row| row.index.is_some());
    if entries.is_empty() {
        return categories;
    }
    entries.sort_by_key(|row| row.index);
    entries
}
