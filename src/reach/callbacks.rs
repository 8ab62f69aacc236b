//! Callbacks: macros and blocks that run around surfaces, and those of records.

use crate::facts::{CallSite, Key, Text, Value};
use crate::reach::node::{Edge, Node, Place, StepKind, Type};
use crate::reach::start::{Body, Start};
use crate::reach::values::texts;
use crate::reach::walker::{Found, Walker};
use crate::resolve::project::ids::ItemId;
use crate::rules::features::CallbackRule;
use crate::source::Span;

impl Walker<'_> {
    /// Adds the code of a surface, the callbacks around it and its pages.
    pub(super) fn of_start(&self, number: u32, node: &Node, found: &mut Found<'_>) {
        let start = &self.tables.starts[number as usize];
        let Some(unit) = self.tables.units.get(&start.span.file).copied() else {
            return;
        };
        if let Body::Hook(hook) = start.body {
            return self.of_hook(hook, unit, found);
        }
        let class = &match self.view.is_per_file(unit) {
            true => self.class_of_start(start, unit),
            false => node.class.clone(),
        };
        let place = match start.body {
            Body::Function(item) => Some(Place::Function(ItemId::new(unit, item))),
            Body::Block(span) => Some(Place::Block(unit, span)),
            Body::Argument { .. } | Body::Class(_) | Body::Hook(_) | Body::None => None,
        };
        self.of_handler(start, unit, found);
        if let Some(place) = place {
            let class = class.clone();
            found.add(Edge::new(Node { place, class }, StepKind::Own, start.span));
        }
        if matches!(start.body, Body::None) {
            // The method may be inherited.
            let inherited = self.lookup(class, start.method, false);
            found.functions(&inherited, class, StepKind::Method, start.span, true);
        }
        let around = self.around(start, unit, class);
        around.into_iter().for_each(|edge| found.add(edge));
        if start.rule.methods_of.is_some() {
            for (at, site) in self.body_sites(class) {
                if self.is_tracking(at.unit, site.span) && is_named(start.method, site) {
                    found.edges.macros.push(site.span);
                }
            }
        }
        self.pages(start, found);
    }

    /// Returns the callbacks and blocks around a surface.
    pub(super) fn around(&self, start: &Start<'_>, unit: u32, class: &Text) -> Vec<Edge> {
        let mut found = Vec::new();
        for rule in &start.rule.callbacks {
            self.callbacks(rule, start.method, class, &mut found);
        }
        if let Body::Block(route) = start.body {
            self.blocks(&start.rule.blocks, (unit, route), class, &mut found);
        }
        found
    }

    /// Returns the sites in the bodies of a class and its ancestors.
    fn body_sites(&self, class: &str) -> Vec<(ItemId, &CallSite)> {
        let view = self.view;
        let ancestors = view.ancestors(class);
        let scopes = ancestors.iter().flat_map(|class| view.definitions(class));
        let mut found = Vec::new();
        for scope in scopes {
            let facts = view.facts(scope.unit);
            for item in &self.project.sites(scope.unit).outside {
                let site = &facts.calls[*item as usize];
                if site.scope == scope.item && site.receiver.is_none() {
                    found.push((ItemId::new(scope.unit, *item), site));
                }
            }
        }
        found
    }

    fn callbacks(&self, rule: &CallbackRule, method: &str, class: &Text, found: &mut Vec<Edge>) {
        let sites = self.body_sites(class);
        let concerns = |at: ItemId, site: &CallSite| {
            let listed = |keyword: &Text| {
                let argument = site.named(keyword)?;
                Some(
                    self.listed(&argument.value, at, site)
                        .is_some_and(|names| names.iter().any(|name| name == method)),
                )
            };
            listed(&rule.only).unwrap_or(true) && !listed(&rule.except).unwrap_or(false)
        };
        let mut skipped: Vec<&Text> = Vec::new();
        for (at, site) in &sites {
            if rule.skips.contains(&site.name) && concerns(*at, site) {
                skipped.extend(site.arguments.iter().filter_map(|one| {
                    match (&one.key, &one.value) {
                        (Key::Position(_), Value::Text(name)) => Some(name),
                        _ => None,
                    }
                }));
            }
        }
        for (at, site) in &sites {
            if rule.macros.contains(&site.name) && concerns(*at, site) {
                self.run_by(*at, site, class, StepKind::Callback, &skipped, found);
            }
        }
    }

    /// Returns the names in a list that an argument or a constant holds.
    fn listed(&self, value: &Value, at: ItemId, site: &CallSite) -> Option<Vec<Text>> {
        if let Some(names) = texts(value) {
            return Some(names.into_iter().cloned().collect());
        }
        let Value::Name(constant) = value else {
            return None;
        };
        let scope = self.view.class_key(ItemId::new(at.unit, site.scope));
        let fields = self.view.fields(scope, constant);
        let binding = self.view.binding(*fields.first()?);
        let names = texts(&binding.value)?;
        Some(names.into_iter().cloned().collect())
    }

    /// Adds the methods and blocks that a macro runs.
    fn run_by(
        &self,
        at: ItemId,
        site: &CallSite,
        class: &Text,
        kind: StepKind,
        skipped: &[&Text],
        found: &mut Vec<Edge>,
    ) {
        for argument in &site.arguments {
            let place = match (&argument.key, &argument.value) {
                (Key::Position(_), Value::Text(name)) if skipped.contains(&name) => continue,
                (Key::Position(_), Value::Text(name)) => {
                    for function in self.lookup(class, name, false) {
                        let place = Place::Function(function);
                        let class = class.clone();
                        found.push(Edge::new(Node { place, class }, kind, site.span));
                    }
                    continue;
                }
                (Key::Block | Key::Position(_), _) => Place::Block(at.unit, argument.span),
                _ => continue,
            };
            let class = class.clone();
            found.push(Edge::new(Node { place, class }, kind, site.span));
        }
    }

    /// Adds the blocks that run around a route: those in the blocks around it.
    fn blocks(&self, names: &[Text], route: (u32, Span), class: &Text, found: &mut Vec<Edge>) {
        let (unit, route) = route;
        for (at, site) in self.body_sites(class) {
            let Some(block) = block_of(site).filter(|_| names.contains(&site.name)) else {
                continue;
            };
            let facts = self.view.facts(at.unit);
            let outer = self.project.sites(at.unit).outside.iter();
            let outer = outer.filter_map(|item| block_of(&facts.calls[*item as usize]));
            let around = outer
                .filter(|outer| *outer != block && outer.contains(block))
                .min_by_key(|outer| outer.end - outer.start);
            if around.is_none_or(|around| at.unit == unit && around.contains(route)) {
                let to = Node {
                    place: Place::Block(at.unit, block),
                    class: class.clone(),
                };
                found.push(Edge::new(to, StepKind::Callback, site.span));
            }
        }
    }

    /// Adds the callbacks of a record that a method runs.
    pub(super) fn of_record(
        &self,
        receiver: &Type,
        method: &Text,
        site: Span,
        found: &mut Found<'_>,
    ) {
        let (class, is_new) = match receiver {
            Type::Class(class) | Type::Instance(class) => (class, false),
            Type::New(class) => (class, true),
            Type::Dynamic | Type::Other => return,
        };
        let rules = self.rules.records.iter();
        let mut macros = rules
            .filter(|rule| rule.new.is_none_or(|new| new == is_new))
            .filter(|rule| rule.methods.contains(method))
            .flat_map(|rule| &rule.macros)
            .peekable();
        if macros.peek().is_none() {
            return;
        }
        let macros: Vec<&Text> = macros.collect();
        let mut run = Vec::new();
        for (at, called) in self.body_sites(class) {
            if macros.contains(&&called.name) {
                self.run_by(at, called, class, StepKind::Record, &[], &mut run);
            }
        }
        for edge in run {
            found.add(Edge { site, ..edge });
        }
    }
}

/// Returns true if a macro names a method.
fn is_named(method: &str, site: &CallSite) -> bool {
    site.arguments.iter().any(|argument| {
        let is_list = matches!(argument.value, Value::List(_));
        let counts = is_list || !matches!(argument.key, Key::Name(_));
        let names = texts(&argument.value).filter(|_| counts);
        names.is_some_and(|names| names.iter().any(|name| *name == method))
    })
}

/// Returns the span of a call with its block.
pub(super) fn block_of(site: &CallSite) -> Option<Span> {
    let mut arguments = site.arguments.iter();
    let block = arguments.find(|argument| argument.key == Key::Block)?;
    Some(block.span)
}
