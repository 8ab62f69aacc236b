//! Methods of classes that a framework calls: subclasses of its classes, and objects that are registered.

use crate::audit::declarations::class_path;
use crate::audit::surfaces::find::{File, Finder, contains_call};
use crate::audit::surfaces::registered::is_tracked_by_decorator;
use crate::audit::surfaces::served::{last, module_of};
use crate::audit::surfaces::sites::function_of;
use crate::audit::surfaces::surface::{Evidence, Surface};
use crate::facts::{Function, FunctionKind, ScopeKind, Text, Value};
use crate::reach::Body;
use crate::rules::registration::{ClassRule, is_one_of};
use crate::source::Span;

impl Finder<'_> {
    /// Adds the methods that a framework calls on objects of the classes of a file.
    pub(super) fn served(&self, file: &File<'_>, found: &mut Vec<Surface>) {
        let Some(rule) = &file.rule.classes else {
            return;
        };
        for (number, scope) in (0..).zip(&file.facts.scopes) {
            let path = class_path(&scope.path);
            let key = (module_of(file.path), path);
            if scope.kind != ScopeKind::Class
                || !self.served.serves(file.number, rule, key)
                || !(file.rule.routes.is_empty() || self.reachable.is_mentioned(last(path)))
            {
                continue;
            }
            let before = found.len();
            let functions = (0..).zip(&file.facts.functions);
            for (item, function) in functions.filter(|(_, one)| one.scope == number) {
                if is_served(file, rule, item, function) {
                    found.push(self.method(file, path, function, item));
                }
            }
            // A type that is only mentioned in this file is declared in another one.
            if scope.span.start == scope.span.end {
                continue;
            }
            let own = |name: &str, found: &[Surface]| {
                found[before..].iter().any(|one| one.method == name)
            };
            for method in rule.methods.iter().filter(|one| !one.contains('*')) {
                if !own(method, found) && self.served.inherits(key, method) {
                    let name = format!("{path}#{method}");
                    let place = (head(scope.span), scope.span, Body::None);
                    found.push(self.surface(file, path, (name, method.clone()), place));
                }
            }
            if rule.whole && found.len() == before {
                let place = (head(scope.span), scope.span, Body::Class(number));
                let names = (path.to_owned(), last(path).into());
                found.push(self.surface(file, path, names, place));
            }
        }
    }

    fn method(&self, file: &File<'_>, class: &str, function: &Function, item: u32) -> Surface {
        let name = format!("{class}#{}", function.name);
        let place = (function.name_span, function.span, Body::Function(item));
        let mut surface = self.surface(file, class, (name, function.name.clone()), place);
        surface.tracked |= is_tracked_by_decorator(file, item);
        surface
    }

    fn surface(
        &self,
        file: &File<'_>,
        class: &str,
        (name, method): (String, Text),
        (span, extent, body): (Span, Span, Body),
    ) -> Surface {
        Surface {
            kind: file.rule.id.clone(),
            rule: file.number,
            name,
            class: class.into(),
            category: self.categories.category_of(class, &method, 0),
            method,
            span,
            extent,
            body,
            tracked: contains_call(extent, file.calls) && body != Body::None,
            evidence: Evidence::default(),
        }
    }
}

/// Returns the span of the beginning of a class.
pub(super) fn head(span: Span) -> Span {
    Span {
        end: span.start,
        ..span
    }
}

/// Returns true if a framework calls a method of a class that it serves.
fn is_served(file: &File<'_>, rule: &ClassRule, item: u32, function: &Function) -> bool {
    let takes = |class: &Value| match class {
        Value::Name(name) | Value::Member(_, name) => is_one_of(&rule.takes, last(name)),
        _ => false,
    };
    let mut parameters = function.parameters.iter();
    let has_parameter = rule.takes.is_empty()
        || parameters.any(|parameter| parameter.class.as_ref().is_some_and(takes));
    let is_decorated = || {
        let mut sites = file.facts.calls.iter();
        sites.any(|site| function_of(site) == Some(item) && is_one_of(&rule.decorated, &site.name))
    };
    let is_listed = is_one_of(&rule.methods, &function.name) && has_parameter;
    function.outer.is_none()
        && function.kind == FunctionKind::Method
        && function.public
        && (is_listed || (!rule.decorated.is_empty() && is_decorated()))
}
