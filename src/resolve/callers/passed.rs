//! Functions that are passed to other functions or components, which call what they get.

use crate::facts::{Argument, Key, ParameterKind, SiteKind, Text, Value};
use crate::resolve::callers::Callers;
use crate::resolve::callers::caller::PassedNames;
use crate::resolve::callers::targets::calls_function;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, ParameterRef};
use crate::resolve::project::aliases::aliases_of;
use crate::resolve::project::ids::ItemId;
use std::collections::BTreeSet;

/// Limit of the parameters that one function is passed to.
const MOST_PARAMETERS: usize = 200;

/// A holder of a function: its own names, or a parameter.
#[derive(Clone)]
enum Holder {
    Own(ItemId),
    Parameter(ParameterRef),
}

impl Callers<'_, '_> {
    /// Returns the sites that call a parameter which gets a function. `names` are those that may hold the function, by file.
    pub(super) fn passed_sites(
        &self,
        function: ItemId,
        names: Vec<(u32, Vec<Text>)>,
    ) -> Vec<ItemId> {
        let own = names.into_iter();
        let mut open: Vec<_> = own
            .map(|(unit, names)| (unit, names, Holder::Own(function)))
            .collect();
        let mut seen: Vec<ParameterRef> = Vec::new();
        let mut found = Vec::new();
        while let Some((unit, names, holder)) = open.pop() {
            for parameter in self.parameters_of(unit, &names, &holder) {
                if seen.len() >= MOST_PARAMETERS || seen.contains(&parameter) {
                    continue;
                }
                seen.push(parameter.clone());
                let names = self.names_of_parameter(&parameter);
                found.extend(self.calls_of_parameter(&parameter, &names));
                let unit = parameter.function.unit;
                open.push((unit, names, Holder::Parameter(parameter)));
            }
        }
        found
    }

    /// Returns the sites of a file that pass a name on.
    fn passed_in(&self, unit: u32) -> PassedNames {
        if let Some(known) = self.cache.borrow().passed.get(&unit) {
            return known.clone();
        }
        let calls = &self.eval.index.facts(unit).calls;
        let calls = (0..).zip(calls).filter(|(_, site)| calls_function(site));
        let named = calls.flat_map(|(item, site)| {
            let arguments = site.arguments.iter();
            let names = arguments.flat_map(|argument| passed_names(&argument.value));
            names.map(move |(_, name)| (name.clone(), item))
        });
        let mut all: Vec<(Text, u32)> = named.collect();
        all.sort_unstable();
        all.dedup();
        let all: PassedNames = all.into();
        let mut cache = self.cache.borrow_mut();
        cache.passed.insert(unit, all.clone());
        all
    }

    /// Returns the parameters that get what a holder holds, from the sites of a file that pass one of its names on.
    fn parameters_of(&self, unit: u32, names: &[Text], holder: &Holder) -> Vec<ParameterRef> {
        let passed = self.passed_in(unit);
        let mut found = Vec::new();
        for name in names {
            let from = passed.partition_point(|(one, _)| one < name);
            let sites = passed[from..].iter().take_while(|(one, _)| one == name);
            for (_, item) in sites {
                self.add_parameters(ItemId::new(unit, *item), name, holder, &mut found);
            }
        }
        found
    }

    fn add_parameters(
        &self,
        at: ItemId,
        name: &Text,
        holder: &Holder,
        found: &mut Vec<ParameterRef>,
    ) {
        let index = self.eval.index;
        let site = index.site(at);
        let slots: Vec<_> = site
            .arguments
            .iter()
            .flat_map(|argument| {
                let named = passed_names(&argument.value).into_iter();
                let named = named.filter(|(_, one)| *one == name);
                named.map(move |(key, _)| (argument, key))
            })
            .filter(|(argument, key)| self.is_held(at, argument, *key, holder))
            .collect();
        if slots.is_empty() {
            return;
        }
        for function in self.eval.callees(at) {
            for (argument, key) in &slots {
                let (parameter, first) = match (site.kind, &argument.key) {
                    (SiteKind::Element, Key::Name(name)) => (0, Some(name)),
                    (SiteKind::Call, Key::Position(place)) => (*place, None),
                    _ => continue,
                };
                let parameters = &index.function(function).parameters;
                let takes = |one: &crate::facts::Parameter| one.kind == ParameterKind::Positional;
                if !parameters.get(parameter as usize).is_some_and(takes) {
                    continue;
                }
                let path = first.into_iter().chain(*key);
                found.push(ParameterRef {
                    function,
                    parameter,
                    of: None,
                    path: path.map(|name| Access::Member(name.clone())).collect(),
                });
            }
        }
    }

