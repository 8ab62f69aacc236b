//! Constants, exports and members: names whose value another place declares.

use crate::calls::{Step, StepKind};
use crate::facts::{BindingKind, FileFacts, Imported, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Arguments, CallFrame, Context, Values,
};
use crate::resolve::evaluate::combine::member;
use crate::resolve::project::ids::ItemId;
use std::rc::Rc;

impl Evaluator<'_> {
    /// A constant: a value bound to it, or a class.
    pub(crate) fn constant(&self, name: &str, cx: &Context) -> Option<Values> {
        if self.index.is_per_file(cx.unit) {
            return None;
        }
        let lexical = self.lexical(cx);
        let (owner, tail) = name
            .rsplit_once("::")
            .map_or((None, name), |(owner, tail)| (Some(owner), tail));
        let owners: Vec<Text> = match owner {
            Some("") => vec![Text::default()],
            Some(owner) => self
                .index
                .resolve_class(owner, lexical)
                .into_iter()
                .collect(),
            None => {
                let mut owners: Vec<Text> =
                    crate::resolve::project::class_path::lexical_prefixes(lexical)
                        .map(Text::from)
                        .collect();
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
        self.index
            .resolve_class(name, lexical)
            .map(|class| vec![AbstractValue::Class(class)])
    }

    /// The value of a constant of a class.
    pub(crate) fn constant_of(&self, class: &str, name: &str) -> Values {
        let fields = self.index.fields(class, name);
        fields
            .first()
            .and_then(|at| self.guarded(*at, || self.bound(*at, None, None)))
            .unwrap_or_default()
    }

    /// A name of the file: a module-level binding, a function, an import.
    pub(crate) fn module_name(&self, name: &str, cx: &Context) -> Option<Values> {
        if !self.index.is_per_file(cx.unit) {
            return None;
        }
        self.exported(cx.unit, name, true)
    }

    /// What a name of a file stands for. Private names count only inside the file.
    pub(crate) fn exported(&self, unit: u32, name: &str, inside: bool) -> Option<Values> {
        let facts = self.index.facts(unit);
        if name == "default"
            && !exports_function(facts)
            && let Some(scope) = self.index.default_scope(unit)
        {
            return Some(vec![AbstractValue::Class(
                self.index.class_key(scope).clone(),
            )]);
        }
        let is_own = |function: &crate::facts::Function| {
            function.name == name && function.scope == 0 && function.outer.is_none()
        };
        let function = facts.functions.iter().position(is_own);
        if let Some(item) = function {
            return Some(vec![AbstractValue::Function(ItemId::new(
                unit,
                item as u32,
            ))]);
        }
        if let Some(item) = facts
            .scopes
            .iter()
            .skip(1)
            .position(|scope| scope.path == name)
        {
            let class = self
                .index
                .class_key(ItemId::new(unit, item as u32 + 1))
                .clone();
            // An object that is also a plain map keeps its entries.
            if let Some(map) = self.file_binding(unit, name).filter(|terms| {
                terms
                    .iter()
                    .any(|term| matches!(term, AbstractValue::Map(_)))
            }) {
                return Some(map);
            }
            return Some(vec![AbstractValue::Class(class)]);
        }
        if let Some(terms) = self.file_binding(unit, name) {
            return Some(terms);
        }
        facts
            .imports
            .iter()
            .filter(|import| {
                (import.local == name || import.local == "*") && (inside || import.reexport)
            })
            .find_map(|import| {
                let target = self.index.module_unit(unit, &import.module)?;
                let step = || Step {
                    kind: StepKind::Import,
                    name: import.local.clone(),
                    span: import.span,
                };
                let found = || match &import.imported {
                    Imported::Default => self.exported(target, "default", false),
                    Imported::Named(other) => self.exported(target, other, false),
                    Imported::All if import.local == "*" => self.exported(target, name, false),
                    Imported::All => Some(vec![AbstractValue::Module(target)]),
                };
                self.traced_if(step, found)
            })
    }

    pub(crate) fn file_binding(&self, unit: u32, name: &str) -> Option<Values> {
        let all = self.index.bindings_named(unit, name);
        let all = all.filter(|(_, binding)| binding.scope == 0 && binding.function.is_none());
        let all: Vec<ItemId> = all.map(|(item, _)| ItemId::new(unit, item)).collect();
        let first = *all.first()?;
        self.guarded(first, || {
            all.iter()
                .filter(|at| self.index.binding(**at).kind != BindingKind::Append)
                .flat_map(|at| self.bound(*at, None, None))
                .collect()
        })
    }

    /// A member of a class: field, accessor, method without arguments, constructor parameter.
    pub(crate) fn own_member(
        &self,
        class: &str,
        name: &str,
        cx: &Context,
        made_from: Option<Rc<CallFrame>>,
    ) -> Option<Values> {
        let methods = self.overridable(class, name, cx);
        if !methods.is_empty() {
            return Some(self.run(&methods, Arguments::Nothing, cx, Some(class), made_from));
        }
        let fields = self.index.fields(class, name);
        if let Some(first) = fields.first() {
            let key: Text = class.into();
            return self.guarded(*first, || {
                fields
                    .iter()
                    .flat_map(|at| self.bound(*at, Some(&key), made_from.clone()))
                    .collect()
            });
        }
        let constructor = self.index.constructor(class)?;
        if !self.index.is_per_file(constructor.unit) {
            return None;
        }
        let parameters = &self.index.function(constructor).parameters;
        let parameter = parameters
            .iter()
            .position(|parameter| parameter.name == name)?;
        let cx = Context {
            made_from,
            ..cx.clone()
        };
        Some(self.parameter(constructor, parameter as u16, &cx))
    }

    /// The functions a bare name means in a class: the nearest one, and what subclasses put in its place.
    pub(crate) fn overridable(&self, class: &str, name: &str, cx: &Context) -> Vec<ItemId> {
        let mut found = self.index.methods(class, name).to_vec();
        if cx.class.is_none() && !class.is_empty() && !class.ends_with('#') {
            // Heirs are searched for only where the function itself says nothing (a template method); known ones always count.
            let says_nothing = found.iter().all(|at| {
                self.index.function(*at).returns.iter().all(|value| {
                    matches!(value, Value::Opaque | Value::Null)
                        || matches!(value, Value::Call(call) if call.name == "raise")
                })
            });
            let subclasses = if says_nothing && !found.is_empty() {
                self.index.subclasses(class)
            } else {
                self.index.known_subclasses(class)
            };
            for subclass in subclasses {
                found.extend(self.index.own_methods(&subclass, name).iter().copied());
            }
            // What only asks to be put in place of gives nothing itself.
            let asks = |at: &ItemId| {
                let returns = &self.index.function(*at).returns;
                !returns.is_empty()
                    && returns
                        .iter()
                        .all(|value| matches!(value, Value::Call(call) if call.name == "raise"))
            };
            if !found.iter().all(asks) {
                found.retain(|at| !asks(at));
            }
        }
        found
    }

    pub(crate) fn member(&self, base: &Value, name: &str, cx: &Context) -> Values {
        // `this.$options.key` is an option of the component.
        let on_options = match base {
            Value::Member(inner, options) => {
                options == "$options" && matches!(&**inner, Value::Name(this) if this == "this")
            }
            Value::Name(options) => options == "$options",
            _ => false,
        };
        if on_options {
            let class = self.class_of(cx);
            let fields = self.index.fields(&class, &format!("$options.{name}"));
            return match fields.first() {
                Some(at) => self
                    .guarded(*at, || self.bound(*at, None, None))
                    .unwrap_or_default(),
                None => self.unknown(cx, format!("option `{name}` is not known")),
            };
        }
        let bases = self.eval(base, cx);
        bases
            .iter()
            .flat_map(|term| self.member_of(term, name, cx))
            .collect()
    }

    pub(crate) fn member_of(&self, term: &AbstractValue, name: &str, cx: &Context) -> Values {
        match term {
            AbstractValue::Instance(class, made_from) => {
                let inner = Context {
                    class: Some(class.clone()),
                    ..cx.clone()
                };
                let inner = if *class == self.class_of(cx) {
                    cx
                } else {
                    &inner
                };
                self.own_member(class, name, inner, made_from.clone())
                    .unwrap_or_else(|| {
                        self.unknown(cx, format!("`{name}` of `{class}` is not known"))
                    })
            }
            AbstractValue::Class(class) => self.class_member(class, name, cx),
            AbstractValue::Module(unit) => self
                .exported(*unit, name, false)
                .unwrap_or_else(|| self.unknown(cx, format!("`{name}` is not exported"))),
            AbstractValue::Map(entries) => {
                let found = member(term, name);
                let closed = entries
                    .iter()
                    .all(|(key, _)| matches!(key, AbstractValue::Text(_)));
                if found == [AbstractValue::Null] && closed {
                    return vec![AbstractValue::Missing(Rc::new((
                        format!("`{name}` is not among the keys of the object it is read from"),
                        self.place(cx),
                    )))];
                }
                found
            }
            AbstractValue::Unknown(_)
            | AbstractValue::Param(_)
            | AbstractValue::Null
            | AbstractValue::Missing(_) => member(term, name),
            _ => self.unknown(cx, format!("`{name}` is not followed")),
        }
    }

    pub(crate) fn class_member(&self, class: &str, name: &str, cx: &Context) -> Values {
        let methods = self.index.methods(class, name);
        if !methods.is_empty() {
            return self.run(&methods, Arguments::Nothing, cx, Some(class), None);
        }
        let fields = self.index.fields(class, name);
        if let Some(at) = fields.first() {
            return self
                .guarded(*at, || self.bound(*at, None, None))
                .unwrap_or_default();
        }
        match name {
            "name" | "to_s" | "to_param" => vec![AbstractValue::Text(class.into())],
            "class" | "itself" => vec![AbstractValue::Class(class.into())],
            _ if name.starts_with(char::is_uppercase) => {
                // A constant that is left to subclasses (`self::KEY`): their files are of use.
                self.index.subclasses(class);
                self.unknown(cx, format!("`{class}::{name}` is not known"))
            }
            _ => self.unknown(cx, format!("`{class}.{name}` is not known")),
        }
    }

    pub(crate) fn indexed(&self, base: &Value, key: &Value, cx: &Context) -> Values {
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
        let keys = self.eval(key, cx);
        let mut bases = self.eval(base, cx);
        if keys
            .iter()
            .any(|key| !matches!(key, AbstractValue::Text(_)))
        {
            bases = bases.into_iter().flat_map(entries_of_table).collect();
        }
        let mut found = Vec::new();
        for term in &bases {
            for key in &keys {
                match (key, term) {
                    (
                        AbstractValue::Text(key),
                        AbstractValue::Instance(..)
                        | AbstractValue::Class(_)
                        | AbstractValue::Module(_),
                    ) => found.extend(self.member_of(term, key, cx)),
                    (AbstractValue::Text(key), _) => found.extend(member(term, key)),
                    (AbstractValue::Param(reference), AbstractValue::Map(entries))
                        if entries
                            .iter()
                            .all(|(key, _)| matches!(key, AbstractValue::Text(_))) =>
                    {
                        found.push(reference.then(Access::Of(Rc::new(entries.clone()))));
                    }
                    (_, AbstractValue::Map(entries)) => {
                        found.extend(entries.iter().map(|(_, value)| value.clone()))
                    }
                    (_, AbstractValue::List(items)) => found.extend(items.iter().cloned()),
                    (_, AbstractValue::Null) => found.push(AbstractValue::Null),
                    _ => found.extend(self.unknown(cx, "a look-up that is not followed".into())),
                }
            }
        }
        found
    }

    /// What calls named by the key were given, where the project's rules say that this is what is read.
    pub(crate) fn indirection(&self, map: &str, key: &str, cx: &Context) -> Option<Values> {
        let rule = self
            .index
            .project
            .indirections
            .iter()
            .find(|rule| rule.map == map && rule.key == key)?;
        let call = if rule.call.is_empty() {
            &rule.key
        } else {
            &rule.call
        };
        let facts = self.index.facts(cx.unit);
        let values = facts
            .calls
            .iter()
            .filter(|site| site.name == *call)
            .filter_map(|site| site.position(0));
        let terms: Values = values
            .flat_map(|argument| self.eval(&argument.value, cx))
            .collect();
        (!terms.is_empty()).then_some(terms)
    }
}

/// Of a look-up that a caller decides, everything it can come to: the next look-up is decided by another.
fn entries_of_table(term: AbstractValue) -> Values {
    match &term {
        AbstractValue::Param(reference) => match reference.path.last() {
            Some(Access::Of(entries)) => entries.iter().map(|(_, value)| value.clone()).collect(),
            _ => vec![term],
        },
        _ => vec![term],
    }
}

/// Whether what a file exports by default is a function of it, whatever else stands in the file.
pub(crate) fn exports_function(facts: &FileFacts) -> bool {
    let exported = facts
        .bindings
        .iter()
        .find(|binding| binding.name == "default" && binding.scope == 0);
    let name = match exported.map(|binding| &binding.value) {
        Some(Value::Name(name)) => name.as_str(),
        _ => "default",
    };
    facts
        .functions
        .iter()
        .any(|function| function.name == name && function.scope == 0 && function.outer.is_none())
}
