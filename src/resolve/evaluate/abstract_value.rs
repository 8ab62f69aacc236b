//! Abstract values: what an expression may evaluate to, with the frames of the calls that it came through.

use crate::facts::{CallValue, ScopeId, Text};
use crate::languages::text_methods::{Methods, TextArgument};
use crate::resolve::project::ids::ItemId;
use crate::rules::conversion::Conversion;
use crate::source::Span;
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

/// One alternative of what an expression may evaluate to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AbstractValue {
    /// A known text.
    Text(Text),
    /// Texts and other values, concatenated.
    Parts(Values),
    /// True or false.
    Bool(bool),
    /// A regular expression: its source and its flags.
    Pattern(Rc<(Text, Text)>),
    /// Null.
    Null,
    /// A missing member of a literal map: a defect of the source.
    Missing(Rc<(String, Span)>),
    /// A class or module, by key.
    Class(Text),
    /// An instance of a class, with the arguments it was made from where they are known.
    Instance(Text, Option<Rc<CallFrame>>),
    /// A variant of an enum.
    Variant(Rc<Variant>),
    /// A module of files, by unit number.
    Module(u32),
    /// A function.
    Function(ItemId),
    /// A closure, by the results of its calls.
    Closure(Rc<Values>),
    /// A parameter reference: the value of a parameter, or a part of it, which callers supply.
    Param(Rc<ParameterRef>),
    /// A list.
    List(Values),
    /// A map.
    Map(Vec<(AbstractValue, AbstractValue)>),
    /// An expression that depends on several parameters.
    Deferred(Rc<Deferred>),
    /// One of these values, with the reason why it is unknown which.
    AnyOf(Rc<(Values, Rc<(String, Span)>)>),
    /// An unknown value, with the reason.
    Unknown(Rc<(String, Span)>),
}

/// The file that declares an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    /// No other file declares an enum of this name.
    Only,
    /// This parsed file, and other files declare enums of this name.
    File(u32),
}

/// A variant of an enum that has several texts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Variant {
    /// The enum.
    pub(crate) class: Text,
    /// The file of the enum.
    pub(crate) home: Home,
    /// The variant.
    pub(crate) name: Text,
    /// The texts that stand for the variant where no method is asked.
    pub(crate) texts: Values,
    /// The call that makes the variant with its contents, and the context of this call.
    pub(crate) made_by: Option<(Arc<CallValue>, Context)>,
}

/// An expression that is computed once callers supply all parameters in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Deferred {
    /// The entry of one of the bases under one of the keys.
    Index {
        /// Lists and maps.
        bases: Values,
        /// Keys.
        keys: Values,
    },
    /// The key of a map's entry with one of the values.
    KeyOf {
        /// The entries.
        entries: Vec<(AbstractValue, AbstractValue)>,
        /// The values.
        values: Values,
    },
    /// The first value, or the second one if the first is null.
    OrElse {
        /// The first value.
        first: Values,
        /// The second value.
        second: Values,
    },
    /// The values, converted by a slot of a rule.
    Converted {
        /// The values.
        values: Values,
        /// The conversion.
        conversion: Rc<Conversion>,
    },
    /// The values after one more access.
    Then {
        /// The values.
        values: Values,
        /// The access.
        step: Access,
    },
    /// A value that counts only if another one is among some texts, or is not.
    If {
        /// The other value.
        value: Values,
        /// The texts.
        among: Values,
        /// True if the other value has to be among them.
        is_among: bool,
        /// The value.
        then: AbstractValue,
    },
}

impl Deferred {
    /// Returns the parts that may contain parameter references.
    pub(crate) fn parts(&self) -> [&Values; 2] {
        match self {
            Deferred::Index { bases, keys } => [bases, keys],
            Deferred::KeyOf { values, .. }
            | Deferred::Converted { values, .. }
            | Deferred::Then { values, .. } => [values, values],
            Deferred::OrElse { first, second } => [first, second],
            Deferred::If { value, .. } => [value, value],
        }
    }
}

/// The alternatives that an expression may evaluate to.
pub(crate) type Values = Vec<AbstractValue>;

impl AbstractValue {
    /// Returns the value after one more access, once callers supply its parameters; none if it has none.
    pub(crate) fn then(&self, step: Access) -> Option<AbstractValue> {
        match self {
            AbstractValue::Param(reference) => Some(reference.then(step)),
            AbstractValue::Deferred(_) => Some(AbstractValue::Deferred(Rc::new(Deferred::Then {
                values: vec![self.clone()],
                step,
            }))),
            _ => None,
        }
    }

    /// Returns true for a map whose keys are all known.
    pub(crate) fn is_closed_map(&self) -> bool {
        match self {
            Self::Map(entries) => entries.iter().all(|(key, _)| key.is_text()),
            _ => false,
        }
    }

