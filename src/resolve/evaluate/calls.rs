//! Results of calls.

use crate::calls::{Step, StepKind};
use crate::facts::{CallValue, OR, RECEIVED, STATE, ScopeKind, Text, Value, YIELDED};
use crate::languages::text_methods::ListMethod;
use crate::languages::traits::LITERAL;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Arguments, CallFrame, Context, Values,
};
use crate::resolve::evaluate::combine::member;
use crate::resolve::evaluate::substitute::possible;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use std::rc::Rc;
use std::sync::Arc;

impl Evaluator<'_> {
    pub(crate) fn call(&self, call: &Arc<CallValue>, cx: &Context) -> Values {
        if self.traits(cx).context_calls.contains(&&*call.name)
            && let Some(provided) = self.provided(call, cx)
        {
            return provided;
        }
        let Some(receiver) = &call.receiver else {
            return self.bare_call(call, cx);
        };
        if call.name.starts_with(YIELDED) {
            return self.index.without_requests(|| self.yielded(call, cx));
        }
        if let Some(joined) = self.joined(receiver, call, cx) {
            return joined;
        }
        if call.name == RECEIVED
            && let Some(received) = self.received(call, cx)
        {
            return received;
        }
        if let Some(values) = self.call_at_path(receiver, call, cx) {
            return values;
        }
        if let Value::Name(name) = receiver
            && call.name == LITERAL
            && let Some(values) = self.call_of_imported(name, call, cx)
        {
            return values;
        }
        let mut receivers = self.eval(receiver, cx);
        self.keep_closures(&mut receivers, call, cx);
        let is_class = |value: &AbstractValue| matches!(value, AbstractValue::Class(_));
        if call.name == LITERAL
            && call.name == self.traits(cx).constructor
            && !receivers.iter().any(is_class)
        {
            // The fields of a type that is not known are those of a map.
            return vec![self.named_map(&call.arguments, &[], cx)];
        }
        receivers
            .iter()
            .flat_map(|receiver| self.call_on(receiver, call, cx))
            .collect()
    }

    pub(crate) fn bare_call(&self, call: &Arc<CallValue>, cx: &Context) -> Values {
        if call.name.starts_with(YIELDED) {
            return self.index.without_requests(|| self.yielded(call, cx));
        }
        if call.name == STATE {
            return self.state(call, cx);
        }
        if call.name == OR
            && let Some(values) = self.or_else(call, cx)
        {
            return values;
        }
        if let Some(callees) = self
            .local_function(&call.name, cx)
            .or_else(|| self.module_name(&call.name, cx))
        {
            return self.run_each(&callees, call, cx);
        }
        if !self.traits(cx).has_bare_members {
            return self.unknown(cx, format!("result of `{}`", call.name));
        }
        if let Some(values) = self.call_of_imported(&call.name, call, cx) {
            return values;
        }
        let class = self.class_of(cx);
        if let Some(values) = self.constant_by_name(&class, call, cx) {
            return values;
        }
        if call.name == self.traits(cx).constructor {
            return vec![self.instance(&class, Arguments::Call(call.clone()), cx)];
        }
        let mut methods = match self.traits(cx).module_files {
            true => self.functions_at(ItemId::new(cx.unit, cx.scope), None, &call.name),
            false => Vec::new(),
        };
        if methods.is_empty() {
            methods = self.overridable(&class, &call.name, cx);
        }
        if methods.is_empty()
            && self.index.scope(ItemId::new(cx.unit, cx.scope)).kind == ScopeKind::Template
        {
            methods = self.helpers(&call.name);
        }
        if methods.is_empty() {
            return self.kept_text(call, cx);
        }
        self.run(
            &methods,
            Arguments::Call(call.clone()),
            cx,
            Some(&class),
            cx.made_from.clone(),
        )
    }

    /// Returns the only template helper of this name.
    fn helpers(&self, name: &str) -> Vec<ItemId> {
        self.index
            .request(Occurrence::Definition, LanguageGroup::Project, name);
        let all = self
            .index
            .functions_named(name)
            .iter()
            .filter(|at| self.index.is_template_helper(at.unit));
        let all: Vec<ItemId> = all.copied().collect();
        if all.len() == 1 { all } else { Vec::new() }
    }

    /// Returns the results of a method on one value.
    pub(crate) fn call_on(
        &self,
        receiver: &AbstractValue,
        call: &Arc<CallValue>,
        cx: &Context,
    ) -> Values {
        let name = call.name.as_str();
        let declared = match receiver {
            AbstractValue::Param(reference) => self.declared_instance(reference),
            _ => None,
        };
        match declared.as_ref().unwrap_or(receiver) {
            AbstractValue::Closure(results) if self.runs_closure(call, cx) => results.to_vec(),
            AbstractValue::Class(_) | AbstractValue::Instance(..) => {
                self.method_call(declared.as_ref().unwrap_or(receiver), call, cx)
            }
            AbstractValue::Variant(variant) => self.method_of_variant(variant, call, cx),
            AbstractValue::Map(_) if self.has_function(receiver, name) => {
                self.run_each(&member(receiver, name), call, cx)
            }
            AbstractValue::Module(unit) => match self.exported(*unit, name, false) {
                Some(values) => self.run_each(&values, call, cx),
                None => self.unknown(cx, format!("result of `{name}`")),
            },
            // A function may have the name of a class.
            AbstractValue::Function(at) if name == self.traits(cx).constructor => {
                self.run(&[*at], Arguments::Call(call.clone()), cx, None, None)
            }
            AbstractValue::Param(_) | AbstractValue::Deferred(_)
                if self.traits(cx).methods.keeps_text(name) =>
            {
                vec![receiver.clone()]
            }
            AbstractValue::Param(_) if name == "first" && call.arguments.is_empty() => {
                member(receiver, "0")
            }
            AbstractValue::Param(_) | AbstractValue::Deferred(_) if call.arguments.is_empty() => {
                let call = self.method_call_of(call, cx);
                receiver
                    .then(Access::Result(Rc::new(call)))
                    .into_iter()
                    .collect()
            }
            AbstractValue::Unknown(_) | AbstractValue::Param(_)
                if matches!(
                    self.traits(cx).methods.map(name),
                    Some(ListMethod::Merge | ListMethod::Defaults)
                ) =>
            {
                let spread = AbstractValue::Map(vec![(AbstractValue::Null, receiver.clone())]);
                self.built_in(&spread, call, cx)
            }
            AbstractValue::Param(_) | AbstractValue::Deferred(_)
                if self.traits(cx).methods.text(name).is_some() =>
            {
                self.result_for_callers(receiver, call, cx)
            }
            _ => self.built_in(receiver, call, cx),
        }
    }

    /// Returns the result of a method of texts, once callers supply the text.
    fn result_for_callers(
        &self,
        receiver: &AbstractValue,
        call: &CallValue,
        cx: &Context,
    ) -> Values {
        let name = &call.name;
        let call = self.method_call_of(call, cx);
        let is_known = call.arguments.is_some();
        let result = receiver.then(Access::Result(Rc::new(call)));
        match result.filter(|_| is_known) {
            Some(result) => vec![result],
            None => self.unknown(cx, format!("result of `{name}`")),
        }
    }

    /// Returns true if an entry of a map holds a function.
    fn has_function(&self, map: &AbstractValue, name: &str) -> bool {
        let mut entries = member(map, name).into_iter();
        entries.any(|value| matches!(value, AbstractValue::Function(_)))
    }

    /// Returns the results of a method on a class or an instance.
    fn method_call(&self, receiver: &AbstractValue, call: &Arc<CallValue>, cx: &Context) -> Values {
        let (name, passed) = (&call.name, Arguments::Call(call.clone()));
        let (class, made_from, is_class) = match receiver {
            AbstractValue::Class(class) => (class, None, true),
            AbstractValue::Instance(class, made_from) => (class, made_from.clone(), false),
            _ => return Vec::new(),
        };
        if is_class && let Some(values) = self.constant_by_name(class, call, cx) {
            return values;
        }
        if is_class && name == self.traits(cx).constructor {
            let elements = self.traits(cx).elements_field;
            if elements.is_some_and(|field| !self.index.fields(class, field).is_empty()) {
                return self.element_for(class, call, cx);
            }
            return vec![self.instance(class, passed, cx)];
        }
        if is_class
            && let Some(values) = self
                .variant_by_call(class, call, cx)
                .or_else(|| self.converted_variant(class, call, cx))
        {
            return values;
        }
        // A method of the current object may be one of a subclass.
        let is_own =
            |receiver: &Value| matches!(receiver, Value::Name(own) if self.traits(cx).is_self(own));
        let methods = match call.receiver.as_ref().is_some_and(is_own) {
            true => self.overridable(class, name, cx),
            false => self.index.methods(class, name).to_vec(),
        };
        let (methods, is_certain) = self.methods_meant(methods, receiver, call, cx);
        if !methods.is_empty() {
            let unclear = || self.unknown(cx, format!("several types have the name `{class}`"));
            let mut found = self.run(&methods, passed, cx, Some(class), made_from);
            found.extend((!is_certain).then(unclear).into_iter().flatten());
            found
        } else if is_class && self.traits(cx).setting_calls.contains(&name.as_str()) {
            vec![receiver.clone()]
        } else if !is_class && name == "class" {
            self.classes_with(class)
        } else if is_class
            && (call.arguments.is_empty() || !self.index.fields(class, name).is_empty())
        {
            self.class_member(class, name, cx)
        } else {
            self.unknown(cx, format!("result of `{name}`"))
        }
    }

    /// Returns the results of the functions among the values of a callee.
    fn run_each(&self, callees: &[AbstractValue], call: &Arc<CallValue>, cx: &Context) -> Values {
        let callees = possible(callees);
        let results = callees.iter().flat_map(|callee| match callee {
            AbstractValue::Function(at) => {
                self.run(&[*at], Arguments::Call(call.clone()), cx, None, None)
            }
            AbstractValue::Class(class) => {
                vec![self.instance(class, Arguments::Call(call.clone()), cx)]
            }
            _ => self.unknown(cx, format!("result of `{}`", call.name)),
        });
        results.collect()
    }

    /// Returns the possible classes of an instance: for a module, those of the classes that include it.
    fn classes_with(&self, class: &Text) -> Values {
        let is_module = |class: &str| {
            let definitions = self.index.definitions(class);
            !definitions.is_empty()
                && definitions
                    .iter()
                    .all(|at| self.index.scope(*at).kind == ScopeKind::Module)
        };
        let subclasses = if is_module(class) {
            self.index.subclasses(class)
        } else {
            Vec::new()
        };
        let subclasses: Values = subclasses
            .into_iter()
            .filter(|subclass| !is_module(subclass))
            .map(AbstractValue::Class)
            .collect();
        if subclasses.is_empty() {
            vec![AbstractValue::Class(class.clone())]
        } else {
            subclasses
        }
    }

    /// Returns the results of functions of one name for these arguments.
    pub(crate) fn run(
        &self,
        functions: &[ItemId],
        passed: Arguments,
        cx: &Context,
        class: Option<&str>,
        made_from: Option<Rc<CallFrame>>,
    ) -> Values {
        // A method may have many definitions. They share the evaluation of the arguments.
        let mut frames: Vec<Rc<CallFrame>> = Vec::new();
        let mut found = Vec::new();
        for at in functions {
            let shared = frames
                .iter()
                .find(|frame| frame.functions.contains(at))
                .cloned();
            let frame = shared.unwrap_or_else(|| {
                let alike = functions
                    .iter()
                    .filter(|other| *other == at || self.takes_alike(**other, *at))
                    .copied()
                    .collect();
                let frame = Rc::new(self.frame(alike, passed.clone(), cx, 0));
                frames.push(frame.clone());
                frame
            });
            found.extend(self.returned(*at, frame, class, made_from.clone()));
        }
        found
    }

    /// Returns true if two functions have the same parameters, none with a default.
    fn takes_alike(&self, one: ItemId, other: ItemId) -> bool {
        let (one, other) = (
            &self.index.function(one).parameters,
            &self.index.function(other).parameters,
        );
        one.len() == other.len()
            && one.iter().zip(other).all(|(one, other)| {
                (one.kind, &one.name) == (other.kind, &other.name)
                    && one.default.is_none()
                    && other.default.is_none()
            })
    }

    /// Returns the results of a function in one call.
    fn returned(
        &self,
        at: ItemId,
        frame: Rc<CallFrame>,
        class: Option<&str>,
        made_from: Option<Rc<CallFrame>>,
    ) -> Values {
        let function = self.index.function(at);
        if let Some(called) = &mut *self.called.borrow_mut() {
            called.push((at, frame.clone()));
        }
        let step = || Step {
            kind: StepKind::Accessor,
            name: function.name.clone(),
            span: function.name_span,
        };
        let returned = || {
            let inner = Context {
                class: class.map(Text::from),
                frame: Some(frame.clone()),
                made_from,
                ..Context::new(at.unit, function.scope, Some(at), function.span.end)
            };
            function
                .returns
                .iter()
                .flat_map(|value| self.eval(value, &inner))
                .collect()
        };
        let result = self.guarded(ItemId::new(at.unit, at.item | 1 << 31), || {
            self.traced(step, returned)
        });
        result.unwrap_or_else(|| {
            self.unknown(&frame.caller, format!("`{}` calls itself", function.name))
        })
    }
}
