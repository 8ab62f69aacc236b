//! Classes whose objects a framework calls, with the objects that code registers.

use crate::audit::declarations::{Parsed, class_path};
use crate::audit::surfaces::sites::{folder_of, imports, is_registration};
use crate::facts::{FileFacts, Function, Value};
use crate::languages::language_of;
use crate::rules::features::SurfaceRule;
use crate::rules::registration::{ClassRule, RegistrationRule, is_one_of};
use rustc_hash::{FxHashMap, FxHashSet};

/// Limit of classes that one look-up comes through.
const MOST_CLASSES: usize = 64;

/// Limit of names and functions between a registration and the class of its object.
const MOST_HOPS: u8 = 4;

/// A class: its file, or its folder where a folder is a module, and its name.
pub(super) type ClassKey<'a> = (&'a str, &'a str);

/// Classes by their names, and the objects that are registered.
#[derive(Default)]
pub(super) struct ServedClasses<'a> {
    /// Last names of superclasses, by class.
    own: FxHashMap<ClassKey<'a>, Vec<&'a str>>,
    /// Last names of superclasses, by the last name of the class.
    named: FxHashMap<&'a str, Vec<&'a str>>,
    /// Methods by the last name of the class.
    methods: FxHashMap<&'a str, FxHashSet<&'a str>>,
    /// Registered classes of each rule.
    registered: Vec<FxHashSet<ClassKey<'a>>>,
}

/// Returns the last part of the path of a class.
pub(super) fn last(path: &str) -> &str {
    path.rsplit(['.', ':']).next().unwrap_or(path)
}

/// Returns the module that a class of a file belongs to.
pub(super) fn module_of(path: &str) -> &str {
    let language = language_of(path);
    let is_folder = language.is_some_and(|language| language.traits.folder_module.is_some());
    if is_folder { folder_of(path) } else { path }
}

impl<'a> ServedClasses<'a> {
    /// Reads the classes, if a rule asks for them.
    pub(super) fn new(files: &[Parsed<'a>], rules: &[SurfaceRule]) -> Self {
        let mut found = Self::default();
        if rules.iter().all(|rule| rule.classes.is_none()) {
            return found;
        }
        for (_, path, facts) in files {
            found.add(path, facts);
        }
        let of_rule = |rule: &SurfaceRule| match (&rule.registered, &rule.classes) {
            (Some(registered), Some(_)) => registered_classes(files, registered),
            _ => FxHashSet::default(),
        };
        found.registered = rules.iter().map(of_rule).collect();
        found
    }

    fn add(&mut self, path: &'a str, facts: &'a FileFacts) {
        for scope in facts.scopes.iter().filter(|one| !one.path.is_empty()) {
            let name = class_path(&scope.path);
            let supers = scope.supers.iter().filter_map(|one| match &one.value {
                Value::Name(name) => Some(last(name)),
                Value::Member(_, name) => Some(name.as_str()),
                _ => None,
            });
            let supers: Vec<&str> = supers.collect();
            let own = self.own.entry((module_of(path), name)).or_default();
            own.extend(supers.iter().copied());
            self.named.entry(last(name)).or_default().extend(supers);
        }
        for function in &facts.functions {
            let class = class_path(&facts.scopes[function.scope as usize].path);
            if !class.is_empty() && function.outer.is_none() {
                let methods = self.methods.entry(last(class)).or_default();
                methods.insert(&function.name);
            }
        }
    }

    /// Returns the names of the superclasses of a class, nearest first.
    fn supers(&self, class: ClassKey<'_>) -> Vec<&'a str> {
        let mut found: Vec<&str> = self.own.get(&class).cloned().unwrap_or_default();
        let mut done = 0;
        while done < found.len() && found.len() < MOST_CLASSES {
            let above = self.named.get(found[done]).into_iter().flatten();
            let above: Vec<&str> = above.copied().filter(|one| !found.contains(one)).collect();
            found.extend(above);
            done += 1;
        }
        found
    }

    /// Returns true if a rule serves a class.
    pub(super) fn serves(&self, number: usize, rule: &ClassRule, class: ClassKey<'_>) -> bool {
        let registered = self.registered.get(number);
        registered.is_some_and(|classes| classes.contains(&class))
            || self
                .supers(class)
                .iter()
                .any(|above| is_one_of(&rule.inherit, above))
    }

    /// Returns true if a superclass of the project has a method.
    pub(super) fn inherits(&self, class: ClassKey<'_>, method: &str) -> bool {
        let supers = self.supers(class);
        let mut methods = supers.iter().filter_map(|above| self.methods.get(above));
        methods.any(|methods| methods.contains(method))
    }
}

/// Returns the classes of the objects that files register.
fn registered_classes<'a>(
    files: &[Parsed<'a>],
    rule: &RegistrationRule,
) -> FxHashSet<ClassKey<'a>> {
    let mut functions: FxHashMap<&str, Vec<(usize, &Function)>> = FxHashMap::default();
    for (number, (_, _, facts)) in files.iter().enumerate() {
        for function in facts.functions.iter().filter(|one| one.outer.is_none()) {
            let named = functions.entry(&function.name).or_default();
            named.push((number, function));
        }
    }
    let objects = Objects { files, functions };
    let mut found = FxHashSet::default();
    for (number, (_, path, facts)) in files.iter().enumerate() {
        for site in &facts.calls {
            if !is_registration(path, rule, site)
                || !(rule.imports.is_empty() || imports(facts, rule))
            {
                continue;
            }
            let handler = rule.handler.as_ref();
            if let Some((_, argument)) = handler.and_then(|handler| handler.argument(site)) {
                let place = (number, site.function);
                objects.classes(&argument.value, place, MOST_HOPS, &mut found);
            }
        }
    }
    found
}

/// The functions that make objects.
struct Objects<'f, 'a> {
    files: &'f [Parsed<'a>],
    functions: FxHashMap<&'a str, Vec<(usize, &'a Function)>>,
}

