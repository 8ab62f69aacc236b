//! The declarations as one evaluation sees them: it remembers what it found out, and what it asked for because it may lie in files
//! that are not parsed yet.

use crate::facts::{Binding, CallSite, FileFacts, Function, Scope, Text};
use crate::resolve::grounds::{Answer, Grounds, Kind, LookUp, Table};
use crate::resolve::project::classes::last_name;
use crate::resolve::project::file_index::stem;
pub use crate::resolve::project::symbol_table::{ItemId, ParsedFile, Stage, SymbolTable};
use crate::resolve::request::{FileRequest, FileRequests, LanguageGroup, Occurrence};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::sync::Arc;

/// What is known, whether what may be missing for it was asked for, and what it rests on.
pub(crate) type Asked<T> = (T, bool, Answer);

/// The functions that a name means, by class.
type Methods = FxHashMap<Text, Asked<Arc<[ItemId]>>>;

/// What was found out about classes.
#[derive(Default, Clone)]
pub struct Classes {
    /// Classes of whose ancestors everything that is not known was asked for.
    pub(crate) asked: FxHashMap<Text, Answer>,
    /// What names mean, by name and class.
    pub(crate) methods: FxHashMap<Text, Methods>,
    pub(crate) constructors: FxHashMap<Text, Asked<Option<ItemId>>>,
}

/// The number of no unit.
const NONE: u32 = u32::MAX;

/// A view of the declarations for one evaluation on one thread.
pub struct ProjectView<'d> {
    pub(crate) declared: &'d SymbolTable,
    /// As of when they are seen.
    pub(crate) stage: &'d Stage,
    requests: RefCell<FileRequests>,
    quiet: Cell<bool>,
    /// What answers rest on, where somebody will want to know.
    grounds: Option<RefCell<Grounds>>,
    /// The unit that was looked at last for the answer that is being worked out.
    lately: Cell<u32>,
    pub(crate) known: RefCell<Classes>,
}

impl Deref for ProjectView<'_> {
    type Target = SymbolTable;

    fn deref(&self) -> &SymbolTable {
        self.declared
    }
}

impl<'d> ProjectView<'d> {
    /// A view in which nothing is found out yet.
    pub fn new(declared: &'d SymbolTable) -> Self {
        Self::at(declared, &declared.now)
    }

    /// The same, as things stood at one time.
    pub fn at(declared: &'d SymbolTable, stage: &'d Stage) -> Self {
        Self {
            declared,
            stage,
            requests: RefCell::default(),
            quiet: Cell::new(false),
            grounds: None,
            lately: Cell::new(NONE),
            known: RefCell::default(),
        }
    }

    /// The same, noting what each answer rests on.
    pub fn noting(
        declared: &'d SymbolTable,
        stage: &'d Stage,
        grounds: Grounds,
        known: Classes,
    ) -> Self {
        Self {
            grounds: Some(RefCell::new(grounds)),
            known: RefCell::new(known),
            ..Self::at(declared, stage)
        }
    }

    /// What was noted; what is worked out after that rests on nothing.
    pub fn take_grounds(&self) -> Grounds {
        self.grounds.as_ref().map(RefCell::take).unwrap_or_default()
    }

    /// What `work` gives, as an answer of its own.
    pub fn answer<T>(&self, kind: Kind, work: impl FnOnce() -> T) -> (T, Answer) {
        let Some(grounds) = &self.grounds else {
            return (work(), 0);
        };
        grounds.borrow_mut().begin(kind);
        self.lately.set(NONE);
        let found = work();
        self.lately.set(NONE);
        (found, grounds.borrow_mut().end())
    }

    /// What `work` gives now, in the place of an answer that is known.
    pub(crate) fn answer_again<T>(&self, answer: Answer, work: impl FnOnce() -> T) -> T {
        let Some(grounds) = &self.grounds else {
            return work();
        };
        let kind = grounds.borrow().kind(answer);
        grounds.borrow_mut().begin(kind);
        self.lately.set(NONE);
        let found = work();
        self.lately.set(NONE);
        grounds.borrow_mut().end_again(answer);
        found
    }

    /// Touches the answers of a kind that rest on others that are touched.
    pub(crate) fn spread(&self, kind: Kind, touched: &mut Vec<bool>) {
        if let Some(grounds) = &self.grounds {
            grounds.borrow().spread(kind, touched);
        }
    }

