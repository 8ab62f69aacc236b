//! What the slots of a rule hold at a call site.

use super::{mixin_call, receiver_call};
use crate::facts::{CallSite, Key};
use crate::resolve::eval::{Context, Evaluator};
use crate::resolve::index::At;
use crate::resolve::term::{Term, concat, member};
use crate::rules::{CallRule, Slot};

/// What a slot of a call rule holds at a call site; nothing when the part is not there.
pub fn slot(eval: &Evaluator<'_>, at: At, rule: &CallRule, slot: &Slot) -> Option<Vec<Term>> {
    let terms = slot_terms(eval, at, rule, slot);
    let Some(default) = &slot.default else { return terms };
    let terms = terms.unwrap_or_else(|| vec![Term::Null]);
    let filled = terms.into_iter().flat_map(|term| match term {
        missing @ Term::Missing(_) => vec![Term::Text(default.clone()), missing],
        Term::Null => vec![Term::Text(default.clone())],
        other => vec![other],
    });
    Some(filled.collect())
}

fn slot_terms(eval: &Evaluator<'_>, at: At, rule: &CallRule, spec: &Slot) -> Option<Vec<Term>> {
    let site = eval.index.site(at);
    let cx = eval.context_of(at);
    if !spec.any.is_empty() {
        return spec.any.iter().find_map(|one| slot(eval, at, rule, one));
    }
    if !spec.join.is_empty() {
        let mut parts = Vec::new();
        for part in &spec.join {
            let mut terms = slot(eval, at, rule, part)?;
            if let Some(then) = &part.then {
                terms =
                    terms
                        .into_iter()
                        .flat_map(|term| {
                            if term == Term::Null { vec![term] } else { concat(&[vec![term], vec![Term::Text(then.clone())]]) }
                        })
                        .collect();
            }
            parts.push(terms);
        }
        return Some(concat(&parts));
    }
    let base = if let Some(text) = &spec.text {
        vec![Term::Text(text.clone())]
    } else if spec.method_name {
        vec![Term::Text(site.name.clone())]
    } else if spec.class_name {
        vec![Term::Text(eval.class_of(&cx))]
    } else if let Some(position) = spec.argument {
        argument(eval, site, position, &cx)?
    } else if let Some(keyword) = &spec.keyword {
        match site.named(keyword) {
            Some(argument) => eval.eval(&argument.value, &cx),
            None => {
                let spreads = site.arguments.iter().filter(|argument| argument.key == Key::Spread);
                let terms: Vec<Term> =
                    spreads.flat_map(|spread| eval.eval(&spread.value, &cx)).flat_map(|term| member(&term, keyword)).collect();
                if terms.is_empty() || terms.iter().all(|term| *term == Term::Null) {
                    return None;
                }
                terms
            }
        }
    } else if let Some(position) = spec.receiver_argument {
        let call = receiver_call(eval, site.receiver.as_ref()?, rule.receiver_call.as_deref()?, &cx)?;
        let value = call.arguments.iter().find(|argument| argument.key == Key::Position(position))?;
        eval.eval(&value.value, &cx)
    } else if let Some(constant) = &spec.receiver_constant {
        receiver_constant(eval, site, constant, &cx)
    } else if let Some(position) = spec.mixin_argument {
        let call = mixin_call(eval, at, &rule.mixin)?;
        let value = call.arguments.iter().find(|argument| argument.key == Key::Position(position))?;
        eval.eval(&value.value, &Context { function: None, ..cx.clone() })
    } else {
        return None;
    };
    let found = descend(&base, spec);
    // A map that is spelt out and has no such entry has no such part.
    let missing = spec.key.is_some() && !found.is_empty() && found.iter().all(|term| *term == Term::Null);
    (!missing || !base.iter().all(|term| matches!(term, Term::Map(_)))).then_some(found)
}

fn descend(base: &[Term], spec: &Slot) -> Vec<Term> {
    let mut terms = base.to_vec();
    for key in spec.key.iter().flat_map(|path| path.split('.')) {
        terms = terms.iter().flat_map(|term| member(term, key)).collect();
    }
    if spec.keys {
        let keys = terms.into_iter().flat_map(|term| match term {
            Term::Map(entries) => entries.into_iter().map(|(key, _)| key).collect(),
            other => vec![other],
        });
        terms = keys.collect();
    }
    terms
}

/// What is passed at a position; named arguments behind the last position count as one map there.
fn argument(eval: &Evaluator<'_>, site: &CallSite, position: u16, cx: &Context) -> Option<Vec<Term>> {
    let found = eval.at_position(&site.arguments, position, cx);
    if found.is_some() {
        return found;
    }
    let count = site.arguments.iter().filter(|argument| matches!(argument.key, Key::Position(_))).count() as u16;
    let named = site.arguments.iter().any(|argument| matches!(argument.key, Key::Name(_) | Key::Spread));
    (named && count == position).then(|| vec![eval.named_map(&site.arguments, &[], cx)])
}

fn receiver_constant(eval: &Evaluator<'_>, site: &CallSite, constant: &str, cx: &Context) -> Vec<Term> {
    let receivers = match &site.receiver {
        Some(receiver) => eval.eval(receiver, cx),
        None => vec![Term::Class(eval.class_of(cx))],
    };
    let found = receivers.iter().flat_map(|term| match term {
        Term::Class(class) | Term::Instance(class, _) => eval.constant_of(class, constant),
        _ => Vec::new(),
    });
    found.collect()
}
