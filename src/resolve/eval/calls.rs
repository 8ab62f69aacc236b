//! Results of calls.

use super::Evaluator;
use crate::calls::{Step, StepKind};
use crate::facts::{Argument, CallValue, Key, ScopeKind, Text};
use crate::resolve::frame::{Context, Frame, Passed};
use crate::resolve::index::At;
use crate::resolve::term::{Take, Term, member};
use crate::resolve::wants::{Among, How};
use std::rc::Rc;
use std::sync::Arc;

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &Arc<CallValue>, cx: &Context) -> Vec<Term> {
        let Some(receiver) = &call.receiver else {
            return self.bare_call(call, cx);
        };
        let receivers = self.eval(receiver, cx);
        receivers
            .iter()
            .flat_map(|term| self.call_on(term, call, cx))
            .collect()
    }

    /// A function that is declared inside the function around.
    pub fn local_function(&self, name: &str, cx: &Context) -> Option<Vec<Term>> {
        let facts = self.index.facts(cx.unit);
        let is_local = facts
            .functions
            .iter()
            .any(|function| function.outer.is_some() && function.name == name);
        let terms = if is_local {
            self.local_or_outer(name, cx)?
        } else {
            return None;
        };
        terms
            .iter()
            .all(|term| matches!(term, Term::Function(_)))
            .then_some(terms)
    }

    pub(super) fn bare_call(&self, call: &Arc<CallValue>, cx: &Context) -> Vec<Term> {
        if let Some(terms) = self
            .local_function(&call.name, cx)
            .or_else(|| self.module_name(&call.name, cx))
        {
            let results = terms.iter().flat_map(|term| match term {
                Term::Function(at) => self.run(&[*at], Passed::Call(call.clone()), cx, None, None),
                _ => self.unknown(cx, format!("result of `{}`", call.name)),
            });
            return results.collect();
        }
        let class = self.class_of(cx);
        if call.name == "new" {
            return vec![self.instance(&class, Passed::Call(call.clone()), cx)];
        }
        let mut methods = self.overridable(&class, &call.name, cx);
        if methods.is_empty()
            && self
                .index
                .scope(At {
                    unit: cx.unit,
                    item: cx.scope,
                })
                .kind
                == ScopeKind::Template
        {
            methods = self.helpers(&call.name);
        }
        if methods.is_empty() {
            return self.unknown(cx, format!("result of `{}`", call.name));
        }
        self.run(
            &methods,
            Passed::Call(call.clone()),
            cx,
            Some(&class),
            cx.made_from.clone(),
        )
    }

    /// The helper that a bare call in a template means, if there is but one of that name.
    fn helpers(&self, name: &str) -> Vec<At> {
        self.index.want(How::Definition, Among::Project, name);
        let all = self
            .index
            .functions_named(name)
            .iter()
            .filter(|at| self.index.is_template_helper(at.unit));
        let all: Vec<At> = all.copied().collect();
        if all.len() == 1 { all } else { Vec::new() }
    }

    pub(super) fn call_on(&self, term: &Term, call: &Arc<CallValue>, cx: &Context) -> Vec<Term> {
        let name = call.name.as_str();
        match term {
            Term::Class(class) if name == "new" => {
                vec![self.instance(class, Passed::Call(call.clone()), cx)]
            }
            Term::Class(class) | Term::Instance(class, _) => {
                let methods = self.index.methods(class, name);
                if methods.is_empty() {
                    return match (name, term) {
                        ("class", Term::Instance(..)) => self.classes_with(class),
                        _ if call.arguments.is_empty() && matches!(term, Term::Class(_)) => {
                            self.class_member(class, name, cx)
                        }
                        _ => self.unknown(cx, format!("result of `{name}`")),
                    };
                }
                let made_from = if let Term::Instance(_, made_from) = term {
                    made_from.clone()
                } else {
                    None
                };
                self.run(
                    &methods,
                    Passed::Call(call.clone()),
                    cx,
                    Some(class),
                    made_from,
                )
            }
            Term::Module(unit) => match self.exported(*unit, name, false) {
                Some(terms) => terms
                    .iter()
                    .flat_map(|term| match term {
                        Term::Function(at) => {
                            self.run(&[*at], Passed::Call(call.clone()), cx, None, None)
                        }
                        _ => self.unknown(cx, format!("result of `{name}`")),
                    })
                    .collect(),
                None => self.unknown(cx, format!("result of `{name}`")),
            },
            Term::Text(text) => {
                match crate::resolve::strings::apply(text, name, &self.literal_arguments(call, cx))
                {
                    Some(result) => vec![Term::Text(result.into())],
                    // A literal has no such method, so this alternative cannot happen.
                    None => Vec::new(),
                }
            }
            Term::Map(entries) => self.map_call(entries, call, cx),
            Term::List(items) => match name {
                "first" | "last" | "sample" | "find" | "min" | "max" | "pop" | "shift" => {
                    items.clone()
                }
                "join" => self.unknown(cx, "a joined list".into()),
                "map" | "include?" | "includes" | "count" | "size" | "length" => {
                    self.unknown(cx, format!("result of `{name}`"))
                }
                _ => vec![term.clone()],
            },
            Term::Param(_) if crate::resolve::strings::keeps_text(name) => vec![term.clone()],
            Term::Param(_) if name == "first" && call.arguments.is_empty() => member(term, "0"),
            Term::Param(hole) if call.arguments.is_empty() => {
                vec![hole.then(Take::Result(name.into(), self.place(cx)))]
            }
            Term::Null | Term::Missing(_) => vec![Term::Null],
            Term::Parts(parts) if crate::resolve::strings::keeps_text(name) => {
                vec![Term::Parts(parts.clone())]
            }
            Term::Unknown(_) | Term::Param(_)
                if matches!(name, "merge" | "deep_merge" | "reverse_merge") =>
            {
                self.map_call(&[(Term::Null, term.clone())], call, cx)
            }
            _ => self.unknown(cx, format!("result of `{name}`")),
        }
    }

    /// The classes an instance of this one may be of: nothing is made of a module, but of the classes that take it in.
    fn classes_with(&self, class: &Text) -> Vec<Term> {
        let is_module = |class: &str| {
            let definitions = self.index.definitions(class);
            !definitions.is_empty()
                && definitions
                    .iter()
                    .all(|at| self.index.scope(*at).kind == ScopeKind::Module)
        };
        let heirs = if is_module(class) {
            self.index.heirs(class)
        } else {
            Vec::new()
        };
        let heirs: Vec<Term> = heirs
            .into_iter()
            .filter(|heir| !is_module(heir))
            .map(Term::Class)
            .collect();
        if heirs.is_empty() {
            vec![Term::Class(class.clone())]
        } else {
            heirs
        }
    }

    pub(super) fn literal_arguments(&self, call: &CallValue, cx: &Context) -> Vec<Text> {
        let terms = call
            .arguments
            .iter()
            .flat_map(|argument| self.eval(&argument.value, cx));
        terms
            .filter_map(|term| {
                if let Term::Text(text) = term {
                    Some(text)
                } else {
                    None
                }
            })
            .collect()
    }

    pub(super) fn map_call(
        &self,
        entries: &[(Term, Term)],
        call: &CallValue,
        cx: &Context,
    ) -> Vec<Term> {
        match call.name.as_str() {
            "merge" | "deep_merge" | "reverse_merge" | "assign" => {
                let mut all = entries.to_vec();
                for argument in &call.arguments {
                    for term in self.argument_terms(argument, cx) {
                        match term {
                            Term::Map(more) => all.extend(more),
                            other => all.push((Term::Null, other)),
                        }
                    }
                }
                vec![Term::Map(all)]
            }
            "keys" => vec![Term::List(
                entries.iter().map(|(key, _)| key.clone()).collect(),
            )],
            "values" => vec![Term::List(
                entries.iter().map(|(_, value)| value.clone()).collect(),
            )],
            "key" | "invert" | "to_json" | "map" => {
                self.unknown(cx, format!("result of `{}`", call.name))
            }
            _ => vec![Term::Map(entries.to_vec())],
        }
    }

    pub(super) fn argument_terms(&self, argument: &Argument, cx: &Context) -> Vec<Term> {
        let values = self.eval(&argument.value, cx);
        match &argument.key {
            Key::Name(name) => values
                .into_iter()
                .map(|value| Term::Map(vec![(Term::Text(name.clone()), value)]))
                .collect(),
            _ => values,
        }
    }

    /// An instance of a class, made from these arguments.
    pub fn instance(&self, class: &str, passed: Passed, cx: &Context) -> Term {
        let frame = self
            .index
            .constructor(class)
            .map(|constructor| Rc::new(self.frame(vec![constructor], passed, cx, 0)));
        Term::Instance(class.into(), frame)
    }

    /// What functions of one name return for these arguments.
    pub(super) fn run(
        &self,
        functions: &[At],
        passed: Passed,
        cx: &Context,
        class: Option<&str>,
        made_from: Option<Rc<Frame>>,
    ) -> Vec<Term> {
        // A method may be defined in many places; what is passed is looked at once for all of them.
        let mut frames: Vec<Rc<Frame>> = Vec::new();
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

    /// Whether two functions take the same parameters, whatever is passed: a default is each function's own.
    fn takes_alike(&self, one: At, other: At) -> bool {
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

    /// What a function returns in a call of it.
    fn returned(
        &self,
        at: At,
        frame: Rc<Frame>,
        class: Option<&str>,
        made_from: Option<Rc<Frame>>,
    ) -> Vec<Term> {
        let function = self.index.function(at);
        let step = || Step {
            kind: StepKind::Accessor,
            name: function.name.clone(),
            span: function.name_span,
        };
        let returned = || {
            let inner = Context {
                unit: at.unit,
                scope: function.scope,
                function: Some(at),
                offset: function.span.end,
                class: class.map(Text::from),
                frame: Some(frame.clone()),
                made_from,
                one_of: None,
            };
            function
                .returns
                .iter()
                .flat_map(|value| self.eval(value, &inner))
                .collect()
        };
        let result = self.guarded(
            At {
                unit: at.unit,
                item: at.item | 1 << 31,
            },
            || self.noted(step, returned),
        );
        result.unwrap_or_else(|| {
            self.unknown(&frame.caller, format!("`{}` calls itself", function.name))
        })
    }
}
