//! Classes of receivers, as far as they are certain.

use crate::facts::{CallValue, OR, Text, Value};
use crate::reach::frame::Frame;
use crate::reach::node::Type;
use crate::reach::walker::{Question, Walker};
use crate::resolve::project::ids::ItemId;

/// Limit of nested look-ups for one receiver.
const MOST_DEPTH: u8 = 24;

impl Walker<'_> {
    /// Returns the possible types of a value. Values of unknown type have none.
    pub(super) fn types(&self, value: &Value, frame: &Frame, depth: u8) -> Vec<Type> {
        let mut found = Vec::new();
        if depth < MOST_DEPTH {
            self.add_types(value, frame, depth + 1, &mut found);
        }
        found
    }

    fn add_types(&self, value: &Value, frame: &Frame, depth: u8, found: &mut Vec<Type>) {
        let mut add = |types: Vec<Type>| {
            for one in types {
                if !found.contains(&one) {
                    found.push(one);
                }
            }
        };
        match value {
            Value::Name(name) => add(self.type_of_name(name, frame, depth)),
            Value::Call(call) => add(self.type_of_call(call, frame, depth)),
            Value::Member(base, name) => {
                let call = CallValue {
                    receiver: Some((**base).clone()),
                    name: name.clone(),
                    arguments: Vec::new(),
                };
                add(self.type_of_call(&call, frame, depth));
            }
            Value::Choice(values) => {
                for value in values {
                    add(self.types(value, frame, depth));
                }
            }
            Value::Index(base, _) if matches!(**base, Value::Map(_)) => add(vec![Type::Dynamic]),
            _ => {}
        }
    }

    fn type_of_name(&self, name: &str, frame: &Frame, depth: u8) -> Vec<Type> {
        let view = self.view;
        let traits = self.traits(frame);
        if traits.is_self(name) {
            return vec![frame.self_type()];
        }
        if name.starts_with(|c: char| c.is_uppercase() || c == ':') {
            return self.type_of_constant(name, frame, depth);
        }
        if traits.is_field(name) {
            return self.type_of_field(name, frame, depth);
        }
        if frame.bindings(view, name).next().is_some() {
            let has_parameters = !frame.parameters.is_empty();
            let place = (frame.unit, frame.function, has_parameters);
            let question = Question::Local(place, frame.class.clone(), name.into());
            return self.once(question, || {
                let bindings = frame.bindings(view, name);
                let types = bindings.flat_map(|binding| self.types(&binding.value, frame, depth));
                types.collect()
            });
        }
        if frame.is_parameter(view, name) {
            return frame.parameter(view, name);
        }
        let methods = self.lookup(&frame.class, name, frame.is_static);
        self.returned(&methods, &frame.class, depth)
    }

    fn type_of_constant(&self, name: &str, frame: &Frame, depth: u8) -> Vec<Type> {
        let view = self.view;
        let lexical = &view.scope(ItemId::new(frame.unit, frame.scope)).path;
        if let Some(class) = view.resolve_class(name, lexical) {
            return vec![Type::Class(class)];
        }
        // A constant may be another name of a class.
        let own = view.own_fields(lexical, name).iter();
        let types = own.flat_map(|at| {
            let binding = view.binding(*at);
            let body = Frame::of_body(at.unit, binding.scope, lexical);
            self.types(&binding.value, &body, depth)
        });
        types.collect()
    }

    /// Returns the cached answer to a question. One that needs its own answer gets nothing new.
    fn once(&self, question: Question, answer: impl FnOnce() -> Vec<Type>) -> Vec<Type> {
        if let Some(known) = self.answers.borrow().get(&question) {
            return known.clone();
        }
        let mut answers = self.answers.borrow_mut();
        answers.insert(question.clone(), Vec::new());
        drop(answers);
        let mut types = answer();
        types.sort_unstable();
        types.dedup();
        self.answers.borrow_mut().insert(question, types.clone());
        types
    }

    fn type_of_field(&self, name: &str, frame: &Frame, depth: u8) -> Vec<Type> {
        let question = Question::Field(frame.class.clone(), name.into());
        self.once(question, || self.type_of_bound_field(name, frame, depth))
    }

    fn type_of_bound_field(&self, name: &str, frame: &Frame, depth: u8) -> Vec<Type> {
        let view = self.view;
        let ancestors = view.ancestors(&frame.class);
        let fields = ancestors
            .iter()
            .flat_map(|ancestor| view.own_fields(ancestor, name));
        let types = fields.flat_map(|at| {
            let binding = view.binding(*at);
            let inner = match binding.function {
                Some(item) => Frame::of_function(view, ItemId::new(at.unit, item), &frame.class),
                None => Frame::of_body(at.unit, binding.scope, &frame.class),
            };
            self.types(&binding.value, &inner, depth)
        });
        types.collect()
    }

    fn type_of_call(&self, call: &CallValue, frame: &Frame, depth: u8) -> Vec<Type> {
        let receivers = match &call.receiver {
            Some(receiver) => self.types(receiver, frame, depth),
            None => vec![frame.self_type()],
        };
        if call.name == OR && call.receiver.is_none() {
            let values = call.arguments.iter().map(|argument| &argument.value);
            return values
                .flat_map(|value| self.types(value, frame, depth))
                .collect();
        }
        if self.rules.dynamic.contains(&call.name) {
            return vec![Type::Dynamic];
        }
        let types = receivers
            .iter()
            .flat_map(|receiver| self.result(receiver, &call.name, frame, depth));
        types.collect()
    }

    /// Returns the types of what a method returns.
    fn result(&self, receiver: &Type, name: &Text, frame: &Frame, depth: u8) -> Vec<Type> {
        let (class, is_static) = match receiver {
            Type::Class(class) => (class, true),
            Type::Instance(class) | Type::New(class) => (class, false),
            Type::Dynamic => return vec![Type::Dynamic],
            Type::Other => return Vec::new(),
        };
        if !is_static && name == "class" {
            return vec![Type::Class(class.clone())];
        }
        let methods = self.lookup(class, name, is_static);
        if is_static && name == self.traits(frame).constructor {
            return vec![Type::New(class.clone())];
        }
        if is_static && methods.is_empty() {
            if self.rules.constructors.contains(name) {
                return vec![Type::New(class.clone())];
            }
            if self.rules.instances.contains(name) {
                return vec![Type::Instance(class.clone())];
            }
        }
        self.returned(&methods, class, depth)
    }

    fn returned(&self, methods: &[ItemId], class: &Text, depth: u8) -> Vec<Type> {
        let results = methods.iter().flat_map(|at| {
            self.once(Question::Result(*at, class.clone()), || {
                let inner = Frame::of_function(self.view, *at, class);
                let returns = self.view.function(*at).returns.iter();
                let types = returns.flat_map(|value| self.types(value, &inner, depth));
                types.collect()
            })
        });
        results.collect()
    }
}
