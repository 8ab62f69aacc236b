//! Who calls a function of the project: the receiver, the mixins or the import decide, never the name alone.

use super::eval::{Context, Evaluator};
use super::index::At;
use super::modules;
use super::term::Term;
use super::wants::How;
use crate::facts::{CallSite, FunctionKind, Key, ScopeKind, SiteKind, Text, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A call of a function: the site, and how many of its first positions are not the function's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The call site.
    pub site: At,
    /// Positions to skip (the method's name in a dynamic dispatch).
    pub skip: u16,
}

/// Callers that are known, by function and by the class that is made.
type Known = FxHashMap<(At, Option<Text>), Vec<Caller>>;

/// Sites that make an object, by class.
type Made = BTreeMap<Text, Vec<At>>;

/// Finds callers, remembering what it found.
pub struct Callers<'e, 'a> {
    eval: &'e Evaluator<'a>,
    known: RefCell<Known>,
    made: RefCell<Option<Rc<Made>>>,
    dispatched: RefCell<Option<FxHashMap<Text, Vec<At>>>>,
}

impl<'e, 'a> Callers<'e, 'a> {
    /// A finder over an evaluator.
    pub fn new(eval: &'e Evaluator<'a>) -> Self {
        Self { eval, known: RefCell::default(), made: RefCell::default(), dispatched: RefCell::default() }
    }

    /// All call sites that certainly call `function`; for a constructor, those that make a `made` or an heir of it.
    pub fn of(&self, function: At, made: Option<&Text>) -> Vec<Caller> {
        let key = (function, made.cloned());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let found = self.search(function, made);
        self.known.borrow_mut().insert(key, found.clone());
        found
    }

    fn search(&self, function: At, made: Option<&Text>) -> Vec<Caller> {
        let index = self.eval.index;
        let declared = index.function(function);
        let class = index.class_key(At { unit: function.unit, item: declared.scope }).clone();
        let has_modules = modules::has_modules(index.unit(function).language);
        let mut found = Vec::new();
        let mut take = |site: At, skip: u16| {
            let caller = Caller { site, skip };
            if !found.contains(&caller) {
                found.push(caller);
            }
        };
        if declared.kind == FunctionKind::Constructor {
            self.want_constructor(function, made.unwrap_or(&class), has_modules);
            let heirs = made.map(|made| index.heirs(made)).unwrap_or_default();
            let counts = |class: &Text| made.is_none_or(|made| made == class || heirs.contains(class));
            if has_modules {
                self.elements_of(function).into_iter().for_each(|site| take(site, 0));
            }
            for (class, sites) in self.made_at().iter() {
                if counts(class) && index.constructor(class) == Some(function) {
                    sites.iter().for_each(|site| take(*site, 0));
                }
            }
        } else {
            self.want_mentions(function);
            for site in index.sites_named(&declared.name) {
                if self.calls(*site, function, &class) {
                    take(*site, 0);
                }
            }
            for site in self.dispatch_sites(&declared.name) {
                let receiver = index.site(site).receiver.as_ref();
                if self.receiver_reaches(site, receiver, function, &class) {
                    take(site, 1);
                }
            }
        }
        for site in index.sites_named("super") {
            if index
                .site(*site)
                .function
                .is_some_and(|item| self.super_reaches(*site, item, function, &class) && self.related(*site, made))
            {
                take(*site, 0);
            }
        }
        found
    }

    /// Whether the class a `super` stands in takes part in making a `made`.
    fn related(&self, site: At, made: Option<&Text>) -> bool {
        let index = self.eval.index;
        let own = index.class_key(At { unit: site.unit, item: index.site(site).scope });
        made.is_none_or(|made| index.ancestors(made).contains(own) || index.ancestors(own).contains(made))
    }

    /// Asks for files that may call a function. What is exported without a name is called by the name of its file.
    fn want_mentions(&self, function: At) {
        let index = self.eval.index;
        let name = &index.function(function).name;
        let unit = index.unit(function);
        match name == "default" && modules::has_modules(unit.language) {
            true => index.want(How::Mention, stem(&unit.path)),
            false => index.want(How::Mention, name),
        }
    }

