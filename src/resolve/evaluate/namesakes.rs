//! The types of one name whose members are meant, in languages whose files are modules.

use crate::facts::{CallValue, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, CallFrame, Context};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::ItemId;

/// A type as a scope of a file names it.
pub(super) struct TypeAt {
    path: Text,
    place: ItemId,
}

impl TypeAt {
    /// Returns the type that a path means at a place, a scope of a file.
    pub(super) fn new(path: Text, place: ItemId) -> Self {
        Self { path, place }
    }
}

impl Evaluator<'_> {
    /// Returns the methods of a class that a call on a value means, and true if no other type of the name may be meant.
    pub(super) fn methods_meant(
        &self,
        methods: Vec<ItemId>,
        receiver: &AbstractValue,
        call: &CallValue,
        cx: &Context,
    ) -> (Vec<ItemId>, bool) {
        let (AbstractValue::Class(class) | AbstractValue::Instance(class, _)) = receiver else {
            return (methods, true);
        };
        let Some(own) = self.in_several_files(&methods, class, cx) else {
            return (methods, true);
        };
        let made = self.type_of_value(receiver);
        let written = || self.type_written(call.receiver.as_ref()?, class, cx);
        let meant = made.or_else(written);
        self.narrowed(methods, &own, class, meant)
    }

    /// Returns true if a call on an expression may mean a method of a class, whatever other types have the name of the class.
    pub(crate) fn may_mean(
        &self,
        method: ItemId,
        class: &Text,
        receiver: &Value,
        cx: &Context,
    ) -> bool {
        if !self.traits(cx).module_files {
            return true;
        }
        let methods = self.index.methods(class, &self.index.function(method).name);
        let Some(own) = self.in_several_files(&methods, class, cx) else {
            return true;
        };
        let means = |meant: Option<TypeAt>| {
            let (methods, _) = self.narrowed(methods.to_vec(), &own, class, meant);
            methods.contains(&method)
        };
        match self.type_written(receiver, class, cx) {
            Some(meant) => means(Some(meant)),
            None => {
                let values = self.eval(receiver, cx);
                values.iter().any(|value| means(self.type_of_value(value)))
            }
        }
    }

    /// Returns the constructor of the type that an expression in front of a literal means. It is unknown if several types have the
    /// name of the class, and the path leads to none or several of them.
    pub(super) fn constructor_meant(
        &self,
        class: &str,
        receiver: Option<&Value>,
        cx: &Context,
    ) -> Option<ItemId> {
        let first = self.index.constructor(class)?;
        let all = self.index.own_constructors(class);
        if !self.traits(cx).module_files || is_of_one_file(all) {
            return Some(first);
        }
        let class = Text::from(class);
        let written = receiver.and_then(|receiver| self.type_written(receiver, &class, cx));
        let place = ItemId::new(cx.unit, cx.scope);
        let meant = written.unwrap_or_else(|| TypeAt::new(class.clone(), place));
        let scope = |at: ItemId| self.index.function(at).scope;
        match self.members_meant(all, scope, &class, &meant)[..] {
            [constructor] => Some(constructor),
            _ => None,
        }
    }

    /// Returns true if a literal may make an object by a constructor, whatever other types have the name of the class.
    pub(crate) fn may_construct(&self, site: ItemId, class: &str, constructor: ItemId) -> bool {
        let receiver = self.index.site(site).receiver.as_ref();
        let meant = || self.constructor_meant(class, receiver, &self.context_of(site));
        self.index.own_constructors(class).len() < 2
            || meant().is_none_or(|meant| meant == constructor)
    }

    /// Returns the constructor that made an object of a class.
    pub(super) fn made_by(&self, class: &str, made_from: Option<&CallFrame>) -> Option<ItemId> {
        let constructors = self.index.own_constructors(class);
        let functions = &made_from?.functions;
        functions
            .iter()
            .find(|at| constructors.contains(at))
            .copied()
    }

    /// Returns the path of the type in front of a call; none for the type around it, and for a value.
    pub(super) fn written_type<'c>(&self, call: &'c CallValue, cx: &Context) -> Option<&'c Text> {
        match &call.receiver {
            Some(Value::Name(path)) if !self.traits(cx).is_self(path) => {
                is_capital(last_name(path)).then_some(path)
            }
            _ => None,
        }
    }

    /// Returns the type that an expression names: by its path, or as the type around.
    fn type_written(&self, receiver: &Value, class: &Text, cx: &Context) -> Option<TypeAt> {
        let Value::Name(path) = receiver else {
            return None;
        };
        let path = match self.traits(cx).is_self(path) {
            true => class,
            false => Some(path).filter(|path| is_capital(last_name(path)))?,
        };
        Some(TypeAt::new(path.clone(), ItemId::new(cx.unit, cx.scope)))
    }

    /// Returns the type of a value: that of the literal that made it, or the declared one of a parameter.
    fn type_of_value(&self, value: &AbstractValue) -> Option<TypeAt> {
        match value {
            AbstractValue::Instance(class, made_from) => {
                let constructor = self.made_by(class, made_from.as_deref())?;
                let scope = self.index.function(constructor).scope;
                Some(TypeAt::new(
                    class.clone(),
                    ItemId::new(constructor.unit, scope),
                ))
            }
            AbstractValue::Param(reference) => {
                let path = self.declared_class(reference)?.clone();
                let function = reference.function;
                let scope = self.index.function(function).scope;
                Some(TypeAt::new(path, ItemId::new(function.unit, scope)))
            }
            _ => None,
        }
    }

    /// Returns the methods of a class itself if they belong to several files, and so to several types of its name.
    fn in_several_files(
        &self,
        methods: &[ItemId],
        class: &str,
        cx: &Context,
    ) -> Option<Vec<ItemId>> {
        if !self.traits(cx).module_files || methods.is_empty() {
            return None;
        }
        self.request_namesakes(class);
        if is_of_one_file(methods) {
            return None;
        }
        let is_own = |at: &ItemId| self.index.class_of_function(*at) == class;
        let own: Vec<ItemId> = methods.iter().copied().filter(is_own).collect();
        (!is_of_one_file(&own)).then_some(own)
    }

    /// Returns the methods without those of the class itself that belong to other types of its name, and true if this is certain.
    fn narrowed(
        &self,
        methods: Vec<ItemId>,
        own: &[ItemId],
        class: &str,
        meant: Option<TypeAt>,
    ) -> (Vec<ItemId>, bool) {
        let scope = |at: ItemId| self.index.function(at).scope;
        let meant = meant.map(|meant| self.members_meant(own, scope, class, &meant));
        let Some(meant) = meant.filter(|meant| !meant.is_empty()) else {
            return (methods, false);
        };
        let is_other = |at: &ItemId| own.contains(at) && !meant.contains(at);
        (
            methods.into_iter().filter(|at| !is_other(at)).collect(),
            true,
        )
    }

    /// Returns the members of types of one name that a type means: those of its own file, or of the module to which its path leads.
    pub(super) fn members_meant(
        &self,
        items: &[ItemId],
        scope_of: impl Fn(ItemId) -> u32,
        class: &str,
        meant: &TypeAt,
    ) -> Vec<ItemId> {
        let is_here = |at: &ItemId| !meant.path.contains("::") && at.unit == meant.place.unit;
        if items.iter().any(is_here) {
            return items.iter().copied().filter(is_here).collect();
        }
        let scope = |at: &ItemId| ItemId::new(at.unit, scope_of(*at));
        let scopes = self.scopes_meant(items.iter().map(scope), class, &meant.path, meant.place);
        let is_meant = |at: &ItemId| scopes.contains(&scope(at));
        items.iter().copied().filter(is_meant).collect()
    }
}

/// Returns true if no two items belong to different files.
pub(super) fn is_of_one_file(items: &[ItemId]) -> bool {
    items.windows(2).all(|pair| pair[0].unit == pair[1].unit)
}

/// Returns true for the name of a type or variant, as the language writes them.
pub(super) fn is_capital(name: &str) -> bool {
    name.starts_with(|first: char| first.is_uppercase())
}
