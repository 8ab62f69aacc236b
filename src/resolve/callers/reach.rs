//! Whether a call site certainly calls a function.

use super::{Callers, Receiver};
use crate::facts::{FunctionKind, ScopeKind, SiteKind, Text, Value};
use crate::resolve::classes::last_name;
use crate::resolve::frame::Context;
use crate::resolve::grounds::Kind;
use crate::resolve::index::At;
use crate::resolve::modules;
use crate::resolve::term::Term;
use crate::resolve::wants::{Among, How};
use std::sync::Arc;

/// A function whose callers are looked for.
pub(super) struct Target<'a> {
    function: At,
    name: &'a Text,
    class: &'a Text,
    /// Whether everything that takes the function over is found from its class: a class that nothing connects with it by now has
    /// nothing to do with it, and what that one takes over from others need not be known.
    is_led_from: bool,
    may_speak_for_itself: bool,
}

impl Callers<'_, '_> {
    pub(super) fn target<'t>(&'t self, function: At, class: &'t Text) -> Target<'t> {
        let index = self.eval.index;
        let has_modules = modules::has_modules(index.unit(function).language);
        Target {
            function,
            name: &index.function(function).name,
            class,
            is_led_from: !has_modules && index.leads_to_heirs(class),
            may_speak_for_itself: self.may_speak_for_itself(function),
        }
    }

    pub(super) fn calls(&self, at: At, target: &Target<'_>) -> bool {
        let site = self.eval.index.site(at);
        if !matches!(site.kind, SiteKind::Call | SiteKind::Macro) {
            return false;
        }
        let owner = self.eval.index.around(at);
        if owner == Some(target.function) && site.receiver.is_none() {
            return false;
        }
        self.receiver_reaches(at, site.receiver.as_ref(), target)
    }

    /// Whether the function is what its name means in a class.
    fn means(&self, class: &str, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        let means = || index.methods(class, target.name).contains(&target.function);
        (!target.is_led_from || index.quietly(means)) && means()
    }

    pub(super) fn receiver_reaches(
        &self,
        at: At,
        receiver: Option<&Value>,
        target: &Target<'_>,
    ) -> bool {
        let cx = self.eval.context_of(at);
        let index = self.eval.index;
        let Target { function, name, .. } = *target;
        let Some(receiver) = receiver else {
            if index.function(function).outer.is_some()
                && let Some(terms) = self.eval.local_function(name, &cx)
            {
                return terms.contains(&Term::Function(function));
            }
            return self.bare_reaches(at, &cx, target);
        };
        if modules::has_modules(index.unit(at).language)
            && let Value::Name(local) = receiver
            && local != "this"
            && let Some(scope) = index.imported_scope(at.unit, local)
            && self.means(index.class_key(scope), target)
        {
            return true;
        }
        // A class that is written here is looked for from where the function is.
        let is_found = target.is_led_from && !target.may_speak_for_itself && is_written(receiver);
        let terms = self.receivers(at, is_found);
        for term in terms.iter() {
            let reaches = match term {
                Receiver::Class(key) => {
                    self.means(key, target)
                        || (is_self(receiver)
                            && index
                                .known_heirs(key)
                                .iter()
                                .any(|heir| self.means(heir, target)))
                }
                Receiver::Module(unit) => self
                    .eval
                    .exported(*unit, name, false)
                    .is_some_and(|found| found.contains(&Term::Function(function))),
                Receiver::Open | Receiver::Other => false,
            };
            if reaches {
                return true;
            }
        }
        let unknown = !terms.is_empty() && terms.iter().all(|term| *term == Receiver::Open);
        unknown && target.may_speak_for_itself && self.is_the_only_one(function)
    }

    /// Whether a name can say enough without a receiver: it is made for tracking, and long.
    fn may_speak_for_itself(&self, function: At) -> bool {
        let index = self.eval.index;
        let name = &index.function(function).name;
        name.len() >= 12
            && index
                .project
                .wrapper_words
                .iter()
                .any(|word| name.contains(word.as_str()))
    }

