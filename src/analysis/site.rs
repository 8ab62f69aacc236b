//! The contents of the coverage page.

use crate::analysis::analyzed::Analysis;
use crate::analysis::{backlog_rows, feature_rows, rows, surface_rows};
use crate::audit::Context;
use crate::report::coverage::Coverage;
use crate::report::list::FeatureRow;
use crate::report::site::model::Site;
use crate::scaffold::ScaffoldInputs;
use std::collections::BTreeMap;

impl Analysis {
    /// Returns the coverage, with the contents of the page if they are needed. The caller adds the project, its revision and the
    /// address of its code.
    pub(crate) fn site(&self, needs_page: bool) -> Site {
        let inputs = self.scaffold_inputs();
        let site = self.with_ways(|cx| match needs_page {
            true => contents(cx, inputs),
            false => Site {
                coverage: rows::coverage(cx),
                ..Site::default()
            },
        });
        let calls = match needs_page {
            true => self.calls(),
            false => Vec::new(),
        };
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

fn contents(cx: &Context<'_>, inputs: ScaffoldInputs<'_>) -> Site {
    let all = feature_rows::features(cx);
    let groups = groups(&all);
    let (backlog, files): (Vec<_>, Vec<_>) = backlog_rows::with_files(cx, inputs, |_| true)
        .into_iter()
        .unzip();
    let files = files.into_iter().map(|files| {
        let files = files.unwrap_or_default().into_iter();
        files.map(|file| (file.path, file.text)).collect()
    });
    Site {
        features: listed(all),
        groups,
        events: rows::events(cx),
        metrics: rows::metrics(cx),
        surfaces: surface_rows::surfaces(cx),
        backlog,
        definitions: files.collect(),
        coverage: rows::coverage(cx),
        edition_missing: cx.inputs.edition_missing,
        ..Site::default()
    }
}

/// Returns the group of each category.
fn groups(features: &[FeatureRow]) -> BTreeMap<String, String> {
    let categories = features.iter().filter(|row| row.index.is_none());
    let of_row = |row: &FeatureRow| {
        let group = row.group.clone()?;
        let keys = std::iter::once(&row.id).chain(&row.categories);
        Some(keys.map(|key| (key.clone(), group.clone())).collect())
    };
    let groups: Vec<Vec<(String, String)>> = categories.filter_map(of_row).collect();
    groups.into_iter().flatten().collect()
}

/// Returns the entries of the feature list in its order, or the categories if there is no list.
fn listed(all: Vec<FeatureRow>) -> Vec<FeatureRow> {
    let (mut entries, categories): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|row| row.index.is_some());
    if entries.is_empty() {
        return categories;
    }
    entries.sort_by_key(|row| row.index);
    entries
}
