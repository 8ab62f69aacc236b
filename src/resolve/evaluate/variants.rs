//! Variants of enums, and the texts that methods give them.

use crate::facts::{COMPANION, CallValue, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Arguments, Context, Home, Values, Variant,
};
use crate::resolve::project::ids::ItemId;
use std::rc::Rc;
use std::sync::Arc;

/// Method that converts a variant to one of the companion enum.
const DISCRIMINANT: &str = "discriminant";

/// Methods that make the text of a variant, and of which a call says nothing else.
const CONVERSIONS: [&str; 6] = ["as_ref", "as_str", "deref", "fmt", "from", "to_string"];

/// The object of a method.
const SELF: &str = "self";

impl Evaluator<'_> {
    /// Returns the variant that a path means; none for other paths, and for a variant that has one text in every method.
    pub(super) fn variant_at(&self, path: &str, cx: &Context) -> Option<Values> {
        let imported = || self.imported_variant(path, cx);
        let written = path.rsplit_once("::");
        let written = written.map(|(owner, name)| (owner.into(), name.into()));
        let (owner, name): (Text, Text) = written.or_else(imported)?;
        if !self.traits(cx).module_files || !name.starts_with(|first: char| first.is_uppercase()) {
            return None;
        }
        let class = self.class_named(&owner, cx)?;
        self.variant_by_path(&class, &name, &owner, None, cx)
    }

    /// Returns the variant that a call of a class makes, as [`variant`](Self::variant) does.
    pub(super) fn variant_by_call(
        &self,
        class: &Text,
        call: &Arc<CallValue>,
        cx: &Context,
    ) -> Option<Values> {
        let path = self.written_type(call, cx).unwrap_or(class);
        self.variant_by_path(class, &call.name, path, Some((call, cx)), cx)
    }

    /// Returns the variant of the enum that a path means in a context, as [`variant`](Self::variant) does.
    fn variant_by_path(
        &self,
        class: &Text,
        name: &str,
        path: &str,
        made_by: Option<(&Arc<CallValue>, &Context)>,
        cx: &Context,
    ) -> Option<Values> {
        if !self.has_variant(class, name, Home::Only) {
            return None;
        }
        match self.home(class, path, ItemId::new(cx.unit, cx.scope)) {
            Some(home) => self.variant(class, name, home, made_by),
            None => Some(self.unknown(cx, several(class))),
        }
    }

    /// Returns a variant of an enum; none if the class has no such variant, or if it has one text in every method.
    pub(crate) fn variant(
        &self,
        class: &Text,
        name: &str,
        home: Home,
        made_by: Option<(&Arc<CallValue>, &Context)>,
    ) -> Option<Values> {
        if !self.has_variant(class, name, home) {
            return None;
        }
        let fields = self.fields_at_home(class, name, home);
        let texts = fields.first().and_then(|at| self.values_of_constant(*at));
        let are_known = |texts: &Values| texts.iter().all(AbstractValue::is_text);
        if texts.as_ref().is_some_and(are_known) && self.has_one_text(class) {
            return texts;
        }
        let texts = match (texts, made_by) {
            (Some(texts), _) => texts,
            (None, Some((call, cx))) => {
                let functions = self.index.own_methods(class, name);
                let functions = self.methods_at_home(functions, class, home);
                let passed = Arguments::Call(Arc::clone(call));
                match functions.is_empty() {
                    true => vec![self.without_text(class, name, home)?],
                    false => self.run(&functions, passed, cx, Some(class), None),
                }
            }
            _ => vec![self.without_text(class, name, home)?],
        };
        Some(vec![AbstractValue::Variant(Rc::new(Variant {
            class: class.clone(),
            home,
            name: name.into(),
            texts,
            made_by: made_by.map(|(call, cx)| (Arc::clone(call), cx.clone())),
        }))])
    }

    /// Returns true if an enum declares a variant.
    pub(super) fn has_variant(&self, class: &str, name: &str, home: Home) -> bool {
        let declared = format!("{name}.");
        !self.fields_at_home(class, &declared, home).is_empty()
    }

    /// Returns true if an enum has no method but conversions to text.
    fn has_one_text(&self, class: &str) -> bool {
        let is_conversion = |method: &Text| {
            method.starts_with(|first: char| first.is_uppercase())
                || CONVERSIONS.contains(&method.as_str())
        };
        let members = self.index.symbols.classes.get(class);
        members.is_none_or(|members| members.methods.keys().all(is_conversion))
    }

    fn without_text(&self, class: &str, name: &str, home: Home) -> Option<AbstractValue> {
        let declared = self.fields_at_home(class, &format!("{name}."), home);
        let why = format!("no conversion gives `{class}::{name}` a text");
        let span = self.index.binding(*declared.first()?).span;
        Some(AbstractValue::Unknown(Rc::new((why, span))))
    }

    /// Returns the results of the function, or of the method of the variant, that the path in front of a call means.
    pub(super) fn call_at_path(
        &self,
        receiver: &Value,
        call: &Arc<CallValue>,
        cx: &Context,
    ) -> Option<Values> {
        let Value::Name(path) = receiver else {
            return None;
        };
        let is_local = cx.one_of.as_deref().is_some_and(|(local, _)| local == path);
        if !self.traits(cx).module_files || is_local {
            return None;
        }
        let functions = self.functions_at(ItemId::new(cx.unit, cx.scope), Some(path), &call.name);
        match functions.is_empty() {
            true => self.text_of_variant(path, &call.name, cx),
            false => Some(self.run(
                &functions,
                Arguments::Call(Arc::clone(call)),
                cx,
                None,
                None,
            )),
        }
    }

    /// Returns the texts that a method gives a variant of an enum.
    fn text_of_variant(&self, path: &str, method: &str, cx: &Context) -> Option<Values> {
        let variant = path.rsplit_once("::").and_then(|(owner, name)| {
            let class = self.class_named(owner, cx)?;
            let is_variant = self.has_variant(&class, name, Home::Only);
            is_variant.then_some((class, owner, name))
        });
        let Some((class, owner, name)) = variant else {
            let at = self.constant_binding(&format!("{path}.{method}"), cx)?;
            return self.values_of_constant(at);
        };
        let Some(home) = self.home(&class, owner, ItemId::new(cx.unit, cx.scope)) else {
            return Some(self.unknown(cx, several(&class)));
        };
        let texts = self.fields_at_home(&class, &format!("{name}.{method}"), home);
        self.values_of_constant(*texts.first()?)
    }

    /// Returns the results of a method on a variant.
    pub(super) fn method_of_variant(
        &self,
        variant: &Rc<Variant>,
        call: &Arc<CallValue>,
        cx: &Context,
    ) -> Values {
        let name = &call.name;
        let own = [&variant.name, "_"].into_iter();
        for own in own.map(|own| format!("{own}.{name}")) {
            if let Some(values) = self.text_by_method(variant, &own, cx) {
                return values;
            }
        }
        let methods = self.index.methods(&variant.class, name);
        let methods = self.methods_at_home(&methods, &variant.class, variant.home);
        if !methods.is_empty() {
            return self.computed_by(&methods, variant, call, cx);
        }
        if name == DISCRIMINANT
            && let Some(companion) = self.companion_of(variant)
        {
            return companion;
        }
        self.unknown(cx, format!("result of `{name}`"))
    }

    /// Returns the values of an arm of a method.
    fn text_by_method(&self, variant: &Variant, arm: &str, cx: &Context) -> Option<Values> {
        let (class, home) = (&*variant.class, variant.home);
        if let Some(at) = self.fields_at_home(class, arm, home).first() {
            return self.values_of_constant(*at);
        }
        let functions = self.methods_at_home(self.index.own_methods(class, arm), class, home);
        if functions.is_empty() {
            return None;
        }
        let class = Some(class);
        Some(match &variant.made_by {
            Some((call, made_in)) => self.run(
                &functions,
                Arguments::Call(Arc::clone(call)),
                made_in,
                class,
                None,
            ),
            None => self.run(&functions, Arguments::Nothing, cx, class, None),
        })
    }

    /// Returns what methods compute of a variant. A method that only hands on to another one of its name says nothing itself.
    fn computed_by(
        &self,
        methods: &[ItemId],
        variant: &Rc<Variant>,
        call: &Arc<CallValue>,
        cx: &Context,
    ) -> Values {
        let hands_on = |at: &ItemId| {
            let returns = &self.index.function(*at).returns;
            returns.iter().all(|value| match value {
                Value::Call(inner) => {
                    inner.name == call.name
                        && matches!(&inner.receiver, Some(Value::Name(own)) if own == SELF)
                }
                _ => false,
            })
        };
        let saying: Vec<ItemId> = methods.iter().filter(|at| !hands_on(at)).copied().collect();
        if saying.is_empty() {
            return self.unknown(cx, format!("result of `{}`", call.name));
        }
        let results = saying.into_iter().flat_map(|at| {
            let frame = self.frame(vec![at], Arguments::Call(Arc::clone(call)), cx, 0);
            let own = (SELF.into(), AbstractValue::Variant(Rc::clone(variant)));
            let function = self.index.function(at);
            let inner = Context {
                class: Some(variant.class.clone()),
                frame: Some(Rc::new(frame)),
                one_of: Some(Rc::new(own)),
                ..Context::new(at.unit, function.scope, Some(at), function.span.end)
            };
            let returns = function.returns.iter();
            let returned = || returns.flat_map(|value| self.eval(value, &inner)).collect();
            self.guarded(ItemId::new(at.unit, at.item | 1 << 31), returned)
                .unwrap_or_else(|| self.unknown(cx, format!("`{}` calls itself", call.name)))
        });
        results.collect()
    }

    /// Returns the variants of an enum that `from` makes of variants of another one; none if it makes something else.
    pub(super) fn converted_variant(
        &self,
        class: &str,
        call: &CallValue,
        cx: &Context,
    ) -> Option<Values> {
        let [argument] = &call.arguments[..] else {
            return None;
        };
        if call.name != "from" || !self.index.own_methods(class, "from").is_empty() {
            return None;
        }
        let values = self.eval(&argument.value, cx);
        let made = values.iter().map(|value| match value {
            AbstractValue::Variant(variant) => self
                .companion_of(variant)
                .filter(|made| made.iter().all(|one| is_variant_of(one, class))),
            _ => None,
        });
        Some(
            made.collect::<Option<Vec<_>>>()?
                .into_iter()
                .flatten()
                .collect(),
        )
    }

    /// Returns the variant of the companion enum.
    fn companion_of(&self, variant: &Variant) -> Option<Values> {
        let fields = self.fields_at_home(&variant.class, COMPANION, variant.home);
        let companions = self.values_of_constant(*fields.first()?)?;
        let [AbstractValue::Class(companion)] = &companions[..] else {
            return None;
        };
        self.variant(companion, &variant.name, variant.home, None)
    }
}

/// Returns the reason for the variant of an enum that has the name of others.
fn several(class: &str) -> String {
    format!("several enums are called `{class}`")
}

/// Returns true for a variant of an enum, and for a text that stands for one.
fn is_variant_of(value: &AbstractValue, class: &str) -> bool {
    match value {
        AbstractValue::Variant(variant) => variant.class == class,
        value => value.is_text(),
    }
}