    /// Notes that an answer that is known already was made use of.
    pub(crate) fn rest_on(&self, answer: Answer) {
        if let Some(grounds) = &self.grounds {
            grounds.borrow_mut().rest_on(answer);
        }
    }

    /// Whether an answer rests on nothing: it is what it is.
    pub fn rests_on_nothing(&self, answer: Answer) -> bool {
        self.grounds
            .as_ref()
            .is_some_and(|grounds| grounds.borrow().rests_on_nothing(answer))
    }

    /// Notes a look-up of a name in a table.
    pub(crate) fn look(&self, table: Table, name: &str) {
        if let Some(grounds) = &self.grounds {
            grounds.borrow_mut().look_up(LookUp::new(table, name));
        }
    }

    /// Notes that what a unit says is looked at.
    fn read(&self, unit: u32) {
        if let Some(grounds) = &self.grounds
            && self.lately.replace(unit) != unit
        {
            grounds.borrow_mut().look_up(LookUp::of_unit(unit));
        }
    }

    /// The units that were parsed by then.
    pub fn units(&self) -> &'d [ParsedFile] {
        &self.declared.units[..self.stage.units]
    }

    /// What a unit says.
    pub fn facts(&self, unit: u32) -> &'d FileFacts {
        self.read(unit);
        &self.declared.units[unit as usize].facts
    }

    /// The language of a unit.
    pub fn language(&self, unit: u32) -> &'static str {
        self.declared.units[unit as usize].language
    }

    /// The function around a call site.
    pub fn around(&self, site: ItemId) -> Option<ItemId> {
        self.read(site.unit);
        self.declared.around(site)
    }

    /// The unit an item lies in.
    pub fn unit(&self, at: ItemId) -> &'d ParsedFile {
        self.read(at.unit);
        self.declared.unit(at)
    }

    /// The function at this place.
    pub fn function(&self, at: ItemId) -> &'d Function {
        self.read(at.unit);
        self.declared.function(at)
    }

    /// The call site at this place.
    pub fn site(&self, at: ItemId) -> &'d CallSite {
        self.read(at.unit);
        self.declared.site(at)
    }

    /// The binding at this place.
    pub fn binding(&self, at: ItemId) -> &'d Binding {
        self.read(at.unit);
        self.declared.binding(at)
    }

    /// The scope at this place.
    pub fn scope(&self, at: ItemId) -> &'d Scope {
        self.read(at.unit);
        self.declared.scope(at)
    }

    /// The bindings of a name in a unit, in source order.
    pub fn bindings_named(
        &self,
        unit: u32,
        name: &str,
    ) -> impl Iterator<Item = (u32, &'d Binding)> {
        self.read(unit);
        self.declared.bindings_named(unit, name)
    }

    /// Call sites of a name.
    pub fn sites_named(&self, name: &str) -> &'d [ItemId] {
        self.look(Table::Sites, name);
        self.until(self.declared.sites_named(name))
    }

    /// Sites that make an object of a class of this last name, as it is written.
    pub fn constructions_of(&self, last: &str) -> &'d [ItemId] {
        self.look(Table::Made, last);
        self.look(Table::Constants, last);
        self.look(Table::Functions, last);
        let sites = self
            .declared
            .usages
            .made
            .get(last)
            .filter(|_| !self.may_be_renamed(last));
        self.until(sites.map_or(&[], Vec::as_slice))
    }

    /// Sites that make an object of which what is written does not tell the class.
    pub fn constructions_of_others(&self) -> Vec<ItemId> {
        self.look(Table::OtherConstructions, "");
        let renamed = self
            .declared
            .usages
            .made
            .iter()
            .filter(|(last, _)| self.may_be_renamed(last));
        let all = renamed
            .map(|(_, sites)| sites)
            .chain([&self.declared.usages.other_constructions]);
        let mut found: Vec<ItemId> = all.flat_map(|sites| self.until(sites)).copied().collect();
        found.sort_unstable();
        found
    }

    /// Whether what looks like the last name of a class may be another name of one.
    fn may_be_renamed(&self, last: &str) -> bool {
        let is_bound = self
            .declared
            .constants
            .get(last)
            .is_some_and(|first| self.is_there(*first));
        let functions = self.declared.usages.functions.get(last);
        is_bound
            || functions
                .and_then(|functions| functions.first())
                .is_some_and(|first| self.is_there(first.unit))
    }

    /// Functions of a name, whatever their scope.
    pub fn functions_named(&self, name: &str) -> &'d [ItemId] {
        self.look(Table::Functions, name);
        self.until(
            self.declared
                .usages
                .functions
                .get(name)
                .map_or(&[], Vec::as_slice),
        )
    }

    /// Imports of files that are imported by this name: the unit, and the import in it.
    pub fn imports_of(&self, stem: &str) -> &'d [(u32, u32)] {
        self.look(Table::Imports, stem);
        let imports = self
            .declared
            .usages
            .imports
            .get(stem)
            .map_or(&[][..], Vec::as_slice);
        &imports[..imports.partition_point(|(unit, _)| self.is_there(*unit))]
    }

    /// The number of the unit with this path, if it is parsed.
    pub fn parsed(&self, path: &str) -> Option<u32> {
        self.look(Table::Units, path);
        self.declared
            .by_path
            .get(path)
            .copied()
            .filter(|unit| self.is_there(*unit))
    }

    /// Sites that make an object of which what is written does not tell the class, where it may be this one.
    pub(crate) fn other_constructions(&self, class: &str) -> &'d [ItemId] {
        self.look(Table::OtherConstructions, class);
        self.stage.common.other_constructions(class)
    }

    /// Sites of dynamic dispatch that can call a function of this name.
    pub(crate) fn dispatches_of(&self, name: &str) -> &'d [ItemId] {
        self.look(Table::Dispatches, name);
        self.stage.common.dispatches_of(name)
    }

    /// Sites of `super` in functions of this name.
    pub(crate) fn supers_in(&self, name: &str) -> &'d [ItemId] {
        self.look(Table::Supers, name);
        self.stage.common.supers_in(name)
    }

    /// Element sites whose tag is the component with this constructor.
    pub(crate) fn elements_of(&self, constructor: ItemId) -> &'d [ItemId] {
        let component = self.class_key(ItemId {
            unit: constructor.unit,
            item: self.function(constructor).scope,
        });
        self.look(Table::Elements, component);
        self.stage.common.elements_of(component)
    }

    /// Whether the files in which a name stands in some way are looked at if they are asked for: there are not too many of them.
    pub(crate) fn is_followed(&self, how: Occurrence, among: LanguageGroup, name: &str) -> bool {
        self.look(Table::Unfollowed, name);
        !self
            .stage
            .unfollowed
            .contains(&FileRequest::new(how, among, name))
    }

    /// Whether a unit was parsed by then.
    pub(crate) fn is_there(&self, unit: u32) -> bool {
        (unit as usize) < self.stage.units
    }

    /// Of items in the order of the units, those that were there by then.
    pub(crate) fn until(&self, items: &'d [ItemId]) -> &'d [ItemId] {
        match items.last() {
            Some(last) if !self.is_there(last.unit) => {
                &items[..items.partition_point(|at| self.is_there(at.unit))]
            }
            _ => items,
        }
    }

    /// The number of the unit with this path; asks for the file when it is not parsed.
    pub fn unit_at(&self, path: &str) -> Option<u32> {
        let found = self.parsed(path);
        if found.is_none() && self.paths.contains(path) {
            self.request(Occurrence::File, LanguageGroup::All, path);
        }
        found
    }

    /// Asks for files in which a name stands in some way.
    pub fn request(&self, how: Occurrence, among: LanguageGroup, name: &str) {
        self.request_within(how, among, name, "");
    }

    /// The same for a name that is written inside a class.
    pub fn request_within(&self, how: Occurrence, among: LanguageGroup, name: &str, within: &str) {
        if self.quiet.get() {
            return;
        }
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

    /// Asks for files that import the file with this path.
    pub fn request_import(&self, path: &str) {
        self.request_within(Occurrence::Import, LanguageGroup::Modules, stem(path), path);
    }

    /// Asks for what is wanted.
    pub(crate) fn request_exactly(&self, request: FileRequest) {
        if self.quiet.get() {
            return;
        }
        match &self.grounds {
            Some(grounds) => grounds.borrow_mut().ask(request),
            None => drop(self.requests.borrow_mut().insert(request)),
        }
    }

    /// Runs `work`, asking for nothing: a look at what is known already.
    pub fn without_requests<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.quiet.replace(true);
        let result = work();
        self.quiet.set(before);
        result
    }

    /// Whether nothing is asked for now.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet.get()
    }

    /// Everything that was asked for since the last time, where no grounds are noted.
    pub fn take_requests(&self) -> FileRequests {
        self.requests.take()
    }
}
