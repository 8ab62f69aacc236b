//! State of components: the value that it starts with, and every value that its setter gets.

use crate::facts::{CallValue, SiteKind, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::project::ids::ItemId;

impl Evaluator<'_> {
    /// Returns the values of a state.
    pub(super) fn state(&self, call: &CallValue, cx: &Context) -> Values {
        let mut arguments = call.arguments.iter().map(|argument| &argument.value);
        let first = arguments.next().unwrap_or(&Value::Null);
        let mut found = self.eval(first, cx);
        if let Some(Value::Text(setter)) = arguments.next() {
            for site in self.setters(setter, cx) {
                found.extend(self.set_at(site));
            }
        }
        // A state that is set later starts with nothing.
        let is_empty =
            |value: &AbstractValue| matches!(value, AbstractValue::Text(text) if text.is_empty());
        if !found.iter().all(is_empty) {
            found.retain(|value| !is_empty(value));
        }
        found
    }

    /// Returns the calls of a setter in the function around and the functions inside of it.
    fn setters(&self, name: &str, cx: &Context) -> Vec<ItemId> {
        let functions = &self.index.facts(cx.unit).functions;
        let own = cx.function.map(|at| at.item);
        let is_inside = |site: &ItemId| {
            let mut around = std::iter::successors(self.index.site(*site).function, |function| {
                functions[*function as usize].outer
            });
            own.is_none_or(|own| around.any(|function| function == own))
        };
        let items = self.index.units[cx.unit as usize].sites_named(name);
        let sites = items.iter().map(|item| ItemId::new(cx.unit, *item));
        let is_call = |site: &ItemId| {
            let site = self.index.site(*site);
            site.kind == SiteKind::Call && site.receiver.is_none()
        };
        sites.filter(is_call).filter(is_inside).collect()
    }

    /// Returns the values that a call gives to a state: its argument, or the result of a function of the value before.
    fn set_at(&self, site: ItemId) -> Values {
        let cx = self.context_of(site);
        let Some(argument) = self.index.site(site).arguments.first() else {
            return Values::new();
        };
        let guard = ItemId::new(site.unit, site.item | 1 << 30);
        let values = self.guarded(guard, || match &argument.value {
            Value::Closure(results, start) => {
                // The names of the function are visible at its end.
                let inner = cx.at(argument.span.end.saturating_sub(1).max(*start));
                let results = results.iter();
                results.flat_map(|value| self.eval(value, &inner)).collect()
            }
            value => self.eval(value, &cx),
        });
        values.unwrap_or_else(|| self.unknown(&cx, "a state that depends on itself".into()))
    }
}
