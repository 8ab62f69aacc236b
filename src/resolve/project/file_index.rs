//! What one parsed file holds, ready to be looked up: made beside its facts, once and on all cores, and not in each round.

use crate::facts::{FileFacts, SiteKind, Text, Value};
use crate::languages::kebab;
use crate::resolve::match_rules::{self, Matcher};
use crate::resolve::project::classes::last_name;
use crate::resolve::project::modules;
use rustc_hash::FxHashMap;

/// Look-ups that one file alone decides. Numbers are those of its lists of facts.
#[derive(Debug, Default)]
pub struct FileIndex {
    /// The key of each scope's class.
    pub(crate) classes: Vec<Text>,
    /// Call sites by name.
    pub(crate) sites: Vec<(Text, Vec<u32>)>,
    /// Sites that make an object of a class that is written, by its last name, where nothing in the file gives that name another meaning.
    pub(crate) made: Vec<(Text, u32)>,
    /// Sites that make any other object.
    pub(crate) other_constructions: Vec<u32>,
    /// Imports under names that a tag of the file has, with the sites of those tags.
    pub(crate) tags: Vec<(u32, Vec<u32>)>,
    /// Tags and maps with an attribute that names an event: the site, and the rule among the matcher's attributes.
    pub(crate) marks: Vec<(u32, usize)>,
    /// Imports by the name that files import the imported file by; re-exports are none.
    pub(crate) imports: Vec<(Text, u32)>,
}

impl FileIndex {
    /// The look-ups of a file of this path and language.
    pub fn new(facts: &FileFacts, path: &str, language: &str, matcher: &Matcher<'_>) -> Self {
        let has_modules = modules::has_modules(language);
        let key = |scope: &crate::facts::Scope| match has_modules {
            true => Text::from(format!("{path}#{}", scope.path)),
            false => scope.path.clone(),
        };
        let imports = facts
            .imports
            .iter()
            .enumerate()
            .filter(|(_, import)| !import.reexport);
        let (made, other_constructions) = made(facts, has_modules);
        Self {
            made,
            other_constructions,
            classes: facts.scopes.iter().map(key).collect(),
            tags: tags(facts),
            marks: marks(facts, language, matcher),
            imports: imports
                .map(|(item, import)| (stem(&import.module).into(), item as u32))
                .collect(),
            sites: sites(facts),
        }
    }
}

fn sites(facts: &FileFacts) -> Vec<(Text, Vec<u32>)> {
    let mut by_name: FxHashMap<&Text, Vec<u32>> = FxHashMap::default();
    for (item, site) in facts.calls.iter().enumerate() {
        by_name.entry(&site.name).or_default().push(item as u32);
    }
    by_name
        .into_iter()
        .map(|(name, items)| (name.clone(), items))
        .collect()
}

fn made(facts: &FileFacts, has_modules: bool) -> (Vec<(Text, u32)>, Vec<u32>) {
    let bound = facts.bindings.iter().filter(|binding| {
        binding
            .name
            .starts_with(|c: char| c.is_uppercase() || c == ':')
    });
    let bound: Vec<&Text> = bound.map(|binding| &binding.name).collect();
    let (mut written, mut others) = (Vec::new(), Vec::new());
    for (item, site) in facts
        .calls
        .iter()
        .enumerate()
        .filter(|(_, site)| site.name == "new")
    {
        let name = if let Some(Value::Name(name)) = &site.receiver {
            name
        } else {
            &Text::default()
        };
        let last = last_name(name);
        let is_class = last.starts_with(char::is_uppercase)
            && !has_modules
            && name != "Self"
            && !bound.contains(&name);
        match is_class {
            true => written.push((last.into(), item as u32)),
            false => others.push(item as u32),
        }
    }
    (written, others)
}

fn tags(facts: &FileFacts) -> Vec<(u32, Vec<u32>)> {
    let elements = || {
        facts
            .calls
            .iter()
            .enumerate()
            .filter(|(_, site)| site.kind == SiteKind::Element)
    };
    if elements().next().is_none() {
        return Vec::new();
    }
    let mut by_tag: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (item, site) in elements() {
        by_tag
            .entry(kebab(&site.name))
            .or_default()
            .push(item as u32);
    }
    let imports = facts
        .imports
        .iter()
        .enumerate()
        .filter(|(_, import)| !import.reexport);
    let named = imports.filter(|(_, import)| import.local.starts_with(char::is_uppercase));
    named
        .filter_map(|(item, import)| {
            Some((item as u32, by_tag.get(&kebab(&import.local))?.clone()))
        })
        .collect()
}

fn marks(facts: &FileFacts, language: &str, matcher: &Matcher<'_>) -> Vec<(u32, usize)> {
    let rules = matcher.attributes.iter().enumerate();
    let rules: Vec<_> = rules
        .filter(|(_, rule)| rule.rule.languages.iter().any(|own| own == language))
        .collect();
    let sites = facts
        .calls
        .iter()
        .enumerate()
        .filter(|(_, site)| matches!(site.kind, SiteKind::Element | SiteKind::Map));
    let marked = sites.flat_map(|(item, site)| {
        let marking = rules
            .iter()
            .filter(|(_, rule)| match_rules::attribute(site, &rule.rule.event).is_some());
        marking.map(move |(number, _)| (item as u32, *number))
    });
    marked.collect()
}

/// The name that other files import a file by: its own without endings, or its folder's.
pub(crate) fn stem(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let file = parts
        .next()
        .unwrap_or_default()
        .split('.')
        .next()
        .unwrap_or_default();
    if file == "index" {
        parts.next().unwrap_or_default()
    } else {
        file
    }
}
