//! From values as written to what they may be: locals, parameters, constants, fields, imports, results of functions.
//!
//! Evaluation is language-neutral and never guesses: what cannot be followed becomes [`Term::Unknown`] with its place, and
//! what a caller decides becomes a hole ([`Term::Param`]).

use super::index::{At, Index};
use super::modules;
use super::term::{Frame, Hole, Term, concat, distinct, member};
use crate::facts::{
    Argument, BindingKind, CallValue, FunctionKind, Imported, Key, ParameterKind, ScopeId, ScopeKind, Text, Value,
};
use crate::source::Span;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Calls followed inside one another; deeper ones are unknown. Real code needs 8 (measured on a tree of 9,000 Ruby files).
const MOST_DEPTH: usize = 24;

/// Where a value is evaluated.
#[derive(Debug, Clone)]
pub struct Context {
    /// The unit the value is written in.
    pub unit: u32,
    /// The scope around it.
    pub scope: ScopeId,
    /// The function around it.
    pub function: Option<At>,
    /// Byte offset: assignments behind it do not count.
    pub offset: u32,
    /// The class of the object the code runs in, when it is more special than the scope.
    pub class: Option<Text>,
    /// What the parameters of `function` get.
    pub frame: Option<Rc<Frame>>,
    /// What the object was made from.
    pub made_from: Option<Rc<Frame>>,
}

/// Evaluates values over an index.
pub struct Evaluator<'a> {
    /// The declarations.
    pub index: &'a Index,
    depth: Cell<usize>,
    active: RefCell<Vec<(At, u32)>>,
}

impl<'a> Evaluator<'a> {
    /// An evaluator over `index`.
    pub fn new(index: &'a Index) -> Self {
        Self { index, depth: Cell::new(0), active: RefCell::default() }
    }

    /// The context of a call site.
    pub fn context_of(&self, at: At) -> Context {
        let site = self.index.site(at);
        Context {
            unit: at.unit,
            scope: site.scope,
            function: site.function.map(|item| At { unit: at.unit, item }),
            offset: site.span.start,
            class: None,
            frame: None,
            made_from: None,
        }
    }

    /// The class whose members bare names mean here.
    pub fn class_of(&self, cx: &Context) -> Text {
        if let Some(class) = &cx.class {
            return class.clone();
        }
        let mut scope = At { unit: cx.unit, item: cx.scope };
        // Code in an object or template belongs to the nearest thing that has members.
        while let (ScopeKind::Template, Some(parent)) = (self.index.scope(scope).kind, self.index.scope(scope).parent) {
            scope.item = parent;
        }
        self.index.class_key(scope).clone()
    }

