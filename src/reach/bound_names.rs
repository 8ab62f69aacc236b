//! Values that names hold: locals, arguments of callers, names of files, imports and fields.

use crate::facts::{FunctionId, Imported, Text, Value};
use crate::reach::objects::{MOST_STEPS, Seen};
use crate::reach::values::assigns;
use crate::reach::walker::Walker;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::project::ids::ItemId;

/// Limit of callers that supply a value.
const MOST_CALLERS: usize = 16;

impl<'w> Walker<'w> {
    /// Returns the values of a local, a parameter, a name of the file, or an import.
    pub(super) fn bound(&self, name: &Text, seen: &Seen) -> Vec<(&'w Value, Seen)> {
        let found = self.locals(name, seen);
        if !found.is_empty() {
            return found;
        }
        let found = self.passed_to(name, seen);
        if !found.is_empty() {
            return found;
        }
        let found = self.of_file_named(seen.unit, name);
        match found.is_empty() {
            false => found,
            true => self.imported(name, seen.unit),
        }
    }

    /// Returns the values of a local of the functions around.
    pub(super) fn locals(&self, name: &Text, seen: &Seen) -> Vec<(&'w Value, Seen)> {
        let facts = self.view.facts(seen.unit);
        let outer = |at: &FunctionId| facts.functions[*at as usize].outer;
        for function in std::iter::successors(seen.function, outer) {
            let bindings = self.view.bindings_named(seen.unit, name);
            let own = bindings
                .filter(|(_, one)| one.function == Some(function) && assigns(one.kind))
                .map(|(_, one)| {
                    let within = one.span;
                    (
                        &one.value,
                        Seen {
                            unit: seen.unit,
                            function: Some(function),
                            within,
                        },
                    )
                });
            let own: Vec<_> = own.collect();
            if !own.is_empty() {
                return own;
            }
        }
        Vec::new()
    }

    /// Returns the arguments that callers give a parameter of the functions around.
    fn passed_to(&self, name: &Text, seen: &Seen) -> Vec<(&'w Value, Seen)> {
        let facts = self.view.facts(seen.unit);
        let outer = |at: &FunctionId| facts.functions[*at as usize].outer;
        for item in std::iter::successors(seen.function, outer) {
            let function = &facts.functions[item as usize];
            let mut parameters = function.parameters.iter();
            let Some(position) = parameters.position(|one| one.name == *name) else {
                continue;
            };
            let at = ItemId::new(seen.unit, item);
            let sites = self.view.sites_named(&function.name).iter();
            let calls = sites.filter(|site| self.evaluator.callees(**site).contains(&at));
            let passed = calls.take(MOST_CALLERS).filter_map(|call| {
                let site = self.view.site(*call);
                let argument = site.named(name);
                let argument = argument.or_else(|| site.position(position as u16))?;
                Some((&argument.value, self.seen_in(*call, argument)))
            });
            return passed.collect();
        }
        Vec::new()
    }

    /// Returns the values of a name of a file, or of its module where a folder is one.
    pub(super) fn of_file_named(&self, unit: u32, name: &str) -> Vec<(&'w Value, Seen)> {
        let siblings = self.view.siblings(unit);
        let units = [unit];
        let units = if siblings.is_empty() {
            &units[..]
        } else {
            siblings
        };
        let mut found = Vec::new();
        for unit in units {
            for (_, one) in self.view.bindings_named(*unit, name) {
                if one.function.is_none() && one.scope == 0 && assigns(one.kind) {
                    let within = one.span;
                    found.push((
                        &one.value,
                        Seen {
                            unit: *unit,
                            function: None,
                            within,
                        },
                    ));
                }
            }
        }
        found
    }

    /// Returns the values of an imported name.
    fn imported(&self, name: &Text, unit: u32) -> Vec<(&'w Value, Seen)> {
        let (mut unit, mut name) = (unit, name);
        for _ in 0..MOST_STEPS {
            let mut imports = self.view.facts(unit).imports.iter();
            let import = imports.find(|import| import.local == *name);
            let Some(import) = import else { break };
            let Imported::Named(exported) = &import.imported else {
                break;
            };
            let Some(target) = self.view.module_unit(unit, &import.module) else {
                break;
            };
            let found = self.of_file_named(target, exported);
            if !found.is_empty() {
                return found;
            }
            (unit, name) = (target, exported);
        }
        Vec::new()
    }

    /// Returns the file of the module that a name of a file means.
    pub(super) fn module_named(&self, name: &str, unit: u32) -> Option<u32> {
        let mut imports = self.view.facts(unit).imports.iter();
        let import = imports.find(|import| import.local == name)?;
        if let Imported::Named(part) = &import.imported {
            let module = format!("{}/{part}", import.module);
            let inner = self.view.module_unit(unit, &module);
            if inner.is_some() {
                return inner;
            }
        }
        self.view.module_unit(unit, &import.module)
    }

    /// Returns the sites that construct an object of a class of this last name.
    pub(super) fn constructions(&self, last: &str) -> Vec<ItemId> {
        let is_one = |at: &ItemId| {
            let class = match &self.view.site(*at).receiver {
                Some(Value::Name(name) | Value::Member(_, name)) => name.as_str(),
                _ => "",
            };
            class.rsplit(['.', ':']).next() == Some(last)
        };
        let mut sites = self.view.constructions_of_others();
        sites.retain(is_one);
        sites
    }

    /// Returns the values of a field of an object of the project.
    pub(super) fn fields_of(
        &self,
        base: &Value,
        name: &Text,
        seen: &Seen,
    ) -> Vec<(&'w Value, Seen)> {
        let traits = &self.view.units[seen.unit as usize].language.traits;
        let field = traits.field_name(name).unwrap_or_else(|| name.clone());
        let function = seen.function.map(|item| ItemId::new(seen.unit, item));
        let scope = function.map_or(0, |at| self.view.function(at).scope);
        let cx = Context::new(seen.unit, scope, function, seen.within.start);
        let mut found = Vec::new();
        for class in self.evaluator.classes_in(base, &cx) {
            for at in self.view.fields(&class, &field) {
                let one = self.view.binding(at);
                if assigns(one.kind) && !matches!(one.value, Value::InstanceOf(_)) {
                    let (unit, function, within) = (at.unit, one.function, one.span);
                    found.push((
                        &one.value,
                        Seen {
                            unit,
                            function,
                            within,
                        },
                    ));
                }
            }
            let last = class.rsplit(['#', '.', ':', '/']).next().unwrap_or(&class);
            for at in self.constructions(last) {
                if let Some(argument) = self.view.site(at).named(name) {
                    found.push((&argument.value, self.seen_in(at, argument)));
                }
            }
        }
        found
    }
}
