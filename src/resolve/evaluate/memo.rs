//! Values of constants that one evaluation meets several times.

use crate::facts::Value;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Values};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};

/// Number of parts of a value whose repetition costs as much as one step.
const PARTS_A_STEP: usize = 64;

/// Length above which the letters of a text count.
const LONG_TEXT: usize = 256;

/// Values that were evaluated before.
struct Known {
    values: Values,
    /// The steps that their repetition costs. Without it, texts and lists that double each time would grow without a limit.
    cost: usize,
}

/// The values of bindings outside of functions, by the expression that is bound. An outermost evaluation has its own, so its result does
/// not depend on what was evaluated before.
#[derive(Default)]
pub(crate) struct Memo {
    values: RefCell<FxHashMap<*const Value, Known>>,
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

    /// Returns the values of a binding from an earlier time, if their repetition costs at most `left` steps, and the steps.
    pub(crate) fn get(&self, of: &Value, left: usize) -> Option<(Values, usize)> {
        let values = self.values.borrow();
        let known = values.get(&std::ptr::from_ref(of))?;
        (known.cost <= left).then(|| (known.values.clone(), known.cost))
    }

    /// Returns the values of a binding for the first time.
    pub(crate) fn evaluated(&self, of: &Value, work: impl FnOnce() -> Values) -> Values {
        let before = self.cuts.get();
        let values = work();
        if self.cuts.get() == before {
            let cost = values.iter().map(parts).sum::<usize>() / PARTS_A_STEP;
            let values = values.clone();
            self.values.borrow_mut().insert(of, Known { values, cost });
        }
        values
    }
}

/// Returns the number of parts of a value: texts or the letters of long ones, elements and entries.
fn parts(value: &AbstractValue) -> usize {
    match value {
        AbstractValue::Text(text) if text.len() > LONG_TEXT => text.len(),
        AbstractValue::List(items) | AbstractValue::Parts(items) => {
            1 + items.iter().map(parts).sum::<usize>()
        }
        AbstractValue::Map(entries) => {
            let entries = entries.iter();
            1 + entries
                .map(|(key, value)| parts(key) + parts(value))
                .sum::<usize>()
        }
        _ => 1,
    }
}