    fn want_constructor(&self, function: At, class: &str, has_modules: bool) {
        let index = self.eval.index;
        index.want(How::Mention, if has_modules { stem(&index.unit(function).path) } else { class });
    }

    /// Every class that is instantiated anywhere, with the sites.
    fn made_at(&self) -> Rc<Made> {
        if let Some(made) = &*self.made.borrow() {
            return made.clone();
        }
        let mut made: Made = BTreeMap::new();
        for site in self.eval.index.sites_named("new") {
            for class in self.instantiated(*site) {
                made.entry(class).or_default().push(*site);
            }
        }
        let made = Rc::new(made);
        *self.made.borrow_mut() = Some(made.clone());
        made
    }

    /// Classes that a `new` site instantiates.
    fn instantiated(&self, site: At) -> Vec<Text> {
        let call = self.eval.index.site(site);
        let cx = self.eval.context_of(site);
        // Thousands of objects are made; the classes that matter were asked for by name.
        self.eval.index.quietly(|| match &call.receiver {
            None => vec![self.eval.class_of(&cx)],
            Some(receiver) => classes(&self.eval.eval(receiver, &cx)),
        })
    }

    /// Element sites whose tag is the component with this constructor.
    fn elements_of(&self, constructor: At) -> Vec<At> {
        let index = self.eval.index;
        let scope = At { unit: constructor.unit, item: index.function(constructor).scope };
        let target = index.class_key(scope);
        let mut found = Vec::new();
        for (number, unit) in index.units.iter().enumerate() {
            let imports = unit.facts.imports.iter().filter(|import| !import.reexport);
            let locals: Vec<&Text> = imports
                .map(|import| &import.local)
                .filter(|local| {
                    local.starts_with(char::is_uppercase)
                        && index
                            .quietly(|| index.imported_scope(number as u32, local))
                            .is_some_and(|at| index.class_key(at) == target)
                })
                .collect();
            if locals.is_empty() {
                continue;
            }
            let tags: Vec<String> = locals.iter().map(|local| kebab(local)).collect();
            for (item, site) in unit.facts.calls.iter().enumerate() {
                if site.kind == SiteKind::Element && tags.iter().any(|tag| kebab(&site.name) == *tag) {
                    found.push(At { unit: number as u32, item: item as u32 });
                }
            }
        }
        found
    }

    /// Sites of dynamic dispatch that can call a function of this name.
    fn dispatch_sites(&self, name: &str) -> Vec<At> {
        if self.dispatched.borrow().is_none() {
            let mut table: FxHashMap<Text, Vec<At>> = FxHashMap::default();
            for method in &self.eval.index.project.dispatch {
                for site in self.eval.index.sites_named(method) {
                    let Some(argument) = self.eval.index.site(*site).position(0) else { continue };
                    let cx = self.eval.context_of(*site);
                    for term in self.eval.index.quietly(|| self.eval.eval(&argument.value, &cx)) {
                        if let Term::Text(text) = term {
                            table.entry(text).or_default().push(*site);
                        }
                    }
                }
            }
            *self.dispatched.borrow_mut() = Some(table);
        }
        self.dispatched.borrow().as_ref().and_then(|table| table.get(name)).cloned().unwrap_or_default()
    }

    fn calls(&self, at: At, function: At, class: &str) -> bool {
        let site = self.eval.index.site(at);
        if !matches!(site.kind, SiteKind::Call | SiteKind::Macro) {
            return false;
        }
        let owner = site.function.map(|item| At { unit: at.unit, item });
        if owner == Some(function) && site.receiver.is_none() {
            return false;
        }
        self.receiver_reaches(at, site.receiver.as_ref(), function, class)
    }

