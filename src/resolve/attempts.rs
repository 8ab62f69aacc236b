//! Attempts to match the calls on one line with rules, for people who write rules.

use crate::facts::{SiteKind, Text};
use crate::resolve::Project;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::match_rules::Matcher;
use crate::resolve::parse_cache::ParseCache;
use crate::resolve::project::ids::{ItemId, ParsedFile};
use crate::rules::RulePack;
use crate::source::{FileId, SourceMap};

/// An attempt to match one call with one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// The called method.
    pub(crate) call: Text,
    /// The rule, as `pack#id`.
    pub(crate) rule: Text,
    /// The names that the rule reads, or the clause that does not fit.
    pub(crate) result: Result<String, String>,
}

/// Tries the call rules of packs at the calls on a line, from 1. `units` are the parsed files of the project.
///
/// # Errors
/// A rule that cannot be compiled.
pub(crate) fn attempts(
    units: &[ParsedFile],
    sources: &SourceMap,
    (file, line): (FileId, usize),
    packs: &[RulePack],
) -> Result<Vec<Attempt>, String> {
    let matcher = Matcher::new(packs)?;
    let mut project = Project::new(packs, sources)?;
    let mut units = units.to_vec();
    let path = &sources.file(file).path;
    if !units.iter().any(|unit| unit.path == *path) {
        units.extend(ParseCache::default().parsed(file, sources.file(file), &matcher));
    }
    project.extend(units);
    let view = project.view();
    let eval = Evaluator::new(&view);
    let Some(unit) = project.symbols.by_path.get(path).copied() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for (item, site) in (0..).zip(&view.facts(unit).calls) {
        let is_call = matches!(site.kind, SiteKind::Call | SiteKind::Macro);
        if !is_call || site.name.is_empty() || sources.lines(site.name_span).0 as usize != line {
            continue;
        }
        for rule in &matcher.calls {
            found.push(Attempt {
                call: site.name.clone(),
                rule: rule.id.clone(),
                result: rule.attempt(&eval, ItemId::new(unit, item)),
            });
        }
    }
    Ok(found)
}
