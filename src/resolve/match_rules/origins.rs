//! The origin of a receiver: the call or the spelling that it comes from.

use crate::facts::{CallValue, FileFacts, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::match_rules::makers::{Maker, Place};
use crate::resolve::match_rules::modules::{Search, bound, members_bound};
use crate::resolve::project::ids::ItemId;

/// Limit of locals, members and modules between a receiver and its origin.
const MOST_HOPS: usize = 8;

/// The way from an expression back to its origin, through members, results, locals and fields of one file.
struct Trail<'e, 'a> {
    eval: &'e Evaluator<'a>,
    unit: u32,
    /// The function around the expression.
    function: Option<u32>,
}

impl<'a> Trail<'_, 'a> {
    /// Returns the first result of `test` on the way.
    fn find<T>(
        &self,
        value: &'a Value,
        left: usize,
        test: &dyn Fn(&'a Value) -> Option<T>,
    ) -> Option<T> {
        if let Some(found) = test(value) {
            return Some(found);
        }
        let left = left.checked_sub(1)?;
        if let Some(values) = value.alternatives() {
            return values
                .into_iter()
                .find_map(|one| self.find(one, left, test));
        }
        match value {
            Value::Member(owner, name) if self.is_self(owner) => {
                let (own, fields) = members_bound(self.eval, self.unit, self.function, name);
                own.chain(fields).find_map(|(function, next)| {
                    let inside = Trail {
                        function: function.or(self.function),
                        ..*self
                    };
                    inside.find(next, left, test)
                })
            }
            Value::Member(owner, _) | Value::Index(owner, _) => self.find(owner, left, test),
            Value::Call(call) => self.find(call.receiver.as_ref()?, left, test),
            Value::Typed(inner, _) | Value::Within(_, inner) => self.find(inner, left, test),
            Value::Name(name) => self
                .bound(name)
                .find_map(|next| self.find(next, left, test)),
            _ => None,
        }
    }

    fn is_self(&self, value: &Value) -> bool {
        let traits = &self.eval.index.units[self.unit as usize].language.traits;
        matches!(value, Value::Name(name) if traits.is_self(name))
    }

    fn bound(&self, name: &str) -> impl Iterator<Item = &'a Value> {
        bound(self.eval, self.unit, self.function, name)
    }
}

fn trail<'e, 'a>(eval: &'e Evaluator<'a>, at: ItemId) -> Trail<'e, 'a> {
    Trail {
        eval,
        unit: at.unit,
        function: eval.index.site(at).function,
    }
}

/// Returns the call of one of the expected functions whose result the receiver is or belongs to, or that the called function was
/// taken from (`const { track } = useAnalytics()`).
pub(crate) fn call_of<'a>(
    eval: &Evaluator<'a>,
    at: ItemId,
    expected: &[Text],
) -> Option<&'a CallValue> {
    let site = eval.index.site(at);
    let trail = trail(eval, at);
    let test = |value: &'a Value| match value {
        Value::Call(call) if call.receiver.is_none() && expected.contains(&call.name) => {
            Some(&**call)
        }
        _ => None,
    };
    match &site.receiver {
        Some(receiver) => trail.find(receiver, MOST_HOPS, &test),
        None => trail
            .bound(&site.name)
            .find_map(|value| trail.find(value, MOST_HOPS, &test)),
    }
}

/// Returns the call that makes the receiver: of one of the expected functions, or of any function or class if none is expected. It
/// may be in another file of the project. The context is that of the call.
pub(crate) fn maker_of(
    eval: &Evaluator<'_>,
    at: ItemId,
    expected: &[Text],
) -> Option<(Context, CallValue)> {
    let is_it = |call: &CallValue| expected.is_empty() || expected.contains(&call.name);
    let site = eval.index.site(at);
    made(eval, at, &is_it, &|search, here| {
        search.finds(here, site);
    })
}

