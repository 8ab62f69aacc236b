//! Look-up tables of one parsed file.

use crate::facts::{CallSite, FileFacts, Import, Key, SiteKind, Text, Value};
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
    /// All call sites, by name.
    sites: Box<[u32]>,
    /// Sites that construct an object of a written class, by its last name, if nothing in the file binds that name.
    pub(crate) constructions: Vec<(Text, u32)>,
    /// Sites that construct any other object.
    pub(crate) other_constructions: Vec<u32>,
    /// Sites that refer to a function without calling it, by its name.
    pub(crate) references: Vec<(Text, u32)>,
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
            references: references(facts, language),
            classes: facts.scopes.iter().map(key).collect(),
            tags: tags(facts),
            imports: imports(facts).map(by_stem).collect(),
            reexports: reexports.map(by_stem).collect(),
            sites: sites(facts),
        }
    }

    /// Returns the call sites of a name.
    pub(crate) fn sites_named(&self, facts: &FileFacts, name: &str) -> &[u32] {
        let name_of = |item: &u32| facts.calls[*item as usize].name.as_str();
        let from = self.sites.partition_point(|item| name_of(item) < name);
        let sites = &self.sites[from..];
        &sites[..sites.partition_point(|item| name_of(item) == name)]
    }

    /// Returns the names of call sites, each with its sites.
    pub(crate) fn names_of_sites<'f>(
        &'f self,
        facts: &'f FileFacts,
    ) -> impl Iterator<Item = (&'f Text, &'f [u32])> {
        let name_of = |item: u32| &facts.calls[item as usize].name;
        let by_name = self.sites.chunk_by(move |a, b| name_of(*a) == name_of(*b));
        by_name.map(move |sites| (name_of(sites[0]), sites))
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

fn sites(facts: &FileFacts) -> Box<[u32]> {
    let mut sites: Vec<u32> = (0..facts.calls.len() as u32).collect();
    // Sites of one name keep their order.
    sites.sort_by_key(|item| &facts.calls[*item as usize].name);
    sites.into()
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

/// Finds callbacks (`before_action :track`), and calls that turn a method into a value (`method(:track)`, `track.bind(this)`).
fn references(facts: &FileFacts, language: &Language) -> Vec<(Text, u32)> {
    let traits = &language.traits;
    let mut found = Vec::new();
    for (item, site) in numbered_calls(facts).filter(|(_, site)| site.kind == SiteKind::Call) {
        let mut prefixes = traits.callback_prefixes.iter();
        let is_callback = site.function.is_none()
            && site.receiver.is_none()
            && prefixes.any(|prefix| site.name.starts_with(prefix));
        let is_value = traits.reference_calls.contains(&&*site.name);
        if !is_callback && !is_value {
            continue;
        }
        let named =
            site.arguments
                .iter()
                .filter_map(|argument| match (&argument.key, &argument.value) {
                    (Key::Position(_), Value::Text(name)) => Some(name),
                    _ => None,
                });
        let mut named: Vec<&Text> = named.collect();
        if let (true, Some(Value::Name(name) | Value::Member(_, name))) =
            (is_value && named.is_empty(), &site.receiver)
        {
            named.push(name);
        }
        found.extend(named.into_iter().map(|name| (name.clone(), item)));
    }
    found
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
