//! Code of a class that others inherit runs as each of them: what it leaves to its subclasses is looked at in each alone.

use crate::facts::{CallSite, ScopeKind, Value};
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::distinct;
use crate::resolve::evaluate::{Evaluator, NOT_HERE};
use crate::resolve::project::ids::ItemId;

/// Heirs that are looked at one by one; a class with more is a framework's, and says nothing about one of them.
const MOST_SUBCLASSES: usize = 48;

/// What a value at a call site comes to, given what it comes to in the class it is written in (`base`) and how it is found in
/// the class of a context.
pub(crate) fn by_subclass(
    eval: &Evaluator<'_>,
    at: ItemId,
    base: Option<Values>,
    find: &dyn Fn(&Context) -> Option<Values>,
) -> Option<Values> {
    let index = eval.index;
    let site = index.site(at);
    let (Some(function), Some(found)) = (index.around(at), &base) else {
        return base;
    };
    let open = found.iter().any(is_unknown);
    let of_class = names_class(site)
        && found
            .iter()
            .any(|term| matches!(term, AbstractValue::Text(_) | AbstractValue::Class(_)));
    if index.is_per_file(at.unit) || !(open || of_class) {
        return base;
    }
    let cx = eval.context_of(at);
    let class = eval.class_of(&cx);
    // Files of subclasses are asked for only where a member is missing that they can have.
    let subclasses = if of_class || found.iter().any(is_missing) {
        index.subclasses(&class)
    } else {
        index.known_subclasses(&class)
    };
    if class.is_empty() || subclasses.is_empty() || subclasses.len() > MOST_SUBCLASSES {
        return base;
    }
    let name = &index.function(function).name;
    let running: Vec<_> = subclasses
        .into_iter()
        .filter(|subclass| index.methods(subclass, name).contains(&function))
        .collect();
    let as_subclass = |subclass: &crate::facts::Text| {
        find(&Context {
            class: Some(subclass.clone()),
            ..cx.clone()
        })
        .unwrap_or_default()
    };
    let (known, unknown): (Vec<_>, Vec<_>) = running
        .iter()
        .map(|subclass| (subclass, as_subclass(subclass)))
        .partition(|(_, terms)| !terms.is_empty() && !terms.iter().any(is_unknown));
    if known.is_empty() {
        return base;
    }
    // What the class itself leaves open is no fault where every subclass that is made says it.
    let is_abstract = index.scope(ItemId::new(at.unit, site.scope)).kind == ScopeKind::Module
        || (open
            && unknown
                .iter()
                .all(|(subclass, _)| !index.known_subclasses(subclass).is_empty()));
    let own = if is_abstract {
        Vec::new()
    } else {
        found.clone()
    };
    let own = own
        .into_iter()
        .chain(known.into_iter().flat_map(|(_, terms)| terms));
    Some(distinct(own.collect()))
}

fn is_unknown(term: &AbstractValue) -> bool {
    match term {
        AbstractValue::Unknown(_) => true,
        AbstractValue::Parts(parts) | AbstractValue::List(parts) => parts.iter().any(is_unknown),
        _ => false,
    }
}

/// Whether a term is not known for want of a member of the class.
fn is_missing(term: &AbstractValue) -> bool {
    match term {
        AbstractValue::Unknown(why) => why.0.starts_with(NOT_HERE.0) && why.0.ends_with(NOT_HERE.1),
        AbstractValue::Parts(parts) | AbstractValue::List(parts) => parts.iter().any(is_missing),
        _ => false,
    }
}

/// Whether an argument of a call is read off the object's class: `self.class.name`.
fn names_class(site: &CallSite) -> bool {
    site.arguments
        .iter()
        .any(|argument| reads_class(&argument.value))
}

fn reads_class(value: &Value) -> bool {
    match value {
        Value::Member(base, name) => {
            name == "class" && matches!(&**base, Value::Name(own) if own == "self")
                || reads_class(base)
        }
        Value::Call(call) => match &call.receiver {
            Some(Value::Name(own)) => own == "self" && call.name == "class",
            Some(receiver) => reads_class(receiver),
            None => call.name == "class",
        },
        Value::Template(parts) | Value::Choice(parts) => parts.iter().any(reads_class),
        Value::Name(name) => name == "class",
        _ => false,
    }
}
