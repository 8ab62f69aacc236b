//! The project as one evaluation sees it: declarations, inheritance, and the requests for files that may hold what is missing.

use crate::facts::{Binding, CallSite, FileFacts, Function, Scope, Text};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::{ItemId, ParsedFile};
use crate::resolve::project::inheritance::Inheritance;
use crate::resolve::project::path_text::{INDEX, NAMELESS, is_part, stands_for_folder, stem};
use crate::resolve::project::symbol_table::SymbolTable;
use crate::resolve::request::{FileRequest, FileRequests, LanguageGroup, NotFollowed, Occurrence};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

/// A cached answer, and true if the files that may change it were requested.
pub(crate) type Requested<T> = (T, bool);

/// Functions of one name, by class.
type MethodsByClass = FxHashMap<Text, Requested<Arc<[ItemId]>>>;

/// Cached answers about classes.
#[derive(Default)]
pub(crate) struct ClassCache {
    /// Classes whose unknown ancestors were requested.
    pub(crate) requested: FxHashSet<Text>,
    /// Functions by name and class.
    pub(crate) methods: FxHashMap<Text, MethodsByClass>,
    /// Constructors by class.
    pub(crate) constructors: FxHashMap<Text, Requested<Option<ItemId>>>,
}

/// A view of the project for one evaluation on one thread.
pub(crate) struct ProjectView<'d> {
    /// The declarations.
    pub(crate) symbols: &'d SymbolTable,
    /// The inheritance between classes.
    pub(crate) inheritance: &'d Inheritance,
    /// Cached answers about classes.
    pub(crate) cache: RefCell<ClassCache>,
    not_followed: &'d NotFollowed,
    requests: RefCell<FileRequests>,
    limits: RefCell<BTreeSet<(Span, String)>>,
    is_silent: Cell<bool>,
}

impl Deref for ProjectView<'_> {
    type Target = SymbolTable;

    fn deref(&self) -> &SymbolTable {
        self.symbols
    }
}

impl<'d> ProjectView<'d> {
    /// Returns a view with empty caches. `not_followed` are requests that too many files fulfil.
    pub(crate) fn new(
        symbols: &'d SymbolTable,
        inheritance: &'d Inheritance,
        not_followed: &'d NotFollowed,
    ) -> Self {
        Self {
            symbols,
            inheritance,
            cache: RefCell::default(),
            not_followed,
            requests: RefCell::default(),
            limits: RefCell::default(),
            is_silent: Cell::new(false),
        }
    }

