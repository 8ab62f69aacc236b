//! A survey of code for calls that look like tracking: the material of a first rule pack.

mod candidate;

pub(crate) use crate::analysis::survey::candidate::{Candidate, Shape};

use crate::analysis::analyzed::Analysis;
use crate::analysis::failure::Failure;
use crate::analysis::survey::candidate::{Context, candidate};
use crate::config::Settings;
use crate::facts::{CallSite, FileFacts, SiteKind};
use crate::input::file_source::{FileSource, FolderSource};
use crate::input::walk::FileFilter;
use crate::languages::{self, Input};
use crate::rules::globs;
use crate::source::FileId;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Limit of the candidates that a survey returns.
const MOST: usize = 8;

/// Words of which a file with a tracking call contains one.
const WORDS: &[&str] = &["track", "Track", "capture", "vent", "elemetry", "nalytics"];

/// A survey of a project.
pub(crate) struct Survey {
    /// Groups of calls that look like tracking and that no rule in use matches, those with the most names first.
    pub(crate) candidates: Vec<Candidate>,
    /// The number of files of code.
    pub(crate) files: usize,
}

/// Surveys the code of a project. `known` is the analysis with the packs in use: its calls are left out.
///
/// # Errors
/// The project cannot be read.
pub(crate) fn survey(settings: &Settings, known: Option<&Analysis>) -> Result<Survey, Failure> {
    let excluded = known.map(|known| known.config.project.exclude.clone());
    let excluded = globs(&excluded.unwrap_or_default()).map_err(Failure::Usage)?;
    let source = FolderSource::new(&settings.root);
    let is_code = |path: &str| languages::language_of(path).is_some() && !excluded.is_match(path);
    let walked = source
        .walk(FileFilter {
            file: &is_code,
            folder: &|folder| !excluded.is_match(format!("{folder}/x")),
            most: settings.max_file_size(),
        })
        .map_err(Failure::Usage)?;
    let paths: FxHashSet<Arc<str>> = walked
        .files
        .iter()
        .map(|file| Arc::from(&*file.path))
        .collect();
    let known_lines: FxHashSet<(String, usize)> = known
        .map(|known| {
            known
                .calls()
                .into_iter()
                .map(|call| (call.path, call.line as usize))
                .collect()
        })
        .unwrap_or_default();
    let found: Vec<Vec<Candidate>> = walked
        .files
        .par_iter()
        .map(|file| {
            let context = Context {
                path: &file.path,
                text: &file.text,
                paths: &paths,
            };
            let mut found = in_file(&context);
            found.retain(|one| !known_lines.contains(&one.place));
            found
        })
        .collect();
    Ok(Survey {
        files: walked.files.len(),
        candidates: grouped(found.into_iter().flatten()),
    })
}

/// Returns the candidates of one file, one for each call.
fn in_file(context: &Context<'_>) -> Vec<Candidate> {
    if !WORDS.iter().any(|word| context.text.contains(word)) {
        return Vec::new();
    }
    let Some((language, facts)) = scanned(context) else {
        return Vec::new();
    };
    let sites = facts.calls.iter().filter(|site| looks_like_tracking(site));
    sites
        .filter_map(|site| candidate(context, language, &facts, site))
        .collect()
}

/// Returns the candidates for all calls on a line, whatever their names, outer calls first.
pub(crate) fn on_line(path: &str, text: &str, line: usize) -> Vec<Candidate> {
    let paths = FxHashSet::default();
    let context = Context {
        path,
        text,
        paths: &paths,
    };
    let Some((language, facts)) = scanned(&context) else {
        return Vec::new();
    };
    let sites = facts.calls.iter().filter(|site| {
        matches!(site.kind, SiteKind::Call | SiteKind::Macro)
            && !site.name.is_empty()
            && context.line(site.name_span.start) == line
    });
    sites
        .filter_map(|site| candidate(&context, language, &facts, site))
        .collect()
}

fn scanned(context: &Context<'_>) -> Option<(&'static str, FileFacts)> {
    let language = languages::language_of(context.path)?;
    let input = Input {
        file: FileId(0),
        path: context.path,
        text: context.text,
    };
    Some((language.name, languages::scan(language, input)))
}

/// Returns true if the name of a call is one that tracking libraries and their wrappers use.
fn looks_like_tracking(site: &CallSite) -> bool {
    if !matches!(site.kind, SiteKind::Call | SiteKind::Macro) {
        return false;
    }
    let name = languages::kebab(&site.name).replace('_', "-");
    let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let sends = has(&[
        "track", "record", "log", "send", "capture", "emit", "report", "fire", "trigger",
    ]);
    matches!(words[..], ["track"] | ["capture"] | ["use", "track"])
        || words.first() == Some(&"track")
        || (sends && has(&["event", "events", "telemetry", "analytics", "metric"]))
}

/// Groups calls by what a rule would say, and keeps the best groups.
fn grouped(found: impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    let mut groups: BTreeMap<(String, Shape), Candidate> = BTreeMap::new();
    for one in found {
        let key = (one.method.to_string(), one.on.clone());
        match groups.get_mut(&key) {
            Some(group) => group.add(one),
            None => drop(groups.insert(key, one)),
        }
    }
    let mut groups: Vec<Candidate> = groups.into_values().collect();
    groups.retain(|group| group.named > 0);
    groups.sort_by(|a, b| (b.named, b.calls, &a.method).cmp(&(a.named, a.calls, &b.method)));
    groups.truncate(MOST);
    groups
}

#[cfg(test)]
mod tests;
