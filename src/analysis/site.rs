//! The contents of the coverage page.

use crate::analysis::analyzed::Analysis;
use crate::analysis::places::place;
use crate::analysis::{feature_rows, rows};
use crate::audit::Context;
use crate::audit::surfaces::SurfaceState;
use crate::report::coverage::Coverage;
use crate::report::list::FeatureRow;
use crate::report::site::model::{Site, SurfaceRow};

impl Analysis {
    /// Returns the contents of the page. The caller adds the project, its revision and the address of its code.
    pub(crate) fn site(&self) -> Site {
        let calls = self.calls();
        let site = self.with_ways(|cx| Site {
            features: features(cx),
            events: rows::events(cx),
            metrics: rows::metrics(cx),
            surfaces: surfaces(cx),
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

fn surfaces(cx: &Context<'_>) -> Vec<SurfaceRow> {
    let surfaces = cx.surfaces.surfaces.iter().map(|one| {
        let at = place(cx.inputs.sources, one.span);
        let category = one.category.as_ref();
        SurfaceRow {
            kind: one.kind.to_string(),
            name: one.name.clone(),
            path: at.path,
            line: at.line,
            category: category.map(|one| cx.inputs.category_key(one)),
            tracked: one.state() == SurfaceState::Tracked,
            background: one.kind == "worker",
        }
    });
    surfaces.collect()
}
