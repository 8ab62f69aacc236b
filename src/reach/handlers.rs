//! Edges in languages whose names belong to files: handlers that code registers, and calls through imports.

use crate::facts::{
    Argument, CallSite, FunctionId, FunctionKind, Key, ScopeKind, SiteKind, Text, Value,
};
use crate::reach::frame::Frame;
use crate::reach::node::{Edge, Node, Place, StepKind};
use crate::reach::objects::Seen;
use crate::reach::start::{Body, Start};
use crate::reach::walker::{Found, Walker};
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use crate::source::Span;

/// Limit of calls around a handler.
pub(super) const MOST_DEPTH: u8 = 4;

/// Limit of types that implement an interface. No way leads through a method of one with more.
const MOST_TYPES: usize = 8;

/// A function, with the class of its object.
type Meant = (ItemId, Text);

impl Walker<'_> {
    /// Returns the key of the class of a surface in a file.
    pub(super) fn class_of_start(&self, start: &Start<'_>, unit: u32) -> Text {
        let facts = self.view.facts(unit);
        let scope = match start.body {
            Body::Function(item) => facts.functions[item as usize].scope,
            Body::Class(scope) => scope,
            Body::Argument { site, .. } => facts.calls[site as usize].scope,
            Body::Block(_) | Body::Hook(_) | Body::None => {
                let mut scopes = facts.scopes.iter();
                scopes.position(|one| one.path == start.class).unwrap_or(0) as u32
            }
        };
        self.view.class_key(ItemId::new(unit, scope)).clone()
    }

    /// Adds the code of a handler.
    pub(super) fn of_handler(&self, start: &Start<'_>, unit: u32, found: &mut Found<'_>) {
        match start.body {
            Body::Argument { site, argument } => {
                let at = ItemId::new(unit, site);
                let before = found.edges.edges.len();
                let site = self.view.site(at);
                if let Some(argument) = site.arguments.get(argument as usize) {
                    self.of_argument(at, argument, MOST_DEPTH, found);
                }
                if found.edges.edges.len() == before {
                    let reason = "the handler cannot be followed".to_owned();
                    found.unknown(reason, start.span);
                }
            }
            Body::Class(scope) => {
                let class = self.view.class_key(ItemId::new(unit, scope));
                let members = self.view.symbols.classes.get(class);
                let methods = members.into_iter().flat_map(|one| one.methods.values());
                let mut methods: Vec<ItemId> = methods.flatten().copied().collect();
                methods.sort_unstable();
                found.functions(&methods, class, StepKind::Own, start.span, true);
            }
            Body::Function(item) => self.of_decorators(unit, item, found),
            Body::Block(_) | Body::Hook(_) | Body::None => {}
        }
    }

    /// Adds the tracking calls that are decorators of a function.
    fn of_decorators(&self, unit: u32, item: FunctionId, found: &mut Found<'_>) {
        for site in &self.view.facts(unit).calls {
            let mut arguments = site.arguments.iter();
            let is_one = arguments.any(|one| one.value == Value::Function(item));
            if is_one && self.is_tracking(unit, site.span) {
                found.edges.macros.push(site.span);
            }
        }
    }

    /// Adds the functions that an argument of a site means as a handler. Calls around it, such as of middleware, get it.
    pub(super) fn of_argument(
        &self,
        at: ItemId,
        argument: &Argument,
        left: u8,
        found: &mut Found<'_>,
    ) {
        let site = self.view.site(at);
        let cx = self.evaluator.context_of(at);
        if matches!(argument.value, Value::Closure(..)) {
            let scope = ItemId::new(at.unit, site.scope);
            let class = self.view.class_key(scope).clone();
            let place = Place::Block(at.unit, argument.span);
            let to = Node { place, class };
            return found.add(Edge::new(to, StepKind::Own, argument.span));
        }
        if let Value::Call(_) = argument.value {
            let Some(left) = left.checked_sub(1) else {
                return;
            };
            let Some(inner) = self.site_at(at.unit, argument.span) else {
                return;
            };
            let before = found.edges.edges.len();
            let call = self.view.site(inner);
            for argument in call.arguments.iter().filter(|one| one.key != Key::Spread) {
                self.of_argument(inner, argument, left, found);
            }
            // The function makes the handler, and has its code inside, or it runs around the handler.
            let kind = match found.edges.edges.len() == before {
                true => StepKind::Own,
                false => StepKind::Callback,
            };
            let receiver = call.receiver.as_ref();
            let meant = self.evaluator.meant(receiver, &call.name, &cx);
            for (function, class) in meant {
                found.functions(&[function], &class, kind, site.span, true);
            }
            return;
        }
        let meant = self.evaluator.handlers_in(&argument.value, &cx);
        self.own(meant, found, argument.span);
    }

    fn own(&self, meant: Vec<Meant>, found: &mut Found<'_>, site: Span) {
        for (function, class) in meant {
            found.functions(&[function], &class, StepKind::Own, site, true);
        }
    }

    /// Returns the call with this span.
    fn site_at(&self, unit: u32, span: Span) -> Option<ItemId> {
        let sites = (0..).zip(&self.view.facts(unit).calls);
        let mut sites = sites.filter(|(_, one)| one.kind == SiteKind::Call && one.span == span);
        sites.next().map(|(item, _)| ItemId::new(unit, item))
    }

    /// Adds the functions that a site calls in a language whose names belong to files.
    pub(super) fn of_module_site(
        &self,
        at: ItemId,
        site: &CallSite,
        frame: &Frame,
        found: &mut Found<'_>,
    ) {
        let cx = self.context(at, frame);
        let receiver = site.receiver.as_ref();
        let meant = self.evaluator.meant(receiver, &site.name, &cx);
        if meant.is_empty() {
            self.of_unknown_receiver(at, site, found);
        }
        self.of_run(at, found);
        for (function, class) in self.implemented(meant, site, found) {
            let is_own = class == frame.class;
            let kind = match is_own {
                true => StepKind::Method,
                false => StepKind::Call,
            };
            found.functions(&[function], &class, kind, site.span, is_own);
        }
        let later = self.rules.later.iter();
        for rule in later.filter(|rule| rule.methods.contains(&site.name)) {
            let value = match rule.argument {
                Some(place) => site.position(place).map(|argument| &argument.value),
                None if rule.run.is_empty() => receiver,
                None => None,
            };
            let Some(value) = value else { continue };
            for (function, class) in self.evaluator.handlers_in(value, &cx) {
                found.functions(&[function], &class, StepKind::Later, site.span, false);
            }
        }
    }

    /// Adds the functions that run before the function that a site belongs to, if the site names one.
    fn of_run(&self, at: ItemId, found: &mut Found<'_>) {
        let site = self.view.site(at);
        let name = match &site.receiver {
            Some(Value::Name(class) | Value::Member(_, class))
                if site.name == self.view.unit(at).language.traits.constructor =>
            {
                class
            }
            _ => &site.name,
        };
        for rule in self
            .rules
            .runs
            .iter()
            .filter(|rule| rule.names.contains(name))
        {
            let Some(argument) = site.position(rule.argument) else {
                continue;
            };
            let cx = self.evaluator.context_of(at);
            for (function, class) in self.evaluator.handlers_in(&argument.value, &cx) {
                found.functions(&[function], &class, StepKind::Callback, site.span, true);
            }
            for class in self.evaluator.classes_in(&argument.value, &cx) {
                for method in &rule.methods {
                    let methods = self.view.methods(&class, method);
                    found.functions(&methods, &class, StepKind::Callback, site.span, true);
                }
            }
        }
    }

    /// Adds the functions that run before a function because the declared type of a parameter names them.
    pub(super) fn of_declared(&self, frame: &Frame, found: &mut Found<'_>) {
        let Some(at) = frame.function.filter(|_| !self.rules.runs.is_empty()) else {
            return;
        };
        let function = self.view.function(at);
        let seen = Seen {
            unit: at.unit,
            function: None,
            within: function.span,
        };
        for parameter in &function.parameters {
            let Some(Value::Name(class)) = &parameter.class else {
                continue;
            };
            for (_, seen) in self.bound(class, &seen) {
                let sites = &self.project.sites(seen.unit).outside;
                for item in sites {
                    let at = ItemId::new(seen.unit, *item);
                    if seen.within.contains(self.view.site(at).span) {
                        self.of_run(at, found);
                    }
                }
            }
        }
    }

    /// Notes a call on an object of unknown class, if every method of this name in the project tracks.
    fn of_unknown_receiver(&self, at: ItemId, site: &CallSite, found: &mut Found<'_>) {
        let Some(receiver) = &site.receiver else {
            return;
        };
        let methods = self.view.functions_named(&site.name);
        let is_tracking = |method: &ItemId| {
            let kind = self.view.function(*method).kind;
            kind == FunctionKind::Method && (self.tracks(*method) || self.is_interface(*method))
        };
        let is_meant = methods.iter().any(|method| self.tracks(*method))
            && methods.iter().all(is_tracking)
            && !self.is_foreign(receiver, &self.seen_at(at), MOST_DEPTH);
        if is_meant {
            let name = &site.name;
            let reason = format!("`{name}` is called on an object of unknown class");
            found.unknown(reason, site.span);
        }
    }

    /// Returns the context of a site for an object of the class of the frame.
    fn context(&self, at: ItemId, frame: &Frame) -> Context {
        let cx = self.evaluator.context_of(at);
        let scope = self.view.scope(ItemId::new(frame.unit, frame.scope));
        Context {
            class: (scope.kind == ScopeKind::Class).then(|| frame.class.clone()),
            ..cx
        }
    }

    /// Puts the methods of the classes that implement an interface in the place of its methods.
    fn implemented(&self, meant: Vec<Meant>, site: &CallSite, found: &mut Found<'_>) -> Vec<Meant> {
        let mut all = Vec::new();
        for (function, class) in meant {
            let implementing = match self.is_interface(function) {
                true => self.implementing(&class, &site.name),
                false => vec![(function, class)],
            };
            let number = implementing.len();
            if number <= MOST_TYPES {
                all.extend(implementing);
            } else if implementing.iter().any(|(at, _)| self.tracks(*at)) {
                let name = &site.name;
                let reason =
                    format!("`{name}` is called on an interface that {number} types implement");
                found.unknown_from_afar(reason, site.span);
            }
        }
        all
    }

    /// Returns true for a method that an interface only declares.
    fn is_interface(&self, at: ItemId) -> bool {
        let function = self.view.function(at);
        let scope = self.view.scope(ItemId::new(at.unit, function.scope));
        let traits = &self.view.unit(at).language.traits;
        function.kind == FunctionKind::Method
            && traits.has_structural_interfaces
            && scope.kind == ScopeKind::Module
    }

    /// Returns the methods of this name of all classes that have every method of an interface.
    fn implementing(&self, interface: &str, name: &Text) -> Vec<Meant> {
        let view = self.view;
        let Some(members) = view.symbols.classes.get(interface) else {
            return Vec::new();
        };
        for member in members.methods.keys() {
            view.request(Occurrence::Definition, LanguageGroup::Modules, member);
        }
        let candidates = view.functions_named(name).iter();
        let candidates = candidates.filter(|at| !self.is_interface(**at));
        let mut found: Vec<Meant> = candidates
            .map(|at| (*at, view.class_of_function(*at).clone()))
            .filter(|(_, class)| {
                let mut names = members.methods.keys();
                names.all(|name| !view.methods(class, name).is_empty())
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
