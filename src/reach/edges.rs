//! Edges from functions and blocks: the calls whose target is certain.

use crate::facts::{CallSite, FunctionKind, SiteKind, Text, Value};
use crate::reach::frame::Frame;
use crate::reach::methods::above;
use crate::reach::node::{Edges, Node, Place, StepKind};
use crate::reach::values::{calls, names, texts};
use crate::reach::walker::{Found, Type, Walker};
use crate::source::Span;
use rustc_hash::FxHashSet;

impl Walker<'_> {
    /// Returns the edges from a node.
    pub(super) fn edges(&self, node: &Node) -> Edges {
        let mut found = Found::default();
        match node.place {
            Place::Start(number) => self.of_start(number, node, &mut found),
            Place::File(unit) => self.of_file(unit, &mut found),
            Place::Function(_) | Place::Block(..) => {
                if let Some(frame) = Frame::of(self.view, node) {
                    self.of_code(&frame, &mut found);
                }
            }
        }
        found.edges
    }

    fn of_code(&self, frame: &Frame, found: &mut Found) {
        let facts = self.view.facts(frame.unit);
        let sites = self.project.sites(frame.unit);
        let items = match frame.function {
            Some(at) => &sites.of_function[at.item as usize],
            None => &sites.outside,
        };
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
            if is_call {
                self.of_site(site, frame, found);
            }
            let values = site.arguments.iter().map(|argument| &argument.value);
            for value in values.chain(&site.receiver) {
                self.of_names(value, site.span, frame, &mut seen, found);
            }
        }
        let Some(at) = frame.function else { return };
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
        found: &mut Found,
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

    fn of_site(&self, site: &CallSite, frame: &Frame, found: &mut Found) {
        let called = Called {
            receiver: site.receiver.as_ref(),
            name: &site.name,
            argument: site.position(0).map(|argument| &argument.value),
            site: site.span,
        };
        self.of_call(&called, frame, found);
    }

    fn of_call(&self, called: &Called<'_>, frame: &Frame, found: &mut Found) {
        let traits = self.traits(frame);
        let Some(receiver) = called.receiver else {
            if called.name == traits.super_call {
                if let Some(at) = frame.function {
                    let above = above(self.view, &frame.class, at);
                    found.functions(&above, &frame.class, StepKind::Super, called.site, false);
                }
            } else if traits.reference_calls.contains(&called.name.as_str()) {
                for name in called.argument.and_then(texts).into_iter().flatten() {
                    let own = self.lookup(&frame.class, name, frame.is_static);
                    found.functions(&own, &frame.class, StepKind::Method, called.site, true);
                }
            } else {
                self.on_type(&Type::of_self(frame), called, frame, found);
            }
            return;
        };
        for of_receiver in self.types(receiver, frame, 0) {
            self.on_type(&of_receiver, called, frame, found);
        }
    }

    /// Adds the edges of a call on an object or class of this type.
    fn on_type(&self, receiver: &Type, called: &Called<'_>, frame: &Frame, found: &mut Found) {
        let (class, is_static) = match receiver {
            Type::Class(class) => (class, true),
            Type::Instance(class) => (class, false),
            Type::Dynamic => {
                let reason = format!(
                    "`{}` is called on a class that is named at run time",
                    called.name
                );
                return found.unknown(reason, called.site);
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
        let methods = self.lookup(class, called.name, is_static);
        found.functions(&methods, class, kind, called.site, is_own);
        let later = self.rules.later.iter();
        for rule in later.filter(|rule| is_static && rule.methods.contains(called.name)) {
            let run = self.lookup(class, &rule.run, false);
            found.functions(&run, class, StepKind::Later, called.site, false);
        }
        self.of_record(class, called.name, called.site, found);
    }

    /// Adds the method that a dynamic dispatch names.
    fn dispatched(
        &self,
        class: &Text,
        is_static: bool,
        called: &Called<'_>,
        frame: &Frame,
        found: &mut Found,
    ) {
        let is_own = *class == frame.class;
        let Some(names) = called.argument.and_then(texts) else {
            let reason = format!("`{}` calls a method that is named at run time", called.name);
            return found.unknown(reason, called.site);
        };
        for name in names {
            let methods = self.lookup(class, name, is_static);
            let kind = if is_own {
                StepKind::Method
            } else {
                StepKind::Call
            };
            found.functions(&methods, class, kind, called.site, is_own);
        }
    }
}

/// A call, as a site or as a value.
struct Called<'c> {
    receiver: Option<&'c Value>,
    name: &'c Text,
    argument: Option<&'c Value>,
    site: Span,
}
