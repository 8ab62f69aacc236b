//! Names that no call spells out: one for each file of a folder, or for each word of a small language of the project.

use crate::calls::Family;
use crate::facts::{Key, Text, Value};
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::symbol_table::SymbolTable;
use crate::rules::{NameRule, RulePack, globs};
use crate::source::{SourceMap, Span};
use globset::GlobSet;

/// Returns all families of all packs, with the names that calls give.
pub(crate) fn of_calls(packs: &[RulePack], symbols: &SymbolTable) -> Vec<Family> {
    let rules = packs
        .iter()
        .flat_map(|pack| pack.names.iter().map(move |rule| (pack, rule)));
    let found = rules.map(|(pack, rule)| {
        let system = rule.system.clone().unwrap_or_else(|| pack.system.clone());
        Family {
            rule: format!("{}#{}", pack.pack, rule.id).into(),
            system,
            names: from_calls(rule, symbols),
        }
    });
    found.collect()
}

/// Returns the families of calls with the names that files give too. Each name has one place.
pub(crate) fn with_files(
    of_calls: &[Family],
    packs: &[RulePack],
    sources: &SourceMap,
) -> Vec<Family> {
    let rules = packs.iter().flat_map(|pack| &pack.names);
    let found = rules.zip(of_calls).map(|(rule, family)| {
        let mut family = family.clone();
        family.names.extend(from_files(rule, sources));
        family.names.sort();
        family.names.dedup_by(|a, b| a.0 == b.0);
        family
    });
    found.collect()
}

fn from_files(rule: &NameRule, sources: &SourceMap) -> Vec<(Text, Span)> {
    let Some(glob) = &rule.files else {
        return Vec::new();
    };
    let Ok(globs) = globs(std::slice::from_ref(glob)) else {
        return Vec::new();
    };
    let literal = &glob[..glob.find(['*', '?', '[', '{']).unwrap_or(glob.len())];
    let base = literal.rfind('/').map_or("", |end| &literal[..=end]);
    let mut names = Vec::new();
    for (file, source) in sources.iter() {
        if !source.path.starts_with(base) || !globs.is_match(&*source.path) {
            continue;
        }
        let value = source.path.strip_prefix(base).unwrap_or(&source.path);
        let value = rule
            .strip
            .as_deref()
            .and_then(|ending| value.strip_suffix(ending))
            .unwrap_or(value);
        names.extend(
            rule.names
                .iter()
                .map(|name| (filled(name, value), Span::new(file, 0, 0))),
        );
    }
    names
}

/// The files in which the calls of a rule count; none where they count in all.
///
/// # Errors
/// A glob of the rule that cannot be read.
pub(crate) fn places(rule: &NameRule) -> Result<Option<GlobSet>, String> {
    if rule.paths.is_empty() {
        return Ok(None);
    }
    globs(&rule.paths)
        .map(Some)
        .map_err(|error| format!("rule `{}`: {error}", rule.id))
}

fn from_calls(rule: &NameRule, symbols: &SymbolTable) -> Vec<(Text, Span)> {
    let Ok(places) = places(rule) else {
        return Vec::new();
    };
    let is_there = |site: &&ItemId| {
        places
            .as_ref()
            .is_none_or(|places| places.is_match(&*symbols.unit(**site).path))
    };
    let mut names = Vec::new();
    for site in rule
        .calls
        .iter()
        .flat_map(|name| symbols.sites_named(name))
        .filter(is_there)
    {
        for argument in &symbols.site(*site).arguments {
            if let (Key::Position(_), Value::Text(value)) = (&argument.key, &argument.value) {
                names.extend(
                    rule.names
                        .iter()
                        .map(|name| (filled(name, value), argument.span)),
                );
            }
        }
    }
    names
}

fn filled(name: &str, value: &str) -> Text {
    name.replace("{value}", value)
        .replace("{slug}", &slug(value))
        .into()
}

/// Lower case, with one `_` for every run of other characters.
fn slug(value: &str) -> String {
    let words = value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_lower_case_with_single_underscores() {
        assert_eq!(slug("Jobs/Code-Quality.latest"), "jobs_code_quality_latest");
        assert_eq!(filled("p_{slug}_x", "A b"), "p_a_b_x");
    }
}
