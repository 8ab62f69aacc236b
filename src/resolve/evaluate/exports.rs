//! Names of files: module-level bindings, functions, classes and imports.

use crate::calls::{Step, StepKind};
use crate::facts::{BindingKind, FileFacts, Function, Import, Imported, ScopeKind, Text, Value};
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::{Evaluator, NOT_HERE};
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::modules::MOST_REEXPORTS;
use rustc_hash::FxHashSet;

/// The names of files that one look-up has come through.
type Seen = FxHashSet<(u32, Text)>;

impl Evaluator<'_> {
    /// Returns the values of a name of the file around.
    pub(crate) fn module_name(&self, name: &str, cx: &Context) -> Option<Values> {
        if !self.index.is_per_file(cx.unit) {
            return None;
        }
        self.exported(cx.unit, name, true)
    }

    /// Returns the reason why a name of a file has no value.
    pub(super) fn why_not_here(&self, name: &str, cx: &Context) -> String {
        let imports = &self.index.facts(cx.unit).imports;
        let leads_out = |import: &&Import| {
            import.local == name
                && self.index.is_per_file(cx.unit)
                && self.index.module_path(cx.unit, &import.module).is_none()
        };
        match imports.iter().find(leads_out) {
            Some(import) => format!(
                "`{name}` comes from `{}`, which is no file of the project",
                import.module
            ),
            None => format!("{}{name}{}", NOT_HERE.0, NOT_HERE.1),
        }
    }

    /// Returns the name of a file's default export.
    pub(crate) fn default_export(&self, unit: u32) -> &'static str {
        let traits = &self.index.units[unit as usize].language.traits;
        traits.default_export.unwrap_or_default()
    }

    /// Returns the values of a name of a file. Private names count only inside the file.
    pub(crate) fn exported(&self, unit: u32, name: &str, inside: bool) -> Option<Values> {
        self.exported_once(unit, name, inside, &mut Seen::default())
    }

    /// Returns the values of a name of a file that the look-up has not come through.
    fn exported_once(
        &self,
        unit: u32,
        name: &str,
        inside: bool,
        seen: &mut Seen,
    ) -> Option<Values> {
        let facts = self.index.facts(unit);
        self.declared_name(unit, name).or_else(|| {
            let traits = &self.index.units[unit as usize].language.traits;
            let inside = inside || traits.passes_imports_on();
            let mut imports = facts.imports.iter().filter(|import| {
                (import.local == name || import.local == "*") && (inside || import.reexport)
            });
            let first = imports.next()?;
            // Files can re-export each other, and the same file on many ways.
            if seen.len() >= MOST_REEXPORTS || !seen.insert((unit, name.into())) {
                self.memo.cut();
                return None;
            }
            let mut all = std::iter::once(first).chain(imports);
            all.find_map(|import| self.imported(unit, import, name, seen))
        })
    }

    /// Returns the values of a name that a file declares, or any file of its module.
    fn declared_name(&self, unit: u32, name: &str) -> Option<Values> {
        let siblings = self.index.siblings(unit);
        if siblings.is_empty() {
            return self.name_of_file(unit, name);
        }
        self.index.request_beside(unit, name);
        let mut found = Values::new();
        for sibling in siblings {
            for value in self.name_of_file(*sibling, name).unwrap_or_default() {
                if !found.contains(&value) {
                    found.push(value);
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// Returns the values of a name that a file declares itself.
    fn name_of_file(&self, unit: u32, name: &str) -> Option<Values> {
        let facts = self.index.facts(unit);
        let default = self.default_export(unit);
        if name == default
            && !exports_function(facts, default)
            && let Some(scope) = self.index.default_scope(unit)
        {
            let is_object = self.index.scope(scope).kind == ScopeKind::Object;
            let bound = is_object.then(|| self.file_binding(unit, name)).flatten();
            return bound.filter(|values| has_map(values)).or_else(|| {
                let class = self.index.class_key(scope).clone();
                Some(vec![AbstractValue::Class(class)])
            });
        }
        let is_it = |function: &Function| is_function_of_file(function, name);
        if let Some(item) = facts.functions.iter().position(is_it) {
            let function = ItemId::new(unit, item as u32);
            return Some(vec![AbstractValue::Function(function)]);
        }
        let mut scopes = facts.scopes.iter().skip(1);
        if let Some(item) = scopes.position(|scope| scope.path == name) {
            // An object that is also a plain map keeps its entries.
            let bound = self.file_binding(unit, name);
            return bound.filter(|values| has_map(values)).or_else(|| {
                let scope = ItemId::new(unit, item as u32 + 1);
                Some(vec![AbstractValue::Class(
                    self.index.class_key(scope).clone(),
                )])
            });
        }
        self.file_binding(unit, name)
    }

    /// Returns the values that an import gives to a name.
    fn imported(&self, unit: u32, import: &Import, name: &str, seen: &mut Seen) -> Option<Values> {
        let target = self.index.module_unit(unit, &import.module)?;
        let step = || Step {
            kind: StepKind::Import,
            name: import.local.clone(),
            span: import.span,
        };
        let mut through = |name: &str| self.exported_once(target, name, false, seen);
        let found = || match &import.imported {
            Imported::Default => through(self.default_export(target)),
            Imported::Named(other) => through(other),
            Imported::All if import.local == "*" => through(name),
            Imported::All => Some(vec![AbstractValue::Module(target)]),
        };
        self.traced_if(step, found)
    }

    fn file_binding(&self, unit: u32, name: &str) -> Option<Values> {
        let all = self.index.bindings_named(unit, name);
        let all = all.filter(|(_, binding)| binding.scope == 0 && binding.function.is_none());
        let all: Vec<ItemId> = all.map(|(item, _)| ItemId::new(unit, item)).collect();
        self.guarded(*all.first()?, || {
            let values = all
                .iter()
                .filter(|at| !self.index.binding(**at).kind.appends())
                .flat_map(|at| self.bound(*at, None, None))
                .collect();
            self.added_to(unit, name, values)
        })
    }

    /// Returns the values of a name of a file with everything that any code of the file may add to them.
    fn added_to(&self, unit: u32, name: &str, values: Values) -> Values {
        let facts = self.index.facts(unit);
        let is_own = |function: Option<u32>| {
            function.is_none_or(|function| {
                let parameters = &facts.functions[function as usize].parameters;
                let mut others = self.index.bindings_named(unit, name);
                let is_local = others
                    .any(|(_, other)| other.function == Some(function) && !other.kind.appends());
                !is_local && !parameters.iter().any(|one| one.name == name)
            })
        };
        let added = self.index.bindings_named(unit, name);
        let added = added.filter(|(_, one)| one.kind.appends() && is_own(one.function));
        added.fold(values, |values, (_, one)| {
            let function = one.function.map(|item| ItemId::new(unit, item));
            let cx = Context::new(unit, one.scope, function, one.span.start);
            let kind = match one.kind {
                BindingKind::AppendOften => BindingKind::AppendOften,
                _ => BindingKind::AppendMaybe,
            };
            self.append(values, &[(&one.value, one.span.start, kind)], &cx)
        })
    }
}

/// Returns true if one of the values is a map.
fn has_map(values: &[AbstractValue]) -> bool {
    let mut values = values.iter();
    values.any(|value| matches!(value, AbstractValue::Map(_)))
}

/// Returns true if the default export of a file is a function of the file.
fn exports_function(facts: &FileFacts, default: &str) -> bool {
    let mut bindings = facts.bindings.iter();
    let exported = bindings.find(|binding| binding.name == default && binding.scope == 0);
    let name = match exported.map(|binding| &binding.value) {
        Some(Value::Name(name)) => name.as_str(),
        _ => default,
    };
    let mut functions = facts.functions.iter();
    functions.any(|function| is_function_of_file(function, name))
}

fn is_function_of_file(function: &Function, name: &str) -> bool {
    function.name == name && function.scope == 0 && function.outer.is_none()
}
