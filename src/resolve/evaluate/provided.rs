//! Contexts: values that a component provides to all components inside, and that those read by the name of the context.

use crate::facts::{CallSite, CallValue, Imported, SiteKind, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::project::aliases::{PROVIDER, aliases_of};
use crate::resolve::project::ids::ItemId;

/// The call that makes a context.
const MAKING: &str = "createContext";

/// The attribute with the provided value.
const VALUE: &str = "value";

/// Limit of names between the use of a context and the call that makes it.
const MOST_HOPS: usize = 8;

impl Evaluator<'_> {
    /// Returns what a call reads from a context; none if it reads no context of the project.
    pub(super) fn provided(&self, call: &CallValue, cx: &Context) -> Option<Values> {
        let [argument] = &call.arguments[..] else {
            return None;
        };
        let context = self.context_meant(&argument.value, cx.unit)?;
        let index = self.index;
        index.request_importers(&index.units[context.unit as usize].path);
        let binding = index.binding(context);
        let at = Context::new(context.unit, binding.scope, None, binding.span.start);
        let mut found = match called(&binding.value)?.arguments.first() {
            Some(default) => self.guarded(context, || self.eval(&default.value, &at)),
            None => Some(vec![AbstractValue::Null]),
        }
        .unwrap_or_default();
        let providers = self.providers_of(context, &binding.name);
        let nothing = |value: &AbstractValue| matches!(value, AbstractValue::Null);
        if providers.is_empty() && found.iter().all(nothing) || self.is_passed_on(context) {
            found.extend(self.unknown(cx, "what a context provides".into()));
        }
        // Components are used inside of a provider, so that nothing is no value.
        if !providers.is_empty() {
            found.retain(|value| !nothing(value));
        }
        for site in providers {
            found.extend(self.provided_at(site));
        }
        Some(found)
    }

    /// Returns the value that an element provides.
    fn provided_at(&self, site: ItemId) -> Values {
        let cx = self.context_of(site);
        let Some(value) = self.index.site(site).named(VALUE) else {
            return self.unknown(&cx, "what a context provides".into());
        };
        let guard = ItemId::new(site.unit, site.item | 1 << 30);
        let values = self.guarded(guard, || self.eval(&value.value, &cx));
        values.unwrap_or_default()
    }

    /// Returns the elements that provide a value of a context.
    fn providers_of(&self, context: ItemId, name: &str) -> Vec<ItemId> {
        let of_context = |site: &&ItemId| {
            let call = self.index.site(**site);
            let named = Value::Name(call.name.clone());
            let written = match call.name == PROVIDER {
                true => call.receiver.as_ref(),
                false => Some(&named),
            };
            let is_element = |call: &CallSite| call.kind == SiteKind::Element;
            is_element(call)
                && written.and_then(|value| self.context_meant(value, site.unit)) == Some(context)
        };
        let named = self.index.sites_named(PROVIDER).iter();
        let sites = named.chain(self.index.sites_named(name));
        sites.filter(of_context).copied().collect()
    }

    /// Returns true if another name holds the provider of a context, so that not all its elements are known.
    fn is_passed_on(&self, context: ItemId) -> bool {
        let file = &self.index.units[context.unit as usize].index;
        let mut aliases = aliases_of(&file.aliases, PROVIDER);
        aliases.next().is_some()
    }

    /// Returns the binding of the context that an expression in a file means.
    fn context_meant(&self, value: &Value, unit: u32) -> Option<ItemId> {
        match value {
            Value::Name(name) => self.context_named(name, unit, true, MOST_HOPS),
            Value::Member(owner, name) => {
                let Value::Name(owner) = &**owner else {
                    return None;
                };
                let mut imports = self.index.facts(unit).imports.iter();
                let whole =
                    imports.find(|one| one.local == *owner && one.imported == Imported::All)?;
                let module = self.index.module_unit(unit, &whole.module)?;
                self.context_named(name, module, false, MOST_HOPS)
            }
            _ => None,
        }
    }

    fn context_named(&self, name: &str, unit: u32, inside: bool, left: usize) -> Option<ItemId> {
        let left = left.checked_sub(1)?;
        let mut own = self.index.bindings_named(unit, name);
        let own = own.find(|(_, one)| one.scope == 0 && one.function.is_none());
        if let Some((item, binding)) = own {
            return match &binding.value {
                Value::Name(other) if other != name => self.context_named(other, unit, true, left),
                value => {
                    let is_context = called(value).is_some_and(|call| call.name == MAKING);
                    is_context.then(|| ItemId::new(unit, item))
                }
            };
        }
        let imports = self.index.facts(unit).imports.iter();
        let mut imports = imports
            .filter(|one| (one.local == name || one.local == "*") && (inside || one.reexport));
        imports.find_map(|import| {
            let module = self.index.module_unit(unit, &import.module)?;
            let default = || Text::from(self.default_export(module));
            let exported = match &import.imported {
                Imported::Named(exported) => exported.clone(),
                Imported::Default => default(),
                Imported::All => name.into(),
            };
            self.context_named(&exported, module, false, left)
        })
    }
}

/// Returns the call that a value is.
fn called(value: &Value) -> Option<&CallValue> {
    match value {
        Value::Call(call) => Some(call),
        Value::Typed(inner, _) => called(inner),
        _ => None,
    }
}