    fn receiver_reaches(&self, at: At, receiver: Option<&Value>, function: At, class: &str) -> bool {
        let cx = self.eval.context_of(at);
        let index = self.eval.index;
        let name = &index.function(function).name;
        let Some(receiver) = receiver else { return self.bare_reaches(at, &cx, function, class) };
        if modules::has_modules(index.unit(at).language)
            && let Value::Name(local) = receiver
            && local != "this"
            && let Some(scope) = index.imported_scope(at.unit, local)
        {
            let key = index.class_key(scope);
            if index.methods(key, name).contains(&function) {
                return true;
            }
        }
        let terms = self.eval.eval(receiver, &cx);
        for term in &terms {
            let reaches = match term {
                Term::Class(key) | Term::Instance(key, _) => {
                    index.methods(key, name).contains(&function)
                        || (is_self(receiver)
                            && index.known_heirs(key).iter().any(|heir| index.methods(heir, name).contains(&function)))
                }
                Term::Module(unit) => {
                    self.eval.exported(*unit, name, false).is_some_and(|found| found.contains(&Term::Function(function)))
                }
                _ => false,
            };
            if reaches {
                return true;
            }
        }
        let unknown = !terms.is_empty() && terms.iter().all(|term| matches!(term, Term::Unknown(_) | Term::Param(_)));
        unknown && self.speaks_for_itself(function)
    }

    /// Whether a name says enough without a receiver: it is made for tracking, long, and defined once in the whole project.
    fn speaks_for_itself(&self, function: At) -> bool {
        let index = self.eval.index;
        let name = &index.function(function).name;
        let tracks = index.project.wrapper_words.iter().any(|word| name.contains(word.as_str()));
        index.want(How::Definition, name);
        tracks && name.len() >= 12 && index.functions_named(name).len() == 1
    }

    fn bare_reaches(&self, at: At, cx: &Context, function: At, class: &str) -> bool {
        let index = self.eval.index;
        let name = &index.function(function).name;
        if modules::has_modules(index.unit(at).language) {
            let found = self.eval.exported(at.unit, name, true).unwrap_or_default();
            if found.contains(&Term::Function(function)) {
                return true;
            }
            // In a component's template a bare name is a member of the component.
            let own = self.eval.class_of(cx);
            return found.is_empty() && index.methods(&own, name).contains(&function);
        }
        let own = self.eval.class_of(cx);
        let scope = index.scope(At { unit: at.unit, item: index.site(at).scope });
        if scope.kind == ScopeKind::Template {
            return self.is_template_helper(function);
        }
        if self.is_template_helper(function) && self.is_template_helper(at) {
            // Helper modules are mixed into every view together, so they see each other.
            return index.methods(&own, name).is_empty();
        }
        let reaches = |context: &str| index.methods(context, name).contains(&function);
        if own == class || reaches(&own) {
            return true;
        }
        if index.definitions(&own).iter().any(|at| index.scope(*at).kind == ScopeKind::Module)
            || !index.methods(&own, name).is_empty()
        {
            return index.heirs(&own).iter().any(|heir| reaches(heir));
        }
        false
    }

    fn is_template_helper(&self, function: At) -> bool {
        self.eval.index.is_template_helper(function.unit)
    }

    fn super_reaches(&self, at: At, item: u32, function: At, class: &str) -> bool {
        let index = self.eval.index;
        let caller = &index.unit(at).facts.functions[item as usize];
        let target = index.function(function);
        if caller.name != target.name || (at.unit == function.unit && item == function.item) {
            return false;
        }
        let own = index.class_key(At { unit: at.unit, item: caller.scope });
        if *own == class {
            return false;
        }
        let next =
            index.ancestors(own).iter().skip(1).find(|ancestor| !index.own_methods(ancestor, &target.name).is_empty()).cloned();
        next.as_deref() == Some(class)
    }
}

fn is_self(value: &Value) -> bool {
    matches!(value, Value::Name(name) if matches!(name.as_str(), "self" | "this"))
}

/// The name that other files import a file by: its own without endings, or its folder's.
fn stem(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default().split('.').next().unwrap_or_default();
    if file == "index" { parts.next().unwrap_or_default() } else { file }
}

/// The classes among terms.
fn classes(terms: &[Term]) -> Vec<Text> {
    terms.iter().filter_map(|term| if let Term::Class(class) = term { Some(class.clone()) } else { None }).collect()
}

/// `PascalCase` and `kebab-case` alike as `kebab-case`.
pub fn kebab(name: &str) -> String {
    let mut result = String::with_capacity(name.len() + 4);
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 && !result.ends_with('-') {
            result.push('-');
        }
        result.push(letter.to_ascii_lowercase());
    }
    result
}

/// Whether a site passes anything at all.
pub fn has_arguments(site: &CallSite) -> bool {
    site.arguments.iter().any(|argument| argument.key != Key::Block)
}
