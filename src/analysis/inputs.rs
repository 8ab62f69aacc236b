//! Other inputs of a run: given files and patterns.

use crate::catalog::Catalog;
use crate::config::{Globs, Settings, Spanned};
use crate::input::paths::{self, ReportedPath};
use crate::report::UnreadFile;
use crate::report::input_summary::InputSummary;
use crate::resolve::resolution::Resolution;
use crate::source::SourceMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// Summarizes the files that were read, with the problems of the parsers.
pub(crate) fn input_summary(
    sources: &SourceMap,
    files: usize,
    (mut skipped, mut partial): (Vec<UnreadFile>, Vec<UnreadFile>),
    resolution: &Resolution,
    catalog: &Catalog,
) -> InputSummary {
    let problems = resolution
        .parsed()
        .flat_map(|unit| &unit.facts.problems)
        .chain(&catalog.problems);
    for problem in problems {
        let line = sources.lines(problem.span).0;
        let gap = |reason| UnreadFile {
            path: sources.path(problem.span).to_owned(),
            reason,
        };
        if problem.partial {
            partial.push(gap(format!("line {line}: {}", problem.message)));
        } else {
            skipped.push(gap(problem.message.clone()));
        }
    }
    for limit in &resolution.limits {
        let line = sources.lines(limit.span).0;
        partial.push(UnreadFile {
            path: sources.path(limit.span).to_owned(),
            reason: format!("line {line}: {}", limit.reason),
        });
    }
    skipped.sort();
    partial.sort();
    partial.dedup();
    InputSummary {
        files,
        skipped,
        partial,
    }
}

/// A file that the settings name: the feature list or a part of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GivenFile {
    /// The file.
    pub(crate) file: PathBuf,
    /// The path in reports.
    pub(crate) name: ReportedPath,
    /// True if it is a link in a folder of the taxonomy that leads out of the folder and of the project.
    pub(crate) leads_out: bool,
}

/// Returns the feature list and the taxonomy, as files.
pub(crate) fn given_files(settings: &Settings) -> Vec<GivenFile> {
    let mut files: Vec<GivenFile> = Vec::new();
    let given = |file: PathBuf| GivenFile {
        name: given_name(settings, &file),
        file,
        leads_out: false,
    };
    files.extend(settings.features.iter().cloned().map(given));
    for path in &settings.taxonomy {
        if !path.is_dir() {
            files.push(given(path.clone()));
            continue;
        }
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        let mut inside: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        // The feature list often lies beside the taxonomy; it is read only when it was asked for.
        inside.retain(|path| {
            let is_yaml = path.extension();
            is_yaml.is_some_and(|ending| ending == "yml" || ending == "yaml")
                && path.file_name().is_none_or(|name| name != "features.yml")
        });
        inside.sort();
        let bounds = [path.canonicalize(), settings.root.canonicalize()];
        let leads_out = |file: &Path| {
            let target = file.canonicalize();
            let mut bounds = bounds.iter().flatten();
            target.is_ok_and(|target| !bounds.any(|bound| target.starts_with(bound)))
        };
        files.extend(inside.into_iter().map(|file| GivenFile {
            leads_out: leads_out(&file),
            ..given(file)
        }));
    }
    files.dedup();
    files
}

/// Returns the path of a given file in reports. A file beside the configuration keeps its way from the root.
fn given_name(settings: &Settings, file: &Path) -> ReportedPath {
    let configured = settings.files.iter().any(|own| {
        let folder = paths::folder_of(own);
        !folder.as_os_str().is_empty() && paths::inside(folder, file).is_some()
    });
    let found = paths::reported(&settings.root, file);
    let beside = paths::relative_to(&settings.root, file);
    match found.outside.is_some() && configured && Path::new(&beside).is_relative() {
        true => ReportedPath {
            path: beside,
            outside: None,
        },
        false => found,
    }
}

/// Patterns, and which of them matched a file.
pub(crate) struct TrackedGlobs<'a> {
    globs: &'a Globs,
    used: Vec<AtomicBool>,
}

impl<'a> TrackedGlobs<'a> {
    pub(crate) fn new(globs: &'a Globs) -> Self {
        Self {
            globs,
            used: globs
                .patterns
                .iter()
                .map(|_| AtomicBool::new(false))
                .collect(),
        }
    }

    pub(crate) fn is_match(&self, path: &str) -> bool {
        let matching = if self.globs.is_empty() {
            Vec::new()
        } else {
            self.globs.matching(path)
        };
        // The order in which they are set says nothing, and they are read when the walk is over.
        matching
            .iter()
            .for_each(|number| self.used[*number].store(true, Ordering::Relaxed));
        !matching.is_empty()
    }

    /// Returns true if a pattern may match below a folder, judged by its literal prefix.
    pub(crate) fn may_match_below(&self, folder: &str) -> bool {
        let mut patterns = self.globs.patterns.iter().map(|pattern| {
            pattern
                .value
                .split(['*', '?', '[', '{', '\\'])
                .next()
                .unwrap_or_default()
                .trim_end_matches('/')
        });
        let inside = |path: &str, outer: &str| {
            path.strip_prefix(outer)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        patterns.any(|literal| folder.starts_with(literal) || inside(literal, folder))
    }

    pub(crate) fn idle(&self) -> impl Iterator<Item = Spanned<String>> + '_ {
        let all = self.globs.patterns.iter().zip(&self.used);
        all.filter(|(_, used)| !used.load(Ordering::Relaxed))
            .map(|(pattern, _)| pattern.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_entered_for_every_pattern_that_may_match_in_it() {
        let may = |pattern: &str, folder: &str| {
            let text = format!("exclude: ['{pattern}']\n");
            let settings =
                Settings::parse("root", Path::new("tracklint.yml"), &text).expect("it is valid");
            TrackedGlobs::new(&settings.exclude).may_match_below(folder)
        };
        for (pattern, folder) in [
            ("spec", "spec"),
            ("spec/", "spec"),
            ("spec/a/b.rb", "spec"),
            ("spec", "spec/a/b"),
            ("sp*/x", "spec"),
            ("**/x", "a/b"),
        ] {
            assert!(may(pattern, folder), "{pattern} {folder}");
        }
        for (pattern, folder) in [
            ("spec/a", "app"),
            ("spec/a", "spec/b"),
            ("specs/a", "spec"),
            ("lib/{a,b}", "app/lib"),
        ] {
            assert!(!may(pattern, folder), "{pattern} {folder}");
        }
    }
}
