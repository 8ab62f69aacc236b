//! Look-up tables of one parsed file.

use crate::facts::{CallSite, FileFacts, Import, SiteKind, Text, Value};
use crate::languages::{Language, kebab};
use crate::resolve::project::aliases::{Alias, aliases};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::path_text::{folder_of, import_stem};
use rustc_hash::FxHashMap;

/// Look-up tables that depend on one file alone. Numbers are indices into its lists of facts.
#[derive(Debug, Default)]
pub(crate) struct FileIndex {
    /// The key of each scope's class.
    pub(crate) classes: Vec<Text>,
    /// Call sites by name, sorted.
    pub(crate) sites: Vec<(Text, Vec<u32>)>,
    /// Sites that construct an object of a written class, by its last name, if nothing in the file binds that name.
    pub(crate) constructions: Vec<(Text, u32)>,
    /// Sites that construct any other object.
    pub(crate) other_constructions: Vec<u32>,
    /// Imports under names that a tag of the file has, with the sites of those tags.
    pub(crate) tags: Vec<(u32, Vec<u32>)>,
    /// Imports by the stem of the imported file, without re-exports.
    pub(crate) imports: Vec<(Text, u32)>,
    /// Re-exports by the stem of the other file.
    pub(crate) reexports: Vec<(Text, u32)>,
    /// Names that hold the value of another name, where names belong to files.
    pub(crate) aliases: Vec<Alias>,
}

impl FileIndex {
    /// Builds the tables of a file.
    pub(crate) fn new(facts: &FileFacts, path: &str, language: &Language) -> Self {
        let key = |scope: &crate::facts::Scope| match language.traits.is_per_file() {
            true if language.traits.folder_module.is_some() => {
                Text::from(format!("{}#{}", folder_of(path), scope.path))
            }
            true => Text::from(format!("{path}#{}", scope.path)),
            false => scope.path.clone(),
        };
        let by_stem = |(item, import): (u32, &Import)| (import_stem(&import.module).into(), item);
        let reexports = (0..)
            .zip(&facts.imports)
            .filter(|(_, import)| import.reexport);
        let (constructions, other_constructions) = constructions(facts, language);
        let aliases = match language.traits.is_per_file() {
            true => aliases(facts),
            false => Vec::new(),
        };
        Self {
            aliases,
            constructions,
            other_constructions,
            classes: facts.scopes.iter().map(key).collect(),
            tags: tags(facts),
            imports: imports(facts).map(by_stem).collect(),
            reexports: reexports.map(by_stem).collect(),
            sites: sites(facts),
        }
    }

    /// Returns the call sites of a name.
    pub(crate) fn sites_named(&self, name: &str) -> &[u32] {
        let found = self
            .sites
            .binary_search_by(|(one, _)| one.as_str().cmp(name));
        found.map_or(&[], |at| &self.sites[at].1)
    }
}

fn numbered_calls(facts: &FileFacts) -> impl Iterator<Item = (u32, &CallSite)> {
    (0..).zip(&facts.calls)
}

fn imports(facts: &FileFacts) -> impl Iterator<Item = (u32, &Import)> {
    (0..)
        .zip(&facts.imports)
        .filter(|(_, import)| !import.reexport)
}

fn sites(facts: &FileFacts) -> Vec<(Text, Vec<u32>)> {
    let mut by_name: FxHashMap<&Text, Vec<u32>> = FxHashMap::default();
    for (item, site) in numbered_calls(facts) {
        by_name.entry(&site.name).or_default().push(item);
    }
    let owned = by_name.into_iter();
    let mut sites: Vec<_> = owned.map(|(name, items)| (name.clone(), items)).collect();
    sites.sort_unstable();
    sites
}

fn constructions(facts: &FileFacts, language: &Language) -> (Vec<(Text, u32)>, Vec<u32>) {
    let traits = &language.traits;
    let is_constant = |name: &Text| name.starts_with(|c: char| c.is_uppercase() || c == ':');
    let names = facts.bindings.iter().map(|binding| &binding.name);
    let bound: Vec<&Text> = names.filter(|name| is_constant(name)).collect();
    let (mut written, mut others) = (Vec::new(), Vec::new());
    let is_construction = |site: &CallSite| {
        let is_literal = traits.module_files && site.kind == SiteKind::Map;
        site.name == traits.constructor || (is_literal && site.receiver.is_some())
    };
    for (item, site) in numbered_calls(facts).filter(|(_, site)| is_construction(site)) {
        let name = match &site.receiver {
            Some(Value::Name(name)) => name,
            _ => &Text::default(),
        };
        let last = last_name(name);
        let is_class = last.starts_with(char::is_uppercase)
            && !traits.is_per_file()
            && !traits.is_self(name)
            && !bound.contains(&name);
        match is_class {
            true => written.push((last.into(), item)),
            false => others.push(item),
        }
    }
    (written, others)
}

fn tags(facts: &FileFacts) -> Vec<(u32, Vec<u32>)> {
    let mut by_tag: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (item, site) in numbered_calls(facts).filter(|(_, site)| site.kind == SiteKind::Element) {
        by_tag.entry(kebab(&site.name)).or_default().push(item);
    }
    if by_tag.is_empty() {
        return Vec::new();
    }
    let named = imports(facts).filter(|(_, import)| import.local.starts_with(char::is_uppercase));
    let tagged =
        named.filter_map(|(item, import)| Some((item, by_tag.get(&kebab(&import.local))?.clone())));
    tagged.collect()
}
