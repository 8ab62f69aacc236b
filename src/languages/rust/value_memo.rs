//! Values of calls that are read several times: for their own site, and as part of each expression around them.

use crate::facts::Value;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use syn::Expr;

/// The values of calls and struct literals of a file, by the place at which their arguments or fields begin. Copies share their parts.
#[derive(Debug, Default)]
pub(super) struct ValueMemo {
    /// Complete values, each with the nesting that it needs.
    known: RefCell<FxHashMap<Start, (Value, usize)>>,
    /// The least depth that is left in the value that is being read.
    lowest: Cell<usize>,
}

impl ValueMemo {
    /// Returns the value of the call whose arguments begin at a place. `build` reads it, unless it is known and fits into the depth
    /// that is left.
    pub(super) fn value(&self, start: Start, left: usize, build: impl FnOnce() -> Value) -> Value {
        if let Some((value, needed)) = self.known.borrow().get(&start)
            && *needed <= left
        {
            self.reach(left - needed);
            return value.clone();
        }
        let outer = self.lowest.replace(left);
        let value = build();
        let lowest = self.lowest.get();
        if lowest > 0 {
            let known = (value.clone(), left - lowest);
            self.known.borrow_mut().insert(start, known);
        }
        self.lowest.set(outer.min(lowest));
        value
    }

    /// Notes the depth that is left. Nothing is left where a value is cut.
    pub(super) fn reach(&self, left: usize) {
        self.lowest.set(self.lowest.get().min(left));
    }
}

/// The line and the column of a token.
type Start = (usize, usize);

/// Returns the place at which the arguments of a call or the fields of a struct literal begin; none for other expressions.
pub(super) fn start_of(expr: &Expr) -> Option<Start> {
    let open = match expr {
        Expr::MethodCall(call) => call.paren_token.span.open(),
        Expr::Call(call) => call.paren_token.span.open(),
        Expr::Struct(literal) => literal.brace_token.span.open(),
        _ => return None,
    };
    let start = open.start();
    // A token that is not in the text has the first place, where none of these begin.
    (start.line > 1 || start.column > 0).then_some((start.line, start.column))
}
