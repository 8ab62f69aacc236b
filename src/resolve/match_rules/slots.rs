//! What the slots of a rule hold at a call site.

use crate::facts::{CallSite, Key, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::{concat, distinct, member};
use crate::resolve::match_rules::receivers::{mixin_call, receiver_call};
use crate::resolve::match_rules::subclasses::by_subclass;
use crate::resolve::project::ids::ItemId;
use crate::rules::{CallRule, Slot};
use std::rc::Rc;

/// What a slot of a call rule holds at a call site; nothing when the part is not there.
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

/// The context of a call, once for each class its receiver may be where the slot goes by that class: what one class declares is
/// not mixed with what another does.
fn each_receiver(eval: &Evaluator<'_>, at: ItemId, slot: &Slot, cx: &Context) -> Vec<Context> {
    let goes_by_class = slot
        .join
        .iter()
        .any(|part| part.receiver_constant.is_some());
    if let (true, Some(Value::Name(local))) = (goes_by_class, &eval.index.site(at).receiver)
        && local.starts_with(char::is_lowercase)
        && !matches!(local.as_str(), "self" | "this")
    {
        let terms = eval.eval(&Value::Name(local.clone()), cx);
        let classes: Values = terms
            .into_iter()
            .filter(|term| matches!(term, AbstractValue::Class(_) | AbstractValue::Instance(..)))
            .collect();
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
    let terms = slot_terms(eval, at, rule, slot, cx);
    let Some(default) = &slot.default else {
        return terms;
    };
    let terms = terms.unwrap_or_else(|| vec![AbstractValue::Null]);
    let filled = terms.into_iter().flat_map(|term| match term {
        missing @ AbstractValue::Missing(_) => vec![AbstractValue::Text(default.clone()), missing],
        AbstractValue::Null => vec![AbstractValue::Text(default.clone())],
        other => vec![other],
    });
    Some(filled.collect())
}

fn slot_terms(
    eval: &Evaluator<'_>,
    at: ItemId,
    rule: &CallRule,
    spec: &Slot,
    cx: &Context,
) -> Option<Values> {
    let site = eval.index.site(at);
    if !spec.any.is_empty() {
        return spec
            .any
            .iter()
            .find_map(|one| slot_in(eval, at, rule, one, cx));
    }
    if !spec.join.is_empty() {
        let mut parts = Vec::new();
        for part in &spec.join {
            let mut terms = slot_in(eval, at, rule, part, cx)?;
            if part.then.is_none() && terms.iter().any(|term| *term != AbstractValue::Null) {
                // Without this part there is no name, so nothing is sent.
                terms.retain(|term| *term != AbstractValue::Null);
            }
            if let Some(then) = &part.then {
                terms = terms
                    .into_iter()
                    .flat_map(|term| {
                        if term == AbstractValue::Null {
                            vec![term]
                        } else {
                            concat(&[vec![term], vec![AbstractValue::Text(then.clone())]])
                        }
                    })
                    .collect();
            }
            parts.push(terms);
        }
        return Some(concat(&parts));
    }
    let base = if let Some(text) = &spec.text {
        vec![AbstractValue::Text(text.clone())]
    } else if spec.method_name {
        vec![AbstractValue::Text(site.name.clone())]
    } else if spec.class_name {
        vec![AbstractValue::Text(eval.class_of(cx))]
    } else if let Some(position) = spec.argument {
        argument(eval, site, position, cx)?
    } else if let Some(keyword) = &spec.keyword {
        match site.named(keyword) {
            Some(argument) => eval.eval(&argument.value, cx),
            None => {
                let spreads = site
                    .arguments
                    .iter()
                    .filter(|argument| argument.key == Key::Spread);
                let terms: Values = spreads
                    .flat_map(|spread| eval.eval(&spread.value, cx))
                    .flat_map(|term| member(&term, keyword))
                    .collect();
                if terms.is_empty() || terms.iter().all(AbstractValue::is_null) {
                    return None;
                }
                terms
            }
        }
    } else if let Some(position) = spec.receiver_argument {
        let call = receiver_call(
            eval,
            site.receiver.as_ref()?,
            rule.receiver_call.as_deref()?,
            cx,
        )?;
        let value = call
            .arguments
            .iter()
            .find(|argument| argument.key == Key::Position(position))?;
        eval.eval(&value.value, cx)
    } else if let Some(constant) = &spec.receiver_constant {
        receiver_constant(eval, site, constant, cx)
    } else if let Some(position) = spec.mixin_argument {
        let call = mixin_call(eval, at, &rule.mixin)?;
        let value = call
            .arguments
            .iter()
            .find(|argument| argument.key == Key::Position(position))?;
        eval.eval(
            &value.value,
            &Context {
                function: None,
                ..cx.clone()
            },
        )
    } else {
        return None;
    };
    let found = descend(&base, spec);
    // A map that is spelt out and has no such entry has no such part.
    let missing =
        spec.key.is_some() && !found.is_empty() && found.iter().all(AbstractValue::is_null);
    (!missing
        || !base
            .iter()
            .all(|term| matches!(term, AbstractValue::Map(_))))
    .then_some(found)
}

fn descend(base: &[AbstractValue], spec: &Slot) -> Values {
    let mut terms = base.to_vec();
    for key in spec.key.iter().flat_map(|path| path.split('.')) {
        terms = terms.iter().flat_map(|term| member(term, key)).collect();
    }
    if spec.keys {
        let keys = terms.into_iter().flat_map(|term| match term {
            AbstractValue::Map(entries) => entries.into_iter().map(|(key, _)| key).collect(),
            other => vec![other],
        });
        terms = keys.collect();
    }
    terms
}

/// What is passed at a position; named arguments behind the last position count as one map there.
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
    let found = receivers.iter().flat_map(|term| match term {
        AbstractValue::Class(class) | AbstractValue::Instance(class, _) => {
            eval.constant_of(class, constant)
        }
        _ => Vec::new(),
    });
    found.collect()
}
