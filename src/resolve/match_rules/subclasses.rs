//! Values that subclasses supply: inherited code is evaluated once for each subclass.

use crate::facts::{CallSite, ScopeKind, Text, Value};
use crate::languages::traits::Traits;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::distinct_all;
use crate::resolve::evaluate::{Evaluator, NOT_HERE};
use crate::resolve::project::ids::ItemId;

/// Limit of subclasses that are evaluated one by one.
const MOST_SUBCLASSES: usize = 50_000;

/// Returns the values at a call site, with those of each subclass that runs the code. `base` holds the values in the class
/// itself, and `find` returns the values in a context.
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
    let is_open = found.iter().any(is_unknown);
    let is_name =
        |value: &AbstractValue| value.is_text() || matches!(value, AbstractValue::Class(_));
    let traits = &index.unit(at).language.traits;
    let by_class = names_class(site, traits) && found.iter().any(is_name);
    // Where files choose what others see of them, a class has no name in the project.
    let is_found = !index.is_per_file(at.unit) || traits.exports_all;
    if !is_found || !(is_open || by_class) {
        return base;
    }
    let cx = eval.context_of(at);
    let requests = by_class || found.iter().any(is_missing);
    let as_subclass = |class: Text| {
        let inner = Context {
            class: Some(class.clone()),
            ..cx.clone()
        };
        (class, find(&inner).unwrap_or_default())
    };
    let (known, unknown): (Vec<_>, Vec<_>) = running(eval, function, &cx, requests)
        .into_iter()
        .map(as_subclass)
        .partition(|(_, values)| !values.is_empty() && !values.iter().any(is_unknown));
    if known.is_empty() {
        return base;
    }
    // An open value of the class itself does not count if every instantiated subclass supplies one.
    let is_abstract = index.scope(ItemId::new(at.unit, site.scope)).kind == ScopeKind::Module
        || (is_open
            && unknown
                .iter()
                .all(|(subclass, _)| !index.known_subclasses(subclass).is_empty()));
    let mut values = if is_abstract {
        Vec::new()
    } else {
        found.clone()
    };
    values.extend(known.into_iter().flat_map(|(_, values)| values));
    // A name of which a subclass decides a part keeps that part.
    let partly = unknown.into_iter().flat_map(|(_, values)| values);
    values.extend(partly.filter(|value| matches!(value, AbstractValue::Parts(_))));
    Some(distinct_all(values))
}

/// Returns the subclasses that inherit a function; none if there are too many. Requests their files if `requests`.
fn running(eval: &Evaluator<'_>, function: ItemId, cx: &Context, requests: bool) -> Vec<Text> {
    let index = eval.index;
    let class = eval.class_of(cx);
    let mut subclasses = match requests {
        true if index.is_per_file(cx.unit) => index.file_subclasses(&class),
        true => index.subclasses(&class),
        false => index.known_subclasses(&class),
    };
    if class.is_empty() {
        return Vec::new();
    }
    if subclasses.len() > MOST_SUBCLASSES {
        let number = subclasses.len();
        let reason = format!("`{class}` has {number} subclasses, more than are evaluated");
        index.note_limit(reason, index.function(function).name_span);
        return Vec::new();
    }
    let name = &index.function(function).name;
    subclasses.retain(|subclass| index.methods(subclass, name).contains(&function));
    subclasses
}

fn is_unknown(value: &AbstractValue) -> bool {
    match value {
        AbstractValue::Unknown(_) | AbstractValue::AnyOf(_) => true,
        AbstractValue::Parts(parts) | AbstractValue::List(parts) => parts.iter().any(is_unknown),
        _ => false,
    }
}

/// Returns true if a value is unknown because the class lacks a member.
fn is_missing(value: &AbstractValue) -> bool {
    match value {
        AbstractValue::Unknown(why) => why.0.starts_with(NOT_HERE.0) && why.0.ends_with(NOT_HERE.1),
        AbstractValue::Parts(parts) | AbstractValue::List(parts) => parts.iter().any(is_missing),
        _ => false,
    }
}

/// Returns true if an argument depends on the object's class: `self.class.name`.
fn names_class(site: &CallSite, traits: &Traits) -> bool {
    site.arguments
        .iter()
        .any(|argument| reads_class(&argument.value, traits))
}

fn reads_class(value: &Value, traits: &Traits) -> bool {
    let is_class = |name: &str| name == "class" || traits.class_member == Some(name);
    let is_constant = |name: &str| name.starts_with(char::is_uppercase);
    match value {
        Value::Member(base, name) => {
            let is_self = matches!(&**base, Value::Name(own) if traits.is_self(own));
            is_self && (is_class(name) || is_constant(name)) || reads_class(base, traits)
        }
        Value::Call(call) => match &call.receiver {
            Some(Value::Name(own)) => traits.is_self(own) && is_class(&call.name),
            Some(receiver) => reads_class(receiver, traits),
            None => is_class(&call.name),
        },
        Value::Template(parts) | Value::Choice(parts) => {
            parts.iter().any(|part| reads_class(part, traits))
        }
        Value::Name(name) => is_class(name),
        _ => false,
    }
}
