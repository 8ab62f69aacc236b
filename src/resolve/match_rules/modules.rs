//! The modules that a receiver may come from: through locals, members, results of functions and other modules of the project.

use crate::facts::{BindingKind, CallSite, FileFacts, Import, Imported, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::match_rules::makers::{Maker, Place};
use crate::resolve::project::ids::ItemId;
use std::cell::Cell;

/// Limit of locals, members, functions and modules between a receiver and its origin.
const MOST_HOPS: usize = 12;

/// Limit of the values that are looked at for one receiver.
const MOST_STEPS: usize = 300;

/// Returns true if an import path, written in a parsed file, means an expected module.
pub(crate) type IsExpected<'t> = &'t dyn Fn(u32, &str) -> bool;

/// Returns true if the receiver of a call, or the called function itself, comes from an expected module.
pub(crate) fn module_of(eval: &Evaluator<'_>, at: ItemId, is_expected: IsExpected<'_>) -> bool {
    let site = eval.index.site(at);
    let search = Search::new(eval, is_expected, None);
    search.finds(Place::of(at, site), site)
}

/// Returns the values that a name of a file is bound to: a local of the function or of one around it, a field, or a name of the
/// file itself.
pub(crate) fn bound<'a>(
    eval: &Evaluator<'a>,
    unit: u32,
    function: Option<u32>,
    name: &str,
) -> impl Iterator<Item = &'a Value> + use<'a> {
    let index = eval.index;
    let facts = index.facts(unit);
    let is_field = index.units[unit as usize].language.traits.is_field(name);
    let mut items: Vec<u32> = match is_field {
        true => index
            .bindings_named(unit, name)
            .map(|(item, _)| item)
            .collect(),
        false => {
            let places = around(facts, function).map(Some).chain([None]);
            let items = places.flat_map(|place| index.symbols.bindings_in(unit, place, name));
            items.copied().collect()
        }
    };
    items.sort_unstable();
    let bindings = items.into_iter().map(|item| &facts.bindings[item as usize]);
    let reaching = bindings.filter(|binding| {
        matches!(
            binding.kind,
            BindingKind::Assign
                | BindingKind::Maybe
                | BindingKind::InBlock(_)
                | BindingKind::Inside
        )
    });
    reaching.map(|binding| &binding.value)
}

/// Returns a function and the functions around it.
fn around(facts: &FileFacts, function: Option<u32>) -> impl Iterator<Item = u32> {
    std::iter::successors(function, |function| {
        facts.functions[*function as usize].outer
    })
}

/// A search for an expected module, or for the call that makes an object.
pub(super) struct Search<'e, 'a, 't> {
    eval: &'e Evaluator<'a>,
    is_expected: IsExpected<'t>,
    maker: Option<&'t Maker<'t>>,
    /// The number of values that may still be looked at.
    left: Cell<usize>,
}

impl<'e, 'a, 't> Search<'e, 'a, 't> {
    pub(super) fn new(
        eval: &'e Evaluator<'a>,
        is_expected: IsExpected<'t>,
        maker: Option<&'t Maker<'t>>,
    ) -> Self {
        let left = Cell::new(MOST_STEPS);
        Self {
            eval,
            is_expected,
            maker,
            left,
        }
    }

    /// Returns true if the search ends at the receiver of a call, or at the called function itself.
    pub(super) fn finds(&self, here: Place, site: &CallSite) -> bool {
        match &site.receiver {
            Some(receiver) => self.value(here, receiver, None, MOST_HOPS),
            None => self.name(here, &site.name, None, false, MOST_HOPS),
        }
    }

    /// Returns true if the search ends at a value.
    pub(super) fn leads(&self, here: Place, value: &Value) -> bool {
        self.value(here, value, None, MOST_HOPS)
    }