/// Returns the call that makes a value, with its context.
pub(crate) fn maker_of_value(
    eval: &Evaluator<'_>,
    at: ItemId,
    value: &Value,
) -> Option<(Context, CallValue)> {
    made(eval, at, &|_| true, &|search, here| {
        search.leads(here, value);
    })
}

/// Returns the call that a search from a site finds, with its context.
fn made(
    eval: &Evaluator<'_>,
    at: ItemId,
    is_it: &dyn Fn(&CallValue) -> bool,
    search: &dyn Fn(&Search<'_, '_, '_>, Place),
) -> Option<(Context, CallValue)> {
    let maker = Maker::new(is_it);
    let here = Place::of(at, eval.index.site(at));
    search(&Search::new(eval, &|_, _| false, Some(&maker)), here);
    let (place, call) = maker.found()?;
    let function = place.function.map(|item| ItemId::new(place.unit, item));
    let scope = function.map_or(0, |function| eval.index.function(function).scope);
    let cx = match place.unit == at.unit {
        true => eval.context_of(at),
        false => Context::new(place.unit, scope, function, u32::MAX),
    };
    Some((cx, call))
}

/// Returns the parts of an expression as it is spelled: `user.analytics` has the parts `user` and `analytics`. Arguments and
/// indexes do not count.
pub(crate) fn spelled(value: &Value) -> Vec<Text> {
    let after = |owner: &Value, name: &Text| {
        let mut parts = spelled(owner);
        parts.push(name.clone());
        parts
    };
    match value {
        Value::Name(name) => vec![name.clone()],
        Value::Member(owner, name) => after(owner, name),
        Value::Index(owner, _) => spelled(owner),
        Value::Call(call) => match &call.receiver {
            Some(receiver) => after(receiver, &call.name),
            None => vec![call.name.clone()],
        },
        _ => Vec::new(),
    }
}

/// Returns the class that a value instantiates: `new Tracker()`.
pub(crate) fn class_of_new(value: &Value) -> Option<&Text> {
    match value {
        Value::Call(call) if call.name == "new" => match &call.receiver {
            Some(Value::Name(class)) => Some(class),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the call that creates the mixin (`Tracker.mixin({…})`), if the scope includes an expected one or the called
/// function was taken from it (`const { track } = Tracker.mixin().methods`).
pub(crate) fn mixin_call<'a>(
    eval: &Evaluator<'a>,
    at: ItemId,
    expected: &[Text],
) -> Option<&'a CallValue> {
    let facts = eval.index.facts(at.unit);
    let site = eval.index.site(at);
    let is_expected = |call: &&CallValue| {
        let Some(Value::Name(receiver)) = &call.receiver else {
            return false;
        };
        expected.iter().any(|name| {
            name.split_once('.')
                .is_some_and(|(owner, method)| *receiver == owner && call.name == method)
        })
    };
    let mut scope = Some(site.scope);
    while let Some(item) = scope {
        let here = &facts.scopes[item as usize];
        let mut supers = here.supers.iter();
        let found = supers.find_map(|parent| origin(facts, &parent.value).filter(is_expected));
        if found.is_some() {
            return found;
        }
        scope = here.parent;
    }
    let mut bindings = facts.bindings.iter();
    bindings.find_map(|binding| match &binding.value {
        Value::Member(owner, name)
            if *name == site.name && binding.name == site.name && site.receiver.is_none() =>
        {
            origin(facts, owner).filter(is_expected)
        }
        _ => None,
    })
}

/// Returns the call that a value, or the object around it, results from, directly or through one local.
fn origin<'a>(facts: &'a FileFacts, value: &'a Value) -> Option<&'a CallValue> {
    let mut value = value;
    while let Value::Member(owner, _) | Value::Typed(owner, _) = value {
        value = owner;
    }
    if let Value::Name(name) = value {
        let bound = facts
            .bindings
            .iter()
            .find(|binding| binding.name == *name && matches!(binding.value, Value::Call(_)));
        value = &bound?.value;
    }
    match value {
        Value::Call(call) => Some(call),
        _ => None,
    }
}
