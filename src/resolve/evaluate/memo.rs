//! Values of constants that one evaluation meets several times.

use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::Values;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};

/// The values of bindings outside of functions, by file and position. An outermost evaluation has its own, so its result does
/// not depend on what was evaluated before.
#[derive(Default)]
pub(crate) struct Memo {
    values: RefCell<FxHashMap<(u32, u32), Values>>,
    /// The number of times that a limit or a cycle cut an evaluation.
    cuts: Cell<usize>,
}

impl Memo {
    /// Forgets everything.
    pub(crate) fn clear(&self) {
        let mut values = self.values.borrow_mut();
        if !values.is_empty() {
            values.clear();
        }
    }

    /// Notes that a limit or a cycle cut an evaluation, whose values then depend on the way to it.
    pub(crate) fn cut(&self) {
        self.cuts.set(self.cuts.get() + 1);
    }
}

impl Evaluator<'_> {
    /// Returns the values of a binding outside of functions, which the position in a file identifies.
    pub(crate) fn memoized(&self, at: (u32, u32), work: impl FnOnce() -> Values) -> Values {
        // Recorded steps and calls must be complete.
        if self.is_recording() || self.called.borrow().is_some() {
            return work();
        }
        if let Some(known) = self.memo.values.borrow().get(&at) {
            return known.clone();
        }
        let before = self.memo.cuts.get();
        let found = work();
        if self.memo.cuts.get() == before {
            self.memo.values.borrow_mut().insert(at, found.clone());
        }
        found
    }
}
