//! Edges from hooks: the code that a registration makes run around surfaces.

use crate::facts::{Argument, CallValue, Key, Text, Value};
use crate::languages::traits::LITERAL;
use crate::reach::handlers::MOST_DEPTH;
use crate::reach::node::StepKind;
use crate::reach::objects::{MOST_STEPS, Seen};
use crate::reach::start::{Hook, HookPlace};
use crate::reach::values::decorated;
use crate::reach::walker::{Found, Walker};
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::project::ids::ItemId;
use crate::rules::around::{AroundRule, Over};
use crate::source::Span;

impl<'w> Walker<'w> {
    /// Adds the code of a hook.
    pub(super) fn of_hook(&self, number: u32, unit: u32, found: &mut Found<'_>) {
        let hook = &self.tables.hooks[number as usize];
        match hook.place {
            HookPlace::Binding(item) => {
                let value = &self.view.binding(ItemId::new(unit, item)).value;
                self.of_paths(value, unit, hook, found);
            }
            HookPlace::Site(item) => {
                let at = ItemId::new(unit, item);
                let site = self.view.site(at);
                if let Some(item) =
                    decorated(site).filter(|_| hook.rule.registered.handler.is_none())
                {
                    let at = ItemId::new(unit, item);
                    let class = self.view.class_of_function(at).clone();
                    found.functions(&[at], &class, StepKind::Own, hook.span, true);
                }
                for (_, argument) in hook.rule.handlers(site) {
                    self.of_hook_argument(at, argument, hook.rule, found);
                }
            }
        }
    }

    /// Adds the functions around an object, also those in the results of a function that makes it.
    fn of_wrappers(&self, value: &Value, seen: &Seen, left: u8, found: &mut Found<'_>) {
        let Some(left) = left.checked_sub(1) else {
            return;
        };
        match value {
            Value::Call(call) => self.of_wrapper(call, seen, left, found),
            Value::Index(base, _) => self.of_wrappers(base, seen, left, found),
            Value::List(values) => {
                for value in values.iter().take(1) {
                    self.of_wrappers(value, seen, left, found);
                }
            }
            Value::Name(name) => {
                for (value, seen) in self.bound(name, seen) {
                    self.of_wrappers(value, &seen, left, found);
                }
            }
            _ => {}
        }
    }

    fn of_wrapper(&self, call: &CallValue, seen: &Seen, left: u8, found: &mut Found<'_>) {
        let Some(site) = self.site_of(seen, call) else {
            return;
        };
        let cx = self.evaluator.context_of(site);
        let meant = self
            .evaluator
            .meant(call.receiver.as_ref(), &call.name, &cx);
        let mut is_wrapper = false;
        for argument in &call.arguments {
            let inner = self.objects(&argument.value, seen, MOST_STEPS);
            is_wrapper |= !inner.sites.is_empty();
            self.of_wrappers(&argument.value, seen, left, found);
        }
        for (at, class) in meant {
            let function = self.view.function(at);
            if is_wrapper {
                let span = self.view.site(site).span;
                found.functions(&[at], &class, StepKind::Own, span, true);
                continue;
            }
            let seen = Seen {
                unit: at.unit,
                function: Some(at.item),
                within: function.span,
            };
            for value in &function.returns {
                self.of_wrappers(value, &seen, left, found);
            }
        }
    }

    fn of_hook_argument(
        &self,
        at: ItemId,
        argument: &'w Argument,
        rule: &AroundRule,
        found: &mut Found<'_>,
    ) {
        if rule.over == Over::Wrapped {
            let seen = self.seen_at(at);
            self.of_wrappers(&argument.value, &seen, MOST_STEPS, found);
            let is_open = || self.objects(&argument.value, &seen, MOST_STEPS).is_open;
            if !rule.quiet && is_open() {
                self.not_followed(at, argument, found);
            }
            return;
        }
        let cx = self.evaluator.context_of(at);
        let before = found.edges.edges.len();
        let is_class = self.of_classes(&argument.value, &cx, (rule, argument.span), found);
        self.of_argument(at, argument, MOST_DEPTH, found);
        for (value, seen) in self.parts(&argument.value, &self.seen_at(at)) {
            let Value::Call(call) = value else { continue };
            let Some(inner) = self.site_of(&seen, call) else {
                continue;
            };
            let span = self.view.site(inner).span;
            if span != argument.span {
                let argument = Argument::new(Key::Block, value.clone(), span);
                self.of_argument(inner, &argument, MOST_DEPTH, found);
            }
        }
        let is_followed = is_class || found.edges.edges.len() > before;
        if !is_followed {
            self.not_followed(at, argument, found);
        }
    }

