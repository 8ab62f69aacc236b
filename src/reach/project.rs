//! The parsed files of the walk, and those that it parses on the way.

use crate::reach::start::Material;
use crate::resolve::match_rules::Matcher;
use crate::resolve::parse_cache::ParseCache;
use crate::resolve::project::inheritance::Inheritance;
use crate::resolve::project::link::link;
use crate::resolve::project::symbol_table::SymbolTable;
use crate::resolve::project::unparsed;
use crate::resolve::project::view::ProjectView;
use crate::resolve::request::search::{found, hits};
use crate::resolve::request::{FileRequest, FileRequests, NotFollowed};
use crate::source::FileId;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// Call sites of one parsed file by the function around them.
#[derive(Debug, Default)]
pub(super) struct SiteIndex {
    /// Sites of each function.
    pub(super) of_function: Vec<Vec<u32>>,
    /// Sites in the bodies of classes and at the top of the file.
    pub(super) outside: Vec<u32>,
}

/// The project as far as it is parsed.
pub(super) struct Project<'m> {
    material: &'m Material<'m>,
    matcher: Matcher<'m>,
    symbols: SymbolTable,
    inheritance: Inheritance,
    not_followed: NotFollowed,
    requested: FxHashSet<FileRequest>,
    unparsed: Vec<FileId>,
    sites: Vec<OnceLock<SiteIndex>>,
}

impl<'m> Project<'m> {
    /// Returns the project with the files that the run has parsed.
    ///
    /// # Errors
    /// A rule that cannot be compiled.
    pub(super) fn new(material: &'m Material<'m>) -> Result<Self, String> {
        let mut project = Self {
            material,
            matcher: Matcher::new(material.packs)?,
            symbols: unparsed(material.packs, material.sources)?,
            inheritance: Inheritance::default(),
            not_followed: NotFollowed::new(),
            requested: FxHashSet::default(),
            unparsed: Vec::new(),
            sites: Vec::new(),
        };
        let parsed: Vec<_> = material.resolution.parsed().cloned().collect();
        let known: FxHashSet<FileId> = parsed.iter().map(|unit| unit.file).collect();
        let unparsed = material.code.iter().filter(|file| !known.contains(file));
        project.unparsed = unparsed.copied().collect();
        project.extend(parsed);
        Ok(project)
    }

    fn extend(&mut self, parsed: Vec<crate::resolve::project::ids::ParsedFile>) {
        let from = self.symbols.units.len();
        let new_names = self.symbols.extend(parsed);
        link(&mut self.inheritance, &self.symbols, from, &new_names);
        self.sites
            .resize_with(self.symbols.units.len(), OnceLock::new);
    }

    /// Returns a view for one thread.
    pub(super) fn view(&self) -> ProjectView<'_> {
        ProjectView::new(&self.symbols, &self.inheritance, &self.not_followed)
    }

    /// Returns the numbers of the parsed files.
    pub(super) fn units(&self) -> FxHashMap<FileId, u32> {
        let units = (0..).zip(&self.symbols.units);
        units.map(|(number, unit)| (unit.file, number)).collect()
    }

    /// Returns true if a request was not made before.
    pub(super) fn is_new(&self, request: &FileRequest) -> bool {
        !self.requested.contains(request)
    }

    /// Parses the files that fulfil the requests. Returns true if there is one.
    pub(super) fn follow(&mut self, requests: FileRequests) -> bool {
        let symbols = &self.symbols;
        let import = |from: &str, module: &str| symbols.resolve_import(from, module);
        let Material {
            sources,
            resolution,
            ..
        } = self.material;
        let hits = hits(
            sources,
            &resolution.words,
            &self.unparsed,
            &requests,
            &import,
        );
        let files = found(&requests, &hits).files;
        self.requested.extend(requests);
        if files.is_empty() {
            return false;
        }
        let cache = ParseCache::default();
        let parse = |file: &FileId| cache.parsed(*file, sources.file(*file), &self.matcher);
        let parsed: Vec<_> = files.par_iter().with_max_len(4).filter_map(parse).collect();
        let taken: FxHashSet<FileId> = files.into_iter().collect();
        self.unparsed.retain(|file| !taken.contains(file));
        self.extend(parsed);
        true
    }

    /// Returns the call sites of a parsed file by function.
    pub(super) fn sites(&self, unit: u32) -> &SiteIndex {
        let unit = unit as usize;
        self.sites[unit].get_or_init(|| {
            let facts = &self.symbols.units[unit].facts;
            let mut index = SiteIndex {
                of_function: vec![Vec::new(); facts.functions.len()],
                outside: Vec::new(),
            };
            for (item, site) in (0..).zip(&facts.calls) {
                match site.function {
                    Some(function) => index.of_function[function as usize].push(item),
                    None => index.outside.push(item),
                }
            }
            index
        })
    }
}
