//! Filters of lists.

use crate::report::list::{CallRow, EventRow, FeatureRow, MetricRow, SurfaceRow};

/// The rows to keep: those that fit every given value.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Filter {
    /// Keep rows of this group
    #[arg(
        long,
        visible_alias = "owner",
        value_name = "GROUP",
        help_heading = "Filters"
    )]
    pub(crate) group: Option<String>,
    /// Keep rows of this feature category
    #[arg(long, value_name = "CATEGORY", help_heading = "Filters")]
    pub(crate) category: Option<String>,
    /// Keep rows with this verdict; for calls their grade, for surfaces their state
    #[arg(long, value_name = "VERDICT", help_heading = "Filters")]
    pub(crate) verdict: Option<String>,
    /// Keep rows of this tracking system; for metrics their data source
    #[arg(long, value_name = "SYSTEM", help_heading = "Filters")]
    pub(crate) system: Option<String>,
    /// Keep rows with a position below this path
    #[arg(
        long = "path",
        id = "under",
        value_name = "PATH",
        help_heading = "Filters"
    )]
    pub(crate) under: Option<String>,
    /// The folder that the paths of rows begin with.
    #[arg(skip)]
    pub(crate) folder: String,
}

/// The values of a row that filters compare.
#[derive(Debug, Default)]
pub(crate) struct Facets<'r> {
    pub(crate) group: Option<&'r str>,
    pub(crate) categories: Vec<&'r str>,
    pub(crate) verdict: Option<&'r str>,
    pub(crate) system: Option<&'r str>,
    pub(crate) paths: Vec<&'r str>,
}

impl Filter {
    /// Returns true if no value is given.
    pub(crate) fn is_empty(&self) -> bool {
        let all = [
            &self.group,
            &self.category,
            &self.verdict,
            &self.system,
            &self.under,
        ];
        all.iter().all(|value| value.is_none())
    }

    /// Returns the filter for rows whose paths begin with a folder. A path may begin with it or not.
    #[must_use]
    pub(crate) fn below(self, folder: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            ..self
        }
    }

    /// Returns true if a row fits.
    pub(crate) fn fits(&self, row: &Facets<'_>) -> bool {
        let is = |wanted: &Option<String>, value: Option<&str>| {
            let wanted = wanted.as_deref();
            wanted.is_none_or(|wanted| value.is_some_and(|value| same(wanted, value)))
        };
        let category = self.category.as_deref();
        let under = self
            .under
            .as_deref()
            .map(|path| path.trim_start_matches("./"));
        let under = under.map(|path| path.trim_end_matches('/'));
        is(&self.group, row.group)
            && is(&self.verdict, row.verdict)
            && is(&self.system, row.system)
            && category.is_none_or(|wanted| row.categories.iter().any(|one| same(wanted, one)))
            && under.is_none_or(|under| row.paths.iter().any(|path| self.is_below(path, under)))
    }
}

impl Filter {
    fn is_below(&self, path: &str, under: &str) -> bool {
        let own = path.strip_prefix(self.folder.as_str());
        is_below(path, under) || own.is_some_and(|path| is_below(path, under))
    }
}

/// Returns true if two names differ only in case and in spaces, dashes and underscores.
fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace([' ', '-'], "_");
    one == other || plain(one) == plain(other)
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || folder == "."
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A row that can be filtered.
pub(crate) trait Filtered {
    /// Returns the values that filters compare.
    fn facets(&self) -> Facets<'_>;
}

fn texts(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

impl Filtered for CallRow {
    fn facets(&self) -> Facets<'_> {
        Facets {
            verdict: Some(&self.event.grade),
            system: Some(&self.system),
            categories: self.category.iter().map(String::as_str).collect(),
            paths: vec![&self.path],
            ..Facets::default()
        }
    }
}

impl Filtered for EventRow {
    fn facets(&self) -> Facets<'_> {
        let defined = self.defined_in.iter().map(|place| place.path.as_str());
        let calls = self.calls.iter().map(|call| call.path.as_str());
        Facets {
            group: self.group.as_deref(),
            categories: texts(&self.categories),
            verdict: Some(&self.verdict),
            system: Some(&self.system),
            paths: defined.chain(calls).collect(),
        }
    }
}

impl Filtered for MetricRow {
    fn facets(&self) -> Facets<'_> {
        Facets {
            group: self.group.as_deref(),
            categories: texts(&self.categories),
            verdict: Some(&self.verdict),
            system: self.data_source.as_deref(),
            paths: vec![&self.path],
        }
    }
}

impl Filtered for FeatureRow {
    fn facets(&self) -> Facets<'_> {
        let evidence = self.evidence.iter().map(|place| place.path.as_str());
        let mut categories = texts(&self.categories);
        categories.push(&self.id);
        Facets {
            group: self.group.as_deref(),
            categories,
            verdict: Some(&self.verdict),
            paths: evidence.collect(),
            ..Facets::default()
        }
    }
}

impl Filtered for SurfaceRow {
    fn facets(&self) -> Facets<'_> {
        Facets {
            categories: self.feature.iter().map(String::as_str).collect(),
            verdict: Some(&self.state),
            paths: vec![&self.path],
            ..Facets::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_fits_all_given_values() {
        let row = Facets {
            group: Some("Source Code"),
            paths: vec!["app/models/a.rb"],
            ..Facets::default()
        };
        let filter = |group: Option<&str>, under: Option<&str>| Filter {
            group: group.map(str::to_owned),
            under: under.map(str::to_owned),
            ..Filter::default()
        };
        assert!(filter(Some("source_code"), Some("app/models/")).fits(&row));
        assert!(!filter(Some("other"), None).fits(&row));
        assert!(!filter(None, Some("app/mod")).fits(&row));
    }
}
