//! Abstract values: what an expression may evaluate to, with the frames of the calls that it came through.

use crate::facts::{CallValue, ScopeId, Text};
use crate::resolve::project::ids::ItemId;
use crate::source::Span;
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

/// One thing a value may be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AbstractValue {
    /// A known text.
    Text(Text),
    /// Texts and holes put together.
    Parts(Values),
    /// Nothing.
    Null,
    /// A member that was asked for and that its map does not have: a defect of the source.
    Missing(Rc<(String, Span)>),
    /// A class or module, by key.
    Class(Text),
    /// An instance of a class, with the arguments it was made from where they are known.
    Instance(Text, Option<Rc<CallFrame>>),
    /// A module of files, by unit number.
    Module(u32),
    /// A function.
    Function(ItemId),
    /// What a parameter of a function gets, or what is taken from it: a parameter reference that callers fill.
    Param(ParameterRef),
    /// A list.
    List(Values),
    /// A map.
    Map(Vec<(AbstractValue, AbstractValue)>),
    /// Not known, and why.
    Unknown(Rc<(String, Span)>),
}

/// The alternatives that an expression may evaluate to.
pub(crate) type Values = Vec<AbstractValue>;

impl AbstractValue {
    /// Returns true for a known text.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self, AbstractValue::Text(_))
    }

    /// Returns true for null.
    pub(crate) fn is_null(&self) -> bool {
        *self == AbstractValue::Null
    }
}

/// A parameter reference: a parameter, perhaps a member of what is passed for it, or what a table has for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ParameterRef {
    /// The function.
    pub(crate) function: ItemId,
    /// Index of its parameter.
    pub(crate) parameter: u16,
    /// For a constructor: only instances of this class (or its subclasses) count.
    pub(crate) of: Option<Text>,
    /// What is taken from what is passed, one after the other.
    pub(crate) path: Vec<Access>,
}

/// One step from what is passed to what is used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Access {
    /// Its member under this key.
    Member(Text),
    /// The entry of this map whose key it is.
    Of(Rc<Vec<(AbstractValue, AbstractValue)>>),
    /// Itself, and it is one of these.
    OneOf(Rc<Values>),
    /// What its method of this name gives, called at this place without arguments.
    Result(Text, Span),
}

impl ParameterRef {
    /// The parameter reference with one more step.
    pub(crate) fn then(&self, step: Access) -> AbstractValue {
        let mut reference = self.clone();
        reference.path.push(step);
        AbstractValue::Param(reference)
    }
}

/// Where a value is evaluated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Context {
    /// The unit the value is written in.
    pub(crate) unit: u32,
    /// The scope around it.
    pub(crate) scope: ScopeId,
    /// The function around it.
    pub(crate) function: Option<ItemId>,
    /// Byte offset: assignments behind it do not count.
    pub(crate) offset: u32,
    /// The class of the object the code runs in, when it is more special than the scope.
    pub(crate) class: Option<Text>,
    /// What the parameters of `function` get.
    pub(crate) frame: Option<Rc<CallFrame>>,
    /// What the object was made from.
    pub(crate) made_from: Option<Rc<CallFrame>>,
    /// A local that is one of the things it may be, while each is looked at alone.
    pub(crate) one_of: Option<Rc<(Text, AbstractValue)>>,
}

impl Context {
    /// Returns the context of a position in a file, outside of any call.
    pub(crate) fn new(unit: u32, scope: ScopeId, function: Option<ItemId>, offset: u32) -> Self {
        Self {
            unit,
            scope,
            function,
            offset,
            class: None,
            frame: None,
            made_from: None,
            one_of: None,
        }
    }

    /// Returns the same context at another position.
    pub(crate) fn at(&self, offset: u32) -> Self {
        Self {
            offset,
            ..self.clone()
        }
    }
}

/// Arguments as they are written.
#[derive(Debug, Clone)]
pub(crate) enum Arguments {
    /// None.
    Nothing,
    /// Those of a call among values.
    Call(Arc<CallValue>),
    /// Those of a call site.
    Site(ItemId),
}

/// One call of a function: what each parameter gets is looked at when it is asked for, since most is never asked for.
#[derive(Debug)]
pub(crate) struct CallFrame {
    /// The function that is called; several where a class defines it more than once, with the same parameters.
    pub(crate) functions: Vec<ItemId>,
    /// The arguments.
    pub(crate) passed: Arguments,
    /// Positions that are not the function's; below zero, parameters that somebody else fills.
    pub(crate) offset: i16,
    /// Where the call stands.
    pub(crate) caller: Context,
    /// The items that were being evaluated there.
    pub(crate) guard: RecursionGuard,
    /// What is known already, by parameter.
    pub(crate) known: Box<[OnceCell<Values>]>,
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
                && self.offset == other.offset
                && alike()
                && self.caller == other.caller)
    }
}

/// The items that are being evaluated, inner ones first. None is evaluated inside itself.
pub(crate) type RecursionGuard = Option<Rc<ActiveItem>>;

/// One item that is being evaluated.
#[derive(Debug)]
pub(crate) struct ActiveItem {
    at: ItemId,
    depth: usize,
    around: RecursionGuard,
}

/// Returns the guard inside `at`; none if `at` is being evaluated already, or if `most` items are.
pub(crate) fn enter(around: &RecursionGuard, at: ItemId, most: usize) -> Option<RecursionGuard> {
    let depth = around.as_ref().map_or(0, |item| item.depth);
    let mut outer = around.as_ref();
    while let Some(item) = outer {
        if item.at == at {
            return None;
        }
        outer = item.around.as_ref();
    }
    (depth < most).then(|| {
        Some(Rc::new(ActiveItem {
            at,
            depth: depth + 1,
            around: around.clone(),
        }))
    })
}