    /// Notes that the code of a hook is not known, unless it is that of a library.
    fn not_followed(&self, at: ItemId, argument: &Argument, found: &mut Found<'_>) {
        if self.is_foreign(&argument.value, &self.seen_at(at), MOST_DEPTH) {
            return;
        }
        let site = self.view.site(at);
        let name = match &site.receiver {
            Some(Value::Name(name) | Value::Member(_, name)) if site.name == LITERAL => name,
            _ => &site.name,
        };
        let reason = format!("the code that `{name}` runs around it cannot be followed");
        found.unknown(reason, argument.span);
    }

    /// Adds the methods that run on objects of the classes that a value means. Returns true if it means a class.
    fn of_classes(
        &self,
        value: &Value,
        cx: &Context,
        (rule, span): (&AroundRule, Span),
        found: &mut Found<'_>,
    ) -> bool {
        if rule.methods.is_empty() {
            return false;
        }
        let mut open: Vec<&Value> = vec![value];
        let mut is_class = false;
        let mut left = 64;
        while let Some(value) = open.pop().filter(|_| left > 0) {
            left -= 1;
            let classes = self.evaluator.classes_in(value, cx);
            is_class |= !classes.is_empty();
            for class in &classes {
                self.methods_of(class, rule, span, found);
            }
            match value {
                Value::Call(call) if classes.is_empty() => {
                    open.extend(call.arguments.iter().map(|one| &one.value));
                }
                Value::List(values) | Value::Choice(values) => open.extend(values),
                Value::Spread(inner) => open.push(inner),
                _ => {}
            }
        }
        is_class
    }

    fn methods_of(&self, class: &Text, rule: &AroundRule, span: Span, found: &mut Found<'_>) {
        for method in rule.methods.iter() {
            let methods = self.view.methods(class, method);
            found.functions(&methods, class, StepKind::Own, span, true);
        }
    }

    /// Adds the classes and functions that paths in a list name.
    fn of_paths(&self, value: &Value, unit: u32, hook: &Hook<'_>, found: &mut Found<'_>) {
        match value {
            Value::List(values) | Value::Choice(values) => {
                for value in values {
                    self.of_paths(value, unit, hook, found);
                }
            }
            Value::Spread(inner) => self.of_paths(inner, unit, hook, found),
            Value::Text(path) => {
                let Some((module, name)) = path.rsplit_once('.') else {
                    return;
                };
                let module = module.replace('.', "/");
                let Some(unit) = self.view.module_unit(unit, &module) else {
                    return;
                };
                let cx = Context::new(unit, 0, None, u32::MAX);
                let named = Value::Name(name.into());
                self.of_classes(&named, &cx, (hook.rule, hook.span), found);
                for (function, class) in self.evaluator.handlers_in(&named, &cx) {
                    found.functions(&[function], &class, StepKind::Own, hook.span, true);
                }
            }
            _ => {}
        }
    }

    /// Returns the values that a value consists of, with the values of locals.
    fn parts(&self, value: &'w Value, seen: &Seen) -> Vec<(&'w Value, Seen)> {
        match value {
            Value::List(values) | Value::Choice(values) => {
                let parts = values.iter().flat_map(|value| self.parts(value, seen));
                parts.collect()
            }
            Value::Name(name) => self.locals(name, seen),
            value => vec![(value, *seen)],
        }
    }

    /// Returns true for a value of a library, which runs no code of the project.
    pub(super) fn is_foreign(&self, value: &Value, seen: &Seen, left: u8) -> bool {
        let Some(left) = left.checked_sub(1) else {
            return false;
        };
        match value {
            Value::Member(base, _) | Value::Index(base, _) | Value::Typed(base, _) => {
                self.is_foreign(base, seen, left)
            }
            Value::Spread(inner) => self.is_foreign(inner, seen, left),
            Value::Call(call) => match &call.receiver {
                Some(receiver) => self.is_foreign(receiver, seen, left),
                None => self.is_foreign(&Value::Name(call.name.clone()), seen, left),
            },
            Value::List(values) | Value::Choice(values) => values
                .iter()
                .all(|value| self.is_foreign(value, seen, left)),
            Value::Name(name) => {
                let values = self.bound(name, seen);
                let mut imports = self.view.facts(seen.unit).imports.iter();
                match imports.find(|import| import.local == *name) {
                    Some(import) if values.is_empty() => {
                        self.view.module_path(seen.unit, &import.module).is_none()
                    }
                    _ => {
                        let is_foreign =
                            |(value, seen): &(&Value, Seen)| self.is_foreign(value, seen, left);
                        !values.is_empty() && values.iter().all(is_foreign)
                    }
                }
            }
            Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Null => true,
            _ => false,
        }
    }
}