impl<'a> Objects<'_, 'a> {
    /// Adds the classes that a value is an object of. `place` is a file and the function whose names are seen.
    fn classes(
        &self,
        value: &Value,
        place: (usize, Option<u32>),
        left: u8,
        found: &mut FxHashSet<ClassKey<'a>>,
    ) {
        let Some(left) = left.checked_sub(1) else {
            return;
        };
        let (_, path, facts) = self.files[place.0];
        let constructor = language_of(path).map(|language| language.traits.constructor);
        match value {
            Value::Name(name) => self.of_name(name, place, left, found),
            Value::Choice(values) | Value::List(values) => {
                // The first of several results is the object.
                let counted = match value {
                    Value::List(_) => 1,
                    _ => values.len(),
                };
                for value in &values[..counted.min(values.len())] {
                    self.classes(value, place, left, found);
                }
            }
            Value::Call(call) if Some(call.name.as_str()) == constructor => match &call.receiver {
                Some(Value::Name(class)) => self.add(class, module_of(path), found),
                Some(Value::Member(package, class)) => {
                    self.add_of_package(class, package, facts, found);
                }
                _ => {}
            },
            Value::Call(call) => {
                for (number, function) in self.functions.get(&*call.name).into_iter().flatten() {
                    let module = module_of(self.files[*number].1);
                    let is_meant = match &call.receiver {
                        None => module == module_of(path),
                        Some(package) => is_package(facts, package, module),
                    };
                    if is_meant {
                        let (_, _, inner) = self.files[*number];
                        let item = inner
                            .functions
                            .iter()
                            .position(|one| std::ptr::eq(one, *function));
                        for value in &function.returns {
                            let place = (*number, item.map(|item| item as u32));
                            self.classes(value, place, left, found);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn of_name(
        &self,
        name: &str,
        place: (usize, Option<u32>),
        left: u8,
        found: &mut FxHashSet<ClassKey<'a>>,
    ) {
        let (_, path, facts) = self.files[place.0];
        let bindings = facts.bindings.iter();
        let bindings = bindings.filter(|one| one.name == name && one.function == place.1);
        for binding in bindings.take(4) {
            self.classes(&binding.value, place, left, found);
        }
        let function = place.1.map(|item| &facts.functions[item as usize]);
        let parameters = function.into_iter().flat_map(|one| &one.parameters);
        for parameter in parameters.filter(|one| one.name == name) {
            match &parameter.class {
                Some(Value::Name(class)) => self.add(class, module_of(path), found),
                Some(Value::Member(package, class)) => {
                    self.add_of_package(class, package, facts, found);
                }
                _ => {}
            }
        }
    }

    fn add(&self, class: &str, module: &str, found: &mut FxHashSet<ClassKey<'a>>) {
        self.add_where(class, |own| own == module, found);
    }

    fn add_of_package(
        &self,
        class: &str,
        package: &Value,
        facts: &FileFacts,
        found: &mut FxHashSet<ClassKey<'a>>,
    ) {
        self.add_where(class, |own| is_package(facts, package, own), found);
    }

    fn add_where(
        &self,
        class: &str,
        is_module: impl Fn(&str) -> bool,
        found: &mut FxHashSet<ClassKey<'a>>,
    ) {
        for (_, path, facts) in self.files {
            if is_module(module_of(path)) {
                let mut scopes = facts.scopes.iter();
                let scope = scopes.find(|scope| class_path(&scope.path) == class);
                found.extend(scope.map(|scope| (module_of(path), class_path(&scope.path))));
            }
        }
    }
}

/// Returns true if a name that a file imports leads to a module.
fn is_package(facts: &FileFacts, package: &Value, module: &str) -> bool {
    let Value::Name(package) = package else {
        return false;
    };
    let mut imports = facts.imports.iter();
    !module.is_empty()
        && imports.any(|import| import.local == *package && import.module.ends_with(module))
}