    /// Returns true if an argument, or an entry of it, holds the function.
    fn is_held(
        &self,
        at: ItemId,
        argument: &Argument,
        key: Option<&Text>,
        holder: &Holder,
    ) -> bool {
        let cx = self.eval.context_of(at);
        let entry = match (&argument.value, key) {
            (Value::Map(entries), Some(key)) => {
                let is_it = |own: &Value| matches!(own, Value::Text(own) if own == key);
                entries
                    .iter()
                    .find(|(own, _)| is_it(own))
                    .map(|(_, value)| value)
            }
            (value, _) => Some(value),
        };
        let values = entry.map(|value| {
            let evaluated = || self.eval.eval(value, &cx);
            self.eval.index.without_requests(evaluated)
        });
        values
            .unwrap_or_default()
            .iter()
            .any(|value| match (value, holder) {
                (AbstractValue::Function(one), Holder::Own(own)) => one == own,
                (AbstractValue::Param(one), Holder::Parameter(own)) => **one == *own,
                _ => false,
            })
    }

    /// Returns the names under which the code of a function may call what a parameter gets.
    fn names_of_parameter(&self, parameter: &ParameterRef) -> Vec<Text> {
        let index = self.eval.index;
        let function = parameter.function;
        let own = &index.function(function).parameters[parameter.parameter as usize].name;
        let mut names = BTreeSet::from([own.clone()]);
        names.extend(parameter.path.iter().filter_map(|access| match access {
            Access::Member(name) => Some(name.clone()),
            _ => None,
        }));
        let aliases = &index.units[function.unit as usize].index.aliases;
        let known: Vec<Text> = names.iter().cloned().collect();
        for name in known {
            names.extend(aliases_of(aliases, &name).map(|alias| alias.name.clone()));
        }
        names.into_iter().collect()
    }

    /// Returns the sites in the code of a function that call what a parameter gets.
    fn calls_of_parameter(&self, parameter: &ParameterRef, names: &[Text]) -> Vec<ItemId> {
        let index = self.eval.index;
        let unit = parameter.function.unit;
        let functions = &index.facts(unit).functions;
        let is_inside = |at: &ItemId| {
            let mut around = std::iter::successors(index.site(*at).function, |function| {
                functions[*function as usize].outer
            });
            around.any(|function| function == parameter.function.item)
        };
        let file = &index.units[unit as usize];
        let items = names.iter().flat_map(|name| file.sites_named(name));
        let sites = items.map(|item| ItemId::new(unit, *item));
        let sites = sites.filter(|at| index.site(*at).kind == SiteKind::Call && is_inside(at));
        let calls = |at: &ItemId| {
            let callees = || self.eval.called_parameters(*at);
            index.without_requests(callees).contains(parameter)
        };
        sites.filter(calls).collect()
    }
}

/// Returns the names that a value passes on: itself, or the entries of an object with their keys.
fn passed_names(value: &Value) -> Vec<(Option<&Text>, &Text)> {
    match value {
        Value::Name(name) | Value::Member(_, name) => vec![(None, name)],
        Value::Map(entries) => {
            let named = entries
                .iter()
                .filter_map(|(key, value)| match (key, value) {
                    (Value::Text(key), Value::Name(name) | Value::Member(_, name)) => {
                        Some((Some(key), name))
                    }
                    _ => None,
                });
            named.collect()
        }
        _ => Vec::new(),
    }
}
