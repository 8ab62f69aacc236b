//! The rules of the user's packs that match nothing.

use crate::analysis::run_config::RunConfig;
use crate::audit::unmatched::UnmatchedRule;
use crate::catalog::Catalog;
use crate::facts::Text;
use crate::resolve::Resolution;
use crate::rules::RulePack;
use crate::source::{FileId, SourceMap, Span};

/// Advice for call and element rules.
const TRY: &str = "Run `tracklint rules try PACK FILE:LINE` at a call that the rule should match.";
/// Advice for definition rules.
const FILES: &str = "Look at `files`, `at`, `when` and `each` of the rule.";
/// Advice for aliases.
const ALIAS: &str = "Look at the prefix of the imports and at the folder, or remove the alias.";

/// Returns the rules of the user's packs that match nothing, in the order of the packs.
pub(crate) fn unmatched(
    config: &RunConfig,
    sources: &SourceMap,
    resolution: &Resolution,
    catalog: &Catalog,
) -> Vec<UnmatchedRule> {
    let mut found = Vec::new();
    for pack in &config.packs {
        let Some(file) = pack.file else { continue };
        let text = &*sources.file(file).text;
        let mut add = |section: &str, id: &str, kind, system: Option<Text>, help| {
            found.push(UnmatchedRule {
                name: format!("{}#{id}", pack.pack).into(),
                kind,
                system,
                span: span_of(file, text, section, id),
                help,
            });
        };
        let is_unmatched = |id: &Text| {
            let name: Text = format!("{}#{id}", pack.pack).into();
            !resolution.matched.contains(&name)
        };
        let system = |own: &Option<Text>| Some(own.clone().unwrap_or_else(|| pack.system.clone()));
        for rule in pack.calls.iter().filter(|rule| is_unmatched(&rule.id)) {
            add("calls", &rule.id, "call rule", system(&rule.system), TRY);
        }
        for rule in pack.elements.iter().filter(|rule| is_unmatched(&rule.id)) {
            add(
                "elements",
                &rule.id,
                "element rule",
                system(&rule.system),
                TRY,
            );
        }
        for rule in &pack.definitions {
            let name = format!("{}#{}", pack.pack, rule.id);
            if catalog.unmatched_rules.iter().any(|one| *one == name) {
                add("definitions", &rule.id, "definition rule", None, FILES);
            }
        }
        for alias in unused_aliases(pack, sources, resolution) {
            found.push(UnmatchedRule {
                name: alias.clone(),
                kind: "import alias",
                system: None,
                span: span_of(file, text, "project", alias),
                help: ALIAS,
            });
        }
    }
    found
}

/// Returns the prefixes of aliases whose folder holds no file. An alias that no parsed file uses may be used by others.
fn unused_aliases<'p>(
    pack: &'p RulePack,
    sources: &SourceMap,
    resolution: &Resolution,
) -> Vec<&'p Text> {
    let has_modules = resolution
        .parsed()
        .any(|unit| unit.language.traits.is_per_file());
    let aliases = pack.project.aliases.iter().filter(|alias| {
        let folder = format!("{}/", alias.path.trim_end_matches('/'));
        has_modules
            && !sources
                .iter()
                .any(|(_, file)| file.path.starts_with(&folder))
    });
    aliases.map(|alias| &alias.prefix).collect()
}

/// Returns the span of an id in a section of a pack; the start of the pack if it is not found, as with YAML anchors.
fn span_of(file: FileId, text: &str, section: &str, id: &str) -> Span {
    let header = format!("{section}:");
    let mut lines = text.split_inclusive('\n').scan(0, |offset, line| {
        *offset += line.len();
        Some((*offset - line.len(), line))
    });
    let inside = lines.by_ref().find(|(_, line)| line.starts_with(&header));
    let from = inside.map_or(0, |(offset, _)| offset);
    let rest = &text[from..];
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut hits = rest.match_indices(id).filter(|(at, _)| {
        let before = rest[..*at].trim_end_matches(['"', '\'']);
        let after = rest[*at + id.len()..].chars().next();
        before.trim_end().ends_with(':') && !after.is_some_and(is_word)
    });
    match hits.next().filter(|_| !id.is_empty()) {
        Some((at, _)) => Span::new(file, from + at, from + at + id.len()),
        None => Span::new(file, 0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_in_its_section() {
        let text = "pack: a\ncalls:\n  - {id: event, on: x}\ndefinitions:\n  - id: event-list\n    kind: k\n  - id: \"event\"\n";
        let at = |section: &str, id: &str| {
            let span = span_of(FileId(0), text, section, id);
            text[..span.start as usize].matches('\n').count() + 1
        };
        assert_eq!(at("calls", "event"), 3);
        assert_eq!(at("definitions", "event"), 7);
        assert_eq!(at("definitions", "gone"), 1);
    }
}
