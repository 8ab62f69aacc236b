//! Values of a rule's slots at a call site.

use crate::facts::{Argument, CallSite, Key, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::{concat, distinct, member};
use crate::resolve::match_rules::receivers::{mixin_call, receiver_call};
use crate::resolve::match_rules::subclasses::by_subclass;
use crate::resolve::project::ids::ItemId;
use crate::rules::{CallRule, Slot};
use std::rc::Rc;

/// Returns the values of a slot at a call site; none if the call has no such part.
pub(crate) fn slot(
    eval: &Evaluator<'_>,
    at: ItemId,
    rule: &CallRule,
    slot: &Slot,
) -> Option<Values> {
    let cx = eval.context_of(at);
    let receivers = each_receiver(eval, at, slot, &cx);
    let found: Vec<Values> = receivers
        .iter()
        .filter_map(|cx| slot_in(eval, at, rule, slot, cx))
        .collect();
    let found = if found.is_empty() {
        None
    } else {
        Some(distinct(found.concat()))
    };
    by_subclass(eval, at, found, &|cx| slot_in(eval, at, rule, slot, cx))
}

/// Returns the values of a slot at a call site for instances of one class, or for the class itself.
pub(crate) fn slot_as(
    eval: &Evaluator<'_>,
    at: ItemId,
    rule: &CallRule,
    slot: &Slot,
    class: &str,
) -> Option<Values> {
    let cx = Context {
        class: Some(class.into()),
        ..eval.context_of(at)
    };
    slot_in(eval, at, rule, slot, &cx)
}

/// Returns the contexts of a call: one for each class of its receiver if the slot depends on that class, so that the declarations
/// of different classes do not mix.
fn each_receiver(eval: &Evaluator<'_>, at: ItemId, slot: &Slot, cx: &Context) -> Vec<Context> {
    let goes_by_class = slot
        .join
        .iter()
        .any(|part| part.receiver_constant.is_some());
    if let (true, Some(Value::Name(local))) = (goes_by_class, &eval.index.site(at).receiver)
        && local.starts_with(char::is_lowercase)
        && !eval.index.unit(at).language.traits.is_self(local)
    {
        let mut classes = eval.eval(&Value::Name(local.clone()), cx);
        classes
            .retain(|value| matches!(value, AbstractValue::Class(_) | AbstractValue::Instance(..)));
        if classes.len() > 1 {
            let one = |class: AbstractValue| Context {
                one_of: Some(Rc::new((local.clone(), class))),
                ..cx.clone()
            };
            return classes.into_iter().map(one).collect();
        }
    }
    vec![cx.clone()]
}

fn slot_in(
    eval: &Evaluator<'_>,
    at: ItemId,
    rule: &CallRule,
    slot: &Slot,
    cx: &Context,
) -> Option<Values> {
    let values = slot_values(eval, at, rule, slot, cx);
    let Some(default) = &slot.default else {
        return values;
    };
    let default = AbstractValue::Text(default.clone());
    let mut filled = Vec::new();
    for value in values.unwrap_or_else(|| vec![AbstractValue::Null]) {
        match value {
            AbstractValue::Missing(_) => filled.extend([default.clone(), value]),
            AbstractValue::Null => filled.push(default.clone()),
            other => filled.push(other),
        }
    }
    Some(filled)
}

fn slot_values(
    eval: &Evaluator<'_>,
    at: ItemId,
    rule: &CallRule,
    slot: &Slot,
    cx: &Context,
) -> Option<Values> {
    if !slot.any.is_empty() {
        let mut alternatives = slot.any.iter();
        return alternatives.find_map(|one| slot_in(eval, at, rule, one, cx));
    }
    if !slot.join.is_empty() {
        let parts = slot.join.iter();
        let parts: Option<Vec<Values>> =
            parts.map(|part| joined(eval, at, rule, part, cx)).collect();
        return Some(concat(&parts?));
    }
    let base = base_values(eval, at, rule, slot, cx)?;
    let found = descend(&base, slot);
    let is_closed = || {
        base.iter()
            .all(|value| matches!(value, AbstractValue::Map(_)))
    };
    // A literal map without the entry has no such part.
    let is_missing = slot.key.is_some()
        && !found.is_empty()
        && found.iter().all(AbstractValue::is_null)
        && is_closed();
    (!is_missing).then_some(found)
}

/// Returns the values of one part of a joined name, with the separator that follows it.
fn joined(
    eval: &Evaluator<'_>,
    at: ItemId,
    rule: &CallRule,
    part: &Slot,
    cx: &Context,
) -> Option<Values> {
    let mut values = slot_in(eval, at, rule, part, cx)?;
    let Some(then) = &part.then else {
        if !values.iter().all(AbstractValue::is_null) {
            // Without this part there is no name, so nothing is sent.
            values.retain(|value| !value.is_null());
        }
        return Some(values);
    };
    let then = AbstractValue::Text(then.clone());
    let values = values.into_iter().flat_map(|value| match value {
        AbstractValue::Null => vec![value],
        _ => concat(&[vec![value], vec![then.clone()]]),
    });
    Some(values.collect())
}

/// Returns the values of the part of a call that a slot reads, before its keys are applied.
fn base_values(
    eval: &Evaluator<'_>,
    at: ItemId,
    rule: &CallRule,
    slot: &Slot,
    cx: &Context,
) -> Option<Values> {
    let site = eval.index.site(at);
    if let Some(text) = &slot.text {
        Some(vec![AbstractValue::Text(text.clone())])
    } else if slot.method_name {
        Some(vec![AbstractValue::Text(site.name.clone())])
    } else if slot.class_name {
        Some(vec![AbstractValue::Text(eval.class_of(cx))])
    } else if let Some(position) = slot.argument {
        argument(eval, site, position, cx)
    } else if let Some(keyword) = &slot.keyword {
        keyword_argument(eval, site, keyword, cx)
    } else if let Some(position) = slot.receiver_argument {
        let expected = rule.receiver_call.as_deref()?;
        let call = receiver_call(eval, site.receiver.as_ref()?, expected, cx)?;
        Some(eval.eval(at_position(&call.arguments, position)?, cx))
    } else if let Some(constant) = &slot.receiver_constant {
        Some(receiver_constant(eval, site, constant, cx))
    } else if let Some(position) = slot.mixin_argument {
        let call = mixin_call(eval, at, &rule.mixin)?;
        let value = at_position(&call.arguments, position)?;
        let body = Context {
            function: None,
            ..cx.clone()
        };
        Some(eval.eval(value, &body))
    } else {
        None
    }
}

fn at_position(arguments: &[Argument], position: u16) -> Option<&Value> {
    let mut arguments = arguments.iter();
    let argument = arguments.find(|argument| argument.key == Key::Position(position))?;
    Some(&argument.value)
}

/// Returns the values passed under a keyword, directly or in a spread map.
fn keyword_argument(
    eval: &Evaluator<'_>,
    site: &CallSite,
    keyword: &str,
    cx: &Context,
) -> Option<Values> {
    if let Some(argument) = site.named(keyword) {
        return Some(eval.eval(&argument.value, cx));
    }
    let mut values = Vec::new();
    for argument in site
        .arguments
        .iter()
        .filter(|argument| argument.key == Key::Spread)
    {
        let spread = eval.eval(&argument.value, cx);
        values.extend(spread.iter().flat_map(|map| member(map, keyword)));
    }
    (!values.iter().all(AbstractValue::is_null)).then_some(values)
}

/// Applies the keys of a slot to values.
fn descend(base: &[AbstractValue], slot: &Slot) -> Values {
    let mut values = base.to_vec();
    for key in slot.key.iter().flat_map(|path| path.split('.')) {
        values = values.iter().flat_map(|value| member(value, key)).collect();
    }
    if slot.keys {
        let keys = values.into_iter().flat_map(|value| match value {
            AbstractValue::Map(entries) => entries.into_iter().map(|(key, _)| key).collect(),
            other => vec![other],
        });
        values = keys.collect();
    }
    values
}

/// Returns the values passed at a position. Named arguments after the last position count as one map there.
fn argument(eval: &Evaluator<'_>, site: &CallSite, position: u16, cx: &Context) -> Option<Values> {
    let found = eval.at_position(&site.arguments, position, cx);
    if found.is_some() {
        return found;
    }
    let count = site
        .arguments
        .iter()
        .filter(|argument| matches!(argument.key, Key::Position(_)))
        .count() as u16;
    let named = site
        .arguments
        .iter()
        .any(|argument| matches!(argument.key, Key::Name(_) | Key::Spread));
    (named && count == position).then(|| vec![eval.named_map(&site.arguments, &[], cx)])
}

fn receiver_constant(
    eval: &Evaluator<'_>,
    site: &CallSite,
    constant: &str,
    cx: &Context,
) -> Values {
    let receivers = match &site.receiver {
        Some(receiver) => eval.eval(receiver, cx),
        None => vec![AbstractValue::Class(eval.class_of(cx))],
    };
    let found = receivers.iter().flat_map(|value| match value {
        AbstractValue::Class(class) | AbstractValue::Instance(class, _) => {
            eval.constant_of(class, constant)
        }
        _ => Vec::new(),
    });
    found.collect()
}
