//! Where a value is evaluated, and what the parameters of the functions around it get.

use crate::facts::{CallValue, ScopeId, Text};
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::project::view::ItemId;
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

/// Where a value is evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// The unit the value is written in.
    pub unit: u32,
    /// The scope around it.
    pub scope: ScopeId,
    /// The function around it.
    pub function: Option<ItemId>,
    /// Byte offset: assignments behind it do not count.
    pub offset: u32,
    /// The class of the object the code runs in, when it is more special than the scope.
    pub class: Option<Text>,
    /// What the parameters of `function` get.
    pub frame: Option<Rc<CallFrame>>,
    /// What the object was made from.
    pub made_from: Option<Rc<CallFrame>>,
    /// A local that is one of the things it may be, while each is looked at alone.
    pub one_of: Option<Rc<(Text, AbstractValue)>>,
}

/// Arguments as they are written.
#[derive(Debug, Clone)]
pub enum Arguments {
    /// None.
    Nothing,
    /// Those of a call among values.
    Call(Arc<CallValue>),
    /// Those of a call site.
    Site(ItemId),
}

/// One call of a function: what each parameter gets is looked at when it is asked for, since most is never asked for.
#[derive(Debug)]
pub struct CallFrame {
    /// The function that is called; several where a class defines it more than once, with the same parameters.
    pub functions: Vec<ItemId>,
    /// The arguments.
    pub passed: Arguments,
    /// Positions that are not the function's; below zero, parameters that somebody else fills.
    pub skip: i16,
    /// Where the call stands.
    pub caller: Context,
    /// What was running there.
    pub(crate) running: Running,
    /// What is known already, by parameter.
    pub(crate) known: Box<[OnceCell<Vec<AbstractValue>>]>,
}

/// Two calls are alike when they are written at one place and run in like contexts.
impl PartialEq for CallFrame {
    fn eq(&self, other: &Self) -> bool {
        let alike = || match (&self.passed, &other.passed) {
            (Arguments::Nothing, Arguments::Nothing) => true,
            (Arguments::Call(own), Arguments::Call(other)) => Arc::ptr_eq(own, other),
            (Arguments::Site(own), Arguments::Site(other)) => own == other,
            _ => false,
        };
        std::ptr::eq(self, other)
            || (self.functions == other.functions
                && self.skip == other.skip
                && alike()
                && self.caller == other.caller)
    }
}

/// The items that are being evaluated, inner ones first, so that none is evaluated inside itself.
pub(crate) type Running = Option<Rc<Item>>;

/// One item that is being evaluated.
#[derive(Debug)]
pub(crate) struct Item {
    at: ItemId,
    depth: usize,
    around: Running,
}

/// What runs when `at` runs inside `around`; nothing where it runs there already or too many do.
pub(crate) fn running_in(around: &Running, at: ItemId, most: usize) -> Option<Running> {
    let depth = around.as_ref().map_or(0, |item| item.depth);
    let mut outer = around.as_ref();
    while let Some(item) = outer {
        if item.at == at {
            return None;
        }
        outer = item.around.as_ref();
    }
    (depth < most).then(|| {
        Some(Rc::new(Item {
            at,
            depth: depth + 1,
            around: around.clone(),
        }))
    })
}