    /// Returns the facts of a parsed file.
    pub(crate) fn facts(&self, unit: u32) -> &'d FileFacts {
        &self.symbols.units[unit as usize].facts
    }

    /// Returns true if the names of a parsed file belong to the file.
    pub(crate) fn is_per_file(&self, unit: u32) -> bool {
        self.symbols.units[unit as usize]
            .language
            .traits
            .is_per_file()
    }

    /// Returns the parsed file of an item.
    pub(crate) fn unit(&self, at: ItemId) -> &'d ParsedFile {
        self.symbols.unit(at)
    }

    /// Returns a function.
    pub(crate) fn function(&self, at: ItemId) -> &'d Function {
        self.symbols.function(at)
    }

    /// Returns a call site.
    pub(crate) fn site(&self, at: ItemId) -> &'d CallSite {
        self.symbols.site(at)
    }

    /// Returns a binding.
    pub(crate) fn binding(&self, at: ItemId) -> &'d Binding {
        self.symbols.binding(at)
    }

    /// Returns a scope.
    pub(crate) fn scope(&self, at: ItemId) -> &'d Scope {
        self.symbols.scope(at)
    }

    /// Returns the key of the class that a function belongs to.
    pub(crate) fn class_of_function(&self, at: ItemId) -> &'d Text {
        let scope = ItemId::new(at.unit, self.function(at).scope);
        self.symbols.class_key(scope)
    }

    /// Returns the bindings of a name in a parsed file, in source order.
    pub(crate) fn bindings_named(
        &self,
        unit: u32,
        name: &str,
    ) -> impl Iterator<Item = (u32, &'d Binding)> {
        self.symbols.bindings_named(unit, name)
    }

    /// Returns the call sites of a name.
    pub(crate) fn sites_named(&self, name: &str) -> &'d [ItemId] {
        self.symbols.sites_named(name)
    }

    /// Returns the sites that construct an object of a class of this last name, as it is written.
    pub(crate) fn constructions_of(&self, last: &str) -> &'d [ItemId] {
        let sites = self.symbols.usages.constructions.get(last);
        let sites = sites.filter(|_| !self.may_be_renamed(last));
        sites.map_or(&[], Vec::as_slice)
    }

    /// Returns the sites that construct an object of a class that the written name does not tell.
    pub(crate) fn constructions_of_others(&self) -> Vec<ItemId> {
        let usages = &self.symbols.usages;
        let renamed = usages
            .constructions
            .iter()
            .filter(|(last, _)| self.may_be_renamed(last));
        let sites = renamed.flat_map(|(_, sites)| sites);
        let mut found: Vec<ItemId> = sites.chain(&usages.other_constructions).copied().collect();
        found.sort_unstable();
        found
    }

    /// Returns true if the last name of a class may also be another name of one.
    fn may_be_renamed(&self, last: &str) -> bool {
        self.symbols.constants.contains(last) || self.symbols.usages.functions.contains_key(last)
    }

    /// Returns the functions of a name in all scopes.
    pub(crate) fn functions_named(&self, name: &str) -> &'d [ItemId] {
        let functions = self.symbols.usages.functions.get(name);
        functions.map_or(&[], Vec::as_slice)
    }

    /// Returns the imports of files with this stem: the parsed file, and the import in it.
    pub(crate) fn imports_of(&self, stem: &str) -> &'d [(u32, u32)] {
        let imports = self.symbols.usages.imports.get(stem);
        imports.map_or(&[], Vec::as_slice)
    }

    /// Returns the re-exports of files with this stem: the parsed file, and the import in it.
    pub(crate) fn reexports_of(&self, stem: &str) -> &'d [(u32, u32)] {
        let reexports = self.symbols.usages.reexports.get(stem);
        reexports.map_or(&[], Vec::as_slice)
    }

    /// Returns the last words of the import paths that may lead to a file.
    pub(crate) fn stems<'p>(&'p self, path: &'p str) -> impl Iterator<Item = &'p str> {
        let others = self.symbols.configs.other_stems(path);
        let own = (!is_part(path)).then(|| stem(path));
        let nameless = stands_for_folder(path).then_some(NAMELESS);
        let named = own.into_iter().chain(others);
        named.chain(self.folder_stems(path)).chain(nameless)
    }

    /// Returns the parsed file with this path; requests the file if it is not parsed.
    pub(crate) fn unit_at(&self, path: &str) -> Option<u32> {
        let found = self.symbols.by_path.get(path).copied();
        if found.is_none() && self.symbols.paths.contains(path) {
            self.request(Occurrence::File, LanguageGroup::All, path);
        }
        found
    }

    /// Returns false if too many files fulfil a request, so none of them is parsed for it.
    pub(crate) fn is_followed(&self, how: Occurrence, among: LanguageGroup, name: &str) -> bool {
        let request = FileRequest::new(how, among, name);
        !self.not_followed.contains_key(&request)
    }

    /// Returns the number of files that are not parsed and call a function of this name on some value.
    pub(crate) fn unread_calls(&self, among: LanguageGroup, name: &str) -> usize {
        let request = FileRequest::new(Occurrence::Call, among, name);
        self.not_followed.get(&request).map_or(0, Vec::len)
    }

    /// Notes a limit that was reached at a span, so that calls may be missing.
    pub(crate) fn note_limit(&self, reason: impl Into<String>, span: Span) {
        self.limits.borrow_mut().insert((span, reason.into()));
    }

    /// Returns the limits that were reached since the last call.
    pub(crate) fn take_limits(&self) -> BTreeSet<(Span, String)> {
        self.limits.take()
    }

    /// Requests files in which a name occurs in some way.
    pub(crate) fn request(&self, how: Occurrence, among: LanguageGroup, name: &str) {
        self.request_within(how, among, name, "");
    }

    /// Requests files for a name that is written inside a class.
    pub(crate) fn request_within(
        &self,
        how: Occurrence,
        among: LanguageGroup,
        name: &str,
        within: &str,
    ) {
        let tail = last_name(name);
        if !tail.is_empty() && (how == Occurrence::File || !tail.contains('#')) {
            self.request_exactly(FileRequest {
                how,
                among,
                name: name.into(),
                within: within.into(),
            });
        }
    }

    /// Requests files that import the file with this path.
    pub(crate) fn request_import(&self, path: &str) {
        let leads = self.imported_path(path);
        for word in self.import_words(path) {
            self.request_within(Occurrence::Import, LanguageGroup::Modules, word, &leads);
        }
    }

    /// Returns the words to look for in the import paths that may lead to a file.
    pub(crate) fn import_words<'p>(&'p self, path: &'p str) -> impl Iterator<Item = &'p str> {
        // An import of `.` has no word to look for.
        let word = |stem| if stem == NAMELESS { INDEX } else { stem };
        self.stems(path).map(word)
    }

    /// Adds a request.
    pub(crate) fn request_exactly(&self, request: FileRequest) {
        if !self.is_silent() {
            self.requests.borrow_mut().insert(request);
        }
    }

    /// Runs `work` without requests: with the files that are parsed already.
    pub(crate) fn without_requests<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.is_silent.replace(true);
        let result = work();
        self.is_silent.set(before);
        result
    }

    /// Returns true while no requests are made.
    pub(crate) fn is_silent(&self) -> bool {
        self.is_silent.get()
    }

    /// Returns the requests since the last call.
    pub(crate) fn take_requests(&self) -> FileRequests {
        self.requests.take()
    }
}
