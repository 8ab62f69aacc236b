//! Receiver shapes at a call site.

use crate::facts::{CallSite, ScopeKind, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::evaluate::substitute::possible;
use crate::resolve::match_rules::imports::same_module;
use crate::resolve::match_rules::library_classes::comes_from;
use crate::resolve::match_rules::modules::{bound, module_of};
use crate::resolve::match_rules::origins::{call_of, class_of_new, maker_of, mixin_call, spelled};
use crate::resolve::project::ids::ItemId;
use crate::rules::pattern::{Captures, Pattern};
use crate::rules::receiver::Receiver;

/// Returns what a shape captures if the receiver of a call has it. Without `is_silent`, files of unknown classes are requested.
pub(crate) fn fits(
    eval: &Evaluator<'_>,
    at: ItemId,
    shape: &Receiver,
    is_silent: bool,
) -> Option<Captures> {
    let site = eval.index.site(at);
    let receiver = site.receiver.as_ref();
    let has_bare_members = eval.index.unit(at).language.traits.has_bare_members;
    let is_own = || receiver.map_or(has_bare_members, |receiver| is_self(eval, at, receiver));
    let has_shape = match shape {
        Receiver::Anything => true,
        Receiver::Nothing => receiver.is_none_or(|receiver| is_global_object(eval, at, receiver)),
        Receiver::Own => is_own(),
        Receiver::Import(modules) => module_of(eval, at, &|unit, module| {
            let mut expected = modules.iter();
            expected.any(|expected| same_module(eval, unit, module, expected))
        }),
        Receiver::Type(classes) => {
            let is_one = |receiver| eval.detail(|| is_type(eval, at, receiver, &classes.0));
            receiver
                .filter(|receiver| eval.index.is_per_file(at.unit) || !is_self(eval, at, receiver))
                .is_some_and(|receiver| match is_silent {
                    true => eval.index.without_requests(|| is_one(receiver)),
                    false => is_one(receiver),
                })
        }
        Receiver::Global(names) => {
            receiver.is_some_and(|receiver| is_global(eval, at, receiver, &names.0))
        }
        Receiver::Written(texts) => {
            let written = receiver.map(spelled).unwrap_or_default();
            texts.iter().any(|text| ends_with(&written, text))
        }
        Receiver::ResultOf(functions) => {
            call_of(eval, at, &functions.0).is_some() || maker_of(eval, at, &functions.0).is_some()
        }
        Receiver::Path(patterns) => {
            let written = spelled(receiver?);
            return patterns.iter().find_map(|path| captured(&written, path));
        }
        Receiver::Mixin(mixins) => is_own() && mixed_in(eval, at, &mixins.0),
    };
    has_shape.then(Captures::new)
}

/// Returns true if the spelled parts end with those of a text.
fn ends_with(written: &[Text], text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    written.len() >= parts.len()
        && written[written.len() - parts.len()..]
            .iter()
            .zip(parts)
            .all(|(own, part)| own == part)
}

fn captured(written: &[Text], path: &Pattern) -> Option<Captures> {
    let count = path.text.split('.').count();
    let from = written.len().checked_sub(count)?;
    path.captures(&written[from..].join("."))
}

/// Returns true if a receiver is one of some classes, an instance of one or of a class that inherits from one.
fn is_type(eval: &Evaluator<'_>, at: ItemId, receiver: &Value, classes: &[Text]) -> bool {
    let index = eval.index;
    let cx = eval.context_of(at);
    let site = index.site(at);
    let lexical = &index.scope(ItemId::new(at.unit, site.scope)).path;
    let is_named = |name: &Text| {
        let last = name.rsplit(':').next().unwrap_or_default();
        last.starts_with(char::is_uppercase)
            && classes
                .iter()
                .any(|target| index.means(name, lexical, target))
    };
    let written = match receiver {
        Value::Name(name) => Some(name),
        other => class_of_new(other),
    };
    if written.is_some_and(is_named) {
        return true;
    }
    if index.is_per_file(at.unit) {
        return is_class_of_files(eval, at, receiver, classes);
    }
    let fits = |class: &Text| {
        // Subclasses are found from the class of the rule, so their own ancestors need no requests.
        classes.contains(class)
            || index.without_requests(|| classes.iter().any(|target| index.descends(class, target)))
    };
    let is_one = eval.eval(receiver, &cx).iter().any(|value| match value {
        AbstractValue::Class(class) | AbstractValue::Instance(class, _) => fits(class),
        _ => false,
    });
    is_one || index.without_requests(|| comes_from(eval, at, receiver, classes))
}

/// Returns true if a receiver, in a language whose names belong to files, is one of some classes or an instance of one. Its own
/// code does not count, but that of its subclasses does.
fn is_class_of_files(eval: &Evaluator<'_>, at: ItemId, receiver: &Value, classes: &[Text]) -> bool {
    let index = eval.index;
    let super_call = index.unit(at).language.traits.super_call;
    let is_super = matches!(receiver, Value::Name(name) if name == super_call);
    let is_own = is_self(eval, at, receiver) || is_super;
    let named = |class: &Text| {
        let name = class
            .rsplit_once('#')
            .map_or(class.as_str(), |(_, name)| name);
        classes.iter().any(|target| target == name)
    };
    let fits = |class: &Text| {
        let ancestors = index.ancestors(class);
        let mut counted = ancestors.iter().filter(|one| !is_own || *one != class);
        counted.any(named)
    };
    if !is_own && declared_types(eval, at, receiver).any(|class| classes.contains(class)) {
        return true;
    }
    if is_super {
        return fits(&eval.class_of(&eval.context_of(at)));
    }
    let values = possible(&eval.eval(receiver, &eval.context_of(at)));
    let is_declared = |value: &AbstractValue| match value {
        AbstractValue::Param(reference) => {
            let class = eval.declared_class(reference);
            class.is_some_and(|class| classes.contains(class))
        }
        _ => false,
    };
    let mut meant = values.iter().flat_map(|value| eval.declared(value));
    values.iter().any(is_declared)
        || meant.any(|value| match value {
            AbstractValue::Class(class) | AbstractValue::Instance(class, _) => fits(&class),
            _ => false,
        })
}

/// Returns the classes that types declare for a local or field, as they are written.
fn declared_types<'a>(
    eval: &Evaluator<'a>,
    at: ItemId,
    receiver: &Value,
) -> impl Iterator<Item = &'a Text> + use<'a> {
    let name = match receiver {
        Value::Name(name) => name.clone(),
        Value::Member(owner, name) if is_self(eval, at, owner) => name.clone(),
        _ => Text::default(),
    };
    let values = bound(eval, at.unit, eval.index.site(at).function, &name);
    values.filter_map(|value| match value {
        Value::Typed(_, class) => Some(class),
        Value::Call(_) => class_of_new(value),
        _ => None,
    })
}