    /// Returns true for a known text.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self, AbstractValue::Text(_))
    }

    /// Returns true for null.
    pub(crate) fn is_null(&self) -> bool {
        *self == AbstractValue::Null
    }
}

/// A parameter whose value callers supply, with the accesses to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ParameterRef {
    /// The function.
    pub(crate) function: ItemId,
    /// Index of its parameter.
    pub(crate) parameter: u16,
    /// The class whose instances count, for a constructor.
    pub(crate) of: Option<Text>,
    /// The accesses to the passed value, in order.
    pub(crate) path: Vec<Access>,
}

/// An access to a passed value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Access {
    /// A member of the value.
    Member(Text),
    /// A member that a text has by itself and that is the text; the member of this name of any other value.
    Own(Text),
    /// One element of the value: of a list, or a key of a map.
    Each,
    /// One element of the value: of a list, or a value of a map.
    ElementOf,
    /// The value, without which there is none at all.
    Required,
    /// The value as a part of a text, where true and false have these texts, if any. The value cannot be such a part if it is null,
    /// for this reason.
    Part(Rc<(String, Span)>, Option<[&'static str; 2]>),
    /// The entry of this map under the value as key.
    Of(Rc<Vec<(AbstractValue, AbstractValue)>>),
    /// The value, restricted to these alternatives.
    OneOf(Rc<Values>),
    /// The value, unless it is one of these texts.
    NoneOf(Rc<Values>),
    /// The result of a method.
    Result(Rc<MethodCall>),
    /// The name, converted by a slot of a rule.
    Converted(Rc<Conversion>),
}

/// A call of a method on a value that may be a text, a list or a map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MethodCall {
    /// The method.
    pub(crate) name: Text,
    /// The alternatives of all arguments; none if one is not known.
    pub(crate) arguments: Option<Vec<Vec<TextArgument>>>,
    /// The values of the arguments, for methods of lists and maps.
    pub(crate) values: Values,
    /// The methods of the language.
    pub(crate) methods: &'static Methods,
    /// The position of the call.
    pub(crate) span: Span,
}

impl ParameterRef {
    /// Returns the reference with one more access.
    pub(crate) fn then(&self, step: Access) -> AbstractValue {
        let mut reference = self.clone();
        reference.path.push(step);
        reference.into()
    }
}

impl From<ParameterRef> for AbstractValue {
    fn from(reference: ParameterRef) -> Self {
        AbstractValue::Param(Rc::new(reference))
    }
}

/// The context of an evaluation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Context {
    /// The number of the parsed file.
    pub(crate) unit: u32,
    /// The scope around it.
    pub(crate) scope: ScopeId,
    /// The function around it.
    pub(crate) function: Option<ItemId>,
    /// The byte offset; later assignments do not count.
    pub(crate) offset: u32,
    /// The class of the current object, if it is a subclass of the scope's.
    pub(crate) class: Option<Text>,
    /// The frame of the call of `function`.
    pub(crate) frame: Option<Rc<CallFrame>>,
    /// The frame of the constructor call.
    pub(crate) made_from: Option<Rc<CallFrame>>,
    /// A local that is restricted to one of its alternatives.
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

    /// Returns true for code outside of functions, calls and classes.
    pub(crate) fn is_plain(&self) -> bool {
        self.function.is_none()
            && self.class.is_none()
            && self.frame.is_none()
            && self.made_from.is_none()
            && self.one_of.is_none()
    }

    /// Returns the same context at another position.
    pub(crate) fn at(&self, offset: u32) -> Self {
        Self {
            offset,
            ..self.clone()
        }
    }
}

/// Unevaluated arguments.
#[derive(Debug, Clone)]
pub(crate) enum Arguments {
    /// No arguments.
    Nothing,
    /// The arguments of a nested call.
    Call(Arc<CallValue>),
    /// The arguments of a call site.
    Site(ItemId),
}

/// A call of a function. Arguments are evaluated on demand, since most are never used.
#[derive(Debug)]
pub(crate) struct CallFrame {
    /// The called functions: several definitions with the same parameters.
    pub(crate) functions: Vec<ItemId>,
    /// The arguments.
    pub(crate) passed: Arguments,
    /// The number of leading arguments that are not the function's; negative for parameters that others supply.
    pub(crate) offset: i16,
    /// The context of the call.
    pub(crate) caller: Context,
    /// The items that were being evaluated there.
    pub(crate) guard: RecursionGuard,
    /// The values evaluated so far, by parameter.
    pub(crate) known: Box<[OnceCell<Values>]>,
}

/// Frames are equal if they have the same call site and equal contexts.
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
