//! The declarations as one evaluation sees them: it remembers what it found out, and what it asked for because it may lie in files
//! that are not parsed yet.

use super::classes::last_name;
pub use super::declared::{At, Declared, Unit};
use super::tables::stem;
use super::wants::{Among, How, Want, Wants};
use crate::facts::Text;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};
use std::ops::Deref;

/// The functions that a name means, by class.
pub(super) type Methods<'d> = FxHashMap<Text, Asked<&'d [At]>>;

/// What is known, and whether what may be missing for it was asked for.
pub(super) type Asked<T> = (T, bool);

/// A view of the declarations for one evaluation on one thread.
pub struct Index<'d> {
    pub(super) declared: &'d Declared,
    wants: RefCell<Wants>,
    quiet: Cell<bool>,
    /// Classes of whose ancestors everything that is not known was asked for.
    pub(super) asked: RefCell<FxHashSet<Text>>,
    /// What names mean, by name.
    pub(super) methods: RefCell<FxHashMap<Text, Methods<'d>>>,
    pub(super) constructors: RefCell<FxHashMap<Text, Asked<Option<At>>>>,
}

impl Deref for Index<'_> {
    type Target = Declared;

    fn deref(&self) -> &Declared {
        self.declared
    }
}

impl<'d> Index<'d> {
    /// A view in which nothing is found out yet.
    pub fn new(declared: &'d Declared) -> Self {
        Self {
            declared,
            wants: RefCell::default(),
            quiet: Cell::new(false),
            asked: RefCell::default(),
            methods: RefCell::default(),
            constructors: RefCell::default(),
        }
    }

    /// The number of the unit with this path; asks for the file when it is not parsed.
    pub fn unit_at(&self, path: &str) -> Option<u32> {
        let found = self.parsed(path);
        if found.is_none() && self.paths.contains(path) {
            self.want(How::File, Among::All, path);
        }
        found
    }

    /// Asks for files in which a name stands in some way.
    pub fn want(&self, how: How, among: Among, name: &str) {
        self.want_within(how, among, name, "");
    }

    /// The same for a name that is written inside a class.
    pub fn want_within(&self, how: How, among: Among, name: &str, within: &str) {
        if self.quiet.get() {
            return;
        }
        let tail = last_name(name);
        if !tail.is_empty() && (how == How::File || !tail.contains('#')) {
            self.wanted(Want { how, among, name: name.into(), within: within.into() });
        }
    }

    /// Asks for files that import the file with this path.
    pub fn want_import(&self, path: &str) {
        self.want_within(How::Import, Among::Modules, stem(path), path);
    }

    /// Asks for what is wanted.
    pub(super) fn wanted(&self, want: Want) {
        if !self.quiet.get() {
            self.wants.borrow_mut().insert(want);
        }
    }

    /// Runs `work`, asking for nothing: a look at what is known already.
    pub fn quietly<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.quiet.replace(true);
        let result = work();
        self.quiet.set(before);
        result
    }

    /// Whether nothing is asked for now.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet.get()
    }

    /// Everything that was asked for since the last time.
    pub fn take_wants(&self) -> Wants {
        self.wants.take()
    }
}
