//! Constants and members of classes.

use crate::facts::{BindingKind, FunctionKind, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Arguments, CallFrame, Context, Values,
};
use crate::resolve::evaluate::combine::member;
use crate::resolve::evaluate::own_names::{is_written, name_of_class};
use crate::resolve::project::class_path::lexical_prefixes;
use crate::resolve::project::ids::ItemId;
use std::rc::Rc;

impl Evaluator<'_> {
    /// Returns the values of a constant: those bound to it, or a class.
    pub(crate) fn constant(&self, name: &str, cx: &Context) -> Option<Values> {
        if self.index.is_per_file(cx.unit) {
            return None;
        }
        if let Some(at) = self.constant_binding(name, cx) {
            return self.values_of_constant(at);
        }
        let found = self.index.resolve_class(name, self.lexical(cx));
        let renamed = || {
            let name = self.traits(cx).module_files.then_some(name)?;
            let own = self.without_renames(name, cx)?;
            self.index.resolve_class(&own, self.lexical(cx))
        };
        let class = found.or_else(renamed)?;
        Some(vec![AbstractValue::Class(class)])
    }

    /// Returns the values of a constant that is bound here. One that is only perhaps bound has those of its other bindings too.
    pub(super) fn values_of_constant(&self, at: ItemId) -> Option<Values> {
        let first = self.index.binding(at);
        if first.kind != BindingKind::Maybe {
            return self.guarded(at, || self.bound(at, None, None));
        }
        let alike = self.index.bindings_named(at.unit, &first.name);
        let alike = alike.filter(|(_, other)| {
            (other.scope, other.function, other.kind) == (first.scope, first.function, first.kind)
        });
        let alike: Vec<ItemId> = alike.map(|(item, _)| ItemId::new(at.unit, item)).collect();
        self.guarded(at, || {
            alike
                .iter()
                .flat_map(|at| self.bound(*at, None, None))
                .collect()
        })
    }

    /// Returns the binding of a constant.
    pub(crate) fn constant_binding(&self, name: &str, cx: &Context) -> Option<ItemId> {
        if self.index.is_per_file(cx.unit) {
            return None;
        }
        let lexical = self.lexical(cx);
        let (owner, tail) = name
            .rsplit_once("::")
            .map_or((None, name), |(owner, tail)| (Some(owner), tail));
        let is_module = |owner: &str| {
            let mut parts = owner.split("::");
            parts.all(|part| part.starts_with(|c: char| c.is_lowercase() || c == '_'))
        };
        if self.traits(cx).module_files
            && owner.is_none_or(is_module)
            && let Some(at) = self.constant_of_module(owner, tail, cx)
        {
            return Some(at);
        }
        let owners: Vec<Text> = match owner {
            Some("") => vec![Text::default()],
            Some(owner) => self.class_named(owner, cx).into_iter().collect(),
            None => {
                let mut owners: Vec<Text> = lexical_prefixes(lexical).map(Text::from).collect();
                owners.insert(0, self.class_of(cx));
                owners
            }
        };
        owners
            .iter()
            .find_map(|class| self.field_meant(class, owner, tail, cx))
    }

    /// Returns the constant of a class that a written path means.
    fn field_meant(
        &self,
        class: &str,
        path: Option<&str>,
        name: &str,
        cx: &Context,
    ) -> Option<ItemId> {
        match path.filter(|_| self.traits(cx).module_files) {
            Some(path) => self.constant_at_home(class, path, name, cx),
            None => self.index.fields(class, name).first().copied(),
        }
    }

    /// Returns the constant that a path of modules means; none if a nearer class has one of this name.
    fn constant_of_module(&self, owner: Option<&str>, name: &str, cx: &Context) -> Option<ItemId> {
        let class = self.class_of(cx);
        let is_own = owner.is_none() && !self.index.own_fields(&class, name).is_empty();
        if is_own && !class.is_empty() {
            return None;
        }
        self.constant_at(ItemId::new(cx.unit, cx.scope), owner, name)
    }

    /// Returns the class that a path means: one that is visible, one inside a mixin or superclass, or one under another name.
    pub(super) fn class_named(&self, path: &str, cx: &Context) -> Option<Text> {
        let lexical = self.lexical(cx);
        let found = self.index.resolve_class(path, lexical);
        if found.is_some() || path.starts_with("::") {
            return found;
        }
        let own = self.class_of(cx);
        let inherited = self.index.ancestors(&own);
        let mut inherited = inherited.iter().filter(|ancestor| **ancestor != own);
        inherited
            .find_map(|ancestor| self.index.resolve_class(path, ancestor))
            .or_else(|| match &self.constant(path, cx)?[..] {
                [AbstractValue::Class(class)] => Some(class.clone()),
                _ => None,
            })
    }

    /// Returns the values of a constant of a class.
    pub(crate) fn constant_of(&self, class: &str, name: &str) -> Values {
        let fields = self.index.fields(class, name);
        fields
            .first()
            .and_then(|at| self.guarded(*at, || self.bound(*at, None, None)))
            .unwrap_or_default()
    }

    /// Returns the values of a member of a class: field, accessor, method without arguments or constructor parameter.
    pub(crate) fn own_member(
        &self,
        class: &str,
        name: &str,
        cx: &Context,
        made_from: Option<Rc<CallFrame>>,
    ) -> Option<Values> {
        // Where objects are literals, a method that is not called is none: `self.title` in `fn title(&self)`.
        if let Some(values) = self.field_of_literal(class, name, made_from.as_ref(), cx) {
            return Some(values);
        }
        let methods = self.overridable(class, name, cx);
        if self.traits(cx).has_method_values
            && !methods.is_empty()
            && methods.iter().all(|at| !self.is_read(*at))
        {
            return Some(methods.into_iter().map(AbstractValue::Function).collect());
        }
        if !methods.is_empty() {
            let mut values = self.run(&methods, Arguments::Nothing, cx, Some(class), made_from);
            values.extend(self.fields_beside(class, name, cx));
            return Some(values);
        }
        let mut fields = self.index.fields(class, name);
        if cx.class.is_none() && self.index.is_per_file(cx.unit) {
            fields.extend(self.fields_of_subclasses(class, name, !fields.is_empty()));
        }
        if cx.class.is_some() && self.index.is_per_file(cx.unit) {
            fields = self.nearest_fields(fields);
        }
        if let Some(first) = fields.first() {
            let key: Text = class.into();
            return self.guarded(*first, || {
                fields
                    .iter()
                    .flat_map(|at| self.bound(*at, Some(&key), made_from.clone()))
                    .collect()
            });
        }
        let nearest = self.index.constructor(class)?;
        if !self.index.is_per_file(nearest.unit) {
            return None;
        }
        let lineage = self.index.ancestors(class);
        let constructors = lineage
            .iter()
            .filter_map(|ancestor| self.index.own_constructor(ancestor));
        let parameter_of = |constructor: ItemId| {
            let mut parameters = self.index.function(constructor).parameters.iter();
            let parameter = parameters.position(|parameter| parameter.name == name)?;
            Some((constructor, parameter))
        };
        let (constructor, parameter) = constructors.into_iter().find_map(parameter_of)?;
        let cx = Context {
            made_from,
            ..cx.clone()
        };
        Some(self.parameter(constructor, parameter as u16, &cx))
    }

    /// Returns true for a method that is read like a field.
    fn is_read(&self, function: ItemId) -> bool {
        self.index.function(function).kind == FunctionKind::Accessor
    }

    /// Returns the functions that a bare name means in a class: the nearest one, and the overrides of subclasses.
    pub(crate) fn overridable(&self, class: &str, name: &str, cx: &Context) -> Vec<ItemId> {
        let mut found = self.index.methods(class, name).to_vec();
        if cx.class.is_none() && !class.is_empty() && !class.ends_with('#') {
            let returns = |at: &ItemId| &self.index.function(*at).returns;
            let is_abstract = |at: &ItemId, value: &Value| {
                let abstract_call = self.index.unit(*at).language.traits.abstract_call;
                matches!(value, Value::Call(call) if Some(&*call.name) == abstract_call)
            };
            let is_silent = |at: &ItemId, value: &Value| {
                matches!(value, Value::Opaque | Value::Null) || is_abstract(at, value)
            };
            // Files of subclasses are requested only for a template method; known ones always count.
            let mut methods = found.iter();
            let is_template =
                methods.all(|at| returns(at).iter().all(|value| is_silent(at, value)));
            let subclasses = match is_template && !found.is_empty() {
                _ if found.is_empty() => self.index.known_subclasses(class),
                _ if self.index.is_per_file(cx.unit) => self.index.file_subclasses(class),
                true => self.index.subclasses(class),
                false => self.index.known_subclasses(class),
            };
            for subclass in subclasses {
                found.extend(self.index.own_methods(&subclass, name).iter().copied());
            }
            // An abstract method returns nothing itself.
            let only_raises = |at: &ItemId| {
                let returns = returns(at);
                !returns.is_empty() && returns.iter().all(|value| is_abstract(at, value))
            };
            if !found.iter().all(only_raises) {
                found.retain(|at| !only_raises(at));
            }
        }
        found
    }

    pub(crate) fn member(&self, base: &Value, name: &str, cx: &Context) -> Values {
        // `this.$options.key` is an option of the component.
        let traits = self.traits(cx);
        let is_options = |name: &str| traits.component_options == Some(name);
        let on_options = match base {
            Value::Member(inner, options) => {
                is_options(options) && matches!(&**inner, Value::Name(this) if traits.is_self(this))
            }
            Value::Name(options) => is_options(options),
            _ => false,
        };
        if on_options {
            let class = self.class_of(cx);
            let options = traits.component_options.unwrap_or_default();
            let fields = self.index.fields(&class, &format!("{options}.{name}"));
            return match fields.first() {
                Some(at) => self
                    .guarded(*at, || self.bound(*at, None, None))
                    .unwrap_or_default(),
                None => self.unknown(cx, format!("option `{name}` is not known")),
            };
        }
        let bases = self.eval(base, cx);
        let is_name = traits.name_members.contains(&name);
        let is_self = matches!(base, Value::Name(own) if traits.is_self(own));
        let is_own = is_self && self.index.is_per_file(cx.unit);
        let member = |value: &AbstractValue| match value {
            AbstractValue::Class(class) if is_own && *class == self.class_of(cx) => {
                self.member_of_own_class(class, name, cx)
            }
            AbstractValue::Class(class) if is_name && is_written(base, class) => {
                vec![AbstractValue::Text(name_of_class(class).into())]
            }
            _ => self.member_of(value, name, cx),
        };
        bases.iter().flat_map(member).collect()
    }

    /// Returns a member that every class, object, function or text has by itself.
    fn member_by_itself(
        &self,
        value: &AbstractValue,
        name: &str,
        cx: &Context,
    ) -> Option<AbstractValue> {
        let traits = self.traits(cx);
        if traits.name_members.contains(&name)
            && let Some(found) = self.own_name(value, cx)
        {
            return Some(found);
        }
        match value {
            AbstractValue::Text(_) | AbstractValue::Parts(_)
                if traits.own_text_members.contains(&name) =>
            {
                Some(value.clone())
            }
            AbstractValue::Param(reference) if traits.own_text_members.contains(&name) => {
                Some(reference.then(Access::Own(name.into())))
            }
            _ => None,
        }
    }

    pub(crate) fn member_of(&self, value: &AbstractValue, name: &str, cx: &Context) -> Values {
        if let Some(found) = self.member_by_itself(value, name, cx) {
            return vec![found];
        }
        let traits = self.traits(cx);
        let declared = match value {
            AbstractValue::Param(reference) => self.declared_instance(reference),
            _ => None,
        };
        match declared.as_ref().unwrap_or(value) {
            AbstractValue::Instance(_, None)
                if traits.class_member == Some(name) && !traits.name_members.is_empty() =>
            {
                // An object of an unknown class has the members of its class, and no known name.
                vec![value.clone()]
            }
            AbstractValue::Instance(class, _) if traits.class_member == Some(name) => {
                self.classes_of_own(class, cx)
            }
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
                let found = member(value, name);
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
            | AbstractValue::Deferred(_)
            | AbstractValue::Null
            | AbstractValue::Missing(_) => member(value, name),
            _ => self.unknown(cx, format!("`{name}` is not followed")),
        }
    }

    pub(crate) fn class_member(&self, class: &str, name: &str, cx: &Context) -> Values {
        let methods = self.index.methods(class, name);
        if !methods.is_empty() && self.traits(cx).has_method_values {
            let methods = methods.iter().copied();
            return methods.map(AbstractValue::Function).collect();
        }
        if !methods.is_empty() {
            return self.run(&methods, Arguments::Nothing, cx, Some(class), None);
        }
        let fields = self.index.fields(class, name);
        if let Some(at) = fields.first() {
            return self.values_of_constant(*at).unwrap_or_default();
        }
        match name {
            _ if self.traits(cx).class_names.contains(&name) => {
                vec![AbstractValue::Text(class.into())]
            }
            "class" | "itself" => vec![AbstractValue::Class(class.into())],
            _ if name.starts_with(char::is_uppercase) => {
                // Subclasses may define the constant (`self::KEY`), so their files are requested.
                self.index.subclasses(class);
                self.unknown(cx, format!("`{class}::{name}` is not known"))
            }
            _ => self.unknown(cx, format!("`{class}.{name}` is not known")),
        }
    }
}