    /// Whether a name is defined once in the whole project.
    fn is_the_only_one(&self, function: At) -> bool {
        let index = self.eval.index;
        let name = &index.function(function).name;
        index.want(
            How::Definition,
            Among::like(index.unit(function).language),
            name,
        );
        index.functions_named(name).len() == 1
    }

    fn bare_reaches(&self, at: At, cx: &Context, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        let Target { function, name, .. } = *target;
        if modules::has_modules(index.unit(at).language) {
            let found = self.eval.exported(at.unit, name, true).unwrap_or_default();
            if found.contains(&Term::Function(function)) {
                return true;
            }
            // In a component's template a bare name is a member of the component.
            let own = self.eval.class_of(cx);
            return found.is_empty() && self.means(&own, target);
        }
        let own = self.eval.class_of(cx);
        let scope = index.scope(At {
            unit: at.unit,
            item: index.site(at).scope,
        });
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
        let caller = index
            .site(at)
            .function
            .map(|item| index.unit(at).facts.functions[item as usize].kind);
        let on_object =
            caller.is_some_and(|kind| !matches!(kind, FunctionKind::Static | FunctionKind::Free));
        if on_object && index.function(function).kind == FunctionKind::Static {
            return false;
        }
        if own == *target.class || self.means(&own, target) {
            return true;
        }
        if index
            .definitions(&own)
            .iter()
            .any(|at| index.scope(*at).kind == ScopeKind::Module)
            || !index.methods(&own, name).is_empty()
        {
            return index
                .heirs(&own)
                .iter()
                .any(|heir| self.means(heir, target));
        }
        false
    }

    /// What the receiver of a site may be, of instances the class. Sites are asked for every function of their
    /// name, and there are hundreds of `execute`, so the answer is kept.
    fn receivers(&self, at: At, quiet: bool) -> Arc<[Receiver]> {
        let index = self.eval.index;
        if let Some((known, answer)) = self.known.borrow().receivers.get(&(at, quiet)) {
            index.rest_on(*answer);
            return known.clone();
        }
        let found = index.answer(Kind::Site, || self.find_receivers(at, quiet));
        self.known
            .borrow_mut()
            .receivers
            .insert((at, quiet), found.clone());
        found.0
    }

    pub(super) fn find_receivers(&self, at: At, quiet: bool) -> Arc<[Receiver]> {
        let index = self.eval.index;
        let Some(receiver) = &index.site(at).receiver else {
            return Arc::default();
        };
        let evaluated = || self.eval.eval(receiver, &self.eval.context_of(at));
        let terms = if quiet {
            index.quietly(evaluated)
        } else {
            evaluated()
        };
        let found = terms.into_iter().map(|term| match term {
            Term::Class(key) | Term::Instance(key, _) => Receiver::Class(key),
            Term::Module(unit) => Receiver::Module(unit),
            Term::Unknown(_) | Term::Param(_) => Receiver::Open,
            _ => Receiver::Other,
        });
        found.collect()
    }

    pub(super) fn is_template_helper(&self, function: At) -> bool {
        self.eval.index.is_template_helper(function.unit)
    }

    pub(super) fn super_reaches(&self, at: At, function: At, class: &str) -> bool {
        let index = self.eval.index;
        let Some(around) = index.around(at).filter(|around| *around != function) else {
            return false;
        };
        let (caller, target) = (index.function(around), index.function(function));
        if caller.name != target.name {
            return false;
        }
        let own = index.class_key(At {
            unit: around.unit,
            item: caller.scope,
        });
        if *own == class {
            return false;
        }
        index.next_with(own, &target.name).as_deref() == Some(class)
    }
}

/// Whether a receiver is a class as it is written, or an object made of one. A constant in capitals may hold anything.
fn is_written(receiver: &Value) -> bool {
    match receiver {
        Value::Name(name) => {
            name.starts_with(|c: char| c.is_uppercase() || c == ':')
                && last_name(name).contains(char::is_lowercase)
        }
        Value::Call(call) => {
            call.name == "new"
                && matches!(&call.receiver, Some(class @ Value::Name(_)) if is_written(class))
        }
        _ => false,
    }
}

fn is_self(value: &Value) -> bool {
    matches!(value, Value::Name(name) if matches!(name.as_str(), "self" | "this"))
}
