//! Edges from functions and blocks: the calls whose target is certain.

use crate::facts::{Argument, CallSite, FunctionKind, Key, ParameterKind, SiteKind, Text, Value};
use crate::reach::frame::{Frame, Parameters};
use crate::reach::methods::above;
use crate::reach::node::{Edges, Node, Place, StepKind, Type};
use crate::reach::values::{calls, names, texts};
use crate::reach::walker::{Found, Walker};
use crate::resolve::project::ids::ItemId;
use crate::rules::registration::fits;
use crate::source::Span;
use rustc_hash::FxHashSet;

impl Walker<'_> {
    /// Returns the edges from a node.
    pub(super) fn edges(&self, node: &Node, parameters: &Parameters) -> Edges {
        let mut found = Found::new(self.view);
        match node.place {
            Place::Start(number) => self.of_start(number, node, &mut found),
            Place::File(unit) => self.of_file(unit, &node.class, &mut found),
            Place::Function(_) | Place::Block(..) => {
                if let Some(frame) = Frame::of(self.view, node, parameters) {
                    self.of_code(&frame, &mut found);
                }
            }
        }
        found.edges
    }

    fn of_code(&self, frame: &Frame, found: &mut Found<'_>) {
        let facts = self.view.facts(frame.unit);
        let sites = self.project.sites(frame.unit);
        let items = match frame.function {
            Some(at) => &sites.of_function[at.item as usize],
            None => &sites.outside,
        };
        let is_module = self.view.is_per_file(frame.unit);
        let mut seen: FxHashSet<Text> = FxHashSet::default();
        for item in items {
            let site = &facts.calls[*item as usize];
            let is_inside = frame
                .block
                .is_none_or(|block| block.contains(site.span) && block.start != site.span.start);
            let is_call = matches!(site.kind, SiteKind::Call | SiteKind::Macro);
            if !is_inside || self.is_tracking(frame.unit, site.span) {
                continue;
            }
            if is_call && is_module && site.name != self.traits(frame).super_call {
                self.of_module_site(ItemId::new(frame.unit, *item), site, frame, found);
            } else if is_call {
                self.of_site(site, frame, found);
            }
            if is_module {
                continue;
            }
            let values = site.arguments.iter().map(|argument| &argument.value);
            for value in values.chain(&site.receiver) {
                self.of_names(value, site.span, frame, &mut seen, found);
            }
        }
        if is_module {
            return self.of_declared(frame, found);
        }
        let Some(at) = frame.function else {
            return;
        };
        for binding in facts.bindings.iter() {
            if binding.function == Some(at.item) {
                self.of_names(&binding.value, binding.span, frame, &mut seen, found);
            }
        }
        let function = self.view.function(at);
        for value in &function.returns {
            self.of_names(value, function.name_span, frame, &mut seen, found);
            if function.kind == FunctionKind::Accessor {
                // A delegated method has no call site.
                calls(value, &mut |call| {
                    let called = Called {
                        receiver: call.receiver.as_ref(),
                        name: &call.name,
                        argument: call.arguments.first().map(|argument| &argument.value),
                        arguments: &call.arguments,
                        site: function.name_span,
                    };
                    self.of_call(&called, frame, found);
                });
            }
        }
    }

    /// Adds the methods without arguments that a value names.
    fn of_names(
        &self,
        value: &Value,
        site: Span,
        frame: &Frame,
        seen: &mut FxHashSet<Text>,
        found: &mut Found<'_>,
    ) {
        let traits = self.traits(frame);
        names(value, &mut |name| {
            let is_word = name.starts_with(|c: char| c.is_lowercase() || c == '_');
            if !is_word || traits.is_self(name) || !seen.insert(name.clone()) {
                return;
            }
            let is_local = frame.is_parameter(self.view, name)
                || frame.bindings(self.view, name).next().is_some();
            if !is_local {
                let own = self.lookup(&frame.class, name, frame.is_static);
                found.functions(&own, &frame.class, StepKind::Method, site, true);
            }
        });
    }

    fn of_site(&self, site: &CallSite, frame: &Frame, found: &mut Found<'_>) {
        let called = Called {
            receiver: site.receiver.as_ref(),
            name: &site.name,
            argument: site.position(0).map(|argument| &argument.value),
            arguments: &site.arguments,
            site: site.span,
        };
        self.of_call(&called, frame, found);
    }

    fn of_call(&self, called: &Called<'_>, frame: &Frame, found: &mut Found<'_>) {
        let traits = self.traits(frame);
        if called.receiver.is_some() {
            return self.on_value(called, frame, found);
        }
        if called.name == traits.super_call {
            if let Some(at) = frame.function {
                let above = above(self.view, &frame.class, at);
                let types = self.types_of_arguments(called, frame);
                found.passing(types, |found| {
                    found.functions(&above, &frame.class, StepKind::Super, called.site, false);
                });
            }
        } else if traits.reference_calls.contains(&called.name.as_str()) {
            for name in called.argument.and_then(texts).into_iter().flatten() {
                let own = self.lookup(&frame.class, name, frame.is_static);
                found.functions(&own, &frame.class, StepKind::Method, called.site, true);
            }
        } else {
            self.on_type(&frame.self_type(), called, frame, found);
        }
    }

    fn on_value(&self, called: &Called<'_>, frame: &Frame, found: &mut Found<'_>) {
        let Some(receiver) = called.receiver else {
            return;
        };
        for of_receiver in self.types(receiver, frame, 0) {
            self.on_type(&of_receiver, called, frame, found);
        }
    }

    /// Returns the known types of the arguments of a call. `super` without arguments passes the parameters on.
    fn types_of_arguments(&self, called: &Called<'_>, frame: &Frame) -> Vec<(Key, Vec<Type>)> {
        let mut found = Vec::new();
        let is_super = called.name == self.traits(frame).super_call;
        if let Some(at) = frame
            .function
            .filter(|_| is_super && called.arguments.is_empty())
        {
            let mut position = 0;
            for parameter in &self.view.function(at).parameters {
                let key = match parameter.kind {
                    ParameterKind::Positional => {
                        position += 1;
                        Key::Position(position - 1)
                    }
                    _ => Key::Name(parameter.name.clone()),
                };
                found.push((key, frame.parameter(self.view, &parameter.name)));
            }
        }
        for argument in called.arguments {
            if matches!(argument.key, Key::Position(_) | Key::Name(_)) {
                let mut types = self.types(&argument.value, frame, 2);
                types.retain(|one| *one != Type::Dynamic);
                found.push((argument.key.clone(), types));
            }
        }
        found.retain(|(_, types)| !types.is_empty());
        found
    }

    /// Adds the edges of a call on an object or class of this type.
    fn on_type(&self, receiver: &Type, called: &Called<'_>, frame: &Frame, found: &mut Found<'_>) {
        let (class, is_static) = match receiver {
            Type::Class(class) => (class, true),
            Type::Instance(class) | Type::New(class) => (class, false),
            Type::Other => return,
            Type::Dynamic => {
                let mut methods = self.view.functions_named(called.name).iter();
                if methods.any(|at| self.tracks(*at)) {
                    let name = called.name;
                    let reason = format!("`{name}` is called on a class that is named at run time");
                    found.unknown(reason, called.site);
                }
                return;
            }
        };
        if self.tables.dispatch.contains(called.name) {
            return self.dispatched(class, is_static, called, frame, found);
        }
        let is_own = *class == frame.class;
        let kind = if is_own {
            StepKind::Method
        } else {
            StepKind::Call
        };
        let mut methods = self.lookup(class, called.name, is_static);
        if is_static && methods.is_empty() {
            // A mailer passes a call on to an object: its methods are sites themselves.
            methods = self.lookup(class, called.name, false);
            methods.retain(|at| self.is_tracking(at.unit, self.view.function(*at).name_span));
        }
        if !methods.is_empty() {
            let types = self.types_of_arguments(called, frame);
            found.passing(types, |found| {
                found.functions(&methods, class, kind, called.site, is_own);
            });
        }
        if methods.is_empty() && called.receiver.is_none() {
            self.of_namesakes(called, frame, found);
        }
        let later = self.rules.later.iter();
        for rule in later.filter(|rule| is_static && rule.methods.contains(called.name)) {
            let step = match rule.now {
                true if !methods.is_empty() => continue,
                true => kind,
                false => StepKind::Later,
            };
            let run = self.lookup(class, &rule.run, false);
            found.functions(&run, class, step, called.site, false);
        }
        self.of_record(receiver, called.name, called.site, found);
    }

    /// Notes a call without a receiver if only other classes of the same kind have a method of its name, and if each of these methods
    /// tracks. A library may make one of these classes the superclass of its own class, as Devise does. Subclasses of the class with the
    /// call do not count.
    fn of_namesakes(&self, called: &Called<'_>, frame: &Frame, found: &mut Found<'_>) {
        let name = called.name;
        let own = frame.function.map(|at| self.view.class_of_function(at));
        let methods = self.view.functions_named(name).iter();
        let is_akin = |at: &&ItemId| {
            let other = self.view.class_of_function(**at);
            self.view.function(**at).kind == FunctionKind::Method
                && last_word(other) == last_word(&frame.class)
                && own.is_some_and(|own| !self.may_inherit(other, own))
        };
        let mut akin = methods.filter(is_akin).peekable();
        if akin.peek().is_some() && akin.all(|at| self.tracks(*at)) {
            let reason = format!("`{name}` is a method of no class that is known to be around it");
            found.unknown(reason, called.site);
        }
    }

    /// Returns true if a class or one of its ancestors is, or is written to inherit from, another class. A superclass of the same name
    /// outside of the module of the class is written only: resolution does not find it.
    fn may_inherit(&self, class: &str, from: &Text) -> bool {
        let names_it = |at: &ItemId| {
            let mut supers = self.view.scope(*at).supers.iter();
            supers.any(|one| matches!(&one.value, Value::Name(name) if name.trim_start_matches("::") == from))
        };
        self.view.ancestors(class).iter().any(|one| {
            let members = self.view.symbols.classes.get(one);
            one == from || members.is_some_and(|members| members.definitions.iter().any(names_it))
        })
    }

    /// Adds the methods that a dynamic dispatch may call.
    fn dispatched(
        &self,
        class: &Text,
        is_static: bool,
        called: &Called<'_>,
        frame: &Frame,
        found: &mut Found<'_>,
    ) {
        let is_own = *class == frame.class;
        let kind = if is_own {
            StepKind::Method
        } else {
            StepKind::Call
        };
        let names = called.argument.map(|value| self.spelled(value, frame, 0));
        for name in names.unwrap_or_else(|| vec![None]) {
            let Some(name) = name else {
                let methods = self.fitting(class, "*", is_static);
                if methods.iter().any(|at| self.tracks(*at)) {
                    let name = called.name;
                    let reason = format!("`{name}` calls a method that is named at run time");
                    found.unknown(reason, called.site);
                }
                continue;
            };
            let methods = match name.contains('*') {
                true => self.fitting(class, &name, is_static),
                false => self.lookup(class, &name, is_static),
            };
            found.functions(&methods, class, kind, called.site, is_own);
        }
    }

    /// Returns the texts that a value may be, with `*` for parts that are not known; none for a text without a known part.
    fn spelled(&self, value: &Value, frame: &Frame, depth: u8) -> Vec<Option<Text>> {
        match value {
            Value::Text(text) => vec![Some(text.clone())],
            Value::Choice(values) => values
                .iter()
                .flat_map(|value| self.spelled(value, frame, depth))
                .collect(),
            Value::Template(parts) => {
                let parts = parts.iter().map(|part| match part {
                    Value::Text(text) => text.as_str(),
                    _ => "*",
                });
                let glob: String = parts.collect();
                let is_known = glob.chars().filter(|letter| *letter != '*').count() >= 4;
                vec![is_known.then(|| glob.into())]
            }
            Value::Name(name) if depth < 2 => {
                let bindings: Vec<_> = frame.bindings(self.view, name).collect();
                match bindings.is_empty() {
                    true => vec![None],
                    false => bindings
                        .iter()
                        .flat_map(|binding| self.spelled(&binding.value, frame, depth + 1))
                        .collect(),
                }
            }
            _ => vec![None],
        }
    }

    /// Returns the functions of a class whose names fit a glob.
    fn fitting(&self, class: &str, glob: &str, is_static: bool) -> Vec<ItemId> {
        let ancestors = self.view.ancestors(class);
        let members = ancestors
            .iter()
            .filter_map(|ancestor| self.view.symbols.classes.get(ancestor));
        let mut names: Vec<&Text> = members
            .flat_map(|members| members.methods.keys())
            .filter(|name| fits(glob, name))
            .collect();
        names.sort_unstable();
        names.dedup();
        let functions = names
            .into_iter()
            .flat_map(|name| self.lookup(class, name, is_static));
        functions.collect()
    }
}

/// Returns the last word of the name of a class, which says what kind of class it is.
fn last_word(class: &str) -> &str {
    class
        .rfind(char::is_uppercase)
        .map_or(class, |at| &class[at..])
}

/// A call, as a site or as a value.
struct Called<'c> {
    receiver: Option<&'c Value>,
    name: &'c Text,
    argument: Option<&'c Value>,
    arguments: &'c [Argument],
    site: Span,
}
