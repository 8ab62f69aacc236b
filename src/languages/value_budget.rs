//! A limit of the parts that the values of one file have, so that values grow with the text and not faster.

use crate::facts::Problem;
use crate::source::Span;
use std::cell::Cell;

/// Nesting of a value that is kept. No name is looked for that deep.
pub(crate) const MOST_DEPTH: u8 = 32;

/// Nesting up to which parts are free: each node is in few of them.
const FREE_DEPTH: u8 = 2;

/// Deeper parts that any file may have.
const FLOOR: usize = 4_000;

/// Bytes in front of a deeper part for which the file may have one more. Real files stay far below; text that nests calls in calls
/// goes far above.
const BYTES_PER_PART: usize = 2;

/// The parts of values that a front end has built. Front ends that read values of nested expressions again for each expression
/// around them ask it before each part.
#[derive(Debug, Default)]
pub(crate) struct ValueBudget {
    built: Cell<usize>,
    /// The node of the first part that was cut.
    cut: Cell<Option<u32>>,
}

impl ValueBudget {
    /// Returns true if a part is kept, which is the value of `node`, begins at the byte `start` and lies `depth` values deep.
    pub(crate) fn affords(&self, node: u32, start: u32, depth: u8) -> bool {
        if depth <= FREE_DEPTH {
            return true;
        }
        let built = self.built.get() + 1;
        self.built.set(built);
        let limit = FLOOR + start as usize / BYTES_PER_PART;
        let is_kept = depth <= MOST_DEPTH && built <= limit;
        if !is_kept && self.cut.get().is_none() {
            self.cut.set(Some(node));
        }
        is_kept
    }

    /// Returns the problem to report if a part was cut.
    pub(crate) fn problem(&self, span: impl FnOnce(u32) -> Span) -> Option<Problem> {
        let message = "more nested data than is kept; names inside may be missed";
        Some(Problem::partial(message, span(self.cut.get()?)))
    }
}
