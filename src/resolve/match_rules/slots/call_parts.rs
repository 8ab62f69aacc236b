//! Parts of a call: arguments, attributes, constants of the receiver, arguments of the calls that made receiver or mixin.

use crate::facts::{Argument, Key, Value};
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::member;
use crate::resolve::match_rules::attributes;
use crate::resolve::match_rules::origins::{call_of, maker_of, maker_of_value, mixin_call};
use crate::resolve::match_rules::slots::SlotReader;
use crate::rules::slot::Slot;

impl SlotReader<'_, '_> {
    /// Returns the values passed at a position. Named arguments after the last position count as one map there.
    pub(super) fn argument(&self, position: u16, has_key: bool, cx: &Context) -> Option<Values> {
        let eval = self.eval;
        let site = self.site()?;
        if has_key && let Some(argument) = site.position(position) {
            return Some(self.evaluated(&argument.value, true, cx));
        }
        let found = eval.at_position(&site.arguments, position, cx);
        if let Some(found) = found {
            let found = found.into_iter();
            return Some(found.map(|value| eval.fields_as_map(value)).collect());
        }
        let arguments = site.arguments.iter();
        let count = arguments
            .clone()
            .filter(|argument| matches!(argument.key, Key::Position(_)))
            .count() as u16;
        let named = arguments
            .clone()
            .any(|argument| matches!(argument.key, Key::Name(_) | Key::Spread));
        let traits = &eval.index.units[cx.unit as usize].language.traits;
        let is_map = traits.named_arguments_are_map;
        (named && is_map && count == position)
            .then(|| vec![eval.named_map(&site.arguments, &[], cx)])
    }

    /// Returns the values of an argument of the call that makes an argument.
    pub(super) fn argument_of_maker(&self, position: u16, inner: u16) -> Option<Values> {
        let argument = self.site()?.position(position)?;
        let (cx, call) = maker_of_value(self.eval, self.at?, &argument.value)?;
        Some(self.eval.eval(at_position(&call.arguments, inner)?, &cx))
    }

    /// Returns the values passed under a keyword, directly or in a spread map.
    pub(super) fn keyword_argument(
        &self,
        keyword: &str,
        has_key: bool,
        cx: &Context,
    ) -> Option<Values> {
        let site = self.site()?;
        if let Some(argument) = site.named(keyword) {
            return Some(self.evaluated(&argument.value, has_key, cx));
        }
        let mut values = Vec::new();
        for argument in site
            .arguments
            .iter()
            .filter(|argument| argument.key == Key::Spread)
        {
            let mut spread = self.eval.eval(&argument.value, cx);
            spread.retain(|value| !self.eval.takes_positions(value));
            values.extend(spread.iter().flat_map(|map| member(map, keyword)));
        }
        (!values.iter().all(AbstractValue::is_null)).then_some(values)
    }

    /// Returns true for a keyword that a spread map cannot hold, because another alternative of the slot is a position that the
    /// call fills. Only languages in which a name and a position fill the same parameter exclude it.
    pub(super) fn is_excluded(&self, one: &Slot, slot: &Slot, cx: &Context) -> bool {
        let traits = &self.eval.index.units[cx.unit as usize].language.traits;
        let (Some(keyword), Some(site), false) =
            (&one.keyword, self.site(), traits.named_arguments_are_map)
        else {
            return false;
        };
        let is_filled = |other: &Slot| {
            let argument = other.argument.and_then(|position| site.position(position));
            argument.is_some()
        };
        site.named(keyword).is_none() && slot.any.iter().any(is_filled)
    }

    /// Returns the values of an attribute of the element or map.
    pub(super) fn attribute(&self, name: &str, has_key: bool, cx: &Context) -> Option<Values> {
        let site = self.site()?;
        let argument = attributes::attribute(site, name)?;
        Some(self.evaluated(&argument.value, has_key, cx))
    }

    /// Returns the values of an argument of the call that made the receiver.
    pub(super) fn receiver_argument(&self, position: u16, cx: &Context) -> Option<Values> {
        if let Some(call) = call_of(self.eval, self.at?, &self.functions) {
            return Some(self.eval.eval(at_position(&call.arguments, position)?, cx));
        }
        let (cx, call) = maker_of(self.eval, self.at?, &self.functions)?;
        Some(self.eval.eval(at_position(&call.arguments, position)?, &cx))
    }

    /// Returns the values of a constant of the receiver's class.
    pub(super) fn receiver_constant(&self, constant: &str, cx: &Context) -> Values {
        let receivers = match self.site().and_then(|site| site.receiver.as_ref()) {
            Some(receiver) => self.eval.eval(receiver, cx),
            None => vec![AbstractValue::Class(self.eval.class_of(cx))],
        };
        let found = receivers.iter().flat_map(|value| match value {
            AbstractValue::Class(class) | AbstractValue::Instance(class, _) => {
                self.eval.constant_of(class, constant)
            }
            _ => Vec::new(),
        });
        found.collect()
    }

    /// Returns the values of an argument of the call that made the mixin.
    pub(super) fn mixin_argument(&self, position: u16, cx: &Context) -> Option<Values> {
        let call = mixin_call(self.eval, self.at?, &self.mixins)?;
        let value = at_position(&call.arguments, position)?;
        let body = Context {
            function: None,
            ..cx.clone()
        };
        Some(self.eval.eval(value, &body))
    }

    /// Returns the result of a method of the class around the site.
    pub(super) fn result_of_own(&self, method: &str, cx: &Context) -> Option<Values> {
        let class = self.eval.class_of(cx);
        self.eval
            .own_member(&class, method, cx, cx.made_from.clone())
    }
}

fn at_position(arguments: &[Argument], position: u16) -> Option<&Value> {
    let mut arguments = arguments.iter();
    let argument = arguments.find(|argument| argument.key == Key::Position(position))?;
    Some(&argument.value)
}