    /// Returns true if a value, or the member of it, comes from an expected module.
    fn value(&self, at: Place, value: &Value, member: Option<&Text>, hops: usize) -> bool {
        let (Some(hops), Some(left)) = (hops.checked_sub(1), self.left.get().checked_sub(1)) else {
            return false;
        };
        self.left.set(left);
        if let Some(values) = value.alternatives() {
            return values
                .into_iter()
                .any(|value| self.value(at, value, member, hops));
        }
        match value {
            Value::Name(name) => self.name(at, name, member, false, hops),
            Value::Member(owner, name) if self.is_self(at, owner) => {
                let (values, fields) = members_bound(self.eval, at.unit, at.function, name);
                values.chain(fields).any(|(function, value)| {
                    let function = function.or(at.function);
                    self.value(Place { function, ..at }, value, member, hops)
                }) || self.field_beside(at.unit, name, member, hops)
            }
            Value::InstanceOf(class) => self.value(at, class, member, hops),
            Value::Member(owner, name) => self.value(at, owner, Some(name), hops),
            Value::Index(owner, _) => self.value(at, owner, None, hops),
            Value::Typed(inner, _) => self.value(at, inner, member, hops),
            Value::Within(function, inner) => {
                let inside = Place {
                    function: Some(*function),
                    ..at
                };
                self.value(inside, inner, member, hops)
            }
            Value::Call(call) if self.maker.is_some_and(|maker| maker.takes(at, call)) => true,
            Value::Call(call) => match &call.receiver {
                Some(receiver) => {
                    self.value(at, receiver, None, hops)
                        || self.of_namespace(at, receiver, &call.name, member, hops)
                }
                None => self.name(at, &call.name, member, true, hops),
            },
            Value::Map(entries) => entries.iter().any(|(key, value)| match key {
                Value::Text(key) => Some(key) == member && self.value(at, value, None, hops),
                Value::Spread(inner) => self.value(at, inner, member, hops),
                _ => false,
            }),
            _ => false,
        }
    }

    /// Returns true if a name, or the result of the function with this name, comes from an expected module.
    fn name(
        &self,
        at: Place,
        name: &str,
        member: Option<&Text>,
        is_called: bool,
        hops: usize,
    ) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        let facts = self.eval.index.facts(at.unit);
        if imports_of(facts, name).any(|import| {
            (self.is_expected)(at.unit, &import.module)
                || self.imported(at.unit, import, member, is_called, hops)
        }) {
            return true;
        }
        if let Some(class) = declared_class(facts, at.function, name) {
            return self.value(at, class, None, hops);
        }
        let mut values = bound(self.eval, at.unit, at.function, name);
        values.any(|value| self.value(at, value, member, hops))
            || (is_called && self.results(at, name, member, hops))
            || self.beside(at.unit, name, member, is_called, hops)
    }

    /// Returns true if another file of the module has, under a name, something from an expected module.
    fn beside(
        &self,
        unit: u32,
        name: &str,
        member: Option<&Text>,
        is_called: bool,
        hops: usize,
    ) -> bool {
        let siblings = self.eval.index.siblings(unit).iter();
        let mut others = siblings.filter(|other| **other != unit);
        others.any(|other| {
            let at = Place {
                unit: *other,
                function: None,
            };
            let mut values = bound(self.eval, *other, None, name);
            values.any(|value| self.value(at, value, member, hops))
                || (is_called && self.results(at, name, member, hops))
        })
    }

    /// Returns true if another file of the module has a field of the current object from an expected module.
    fn field_beside(&self, unit: u32, name: &str, member: Option<&Text>, hops: usize) -> bool {
        let siblings = self.eval.index.siblings(unit).iter();
        let mut others = siblings.filter(|other| **other != unit);
        others.any(|unit| {
            let (_, mut fields) = members_bound(self.eval, *unit, None, name);
            fields.any(|(function, value)| {
                let at = Place {
                    unit: *unit,
                    function,
                };
                self.value(at, value, member, hops)
            })
        })
    }

    /// Returns true if `namespace.name()` returns something from an expected module.
    fn of_namespace(
        &self,
        at: Place,
        namespace: &Value,
        name: &str,
        member: Option<&Text>,
        hops: usize,
    ) -> bool {
        let Value::Name(local) = namespace else {
            return false;
        };
        let imports = imports_of(self.eval.index.facts(at.unit), local);
        let mut whole = imports.filter(|import| import.imported == Imported::All);
        whole.any(|import| {
            let next = self.eval.index.module_unit(at.unit, &import.module);
            next.is_some_and(|next| self.exported(next, name, member, true, hops))
        })
    }

    /// Returns true if a function that is visible under this name returns something from an expected module.
    fn results(&self, at: Place, name: &str, member: Option<&Text>, hops: usize) -> bool {
        if !self.eval.index.is_per_file(at.unit) {
            return false;
        }
        let facts = self.eval.index.facts(at.unit);
        let symbols = self.eval.index.symbols;
        let places = around(facts, at.function).map(Some).chain([None]);
        let visible = places.flat_map(|place| symbols.functions_in(at.unit, place, name));
        let mut visible: Vec<u32> = visible.copied().collect();
        visible.sort_unstable();
        visible.into_iter().any(|item| {
            let inside = Place {
                unit: at.unit,
                function: Some(item),
            };
            let mut returns = facts.functions[item as usize].returns.iter();
            returns.any(|value| self.value(inside, value, member, hops))
        })
    }

    /// Returns true if a module of the project exports, under the imported name, something from an expected module.
    fn imported(
        &self,
        unit: u32,
        import: &Import,
        member: Option<&Text>,
        is_called: bool,
        hops: usize,
    ) -> bool {
        let Some(next) = self.eval.index.module_unit(unit, &import.module) else {
            return false;
        };
        match (&import.imported, member) {
            (Imported::Named(name), _) => self.exported(next, name, member, is_called, hops),
            (Imported::Default, _) => {
                let name = self.eval.default_export(next);
                self.exported(next, name, member, is_called, hops)
            }
            (Imported::All, Some(name)) => self.exported(next, name, None, is_called, hops),
            (Imported::All, None) => false,
        }
    }

    fn exported(
        &self,
        unit: u32,
        name: &str,
        member: Option<&Text>,
        is_called: bool,
        hops: usize,
    ) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        let facts = self.eval.index.facts(unit);
        let again = facts.imports.iter().filter(|import| import.reexport);
        let mut again = again.filter(|import| import.local == name || import.local == "*");
        let is_again = again.any(|import| {
            if (self.is_expected)(unit, &import.module) {
                return true;
            }
            if import.local != "*" {
                return self.imported(unit, import, member, is_called, hops);
            }
            let next = self.eval.index.module_unit(unit, &import.module);
            next.is_some_and(|next| self.exported(next, name, member, is_called, hops))
        });
        let at = Place {
            unit,
            function: None,
        };
        is_again || {
            let mut values = bound(self.eval, unit, None, name);
            values.any(|value| self.value(at, value, member, hops))
                || (is_called && self.results(at, name, member, hops))
                || self.beside(unit, name, member, is_called, hops)
        }
    }

    fn is_self(&self, at: Place, value: &Value) -> bool {
        let traits = &self.eval.index.units[at.unit as usize].language.traits;
        matches!(value, Value::Name(name) if traits.is_self(name))
    }
}

