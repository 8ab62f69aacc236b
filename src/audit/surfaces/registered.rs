//! Surfaces that code registers: by a decorator, by a call, or by a literal of a type.

use crate::audit::declarations::{class_path, texts_of};
use crate::audit::surfaces::find::{File, Finder, contains_call};
use crate::audit::surfaces::sites::{folder_of, function_of, imports, is_registration};
use crate::audit::surfaces::surface::{Evidence, Surface};
use crate::facts::{
    Argument, BindingKind, CallSite, FileFacts, Function, FunctionId, Key, Text, Value,
};
use crate::reach::Body;
use crate::rules::registration::{Address, RegisteredBy, RegistrationRule, is_one_of};
use crate::source::Span;

/// Limit of calls around a handler.
const MOST_DEPTH: u8 = 8;

/// Limit of letters of a route that is shown as it is written.
const MOST_LETTERS: usize = 60;

/// A handler at its registration.
struct Handler {
    label: String,
    class: Text,
    /// All of its code that is in the file.
    extent: Span,
    body: Body,
}

impl Finder<'_> {
    /// Adds the surfaces that a file registers.
    pub(super) fn registered(&self, file: &File<'_>, found: &mut Vec<Surface>) {
        let Some(rule) = &file.rule.registered else {
            return;
        };
        // The methods of registered objects are found by their classes.
        if file.rule.classes.is_none() && self.is_imported(file, rule) {
            let sites = (0..).zip(&file.facts.calls);
            found.extend(sites.filter_map(|(number, site)| {
                is_registration(file.path, rule, site)
                    .then(|| self.registration(file, rule, (number, site)))
                    .flatten()
            }));
        }
    }

    /// Returns true if a file, or another file of its module, imports one of the modules of a rule.
    pub(super) fn is_imported(&self, file: &File<'_>, rule: &RegistrationRule) -> bool {
        rule.imports.is_empty()
            || imports(file.facts, rule)
            || self.importing[file.number].contains(folder_of(file.path))
    }

    fn registration(
        &self,
        file: &File<'_>,
        rule: &RegistrationRule,
        (number, site): (u32, &CallSite),
    ) -> Option<Surface> {
        let handler = match rule.by {
            RegisteredBy::Decorator => decorated(file, site)?,
            RegisteredBy::Call
            | RegisteredBy::Literal
            | RegisteredBy::Setting
            | RegisteredBy::Assignment => {
                let (place, argument) = rule.handler.as_ref()?.argument(site)?;
                let is_handler =
                    is_handler(&argument.value) && !makes_none(&argument.value, rule, MOST_DEPTH);
                is_handler.then(|| handler(file, (number, site), (place, argument)))?
            }
        };
        let route = match &rule.route {
            Some(address) => Some(self.route_text(file, rule, address, site)?),
            None => None,
        };
        let verb = rule.verb.as_ref().and_then(|verb| verb_of(verb, site));
        let request = [verb, route].into_iter().flatten();
        let request: Vec<Text> = request.filter(|part| !part.is_empty()).collect();
        let method: Text = match request.is_empty() {
            true => handler.label.rsplit(['#', '.']).next()?.into(),
            false => request.join(" ").into(),
        };
        let name = match request.is_empty() {
            true => handler.label.clone(),
            false => format!("{} {method}", handler.label).trim().to_owned(),
        };
        let class = handler.class;
        let category = (!class.is_empty())
            .then(|| self.categories.category_of(&class, &method, 0))
            .flatten();
        let is_decorated = match handler.body {
            Body::Function(item) => is_tracked_by_decorator(file, item),
            _ => false,
        };
        Some(Surface {
            kind: file.rule.id.clone(),
            rule: file.number,
            name,
            class,
            method,
            category,
            span: site.name_span,
            extent: handler.extent,
            body: handler.body,
            tracked: is_decorated || contains_call(handler.extent, file.calls),
            evidence: Evidence::default(),
        })
    }

    /// Returns the text of a route; none for a text that is no route.
    fn route_text(
        &self,
        file: &File<'_>,
        rule: &RegistrationRule,
        address: &Address,
        site: &CallSite,
    ) -> Option<Text> {
        let (_, argument) = address.argument(site)?;
        let known = known_text(file.facts, &argument.value);
        if let Some(text) = &known
            && !rule.like.is_empty()
            && !text.starts_with('*')
            && !is_one_of(&rule.like, text)
        {
            return None;
        }
        let is_text = matches!(
            argument.value,
            Value::Text(_) | Value::Template(_) | Value::Name(_) | Value::Member(..)
        );
        if known.is_none() && !is_text {
            return None;
        }
        let text = known.unwrap_or_else(|| {
            let source = &*self.sources.file(argument.span.file).text;
            let written = source.get(argument.span.start as usize..argument.span.end as usize);
            let line = written.unwrap_or_default().lines().next();
            line.unwrap_or_default()
                .chars()
                .take(MOST_LETTERS)
                .collect::<String>()
                .into()
        });
        Some(match address.first_word {
            true => text.split_whitespace().next().unwrap_or_default().into(),
            false => text,
        })
    }
}

/// Returns true if a tracking call of the file is a decorator of a function.
pub(super) fn is_tracked_by_decorator(file: &File<'_>, item: FunctionId) -> bool {
    let mut sites = file.facts.calls.iter();
    sites.any(|site| {
        function_of(site) == Some(item) && file.calls.iter().any(|call| call.span == site.span)
    })
}