    fn lexical(&self, cx: &Context) -> &'a str {
        &self.index.scope(At { unit: cx.unit, item: cx.scope }).path
    }

    fn place(&self, cx: &Context) -> Span {
        Span { file: self.index.units[cx.unit as usize].file, start: cx.offset, end: cx.offset }
    }

    fn unknown(&self, cx: &Context, why: String) -> Vec<Term> {
        vec![Term::Unknown(Rc::new((why, self.place(cx))))]
    }

    /// What a value may be.
    pub fn eval(&self, value: &Value, cx: &Context) -> Vec<Term> {
        if self.depth.get() >= MOST_DEPTH * 4 {
            return self.unknown(cx, "too deep to follow".into());
        }
        self.depth.set(self.depth.get() + 1);
        let found = self.eval_inner(value, cx);
        self.depth.set(self.depth.get() - 1);
        distinct(found)
    }

    fn eval_inner(&self, value: &Value, cx: &Context) -> Vec<Term> {
        match value {
            Value::Text(text) | Value::Number(text) => vec![Term::Text(text.clone())],
            Value::Bool(_) | Value::Null => vec![Term::Null],
            Value::Name(name) => self.name(name, cx),
            Value::Member(base, name) => self.member(base, name, cx),
            Value::Index(base, key) => self.indexed(base, key, cx),
            Value::Call(call) => self.call(call, cx),
            Value::Template(parts) => {
                let parts: Vec<Vec<Term>> = parts.iter().map(|part| self.eval(part, cx)).collect();
                concat(&parts)
            }
            Value::Choice(values) => values.iter().flat_map(|value| self.eval(value, cx)).collect(),
            Value::List(values) => {
                let items = values.iter().flat_map(|value| match value {
                    Value::Spread(inner) => self.elements(inner, cx),
                    value => self.eval(value, cx),
                });
                vec![Term::List(items.collect())]
            }
            Value::Map(entries) => vec![Term::Map(self.entries(entries, cx))],
            Value::Each(inner) => self.elements(inner, cx),
            Value::Spread(inner) => self.eval(inner, cx),
            Value::Function(item) => vec![Term::Function(At { unit: cx.unit, item: *item })],
            Value::Closure(_) => self.unknown(cx, "a closure".into()),
            Value::Opaque => self.unknown(cx, "an expression that is not followed".into()),
        }
    }

    fn entries(&self, entries: &[(Value, Value)], cx: &Context) -> Vec<(Term, Term)> {
        let mut found = Vec::new();
        for (key, value) in entries {
            if let Value::Spread(inner) = key {
                for term in self.eval(inner, cx) {
                    match term {
                        Term::Map(inner) => found.extend(inner),
                        other => found.push((Term::Null, other)),
                    }
                }
                continue;
            }
            for key in self.eval(key, cx) {
                let values = self.eval(value, cx).into_iter().take(64);
                found.extend(values.map(|value| (key.clone(), value)));
            }
        }
        found
    }

    /// Elements of a list, keys of a map.
    fn elements(&self, value: &Value, cx: &Context) -> Vec<Term> {
        let terms = self.eval(value, cx).into_iter().flat_map(|term| match term {
            Term::List(items) => items,
            Term::Map(entries) => entries.into_iter().map(|(key, _)| key).collect(),
            Term::Null => Vec::new(),
            Term::Param(hole) => vec![Term::Param(hole)],
            other => vec![other],
        });
        terms.collect()
    }

    fn name(&self, name: &str, cx: &Context) -> Vec<Term> {
        match name {
            "self" | "this" | "Self" => return vec![self.self_term(cx)],
            "$options" => return vec![self.self_term(cx)],
            _ => {}
        }
        if let Some(terms) = self.local(name, cx) {
            return terms;
        }
        if name.starts_with('@') {
            return self.field(name, cx);
        }
        if let Some(terms) = self.module_name(name, cx) {
            return terms;
        }
        let class = self.class_of(cx);
        if name.starts_with(|c: char| c.is_uppercase() || c == ':')
            && let Some(terms) = self.constant(name, cx)
        {
            return terms;
        }
        if let Some(terms) = self.own_member(&class, name, cx, cx.made_from.clone()) {
            return terms;
        }
        self.unknown(cx, format!("`{name}` is not known here"))
    }

    fn self_term(&self, cx: &Context) -> Term {
        let class = self.class_of(cx);
        let is_static = cx.function.is_some_and(|at| self.index.function(at).kind == FunctionKind::Static);
        let in_body = cx.function.is_none() && !modules::has_modules(self.index.units[cx.unit as usize].language);
        if is_static || in_body { Term::Class(class) } else { Term::Instance(class, cx.made_from.clone()) }
    }

    /// A local or parameter of the function around, if there is one of that name.
    fn local(&self, name: &str, cx: &Context) -> Option<Vec<Term>> {
        let facts = &self.index.units[cx.unit as usize].facts;
        let own = cx.function.map(|at| at.item);
        let mut values: Vec<(&Value, u32)> = Vec::new();
        let (mut certain, mut appended, mut narrowed, mut inside) = (false, Vec::new(), None, None);
        if name.starts_with('@') {
            return None;
        }
        for (_, binding) in self.index.bindings_named(cx.unit, name) {
            let here = binding.function == own && (own.is_some() || binding.scope == cx.scope) && binding.span.start < cx.offset;
            if !here {
                continue;
            }
            // A component's data and an object's entries are members, not locals.
            if own.is_none()
                && matches!(facts.scopes[binding.scope as usize].kind, ScopeKind::Component | ScopeKind::Object)
                && !matches!(binding.value, Value::Each(_))
            {
                continue;
            }
            match binding.kind {
                BindingKind::Assign => {
                    values.clear();
                    appended.clear();
                    certain = true;
                    values.push((&binding.value, binding.span.start));
                }
                BindingKind::Maybe => values.push((&binding.value, binding.span.start)),
                BindingKind::Inside if cx.offset < binding.span.end => inside = Some((&binding.value, binding.span.start)),
                BindingKind::Inside => {}
                BindingKind::Append => appended.push((&binding.value, binding.span.start)),
                BindingKind::Narrow => narrowed = Some((&binding.value, binding.span.start)),
            }
        }
        if let Some((value, offset)) = inside {
            return Some(self.eval(value, &Context { offset, ..cx.clone() }));
        }
        let parameter = cx.function.and_then(|at| {
            let index = self.index.function(at).parameters.iter().position(|parameter| parameter.name == name)?;
            Some((at, index as u16))
        });
        if values.is_empty() && appended.is_empty() && parameter.is_none() {
            return None;
        }
        let at = |offset: u32| Context { offset, ..cx.clone() };
        let mut terms: Vec<Term> = values.iter().flat_map(|(value, offset)| self.eval(value, &at(*offset))).collect();
        // A local that is only sometimes assigned is otherwise nothing.
        if !certain && parameter.is_none() && appended.is_empty() && own.is_some() {
            terms.push(Term::Null);
        }
        if let (Some((function, index)), false) = (parameter, certain) {
            terms.extend(self.parameter(function, index, cx));
        }
        if !appended.is_empty() {
            let more: Vec<Term> = appended.iter().flat_map(|(value, offset)| self.eval(value, &at(*offset))).collect();
            let more = more.into_iter().flat_map(|term| match term {
                Term::List(items) => items,
                other => vec![other],
            });
            let mut items: Vec<Term> = more.collect();
            terms.retain(|term| match term {
                Term::List(first) => {
                    items.extend(first.iter().cloned());
                    false
                }
                Term::Null => false,
                _ => true,
            });
            terms.push(Term::List(items));
        }
        if let Some((list, offset)) = narrowed
            && terms.iter().any(|term| matches!(term, Term::Unknown(_) | Term::Param(_)))
        {
            let bound = self.elements(list, &at(offset));
            if !bound.is_empty() && bound.iter().all(|term| matches!(term, Term::Text(_))) {
                // A caller's own value is told apart from the list only where the caller is known, so holes stay beside it.
                terms.retain(|term| !matches!(term, Term::Unknown(_) | Term::Param(_)));
                terms.extend(bound);
            }
        }
        Some(terms)
    }

    fn parameter(&self, function: At, index: u16, cx: &Context) -> Vec<Term> {
        if let Some(frame) = cx.frame.as_ref().filter(|frame| frame.function == function) {
            return frame.arguments.get(index as usize).cloned().unwrap_or_default();
        }
        if let Some(frame) = cx.made_from.as_ref().filter(|frame| frame.function == function) {
            return frame.arguments.get(index as usize).cloned().unwrap_or_default();
        }
        let of = (self.index.function(function).kind == FunctionKind::Constructor).then(|| self.class_of(cx));
        vec![Term::Param(Hole { function, parameter: index, of, path: Vec::new() })]
    }

    /// Everything that is assigned to a field, anywhere in the class and its ancestors.
    fn field(&self, name: &str, cx: &Context) -> Vec<Term> {
        let class = self.class_of(cx);
        let bindings = self.index.fields(&class, name);
        if bindings.is_empty() {
            return self.unknown(cx, format!("nothing is assigned to `{name}`"));
        }
        self.guarded(bindings[0], || {
            bindings
                .iter()
                .filter(|at| self.index.binding(**at).kind != BindingKind::Narrow)
                .flat_map(|at| self.bound(*at, Some(&class), cx.made_from.clone()))
                .collect()
        })
        .unwrap_or_default()
    }

    /// The value of a binding, evaluated where it stands.
    fn bound(&self, at: At, class: Option<&Text>, made_from: Option<Rc<Frame>>) -> Vec<Term> {
        let binding = self.index.binding(at);
        let cx = Context {
            unit: at.unit,
            scope: binding.scope,
            function: binding.function.map(|item| At { unit: at.unit, item }),
            offset: binding.span.start,
            class: class.cloned(),
            frame: None,
            made_from,
        };
        self.eval(&binding.value, &cx)
    }

    /// Runs `work` unless it is already running for this item further out.
    fn guarded(&self, at: At, work: impl FnOnce() -> Vec<Term>) -> Option<Vec<Term>> {
        let key = (at, at.item);
        if self.active.borrow().contains(&key) || self.active.borrow().len() >= MOST_DEPTH {
            return None;
        }
        self.active.borrow_mut().push(key);
        let found = work();
        self.active.borrow_mut().pop();
        Some(found)
    }

    /// A constant: a value bound to it, or a class.
    fn constant(&self, name: &str, cx: &Context) -> Option<Vec<Term>> {
        if modules::has_modules(self.index.units[cx.unit as usize].language) {
            return None;
        }
        let lexical = self.lexical(cx);
        let (owner, tail) = name.rsplit_once("::").map_or((None, name), |(owner, tail)| (Some(owner), tail));
        let owners: Vec<Text> = match owner {
            Some("") => vec![Text::default()],
            Some(owner) => self.index.resolve_class(owner, lexical).into_iter().collect(),
            None => {
                let mut owners: Vec<Text> = super::classes::lexical_prefixes(lexical).map(Text::from).collect();
                owners.insert(0, self.class_of(cx));
                owners
            }
        };
        for owner in &owners {
            let bindings = self.index.fields(owner, tail);
            if let Some(at) = bindings.first() {
                return self.guarded(*at, || self.bound(*at, None, None));
            }
        }
        self.index.resolve_class(name, lexical).map(|class| vec![Term::Class(class)])
    }

    /// The value of a constant of a class.
    pub fn constant_of(&self, class: &str, name: &str) -> Vec<Term> {
        let fields = self.index.fields(class, name);
        fields.first().and_then(|at| self.guarded(*at, || self.bound(*at, None, None))).unwrap_or_default()
    }

    /// A name of the file: a module-level binding, a function, an import.
    fn module_name(&self, name: &str, cx: &Context) -> Option<Vec<Term>> {
        if !modules::has_modules(self.index.units[cx.unit as usize].language) {
            return None;
        }
        self.exported(cx.unit, name, true)
    }

    /// What a name of a file stands for. Private names count only inside the file.
    pub fn exported(&self, unit: u32, name: &str, inside: bool) -> Option<Vec<Term>> {
        let facts = &self.index.units[unit as usize].facts;
        if name == "default"
            && let Some(scope) = self.index.default_scope(unit)
        {
            return Some(vec![Term::Class(self.index.class_key(scope).clone())]);
        }
        let function = facts.functions.iter().position(|function| function.name == name && function.scope == 0);
        if let Some(item) = function {
            return Some(vec![Term::Function(At { unit, item: item as u32 })]);
        }
        if let Some(item) = facts.scopes.iter().skip(1).position(|scope| scope.path == name) {
            let class = self.index.class_key(At { unit, item: item as u32 + 1 }).clone();
            // An object that is also a plain map keeps its entries.
            if let Some(map) = self.file_binding(unit, name).filter(|terms| terms.iter().any(|term| matches!(term, Term::Map(_))))
            {
                return Some(map);
            }
            return Some(vec![Term::Class(class)]);
        }
        if let Some(terms) = self.file_binding(unit, name) {
            return Some(terms);
        }
        facts
            .imports
            .iter()
            .filter(|import| (import.local == name || import.local == "*") && (inside || import.reexport))
            .find_map(|import| {
                let target = self.index.module_unit(unit, &import.module)?;
                match &import.imported {
                    Imported::Default => self.exported(target, "default", false),
                    Imported::Named(other) => self.exported(target, other, false),
                    Imported::All if import.local == "*" => self.exported(target, name, false),
                    Imported::All => Some(vec![Term::Module(target)]),
                }
            })
    }

    fn file_binding(&self, unit: u32, name: &str) -> Option<Vec<Term>> {
        let all = self.index.bindings_named(unit, name);
        let all = all.filter(|(_, binding)| binding.scope == 0 && binding.function.is_none());
        let all: Vec<At> = all.map(|(item, _)| At { unit, item }).collect();
        let first = *all.first()?;
        self.guarded(first, || {
            all.iter()
                .filter(|at| self.index.binding(**at).kind != BindingKind::Append)
                .flat_map(|at| self.bound(*at, None, None))
                .collect()
        })
    }

    /// A member of a class: field, accessor, method without arguments, constructor parameter.
    fn own_member(&self, class: &str, name: &str, cx: &Context, made_from: Option<Rc<Frame>>) -> Option<Vec<Term>> {
        let methods = self.overridable(class, name, cx);
        if !methods.is_empty() {
            return Some(methods.iter().flat_map(|at| self.run(*at, &[], cx, Some(class), made_from.clone())).collect());
        }
        let fields = self.index.fields(class, name);
        if let Some(first) = fields.first() {
            let key: Text = class.into();
            return self
                .guarded(*first, || fields.iter().flat_map(|at| self.bound(*at, Some(&key), made_from.clone())).collect());
        }
        let constructor = self.index.constructor(class)?;
        if !modules::has_modules(self.index.unit(constructor).language) {
            return None;
        }
        let parameters = &self.index.function(constructor).parameters;
        let parameter = parameters.iter().position(|parameter| parameter.name == name)?;
        let cx = Context { made_from, ..cx.clone() };
        Some(self.parameter(constructor, parameter as u16, &cx))
    }

    /// The functions a bare name means in a class: the nearest one, and what heirs put in its place.
    fn overridable(&self, class: &str, name: &str, cx: &Context) -> Vec<At> {
        let mut found = self.index.methods(class, name).to_vec();
        if cx.class.is_none() && !class.is_empty() && !class.ends_with('#') {
            // Heirs are searched for only where the function itself says nothing (a template method); known ones always count.
            let says_nothing = found.iter().all(|at| {
                self.index.function(*at).returns.iter().all(|value| {
                    matches!(value, Value::Opaque | Value::Null) || matches!(value, Value::Call(call) if call.name == "raise")
                })
            });
            let heirs = if says_nothing && !found.is_empty() { self.index.heirs(class) } else { self.index.known_heirs(class) };
            for heir in heirs {
                found.extend(self.index.own_methods(&heir, name).iter().copied());
            }
        }
        found
    }

    fn member(&self, base: &Value, name: &str, cx: &Context) -> Vec<Term> {
        // `this.$options.key` is an option of the component.
        let on_options = match base {
            Value::Member(inner, options) => options == "$options" && matches!(&**inner, Value::Name(this) if this == "this"),
            Value::Name(options) => options == "$options",
            _ => false,
        };
        if on_options {
            let class = self.class_of(cx);
            let fields = self.index.fields(&class, &format!("$options.{name}"));
            return match fields.first() {
                Some(at) => self.guarded(*at, || self.bound(*at, None, None)).unwrap_or_default(),
                None => self.unknown(cx, format!("option `{name}` is not known")),
            };
        }
        let bases = self.eval(base, cx);
        bases.iter().flat_map(|term| self.member_of(term, name, cx)).collect()
    }

    fn member_of(&self, term: &Term, name: &str, cx: &Context) -> Vec<Term> {
        match term {
            Term::Instance(class, made_from) => {
                let inner = Context { class: Some(class.clone()), ..cx.clone() };
                let inner = if *class == self.class_of(cx) { cx } else { &inner };
                self.own_member(class, name, inner, made_from.clone())
                    .unwrap_or_else(|| self.unknown(cx, format!("`{name}` of `{class}` is not known")))
            }
            Term::Class(class) => self.class_member(class, name, cx),
            Term::Module(unit) => {
                self.exported(*unit, name, false).unwrap_or_else(|| self.unknown(cx, format!("`{name}` is not exported")))
            }
            Term::Map(entries) => {
                let found = member(term, name);
                let closed = entries.iter().all(|(key, _)| matches!(key, Term::Text(_)));
                if found == [Term::Null] && closed {
                    return vec![Term::Missing(Rc::new((
                        format!("`{name}` is not among the keys of the object it is read from"),
                        self.place(cx),
                    )))];
                }
                found
            }
            Term::Unknown(_) | Term::Param(_) | Term::Null | Term::Missing(_) => member(term, name),
            _ => self.unknown(cx, format!("`{name}` is not followed")),
        }
    }

    fn class_member(&self, class: &str, name: &str, cx: &Context) -> Vec<Term> {
        let methods = self.index.methods(class, name);
        if !methods.is_empty() {
            return methods.iter().flat_map(|at| self.run(*at, &[], cx, Some(class), None)).collect();
        }
        let fields = self.index.fields(class, name);
        if let Some(at) = fields.first() {
            return self.guarded(*at, || self.bound(*at, None, None)).unwrap_or_default();
        }
        match name {
            "name" | "to_s" | "to_param" => vec![Term::Text(class.into())],
            "class" | "itself" => vec![Term::Class(class.into())],
            _ => self.unknown(cx, format!("`{class}.{name}` is not known")),
        }
    }

    fn indexed(&self, base: &Value, key: &Value, cx: &Context) -> Vec<Term> {
        if let (Value::Text(key), Value::Name(map)) = (key, base)
            && let Some(terms) = self.indirection(map, key, cx)
        {
            return terms;
        }
        if let (Value::Text(key), Value::Index(_, inner)) = (key, base)
            && let Value::Text(map) = &**inner
            && let Some(terms) = self.indirection(map, key, cx)
        {
            return terms;
        }
        let bases = self.eval(base, cx);
        let keys = self.eval(key, cx);
        let mut found = Vec::new();
        for term in &bases {
            for key in &keys {
                match (key, term) {
                    (Term::Text(key), Term::Instance(..) | Term::Class(_) | Term::Module(_)) => {
                        found.extend(self.member_of(term, key, cx))
                    }
                    (Term::Text(key), _) => found.extend(member(term, key)),
                    (_, Term::Map(entries)) => found.extend(entries.iter().map(|(_, value)| value.clone())),
                    (_, Term::List(items)) => found.extend(items.iter().cloned()),
                    (_, Term::Null) => found.push(Term::Null),
                    _ => found.extend(self.unknown(cx, "a look-up that is not followed".into())),
                }
            }
        }
        found
    }

    /// What calls named by the key were given, where the project's rules say that this is what is read.
    fn indirection(&self, map: &str, key: &str, cx: &Context) -> Option<Vec<Term>> {
        let rule = self.index.project.indirections.iter().find(|rule| rule.map == map && rule.key == key)?;
        let call = if rule.call.is_empty() { &rule.key } else { &rule.call };
        let facts = &self.index.units[cx.unit as usize].facts;
        let values = facts.calls.iter().filter(|site| site.name == *call).filter_map(|site| site.position(0));
        let terms: Vec<Term> = values.flat_map(|argument| self.eval(&argument.value, cx)).collect();
        (!terms.is_empty()).then_some(terms)
    }

    fn call(&self, call: &CallValue, cx: &Context) -> Vec<Term> {
        let Some(receiver) = &call.receiver else { return self.bare_call(call, cx) };
        let receivers = self.eval(receiver, cx);
        receivers.iter().flat_map(|term| self.call_on(term, call, cx)).collect()
    }

    fn bare_call(&self, call: &CallValue, cx: &Context) -> Vec<Term> {
        if let Some(terms) = self.module_name(&call.name, cx) {
            let results = terms.iter().flat_map(|term| match term {
                Term::Function(at) => self.run(*at, &call.arguments, cx, None, None),
                _ => self.unknown(cx, format!("result of `{}`", call.name)),
            });
            return results.collect();
        }
        let class = self.class_of(cx);
        if call.name == "new" {
            return vec![self.instance(&class, &call.arguments, cx)];
        }
        let methods = self.overridable(&class, &call.name, cx);
        if methods.is_empty() {
            return self.unknown(cx, format!("result of `{}`", call.name));
        }
        methods.iter().flat_map(|at| self.run(*at, &call.arguments, cx, Some(&class), cx.made_from.clone())).collect()
    }

    fn call_on(&self, term: &Term, call: &CallValue, cx: &Context) -> Vec<Term> {
        let name = call.name.as_str();
        match term {
            Term::Class(class) if name == "new" => vec![self.instance(class, &call.arguments, cx)],
            Term::Class(class) | Term::Instance(class, _) => {
                let methods = self.index.methods(class, name);
                if methods.is_empty() {
                    return match (name, term) {
                        ("class", Term::Instance(..)) => vec![Term::Class(class.clone())],
                        _ if call.arguments.is_empty() && matches!(term, Term::Class(_)) => self.class_member(class, name, cx),
                        _ => self.unknown(cx, format!("result of `{name}`")),
                    };
                }
                let made_from = if let Term::Instance(_, made_from) = term { made_from.clone() } else { None };
                methods.iter().flat_map(|at| self.run(*at, &call.arguments, cx, Some(class), made_from.clone())).collect()
            }
            Term::Module(unit) => match self.exported(*unit, name, false) {
                Some(terms) => terms
                    .iter()
                    .flat_map(|term| match term {
                        Term::Function(at) => self.run(*at, &call.arguments, cx, None, None),
                        _ => self.unknown(cx, format!("result of `{name}`")),
                    })
                    .collect(),
                None => self.unknown(cx, format!("result of `{name}`")),
            },
            Term::Text(text) => match super::strings::apply(text, name, &self.literal_arguments(call, cx)) {
                Some(result) => vec![Term::Text(result.into())],
                // A literal has no such method, so this alternative cannot happen.
                None => Vec::new(),
            },
            Term::Map(entries) => self.map_call(entries, call, cx),
            Term::List(items) => match name {
                "first" | "last" | "sample" | "find" | "min" | "max" | "pop" | "shift" => items.clone(),
                "join" => self.unknown(cx, "a joined list".into()),
                "map" | "include?" | "includes" | "count" | "size" | "length" => self.unknown(cx, format!("result of `{name}`")),
                _ => vec![term.clone()],
            },
            Term::Param(_) if super::strings::keeps_text(name) => vec![term.clone()],
            Term::Null | Term::Missing(_) => vec![Term::Null],
            Term::Parts(parts) if super::strings::keeps_text(name) => vec![Term::Parts(parts.clone())],
            Term::Unknown(_) | Term::Param(_) if matches!(name, "merge" | "deep_merge" | "reverse_merge") => {
                self.map_call(&[(Term::Null, term.clone())], call, cx)
            }
            _ => self.unknown(cx, format!("result of `{name}`")),
        }
    }

    fn literal_arguments(&self, call: &CallValue, cx: &Context) -> Vec<Text> {
        let terms = call.arguments.iter().flat_map(|argument| self.eval(&argument.value, cx));
        terms.filter_map(|term| if let Term::Text(text) = term { Some(text) } else { None }).collect()
    }

    fn map_call(&self, entries: &[(Term, Term)], call: &CallValue, cx: &Context) -> Vec<Term> {
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
            "keys" => vec![Term::List(entries.iter().map(|(key, _)| key.clone()).collect())],
            "values" => vec![Term::List(entries.iter().map(|(_, value)| value.clone()).collect())],
            "key" | "invert" | "to_json" | "map" => self.unknown(cx, format!("result of `{}`", call.name)),
            _ => vec![Term::Map(entries.to_vec())],
        }
    }

    fn argument_terms(&self, argument: &Argument, cx: &Context) -> Vec<Term> {
        let values = self.eval(&argument.value, cx);
        match &argument.key {
            Key::Name(name) => values.into_iter().map(|value| Term::Map(vec![(Term::Text(name.clone()), value)])).collect(),
            _ => values,
        }
    }

    /// An instance of a class, made from these arguments.
    pub fn instance(&self, class: &str, arguments: &[Argument], cx: &Context) -> Term {
        let frame = self.index.constructor(class).map(|constructor| Rc::new(self.frame(constructor, arguments, cx, 0)));
        Term::Instance(class.into(), frame)
    }

    /// What a function returns for these arguments.
    fn run(&self, at: At, arguments: &[Argument], cx: &Context, class: Option<&str>, made_from: Option<Rc<Frame>>) -> Vec<Term> {
        let function = self.index.function(at);
        let result = self.guarded(At { unit: at.unit, item: at.item | 1 << 31 }, || {
            let frame = Rc::new(self.frame(at, arguments, cx, 0));
            let inner = Context {
                unit: at.unit,
                scope: function.scope,
                function: Some(at),
                offset: function.span.end,
                class: class.map(Text::from),
                frame: Some(frame),
                made_from,
            };
            function.returns.iter().flat_map(|value| self.eval(value, &inner)).collect()
        });
        result.unwrap_or_else(|| self.unknown(cx, format!("`{}` calls itself", function.name)))
    }

    /// What each parameter of a function gets from these arguments. The first `skip` positions are not the function's.
    pub fn frame(&self, function: At, arguments: &[Argument], cx: &Context, skip: u16) -> Frame {
        let parameters = &self.index.function(function).parameters;
        let arguments = (0..parameters.len()).map(|index| self.argument(function, index, arguments, cx, skip)).collect();
        Frame { function, arguments }
    }

    fn argument(&self, function: At, index: usize, arguments: &[Argument], cx: &Context, skip: u16) -> Vec<Term> {
        let parameters = &self.index.function(function).parameters;
        let parameter = &parameters[index];
        let spreads = || arguments.iter().filter(|argument| argument.key == Key::Spread);
        let default = || match &parameter.default {
            Some(value) => {
                let at = self.index.function(function);
                let inner = Context {
                    unit: function.unit,
                    scope: at.scope,
                    function: Some(function),
                    offset: at.span.start,
                    class: None,
                    frame: None,
                    made_from: None,
                };
                self.eval(value, &inner)
            }
            None => vec![Term::Null],
        };
        match parameter.kind {
            ParameterKind::Positional => {
                let position = parameters[..index].iter().filter(|parameter| parameter.kind == ParameterKind::Positional).count()
                    as u16
                    + skip;
                if let Some(argument) = arguments.iter().find(|argument| argument.key == Key::Position(position)) {
                    return self.eval(&argument.value, cx);
                }
                let is_last = !parameters[index + 1..].iter().any(|parameter| parameter.kind == ParameterKind::Positional);
                let takes_names = parameters
                    .iter()
                    .any(|parameter| matches!(parameter.kind, ParameterKind::Keyword | ParameterKind::KeywordRest));
                if is_last && !takes_names && arguments.iter().any(|argument| matches!(argument.key, Key::Name(_))) {
                    return vec![self.named_map(arguments, &[], cx)];
                }
                if spreads().next().is_some() { self.unknown(cx, "a spread argument".into()) } else { default() }
            }
            ParameterKind::Keyword => {
                if let Some(argument) =
                    arguments.iter().find(|argument| matches!(&argument.key, Key::Name(name) if same_name(name, &parameter.name)))
                {
                    return self.eval(&argument.value, cx);
                }
                let mut found: Vec<Term> = Vec::new();
                for spread in spreads() {
                    found.extend(self.eval(&spread.value, cx).iter().flat_map(|term| member(term, &parameter.name)));
                }
                if found.is_empty() || found == [Term::Null] { default() } else { found }
            }
            ParameterKind::Rest => {
                let first =
                    parameters.iter().filter(|parameter| parameter.kind == ParameterKind::Positional).count() as u16 + skip;
                let rest =
                    arguments.iter().filter(|argument| matches!(argument.key, Key::Position(position) if position >= first));
                vec![Term::List(rest.flat_map(|argument| self.eval(&argument.value, cx)).collect())]
            }
            ParameterKind::KeywordRest => {
                let taken: Vec<&str> = parameters
                    .iter()
                    .filter(|parameter| parameter.kind == ParameterKind::Keyword)
                    .map(|parameter| parameter.name.as_str())
                    .collect();
                vec![self.named_map(arguments, &taken, cx)]
            }
            ParameterKind::Block => self.unknown(cx, "a block".into()),
        }
    }

    fn named_map(&self, arguments: &[Argument], taken: &[&str], cx: &Context) -> Term {
        let mut entries = Vec::new();
        for argument in arguments {
            match &argument.key {
                Key::Name(name) if !taken.contains(&name.as_str()) => {
                    entries.extend(self.eval(&argument.value, cx).into_iter().map(|value| (Term::Text(name.clone()), value)));
                }
                Key::Spread => {
                    for term in self.eval(&argument.value, cx) {
                        match term {
                            Term::Map(more) => entries.extend(more),
                            // A hole keeps its members reachable when it is all there is.
                            hole @ Term::Param(_) if arguments.len() == 1 => return hole,
                            other => entries.push((Term::Null, other)),
                        }
                    }
                }
                _ => {}
            }
        }
        Term::Map(entries)
    }
}

/// Whether an attribute or argument name is the parameter's: `track-action` fills `trackAction`.
fn same_name(given: &str, parameter: &str) -> bool {
    if given == parameter {
        return true;
    }
    given.contains('-')
        && given
            .chars()
            .filter(|c| *c != '-')
            .map(|c| c.to_ascii_lowercase())
            .eq(parameter.chars().map(|c| c.to_ascii_lowercase()))
}
