//! Calls that create receivers and mixins.

use crate::facts::{CallValue, FileFacts, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::project::ids::ItemId;

/// Returns the call that creates the mixin (`Tracker.mixin({…})`), if the scope includes an expected one or the called
/// function was taken from it (`const { track } = Tracker.mixin().methods`).
pub(crate) fn mixin_call<'a>(
    eval: &Evaluator<'a>,
    at: ItemId,
    expected: &[Text],
) -> Option<&'a CallValue> {
    let facts = &eval.index.unit(at).facts;
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
    match value {
        Value::Call(call) => Some(call),
        _ => None,
    }
}

/// Returns the call of the expected name whose result the receiver is, directly or through one local.
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
            let mut bindings = facts.bindings.iter();
            bindings.find_map(|binding| match &binding.value {
                Value::Call(call)
                    if call.name == expected
                        && binding.name == *name
                        && binding.function == own =>
                {
                    Some(&**call)
                }
                _ => None,
            })
        }
        _ => None,
    }
}
