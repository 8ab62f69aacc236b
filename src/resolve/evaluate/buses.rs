//! Messages of event buses: what is sent under a key reaches the functions that listen to it.

use crate::facts::{CallValue, Imported, SiteKind, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::substitute::possible;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};

impl Evaluator<'_> {
    /// Returns the sites that send something under a key, on the bus on which a site listens to it.
    pub(crate) fn sent_under(&self, listening: ItemId, key: &Value) -> Vec<ItemId> {
        let cx = self.context_of(listening);
        let Some(bus) = &self.index.site(listening).receiver else {
            return Vec::new();
        };
        self.sent_on(bus, key, &cx).0
    }

    /// Returns the sites that send something under a key on a bus, and true if others may send it too.
    fn sent_on(&self, bus: &Value, key: &Value, cx: &Context) -> (Vec<ItemId>, bool) {
        let keys = self.eval(key, cx);
        if keys.is_empty() || !keys.iter().all(AbstractValue::is_text) {
            return (Vec::new(), true);
        }
        let word = match key {
            Value::Name(name) | Value::Member(_, name) | Value::Text(name) => name,
            _ => return (Vec::new(), true),
        };
        let own = self.bus_of(cx.unit, bus);
        let is_import = !own.0.is_empty() && matches!(bus, Value::Name(_));
        if !matches!(bus, Value::Name(_) | Value::Member(..))
            || (matches!(key, Value::Text(_)) && !is_import)
        {
            // Events of page elements have names that are everywhere.
            return (Vec::new(), true);
        }
        self.index
            .request(Occurrence::Sent, LanguageGroup::Modules, word);
        let mut found = Vec::new();
        let mut is_open = false;
        let emitting = self.traits(cx).emitting_calls.iter();
        for site in emitting.flat_map(|word| self.index.sites_named(word)) {
            let call = self.index.site(*site);
            let (Some(bus), Some(argument)) = (&call.receiver, call.position(0)) else {
                continue;
            };
            if call.kind != SiteKind::Call || self.bus_of(site.unit, bus) != own {
                continue;
            }
            let sent = self
                .index
                .without_requests(|| self.eval(&argument.value, &self.context_of(*site)));
            is_open |= !sent.iter().all(AbstractValue::is_text);
            if sent.iter().any(|value| keys.contains(value)) {
                found.push(*site);
            }
        }
        (found, is_open)
    }

    /// Returns the messages that are sent under a key: what a listener gets.
    pub(crate) fn received(&self, call: &CallValue, cx: &Context) -> Option<Values> {
        let (bus, key) = (call.receiver.as_ref()?, call.arguments.first()?);
        let (sites, is_open) = self.sent_on(bus, &key.value, cx);
        let messages = sites.iter().flat_map(|site| {
            let message = self.index.site(*site).position(1)?;
            let guard = ItemId::new(site.unit, site.item | 1 << 30);
            let values = self.guarded(guard, || self.eval(&message.value, &self.context_of(*site)));
            Some(values.unwrap_or_default())
        });
        let mut found: Values = messages.flatten().collect();
        let is_supplied = |value: &AbstractValue| {
            matches!(value, AbstractValue::Param(_) | AbstractValue::Deferred(_))
        };
        let unknown = self.unknown(cx, "the argument of a sender on an event bus".into());
        found = found
            .into_iter()
            .map(|value| without_references(value, &unknown[0]))
            .collect();
        if is_open || found.is_empty() || found.iter().any(is_supplied) {
            found.retain(|value| !is_supplied(value));
            found.extend(self.unknown(cx, "the argument of a listener".into()));
        }
        Some(found)
    }

    /// Returns the identity of a bus: the file and the name that it is imported from, or its spelling in its file.
    fn bus_of(&self, unit: u32, bus: &Value) -> (Text, Text) {
        let name = match bus {
            Value::Name(name) | Value::Member(_, name) => name.clone(),
            _ => Text::default(),
        };
        let imports = &self.index.facts(unit).imports;
        let import = imports
            .iter()
            .find(|import| import.local == name && !import.reexport);
        let here = || Text::from(&*self.index.units[unit as usize].path);
        match (bus, import) {
            (Value::Name(_), Some(import)) => {
                let path = self.index.module_path(unit, &import.module);
                let module = path.map_or(import.module.clone(), |path| Text::from(&*path));
                let name = match &import.imported {
                    Imported::Named(name) => name.clone(),
                    _ => "default".into(),
                };
                (module, name)
            }
            // `this.$bus` and globals are the same everywhere.
            (Value::Member(..), _) => (Text::default(), name),
            (Value::Name(_), None) if self.index.bindings_named(unit, &name).next().is_none() => {
                (Text::default(), name)
            }
            _ => (here(), name),
        }
    }

    /// Returns the functions that a value which is handed over means.
    pub(crate) fn functions_in(&self, value: &Value, cx: &Context) -> Vec<ItemId> {
        let values = match value {
            Value::Name(name) => self.bare_callees(name, cx),
            Value::Member(owner, name) => {
                let owners = possible(&self.eval(owner, cx));
                owners
                    .iter()
                    .flat_map(|owner| self.declared(owner))
                    .flat_map(|owner| self.functions_of(&owner, name))
                    .collect()
            }
            _ => Vec::new(),
        };
        let functions = values.into_iter().filter_map(|value| match value {
            AbstractValue::Function(function) => Some(function),
            _ => None,
        });
        functions.collect()
    }
}

/// Returns a list or map whose elements do not depend on the callers of a sender.
fn without_references(value: AbstractValue, unknown: &AbstractValue) -> AbstractValue {
    let known = |value: AbstractValue| match value {
        AbstractValue::Param(_) | AbstractValue::Deferred(_) => unknown.clone(),
        other => without_references(other, unknown),
    };
    match value {
        AbstractValue::Map(entries) => AbstractValue::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key, known(value)))
                .collect(),
        ),
        AbstractValue::List(items) => AbstractValue::List(items.into_iter().map(known).collect()),
        other => other,
    }
}
