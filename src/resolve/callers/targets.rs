//! Call sites that certainly call a function.

use crate::facts::{CallSite, FunctionKind, ParameterKind, ScopeKind, SiteKind, Text, Value};
use crate::resolve::callers::Callers;
use crate::resolve::callers::caller::{Receiver, is_self, is_written};
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::evaluate::substitute::possible;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use std::sync::Arc;

/// Returns true for a call, and for an element that a function may make: a component in capitals.
pub(crate) fn calls_function(site: &CallSite) -> bool {
    match site.kind {
        SiteKind::Call | SiteKind::Macro => true,
        SiteKind::Element => site.name.starts_with(char::is_uppercase),
        SiteKind::Map => false,
    }
}

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
        if !calls_function(site) {
            return false;
        }
        // Languages whose names belong to files, and those whose names are known everywhere, do not call each other.
        let index = self.eval.index;
        if index.is_per_file(at.unit) != index.is_per_file(target.function.unit) {
            return false;
        }
        let owner = self.eval.index.around(at);
        if owner == Some(target.function) && site.receiver.is_none() {
            return false;
        }
        if self.eval.has_path(target.function) {
            return self.path_reaches(at, site, target);
        }
        self.receiver_reaches(at, site.receiver.as_ref(), target)
    }

    /// Returns true if the path that a call writes means the function. A macro is also known by its name alone if only one file
    /// defines it, and an arm of it takes as many arguments as its pattern names.
    fn path_reaches(&self, at: ItemId, site: &CallSite, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        let path = match &site.receiver {
            None => None,
            Some(Value::Name(path)) => Some(path.as_str()),
            Some(_) => return false,
        };
        let place = ItemId::new(at.unit, site.scope);
        let function = (target.name.as_str(), target.function);
        if site.kind != SiteKind::Macro {
            return self.eval.is_at_path(place, path, function);
        }
        let parameters = &index.function(target.function).parameters;
        let has_rest = parameters.iter().any(|one| one.kind == ParameterKind::Rest);
        let expected = parameters.len() - usize::from(has_rest);
        let given = site.arguments.len();
        let fits = given == expected || (has_rest && given > expected);
        let mut named = index.functions_named(target.name).iter();
        fits && (named.all(|other| other.unit == target.function.unit)
            || self.eval.is_at_path(place, path, function))
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
                return self.eval.may_mean(function, target.class, receiver, &cx);
            }
        }
        let unknown = !values.is_empty() && values.iter().all(|value| *value == Receiver::Open);
        unknown && target.may_speak_for_itself && self.is_the_only_one(function)
    }

    /// Returns true if the class of the target has all methods of an interface, where that is enough to implement it.
    fn implements(&self, interface: &str, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        let traits = &index.unit(target.function).language.traits;
        let mut definitions = index.definitions(interface).iter();
        let is_interface = traits.has_structural_interfaces
            && definitions.any(|at| index.scope(*at).kind == ScopeKind::Module);
        let Some(members) = index
            .symbols
            .classes
            .get(interface)
            .filter(|_| is_interface)
        else {
            return false;
        };
        let has = |name: &Text| !index.methods(target.class, name).is_empty();
        members.methods.contains_key(target.name) && members.methods.keys().all(has)
    }

    /// Returns true if a field of a class holds the function that a site calls, or the class is an interface that has it.
    fn holds(&self, class: &str, at: ItemId, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        let is_held = index.is_per_file(at.unit)
            && !index.fields(class, target.name).is_empty()
            && self.may_call(at, target.function);
        is_held || self.implements(class, target)
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
            return self.is_supplied_to(&own, target);
        }
        // A class of a library may inherit from one of the project.
        target.may_speak_for_itself
            && index.without_requests(|| {
                let ancestors = index.ancestors(&own);
                ancestors.iter().any(|class| !index.knows_class(class))
            })
            && self.is_the_only_one(function)
    }

    /// Returns true if a class inherits from `own` and has the target under its name, so that bare calls in `own` may mean it.
    fn is_supplied_to(&self, own: &str, target: &Target<'_>) -> bool {
        let index = self.eval.index;
        let has = |class: &Text| self.means(class, target);
        if !target.finds_subclasses {
            return index.subclasses(own).iter().any(has);
        }
        // Such a class is a subclass of the target's class too, and all of these are found.
        let subclasses = index.known_subclasses(target.class);
        let mut classes = subclasses.iter().chain([target.class]);
        classes.any(|class| has(class) && index.descends(class, own))
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
        let cx = self.eval.context_of(at);
        let evaluated = || self.eval.detail(|| self.eval.eval(receiver, &cx));
        let values = if is_silent {
            index.without_requests(evaluated)
        } else {
            evaluated()
        };
        let values = possible(&values);
        let meant = values.iter().flat_map(|value| {
            let is_supplied = matches!(value, AbstractValue::Param(_));
            let found = self.eval.declared(value).into_iter();
            found.map(move |value| (value, is_supplied))
        });
        let found = meant.map(|(value, is_supplied)| match value {
            AbstractValue::Instance(key, made_from)
                if is_supplied || (made_from.is_none() && index.is_per_file(at.unit)) =>
            {
                Receiver::Declared(key)
            }
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
