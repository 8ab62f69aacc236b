//! Whether a call site certainly calls a function.

use super::Callers;
use crate::facts::{FunctionKind, ScopeKind, SiteKind, Text, Value};
use crate::resolve::frame::Context;
use crate::resolve::index::At;
use crate::resolve::modules;
use crate::resolve::term::Term;
use crate::resolve::wants::{Among, How};
use std::rc::Rc;

impl Callers<'_, '_> {
    pub(super) fn calls(&self, at: At, function: At, class: &str) -> bool {
        let site = self.eval.index.site(at);
        if !matches!(site.kind, SiteKind::Call | SiteKind::Macro) {
            return false;
        }
        let owner = self.eval.index.around(at);
        if owner == Some(function) && site.receiver.is_none() {
            return false;
        }
        self.receiver_reaches(at, site.receiver.as_ref(), function, class)
    }

    pub(super) fn receiver_reaches(&self, at: At, receiver: Option<&Value>, function: At, class: &str) -> bool {
        let cx = self.eval.context_of(at);
        let index = self.eval.index;
        let name = &index.function(function).name;
        let Some(receiver) = receiver else {
            if index.function(function).outer.is_some()
                && let Some(terms) = self.eval.local_function(name, &cx)
            {
                return terms.contains(&Term::Function(function));
            }
            return self.bare_reaches(at, &cx, function, class);
        };
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
        let terms = self.receivers(at, receiver, &cx);
        for term in terms.iter() {
            let reaches = match term {
                Term::Class(key) => {
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
    pub(super) fn speaks_for_itself(&self, function: At) -> bool {
        let index = self.eval.index;
        let name = &index.function(function).name;
        let tracks = index.project.wrapper_words.iter().any(|word| name.contains(word.as_str()));
        if !tracks || name.len() < 12 {
            return false;
        }
        index.want(How::Definition, Among::like(index.unit(function).language), name);
        index.functions_named(name).len() == 1
    }

    pub(super) fn bare_reaches(&self, at: At, cx: &Context, function: At, class: &str) -> bool {
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
        let unseen = |class: &Text| index.methods(class, name).is_empty();
        if self.is_template_helper(function)
            && self.is_template_helper(at)
            && unseen(&own)
            && index.known_heirs(&own).iter().all(unseen)
        {
            // Helper modules are mixed into every view together, so they see each other; one that others take in as well means
            // what these have.
            return true;
        }
        // An object does not see the methods of its class.
        let caller = index.site(at).function.map(|item| index.unit(at).facts.functions[item as usize].kind);
        let on_object = caller.is_some_and(|kind| !matches!(kind, FunctionKind::Static | FunctionKind::Free));
        if on_object && index.function(function).kind == FunctionKind::Static {
            return false;
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

    /// What the receiver of a site may be, of instances the class. Sites are asked for every function of their
    /// name, and there are hundreds of `execute`, so the answer is kept.
    fn receivers(&self, at: At, receiver: &Value, cx: &Context) -> Rc<Vec<Term>> {
        if let Some(known) = self.receivers.borrow().get(&at) {
            return known.clone();
        }
        let terms = self.eval.eval(receiver, cx).into_iter().map(|term| match term {
            Term::Class(key) | Term::Instance(key, _) => Term::Class(key),
            Term::Module(_) | Term::Unknown(_) | Term::Param(_) => term,
            // Nothing has methods of the project but these.
            _ => Term::Null,
        });
        let found = Rc::new(terms.collect::<Vec<_>>());
        self.receivers.borrow_mut().insert(at, found.clone());
        found
    }

    pub(super) fn is_template_helper(&self, function: At) -> bool {
        self.eval.index.is_template_helper(function.unit)
    }

    pub(super) fn super_reaches(&self, at: At, function: At, class: &str) -> bool {
        let index = self.eval.index;
        let Some(around) = index.around(at).filter(|around| *around != function) else { return false };
        let (caller, target) = (index.function(around), index.function(function));
        if caller.name != target.name {
            return false;
        }
        let own = index.class_key(At { unit: around.unit, item: caller.scope });
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
