//! Call sites that certainly call a function.

use crate::facts::{FunctionKind, ScopeKind, SiteKind, Text, Value};
use crate::resolve::callers::Callers;
use crate::resolve::callers::caller::{Receiver, is_self, is_written};
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use std::sync::Arc;

/// A function whose callers are searched.
pub(crate) struct Target<'a> {
    function: ItemId,
    name: &'a Text,
    class: &'a Text,
    /// True if all subclasses of the class are found from it, so that unrelated classes need no requests.
    finds_subclasses: bool,
    may_speak_for_itself: bool,
}

impl Callers<'_, '_> {
    pub(crate) fn target<'t>(&'t self, function: ItemId, class: &'t Text) -> Target<'t> {
        let index = self.eval.index;
        let is_per_file = index.is_per_file(function.unit);
        Target {
            function,
            name: &index.function(function).name,
            class,
            finds_subclasses: !is_per_file && index.finds_all_subclasses(class),
            may_speak_for_itself: self.may_speak_for_itself(function),
        }
    }

    pub(crate) fn calls(&self, at: ItemId, target: &Target<'_>) -> bool {
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

    /// Returns true if the name means the function in a class.
    fn means(&self, class: &str, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        let means = || index.methods(class, target.name).contains(&target.function);
        (!target.finds_subclasses || index.without_requests(means)) && means()
    }

    pub(crate) fn receiver_reaches(
        &self,
        at: ItemId,
        receiver: Option<&Value>,
        target: &Target<'_>,
    ) -> bool {
        let cx = self.eval.context_of(at);
        let index = self.eval.index;
        let Target { function, name, .. } = *target;
        let Some(receiver) = receiver else {
            if let Some(values) = self.eval.local_function(name, &cx) {
                return values.contains(&AbstractValue::Function(function));
            }
            return self.bare_reaches(at, &cx, target);
        };
        if index.is_per_file(at.unit)
            && let Value::Name(local) = receiver
            && local != "this"
            && let Some(scope) = index.imported_scope(at.unit, local)
            && self.means(index.class_key(scope), target)
        {
            return true;
        }
        // A class that is written here is looked for from where the function is.
        let is_found =
            target.finds_subclasses && !target.may_speak_for_itself && is_written(receiver);
        let values = self.receivers(at, is_found);
        for value in values.iter() {
            let reaches = match value {
                Receiver::Class(key) => {
                    self.means(key, target)
                        || self.holds(key, at, target)
                        || (is_self(receiver)
                            && index
                                .known_subclasses(key)
                                .iter()
                                .any(|subclass| self.means(subclass, target)))
                }
                Receiver::Module(unit) => self
                    .eval
                    .exported(*unit, name, false)
                    .is_some_and(|found| found.contains(&AbstractValue::Function(function))),
                Receiver::Declared(key) => {
                    let subclasses = index.known_subclasses(key);
                    self.means(key, target)
                        || self.holds(key, at, target)
                        || subclasses
                            .iter()
                            .any(|subclass| self.means(subclass, target))
                }
                Receiver::Object => index.is_per_file(at.unit) && self.may_call(at, function),
                Receiver::Open | Receiver::Other => false,
            };
            if reaches {
                return true;
            }
        }
        let unknown = !values.is_empty() && values.iter().all(|value| *value == Receiver::Open);
        unknown && target.may_speak_for_itself && self.is_the_only_one(function)
    }

    /// Returns true if a field of a class holds the function that a site calls.
    fn holds(&self, class: &str, at: ItemId, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        index.is_per_file(at.unit)
            && !index.fields(class, target.name).is_empty()
            && self.may_call(at, target.function)
    }

    /// Returns true if a name identifies the function without a receiver: it is long and made for tracking.
    fn may_speak_for_itself(&self, function: ItemId) -> bool {
        let index = self.eval.index;
        let name = &index.function(function).name;
        name.len() >= 12 && self.is_for_tracking(function)
    }

    /// Returns true if the project defines the name once.
    fn is_the_only_one(&self, function: ItemId) -> bool {
        let index = self.eval.index;
        let name = &index.function(function).name;
        index.request(
            Occurrence::Definition,
            LanguageGroup::of(index.unit(function).language),
            name,
        );
        index.functions_named(name).len() == 1
    }

    fn bare_reaches(&self, at: ItemId, cx: &Context, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        let Target { function, name, .. } = *target;
        if index.is_per_file(at.unit) {
            let found = self.eval.exported(at.unit, name, true).unwrap_or_default();
            if found.contains(&AbstractValue::Function(function)) {
                return true;
            }
            // In a component's template a bare name is a member of the component.
            let own = self.eval.class_of(cx);
            let has_members = index.unit(at).language.traits.has_bare_members;
            return found.is_empty()
                && has_members
                && (self.means(&own, target) || self.holds(&own, at, target));
        }
        let own = self.eval.class_of(cx);
        let scope = index.scope(ItemId::new(at.unit, index.site(at).scope));
        if scope.kind == ScopeKind::Template {
            return self.is_template_helper(function);
        }
        if self.is_seen_as_helper(at, &own, target) {
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
                .subclasses(&own)
                .iter()
                .any(|subclass| self.means(subclass, target));
        }
        // A class of a library may inherit from one of the project.
        target.may_speak_for_itself
            && index.without_requests(|| {
                let ancestors = index.ancestors(&own);
                ancestors.iter().any(|class| !index.knows_class(class))
            })
            && self.is_the_only_one(function)
    }

    /// Returns true if a helper of the templates calls another one. Helper modules are mixed into every view together, so they see
    /// each other; one that others take in as well means what these have.
    fn is_seen_as_helper(&self, at: ItemId, own: &Text, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        let unseen = |class: &Text| index.methods(class, target.name).is_empty();
        self.is_template_helper(target.function)
            && self.is_template_helper(at)
            && unseen(own)
            && index.known_subclasses(own).iter().all(unseen)
    }

    /// Returns the possible receivers of a site. They are cached, since common names like `execute` have hundreds of
    /// functions.
    fn receivers(&self, at: ItemId, is_silent: bool) -> Arc<[Receiver]> {
        if let Some(known) = self.cache.borrow().receivers.get(&(at, is_silent)) {
            return known.clone();
        }
        let found = self.find_receivers(at, is_silent);
        let mut cache = self.cache.borrow_mut();
        cache.receivers.insert((at, is_silent), found.clone());
        found
    }

    pub(crate) fn find_receivers(&self, at: ItemId, is_silent: bool) -> Arc<[Receiver]> {
        let index = self.eval.index;
        let Some(receiver) = &index.site(at).receiver else {
            return Arc::default();
        };
        let evaluated = || self.eval.eval(receiver, &self.eval.context_of(at));
        let values = if is_silent {
            index.without_requests(evaluated)
        } else {
            evaluated()
        };
        let is_declared = |value: &AbstractValue| matches!(value, AbstractValue::Param(_));
        let values = values.into_iter().flat_map(|value| {
            let is_declared = is_declared(&value);
            let found = self.eval.declared(value).into_iter();
            found.map(move |value| (value, is_declared))
        });
        let found = values.map(|(value, is_declared)| match value {
            AbstractValue::Instance(key, None) if index.is_per_file(at.unit) => {
                Receiver::Declared(key)
            }
            AbstractValue::Instance(key, _) if is_declared => Receiver::Declared(key),
            AbstractValue::Class(key) | AbstractValue::Instance(key, _) => Receiver::Class(key),
            AbstractValue::Module(unit) => Receiver::Module(unit),
            AbstractValue::Map(_) => Receiver::Object,
            AbstractValue::Unknown(_) | AbstractValue::Param(_) => Receiver::Open,
            _ => Receiver::Other,
        });
        found.collect()
    }

    pub(crate) fn is_template_helper(&self, function: ItemId) -> bool {
        self.eval.index.is_template_helper(function.unit)
    }

    pub(crate) fn super_reaches(&self, at: ItemId, function: ItemId, class: &str) -> bool {
        let index = self.eval.index;
        let Some(around) = index.around(at).filter(|around| *around != function) else {
            return false;
        };
        let (caller, target) = (index.function(around), index.function(function));
        if caller.name != target.name {
            return false;
        }
        let own = index.class_key(ItemId::new(around.unit, caller.scope));
        if *own == class {
            return false;
        }
        index.next_with(own, &target.name).as_deref() == Some(class)
    }
}
