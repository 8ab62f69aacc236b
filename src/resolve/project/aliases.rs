//! Names of one file that may hold the value of another name.

use crate::facts::{CallSite, CallValue, FileFacts, Key, SiteKind, Text, Value};
use crate::languages::LANGUAGES;
use crate::languages::traits::LITERAL;

/// Nesting of a value that is searched for names.
const MOST_DEPTH: usize = 8;

/// The member of a context that provides a value of it.
pub(crate) const PROVIDER: &str = "Provider";

/// Ending of the names of contexts.
const CONTEXT: &str = "Context";

/// Limit of the aliases of one file.
const MOST_ALIASES: usize = 20_000;

/// A name that may hold the value of another name, or a part or the result of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Alias {
    /// The other name.
    pub(crate) of: Text,
    /// The name.
    pub(crate) name: Text,
    /// Kind of the name.
    pub(crate) kind: AliasKind,
}

/// Kind of an [`Alias`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum AliasKind {
    /// A local of a function.
    Local,
    /// A name of the file, which other files may import.
    OfFile,
    /// The name of a context, which may be one of another file.
    Context,
    /// A key of an object, or a field.
    Key,
}

/// Returns the aliases that the bindings and functions of a file make, sorted.
pub(crate) fn aliases(facts: &FileFacts) -> Vec<Alias> {
    let mut found = Vec::new();
    for binding in &facts.bindings {
        if binding.kind.restricts() {
            continue;
        }
        let kind = match (binding.function, binding.scope) {
            (Some(_), _) => AliasKind::Local,
            (None, 0) => AliasKind::OfFile,
            (None, _) => AliasKind::Key,
        };
        add(&mut found, &binding.value, &binding.name, kind, MOST_DEPTH);
    }
    for site in &facts.calls {
        if let Some((context, value)) = provided(site) {
            add(&mut found, value, context, AliasKind::Context, MOST_DEPTH);
        }
    }
    for function in &facts.functions {
        let kind = match function.outer {
            Some(_) => AliasKind::Local,
            None => AliasKind::OfFile,
        };
        for value in &function.returns {
            add(&mut found, value, &function.name, kind, MOST_DEPTH);
        }
    }
    found.sort_unstable();
    found.dedup();
    found.shrink_to_fit();
    found
}

/// Returns the context that an element provides, and the value: `<Context.Provider value={…}>`, `<CartContext value={…}>`.
fn provided(site: &CallSite) -> Option<(&Text, &Value)> {
    if site.kind != SiteKind::Element {
        return None;
    }
    let context = match (&site.receiver, &*site.name) {
        (Some(Value::Name(context) | Value::Member(_, context)), PROVIDER) => context,
        (None, name) if name.ends_with(CONTEXT) => &site.name,
        _ => return None,
    };
    Some((context, &site.named("value")?.value))
}

fn add(found: &mut Vec<Alias>, value: &Value, name: &Text, kind: AliasKind, left: usize) {
    let Some(left) = left.checked_sub(1) else {
        return;
    };
    let push = |found: &mut Vec<Alias>, of: &Text| {
        if of != name && found.len() < MOST_ALIASES {
            let (of, name) = (of.clone(), name.clone());
            found.push(Alias { of, name, kind });
        }
    };
    if let Some(values) = value.alternatives() {
        let values = values.into_iter();
        return values.for_each(|value| add(found, value, name, kind, left));
    }
    match value {
        Value::Name(of) => push(found, of),
        Value::Member(base, of) => {
            push(found, of);
            add(found, base, name, kind, left);
        }
        Value::Call(call) => {
            push(found, &call.name);
            add_parts(found, call, (name, kind), left);
        }
        Value::Index(base, key) => {
            if let Value::Text(of) = &**key {
                push(found, of);
            }
            add(found, base, name, kind, left);
        }
        Value::Each(inner)
        | Value::ElementOf(inner)
        | Value::Spread(inner)
        | Value::Typed(inner, _)
        | Value::Within(_, inner) => add(found, inner, name, kind, left),
        Value::List(values) => {
            let values = values.iter();
            values.for_each(|value| add(found, value, name, kind, left));
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                match key {
                    Value::Text(key) => {
                        push(found, key);
                        add(found, value, key, AliasKind::Key, left);
                    }
                    Value::Spread(inner) => add(found, inner, name, kind, left),
                    _ => {}
                }
                if !matches!(value, Value::Map(_)) {
                    add(found, value, name, kind, left);
                }
            }
        }
        _ => {}
    }
}

/// Adds the aliases that the receiver of a call makes, and the context that it reads.
fn add_parts(
    found: &mut Vec<Alias>,
    call: &CallValue,
    (name, kind): (&Text, AliasKind),
    left: usize,
) {
    if let [argument] = &call.arguments[..] {
        let mut of_languages = LANGUAGES.iter();
        if of_languages.any(|one| one.traits.context_calls.contains(&&*call.name)) {
            add(found, &argument.value, name, kind, left);
        }
    }
    add_fields(found, call, left);
    if let Some(receiver) = &call.receiver {
        add(found, receiver, name, kind, left);
    }
}

/// Adds the aliases that the fields of an object make, if it is written as a literal.
fn add_fields(found: &mut Vec<Alias>, call: &CallValue, left: usize) {
    for argument in call.arguments.iter().filter(|_| call.name == LITERAL) {
        if let Key::Name(field) = &argument.key {
            add(found, &argument.value, field, AliasKind::Key, left);
        }
    }
}

/// Returns the aliases of one name among sorted ones.
pub(crate) fn aliases_of<'f>(
    aliases: &'f [Alias],
    name: &'f str,
) -> impl Iterator<Item = &'f Alias> {
    let from = aliases.partition_point(|alias| alias.of.as_str() < name);
    aliases[from..]
        .iter()
        .take_while(move |alias| alias.of == name)
}