/// Returns the imports of a file under a name. A name may be that of a module or of a part of one.
fn imports_of<'f>(facts: &'f FileFacts, name: &str) -> impl Iterator<Item = &'f Import> {
    let imports = facts.imports.iter();
    imports.filter(move |import| import.local == name && !import.reexport)
}

/// Returns the declared class of the parameter with this name of a function, or of one around it.
fn declared_class<'f>(
    facts: &'f FileFacts,
    function: Option<u32>,
    name: &str,
) -> Option<&'f Value> {
    let parameters =
        around(facts, function).flat_map(|at| &facts.functions[at as usize].parameters);
    let mut named = parameters.filter(|parameter| parameter.name == name);
    named.next()?.class.as_ref()
}

/// Values with the functions that they are bound in.
type Bound<'a> = std::vec::IntoIter<(Option<u32>, &'a Value)>;

/// Returns the values that a member of the current object is bound to: under its own name, and as a field.
pub(crate) fn members_bound<'a>(
    eval: &Evaluator<'a>,
    unit: u32,
    function: Option<u32>,
    name: &str,
) -> (Bound<'a>, Bound<'a>) {
    let index = eval.index;
    let own = bound(eval, unit, function, name).map(|value| (None, value));
    let traits = &index.units[unit as usize].language.traits;
    let fields: Vec<_> = match traits.field_name(name) {
        Some(field) => {
            let bindings = index.bindings_named(unit, &field);
            bindings
                .map(|(_, one)| (one.function, &one.value))
                .collect()
        }
        None => Vec::new(),
    };
    (own.collect::<Vec<_>>().into_iter(), fields.into_iter())
}
