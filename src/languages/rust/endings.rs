//! Code that has no value because it leaves the code around.

use syn::{Expr, Macro, Stmt};

/// Macros that end the code around.
const ENDING: [&str; 6] = [
    "panic",
    "unreachable",
    "todo",
    "unimplemented",
    "bail",
    "compile_error",
];

/// Returns true if an expression has no value because it leaves the code around.
pub(super) fn diverges(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Paren(inner) => diverges(&inner.expr),
        Expr::Block(inner) => leaves(&inner.block.stmts),
        Expr::Macro(call) => ends(&call.mac),
        _ => false,
    }
}

/// Returns true if the last statement of a block leaves the code around.
pub(super) fn leaves(statements: &[Stmt]) -> bool {
    match statements.last() {
        Some(Stmt::Expr(last, _)) => diverges(last),
        Some(Stmt::Macro(last)) => ends(&last.mac),
        _ => false,
    }
}

fn ends(call: &Macro) -> bool {
    let last = call.path.segments.last();
    last.is_some_and(|last| ENDING.iter().any(|word| last.ident == word))
}