/// Returns true for a global variable of one of these names, also as a member of the object with the global variables.
fn is_global(eval: &Evaluator<'_>, at: ItemId, receiver: &Value, names: &[Text]) -> bool {
    match receiver {
        Value::Name(name) => {
            let mut imports = eval.index.unit(at).facts.imports.iter();
            names.contains(name)
                && !is_local(eval, at, name)
                && !is_parameter(eval, at, name)
                && !imports.any(|import| import.local == *name && !import.reexport)
        }
        Value::Member(owner, name) => names.contains(name) && is_global_object(eval, at, owner),
        _ => false,
    }
}

/// Returns true for the object whose members are the global variables.
fn is_global_object(eval: &Evaluator<'_>, at: ItemId, value: &Value) -> bool {
    let Value::Name(name) = value else {
        return false;
    };
    // In a template it can only be a script that says so.
    let in_script = eval.index.is_per_file(at.unit)
        || eval
            .index
            .scope(ItemId::new(at.unit, eval.index.site(at).scope))
            .kind
            == ScopeKind::Template;
    let traits = &eval.index.unit(at).language.traits;
    traits.global_objects.contains(&name.as_str()) && in_script && !is_local(eval, at, name)
}

/// Returns true if a function around the call has a parameter of this name.
fn is_parameter(eval: &Evaluator<'_>, at: ItemId, name: &str) -> bool {
    let functions = &eval.index.facts(at.unit).functions;
    let around = std::iter::successors(eval.index.site(at).function, |function| {
        functions[*function as usize].outer
    });
    let mut parameters = around.flat_map(|function| &functions[function as usize].parameters);
    parameters.any(|parameter| parameter.name == name)
}

fn is_local(eval: &Evaluator<'_>, at: ItemId, name: &str) -> bool {
    eval.index
        .bindings_named(at.unit, name)
        .any(|(_, binding)| !binding.kind.appends())
}

/// Returns true for the name of the current object.
fn is_self(eval: &Evaluator<'_>, at: ItemId, receiver: &Value) -> bool {
    let traits = &eval.index.unit(at).language.traits;
    matches!(receiver, Value::Name(name) if traits.is_self(name))
}

/// Returns true if the scope of a bare call has one of the mixins: as an ancestor, by a call that creates one, or through a
/// class that includes its module.
fn mixed_in(eval: &Evaluator<'_>, at: ItemId, expected: &[Text]) -> bool {
    if mixin_call(eval, at, expected).is_some() {
        return true;
    }
    let cx = eval.context_of(at);
    let class = eval.class_of(&cx);
    let has = |class: &str| {
        expected
            .iter()
            .any(|target| eval.index.descends(class, target))
    };
    if has(&class) {
        return true;
    }
    let site: &CallSite = eval.index.site(at);
    let scope = eval.index.scope(ItemId::new(at.unit, site.scope));
    scope.kind == ScopeKind::Module
        && eval
            .index
            .subclasses(&class)
            .iter()
            .any(|subclass| has(subclass))
}
