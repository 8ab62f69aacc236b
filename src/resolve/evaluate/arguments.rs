//! Values of arguments and parameters.

use crate::facts::{Argument, Key, Parameter, ParameterKind, SiteKind, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Arguments, CallFrame, Context, Values,
};
use crate::resolve::evaluate::combine::{lists, member};
use crate::resolve::evaluate::methods::merged;
use crate::resolve::project::ids::ItemId;
use std::cell::OnceCell;
use std::rc::Rc;

impl Evaluator<'_> {
    /// Returns the frame of a call of functions with the same parameters.
    pub(crate) fn frame(
        &self,
        functions: Vec<ItemId>,
        passed: Arguments,
        cx: &Context,
        offset: i16,
    ) -> CallFrame {
        let count = functions.first().map_or(0, |function| {
            self.index.function(*function).parameters.len()
        });
        let known = std::iter::repeat_with(OnceCell::new).take(count).collect();
        let frame = CallFrame {
            functions,
            passed,
            offset,
            caller: cx.clone(),
            guard: self.guard.borrow().clone(),
            known,
        };
        if self.is_recording() {
            // The steps lead through the arguments.
            (0..count).for_each(|index| drop(self.given(&frame, index as u16)));
        }
        frame
    }

    /// Returns the values of a parameter in a call.
    pub(crate) fn given(&self, frame: &CallFrame, index: u16) -> Values {
        let (Some(known), Some(function)) =
            (frame.known.get(index as usize), frame.functions.first())
        else {
            return Vec::new();
        };
        if let Some(values) = known.get() {
            return values.clone();
        }
        let arguments = match &frame.passed {
            Arguments::Nothing => &[],
            Arguments::Call(call) => &call.arguments[..],
            Arguments::Site(site) => &self.index.site(*site).arguments[..],
        };
        let is_element = match &frame.passed {
            Arguments::Site(site) => self.index.site(*site).kind == SiteKind::Element,
            _ => false,
        };
        // Arguments are evaluated at the call, not inside the function that asks.
        let outside = self.guard.replace(frame.guard.clone());
        let values = match is_element {
            true => self.attribute_of(*function, index as usize, arguments, &frame.caller),
            false => self.argument(
                *function,
                index as usize,
                arguments,
                &frame.caller,
                frame.offset,
            ),
        };
        self.guard.replace(outside);
        known.get_or_init(|| values).clone()
    }

    /// Returns the default value of a parameter.
    pub(crate) fn default_of(&self, function: ItemId, index: usize) -> Option<Values> {
        let at = self.index.function(function);
        let value = at.parameters.get(index)?.default.as_ref()?;
        let inner = Context::new(function.unit, at.scope, Some(function), at.span.start);
        Some(self.eval(value, &inner))
    }

    /// Returns the value of a parameter for an element. The first positional one is a map of all attributes.
    fn attribute_of(
        &self,
        function: ItemId,
        index: usize,
        arguments: &[Argument],
        cx: &Context,
    ) -> Values {
        let parameters = &self.index.function(function).parameters;
        match (parameters[index].kind, index) {
            (ParameterKind::Positional, 0) => {
                let given = self.named_map(arguments, &[], cx);
                let defaults = self.default_of(function, index).unwrap_or_default();
                match &defaults[..] {
                    [AbstractValue::Map(entries)] => {
                        vec![AbstractValue::Map(merged(entries.clone(), &[given]))]
                    }
                    _ => vec![given],
                }
            }
            _ => self.argument(function, index, arguments, cx, 0),
        }
    }

    fn argument(
        &self,
        function: ItemId,
        index: usize,
        arguments: &[Argument],
        cx: &Context,
        offset: i16,
    ) -> Values {
        let parameters = &self.index.function(function).parameters;
        let parameter = &parameters[index];
        let default = || {
            let default = self.default_of(function, index);
            default.unwrap_or_else(|| vec![AbstractValue::Null])
        };
        match parameter.kind {
            ParameterKind::Either if self.is_named(&parameter.name, arguments) => self
                .keyword_argument(&parameter.name, arguments, cx)
                .unwrap_or_else(default),
            ParameterKind::Positional | ParameterKind::Either => {
                let position = i32::from(positional(&parameters[..index])) + i32::from(offset);
                let Ok(position) = u16::try_from(position) else {
                    return self.unknown(cx, "somebody else passes it".into());
                };
                if let Some(values) = self.at_position(arguments, position, cx) {
                    return values;
                }
                if parameter.kind == ParameterKind::Either {
                    let found = self.keyword_argument(&parameter.name, arguments, cx);
                    return found.unwrap_or_else(default);
                }
                if takes_options(parameters, index) && arguments.iter().any(is_named) {
                    return vec![self.named_map(arguments, &[], cx)];
                }
                default()
            }
            ParameterKind::Keyword | ParameterKind::Provided => self
                .keyword_argument(&parameter.name, arguments, cx)
                .unwrap_or_else(default),
            ParameterKind::Rest => {
                let first = i32::from(positional(parameters)) + i32::from(offset);
                self.behind(arguments, u16::try_from(first).unwrap_or(0), cx)
            }
            ParameterKind::KeywordRest => {
                let keywords = parameters.iter().filter(|parameter| {
                    matches!(
                        parameter.kind,
                        ParameterKind::Keyword | ParameterKind::Either
                    )
                });
                let taken: Vec<&str> = keywords.map(|parameter| parameter.name.as_str()).collect();
                vec![self.named_map(arguments, &taken, cx)]
            }
            ParameterKind::Block => self.block(arguments, cx),
        }
    }

    /// Returns the function that is passed with a call.
    fn block(&self, arguments: &[Argument], cx: &Context) -> Values {
        let mut arguments = arguments.iter();
        let block = arguments.find(|argument| argument.key == Key::Block);
        match block.map(|block| &block.value) {
            Some(function @ Value::Function(_)) => self.eval(function, cx),
            _ => self.unknown(cx, "a block".into()),
        }
    }

    /// Returns the values passed at a position, directly or by a spread list; none if there are fewer arguments.
    pub(crate) fn at_position(
        &self,
        arguments: &[Argument],
        position: u16,
        cx: &Context,
    ) -> Option<Values> {
        let mut passed = 0;
        for argument in arguments {
            match argument.key {
                Key::Position(_) if passed == position => {
                    return Some(self.eval(&argument.value, cx));
                }
                Key::Position(_) => passed += 1,
                Key::Spread => {
                    let values = self.spread_list(argument, cx);
                    match known_length(&values) {
                        Some(length) if position < passed + length => {
                            let key = (position - passed).to_string();
                            return Some(
                                values
                                    .iter()
                                    .flat_map(|value| member(value, &key))
                                    .collect(),
                            );
                        }
                        Some(length) => passed += length,
                        None if passed == 0 => {
                            let key = position.to_string();
                            return Some(
                                values
                                    .iter()
                                    .flat_map(|value| member(value, &key))
                                    .collect(),
                            );
                        }
                        None => {
                            return Some(self.unknown(
                                cx,
                                "a list of unknown length is spread in front of it".into(),
                            ));
                        }
                    }
                }
                Key::Name(_) | Key::Block => {}
            }
        }
        None
    }

    /// Returns the arguments from a position on, as a list.
    fn behind(&self, arguments: &[Argument], first: u16, cx: &Context) -> Values {
        let mut passed = 0;
        let mut items = Vec::new();
        for argument in arguments {
            match argument.key {
                Key::Position(_) => {
                    if passed >= first {
                        items.push(self.eval(&argument.value, cx));
                    }
                    passed += 1;
                }
                Key::Spread => {
                    let values = self.spread_list(argument, cx);
                    match (known_length(&values), &values[..]) {
                        (Some(length), _) => {
                            let inside = (0..length).filter(|index| passed + index >= first);
                            let at = |index: u16| {
                                values
                                    .iter()
                                    .flat_map(|value| member(value, &index.to_string()))
                                    .collect()
                            };
                            items.extend(inside.map(at));
                            passed += length;
                        }
                        // A list that is passed on whole keeps its elements reachable.
                        (None, _) if items.is_empty() && passed == first => return values,
                        (None, _) => {
                            return self
                                .unknown(cx, "a list of unknown length is spread in it".into());
                        }
                    }
                }
                Key::Name(_) | Key::Block => {}
            }
        }
        lists(items)
    }

    /// Returns the lists that a spread argument may be. A spread map has names and no positions.
    fn spread_list(&self, argument: &Argument, cx: &Context) -> Values {
        if argument.value == Value::Opaque {
            return self.unknown(cx, "the argument of an event handler".into());
        }
        let found = self
            .eval(&argument.value, cx)
            .into_iter()
            .filter_map(|value| match value {
                AbstractValue::Map(_) | AbstractValue::Null | AbstractValue::Missing(_) => None,
                AbstractValue::Param(reference) if self.takes_names(&reference) => None,
                AbstractValue::List(_) | AbstractValue::Param(_) => Some(value),
                AbstractValue::Unknown(why) => Some(AbstractValue::Unknown(Rc::new((
                    format!("it is spread from a list that is not known: {}", why.0),
                    why.1,
                )))),
                _ => Some(AbstractValue::Unknown(Rc::new((
                    "it is spread from something that is no list".into(),
                    argument.span,
                )))),
            });
        found.collect()
    }
}

/// Returns the number of positional parameters.
fn positional(parameters: &[Parameter]) -> u16 {
    let is_positional = |parameter: &&Parameter| {
        matches!(
            parameter.kind,
            ParameterKind::Positional | ParameterKind::Either
        )
    };
    parameters.iter().filter(is_positional).count() as u16
}

/// Returns true if the parameter receives named arguments as a map: the last positional one of a function without keywords.
fn takes_options(parameters: &[Parameter], index: usize) -> bool {
    let has_keywords = parameters.iter().any(|parameter| {
        matches!(
            parameter.kind,
            ParameterKind::Keyword | ParameterKind::KeywordRest
        )
    });
    positional(&parameters[index + 1..]) == 0 && !has_keywords
}

fn is_named(argument: &Argument) -> bool {
    matches!(argument.key, Key::Name(_))
}

/// Returns the common length of lists; none if they differ or one is unknown.
fn known_length(values: &[AbstractValue]) -> Option<u16> {
    let length = |value: &AbstractValue| match value {
        AbstractValue::List(items) => u16::try_from(items.len()).ok(),
        _ => None,
    };
    let first = values.first().map_or(Some(0), length)?;
    let is_common = values.iter().all(|value| length(value) == Some(first));
    is_common.then_some(first)
}
