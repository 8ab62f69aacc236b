//! The rules of the user's packs that match nothing.

use crate::analysis::run_config::RunConfig;
use crate::audit::unmatched::UnmatchedRule;
use crate::catalog::Catalog;
use crate::facts::Text;
use crate::resolve::resolution::Resolution;
use crate::rules::RulePack;
use crate::rules::places::span_of;
use crate::source::SourceMap;

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
        let definitions = pack.definitions.iter().map(|rule| &rule.id);
        let definitions = definitions.map(|id| ("definitions", id, "definition rule"));
        let routes = pack.routes.iter().map(|rule| &rule.id);
        let routes = routes.map(|id| ("routes", id, "route"));
        for (section, id, kind) in definitions.chain(routes) {
            let name = format!("{}#{id}", pack.pack);
            if catalog.unmatched_rules.iter().any(|one| *one == name) {
                add(section, id, kind, None, FILES);
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