fn decorated(file: &File<'_>, site: &CallSite) -> Option<Handler> {
    let item = function_of(site)?;
    let function = &file.facts.functions[item as usize];
    Some(Handler {
        label: label_of_function(file.facts, function),
        class: class_of(file.facts, function.scope),
        extent: function.span,
        body: Body::Function(item),
    })
}

fn handler(
    file: &File<'_>,
    (number, site): (u32, &CallSite),
    (place, argument): (usize, &Argument),
) -> Handler {
    let class = class_of(file.facts, site.scope);
    let label = label(file.facts, &argument.value, &class, MOST_DEPTH);
    let around = || {
        let item = site.function?;
        let function = &file.facts.functions[item as usize];
        Some(label_of_function(file.facts, function))
    };
    // A handler without a name is known by the function around it.
    let label = match label.is_empty() {
        true => around().unwrap_or_default(),
        false => label,
    };
    let mut functions = file.facts.functions.iter();
    let own = functions
        .find(|one| one.outer.is_none() && one.scope == 0 && label == one.name.as_str())
        .filter(|_| matches!(argument.value, Value::Name(_)));
    Handler {
        class,
        extent: own.map_or(argument.span, |function| function.span),
        body: Body::Argument {
            site: number,
            argument: place as u32,
        },
        label,
    }
}

/// Returns the name of code as it is written; empty if it has none.
pub(super) fn label_of(facts: &FileFacts, value: &Value, scope: u32) -> String {
    label(facts, value, &class_of(facts, scope), MOST_DEPTH)
}

fn class_of(facts: &FileFacts, scope: u32) -> Text {
    let scope = facts.scopes.get(scope as usize);
    scope.map_or("", |scope| class_path(&scope.path)).into()
}

fn label_of_function(facts: &FileFacts, function: &Function) -> String {
    let class = class_of(facts, function.scope);
    match class.is_empty() {
        true => function.name.to_string(),
        false => format!("{class}#{}", function.name),
    }
}

/// Returns true if a value can be a handler.
fn is_handler(value: &Value) -> bool {
    matches!(
        value,
        Value::Name(_)
            | Value::Member(..)
            | Value::Index(..)
            | Value::Call(_)
            | Value::Function(_)
            | Value::Closure(..)
            | Value::Typed(..)
    )
}

/// Returns true if a function of the exceptions of a rule makes a handler.
fn makes_none(value: &Value, rule: &RegistrationRule, left: u8) -> bool {
    let Value::Call(call) = value else {
        return false;
    };
    let mut arguments = call.arguments.iter();
    is_one_of(&rule.except, &call.name)
        || (left > 0 && arguments.any(|one| makes_none(&one.value, rule, left - 1)))
}

/// Returns the name of a handler as it is written; empty if it has none. A method of the current object has the class in front.
fn label(facts: &FileFacts, value: &Value, class: &str, left: u8) -> String {
    let Some(left) = left.checked_sub(1) else {
        return String::new();
    };
    match value {
        Value::Name(name) if name.starts_with('[') => String::new(),
        Value::Name(name) => name.to_string(),
        Value::Member(base, name) if matches!(**base, Value::Call(_)) => match &**base {
            Value::Call(call) => format!("{}.{name}", call.name),
            _ => name.to_string(),
        },
        Value::Member(base, name) => match label(facts, base, class, left) {
            base if base.is_empty() || base == "self" => match class.is_empty() {
                true => name.to_string(),
                false => format!("{class}#{name}"),
            },
            base => format!("{base}.{name}"),
        },
        Value::Function(item) => label_of_function(facts, &facts.functions[*item as usize]),
        Value::Index(base, _) | Value::Typed(base, _) => label(facts, base, class, left),
        Value::Call(call) => {
            let arguments = call
                .arguments
                .iter()
                .filter(|one| is_handler(&one.value) && matches!(one.key, Key::Position(_)));
            if has_closure(value, left) {
                return String::new();
            }
            let mut labels = arguments.map(|one| label(facts, &one.value, class, left));
            let inner = labels.find(|label| !label.is_empty());
            inner.unwrap_or_else(|| call.name.to_string())
        }
        _ => String::new(),
    }
}

/// Returns true if a call gets a closure, or gets the result of one that does.
fn has_closure(value: &Value, left: u8) -> bool {
    match value {
        Value::Closure(..) => true,
        Value::Call(call) => {
            let mut arguments = call.arguments.iter();
            left > 0 && arguments.any(|one| has_closure(&one.value, left - 1))
        }
        _ => false,
    }
}

/// Returns the text of a value, with `*` for parts that are not known. A name is a constant of the file.
fn known_text(facts: &FileFacts, value: &Value) -> Option<Text> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Template(parts) => {
            let parts = parts.iter().map(|part| match part {
                Value::Text(text) => text.as_str(),
                _ => "*",
            });
            Some(parts.collect::<String>().into())
        }
        Value::Name(name) => {
            let mut bindings = facts.bindings.iter().filter(|one| one.name == *name);
            let (first, second) = (bindings.next()?, bindings.next());
            match &first.value {
                Value::Text(text) if second.is_none() && first.kind == BindingKind::Assign => {
                    Some(text.clone())
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns the verb of a request in capitals; several verbs with commas.
fn verb_of(address: &Address, site: &CallSite) -> Option<Text> {
    if let Some((_, argument)) = address.argument(site) {
        let verbs = texts_of(argument);
        let verbs: Vec<String> = verbs.iter().map(|verb| verb.to_uppercase()).collect();
        return (!verbs.is_empty()).then(|| verbs.join(",").into());
    }
    address.method_name.then(|| site.name.to_uppercase().into())
}
