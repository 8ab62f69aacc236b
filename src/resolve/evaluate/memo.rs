//! Values of constants that one evaluation meets several times.

use crate::facts::Value;
use crate::resolve::evaluate::abstract_value::Values;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};

/// The values of bindings outside of functions, by the expression that is bound. An outermost evaluation has its own, so its result does
/// not depend on what was evaluated before.
#[derive(Default)]
pub(crate) struct Memo {
    values: RefCell<FxHashMap<*const Value, Values>>,
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

    /// Returns the values of a binding: those of an earlier time, or those of `work`.
    pub(crate) fn values(&self, of: &Value, work: impl FnOnce() -> Values) -> Values {
        if let Some(known) = self.values.borrow().get(&std::ptr::from_ref(of)) {
            return known.clone();
        }
        let before = self.cuts.get();
        let found = work();
        if self.cuts.get() == before {
            self.values.borrow_mut().insert(of, found.clone());
        }
        found
    }
}
