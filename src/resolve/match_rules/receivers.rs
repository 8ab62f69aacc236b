//! Calls that a receiver or mixin comes from.

use crate::facts::{CallValue, FileFacts, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::project::ids::ItemId;

/// The call that makes the mixin (`Tracker.mixin({…})`), when the scope has one of `wanted`, written `receiver.method`, or when
/// the function that is called was taken out of one (`const { track } = Tracker.mixin().methods`).
pub(crate) fn mixin_call<'a>(
    eval: &Evaluator<'a>,
    at: ItemId,
    expected: &[Text],
) -> Option<&'a CallValue> {
    let facts = &eval.index.unit(at).facts;
    let site = eval.index.site(at);
    let is_wanted = |call: &&CallValue| {
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
        let found = here
            .supers
            .iter()
            .find_map(|parent| made_by(facts, &parent.value).filter(is_wanted));
        if found.is_some() {
            return found;
        }
        scope = here.parent;
    }
    let own = facts
        .bindings
        .iter()
        .filter(|binding| site.receiver.is_none() && binding.name == site.name);
    own.filter_map(|binding| match &binding.value {
        Value::Member(owner, name) if *name == site.name => made_by(facts, owner).filter(is_wanted),
        _ => None,
    })
    .next()
}

/// The call a value, or the object it is a member of, comes from. A name is looked through once: a mixin is often made at the
/// top of the file and only named in the list.
fn made_by<'a>(facts: &'a FileFacts, value: &'a Value) -> Option<&'a CallValue> {
    let mut value = value;
    while let Value::Member(owner, _) = value {
        value = owner;
    }
    if let Value::Name(name) = value {
        let bound = facts
            .bindings
            .iter()
            .find(|binding| binding.name == *name && matches!(binding.value, Value::Call(_)));
        value = &bound?.value;
    }
    if let Value::Call(call) = value {
        Some(call)
    } else {
        None
    }
}

/// Returns the call of `wanted` whose result the receiver is, directly or through one local.
pub(crate) fn receiver_call<'v>(
    eval: &Evaluator<'v>,
    receiver: &'v Value,
    expected: &str,
    cx: &Context,
) -> Option<&'v CallValue> {
    match receiver {
        Value::Call(call) if call.name == expected && call.receiver.is_none() => Some(call),
        Value::Call(call) => receiver_call(eval, call.receiver.as_ref()?, expected, cx),
        Value::Name(name) => {
            let facts = eval.index.facts(cx.unit);
            let own = cx.function.map(|at| at.item);
            facts
                .bindings
                .iter()
                .filter(|binding| binding.name == *name && binding.function == own)
                .find_map(|binding| match &binding.value {
                    Value::Call(call) if call.name == expected => Some(&**call),
                    _ => None,
                })
        }
        _ => None,
    }
}
