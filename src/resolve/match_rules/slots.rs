//! Values of a rule's slots at a call site.

mod call_parts;
mod json;
mod lacking;

use crate::facts::{CallSite, CallValue, ParameterKind, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, CallFrame, Context, Deferred, Values,
};
use crate::resolve::evaluate::combine::{concat, convert, distinct, member};
use crate::resolve::evaluate::deferred::reduced;
use crate::resolve::match_rules::slots::json::{from_json, without_encoder};
use crate::resolve::match_rules::subclasses::by_subclass;
use crate::resolve::project::ids::ItemId;
use crate::rules::conversion::Conversion;
use crate::rules::one_or_many::OneOrMany;
use crate::rules::pattern::Captures;
use crate::rules::receiver::Receiver;
use crate::rules::slot::{Condition, Slot};
use std::rc::Rc;
use std::sync::Arc;

/// The capture of the method that a site calls or refers to. No pattern can have this name.
pub(crate) const METHOD: Text = Text::new_static("");

/// Reads the slots of one rule at one site.
pub(crate) struct SlotReader<'e, 'a> {
    eval: &'e Evaluator<'a>,
    /// The call site; none for a method that is a site itself.
    at: Option<ItemId>,
    /// Mixins and functions that the rule's receivers come from.
    mixins: Vec<Text>,
    functions: Vec<Text>,
    captured: &'e Captures,
}

impl<'e, 'a> SlotReader<'e, 'a> {
    /// Returns a reader of the slots of a rule with these receiver shapes. `captured` holds what the rule captured at the site.
    pub(crate) fn new(
        eval: &'e Evaluator<'a>,
        at: ItemId,
        on: &OneOrMany<Receiver>,
        captured: &'e Captures,
    ) -> Self {
        let (mut mixins, mut functions) = (Vec::new(), Vec::new());
        for shape in on.iter() {
            match shape {
                Receiver::Mixin(names) => mixins.extend(names.iter().cloned()),
                Receiver::ResultOf(names) => functions.extend(names.iter().cloned()),
                _ => {}
            }
        }
        Self {
            eval,
            at: Some(at),
            mixins,
            functions,
            captured,
        }
    }

    /// Returns a reader of slots at a method.
    pub(crate) fn of_method(eval: &'e Evaluator<'a>, captured: &'e Captures) -> Self {
        Self {
            eval,
            at: None,
            mixins: Vec::new(),
            functions: Vec::new(),
            captured,
        }
    }

    /// Returns the values of a slot; none if the call has no such part.
    pub(crate) fn values(&self, slot: &Slot) -> Option<Values> {
        let at = self.at?;
        let cx = self.eval.context_of(at);
        let receivers = self.each_receiver(slot, &cx);
        let found: Vec<Values> = receivers
            .iter()
            .filter_map(|cx| self.values_in(slot, cx))
            .collect();
        let found = match found.is_empty() {
            true => None,
            false => Some(distinct(found.concat())),
        };
        by_subclass(self.eval, at, found, &|cx| self.values_in(slot, cx))
    }

    /// Returns the values of a slot for instances of one class, or for the class itself.
    pub(crate) fn values_as(&self, slot: &Slot, class: &str) -> Option<Values> {
        let cx = Context {
            class: Some(class.into()),
            ..self.eval.context_of(self.at?)
        };
        self.values_in(slot, &cx)
    }

    /// Returns the values of a slot for one object, with the call that made it where that is known.
    pub(crate) fn values_of_object(
        &self,
        slot: &Slot,
        class: &str,
        made_from: Option<Rc<CallFrame>>,
    ) -> Option<Values> {
        let cx = Context {
            class: Some(class.into()),
            made_from,
            ..self.eval.context_of(self.at?)
        };
        self.values_in(slot, &cx)
    }

    /// Returns true if a condition holds for some value of its slot.
    pub(crate) fn holds(&self, condition: &Condition) -> bool {
        let cx = self.at.map(|at| self.eval.context_of(at));
        cx.is_some_and(|cx| self.holds_in(condition, &cx))
    }

    fn holds_in(&self, condition: &Condition, cx: &Context) -> bool {
        let find = || self.values_in(&condition.slot, cx).unwrap_or_default();
        let values = self.eval.index.without_requests(find);
        let is_one_of = |value: &AbstractValue, texts: &OneOrMany| match value {
            AbstractValue::Text(text) => texts.iter().any(|one| one == text),
            AbstractValue::Bool(truth) => texts.iter().any(|one| *one == truth.to_string()),
            _ => false,
        };
        if condition.is.is_empty() && condition.is_not.is_empty() {
            let is_there =
                |value: &AbstractValue| !value.is_null() && *value != AbstractValue::Bool(false);
            return values.iter().any(is_there);
        }
        let is =
            condition.is.is_empty() || values.iter().any(|value| is_one_of(value, &condition.is));
        let is_not = condition.is_not.is_empty()
            || values.is_empty()
            || !values
                .iter()
                .all(|value| is_one_of(value, &condition.is_not));
        is && is_not
    }

    /// Returns the contexts of a call: one for each class of its receiver if the slot depends on that class, so that the
    /// declarations of different classes do not mix.
    fn each_receiver(&self, slot: &Slot, cx: &Context) -> Vec<Context> {
        let eval = self.eval;
        let mut all = slot.all().into_iter();
        let goes_by_class = all.any(|slot| slot.receiver_constant.is_some());
        let receiver = self.site().and_then(|site| site.receiver.as_ref());
        let traits = &eval.index.units[cx.unit as usize].language.traits;
        if let (true, Some(Value::Name(local))) = (goes_by_class, receiver)
            && local.starts_with(char::is_lowercase)
            && !traits.is_self(local)
        {
            let mut classes = eval.eval(&Value::Name(local.clone()), cx);
            classes.retain(|value| {
                matches!(value, AbstractValue::Class(_) | AbstractValue::Instance(..))
            });
            if classes.len() > 1 {
                let one = |class: AbstractValue| Context {
                    one_of: Some(Rc::new((local.clone(), class))),
                    ..cx.clone()
                };
                return classes.into_iter().map(one).collect();
            }
        }
        vec![cx.clone()]
    }

    /// Returns the values of a slot in a context, with all modifiers.
    pub(crate) fn values_in(&self, slot: &Slot, cx: &Context) -> Option<Values> {
        if let Some(when) = &slot.when
            && !self.holds_in(when, cx)
        {
            return None;
        }
        let mut values = self.plain_values(slot, cx);
        if let (Some(values), Some(conversion)) = (&mut values, Conversion::of(slot)) {
            let had_values = !values.is_empty();
            *values = convert(std::mem::take(values), &Rc::new(conversion));
            // No text matches the pattern.
            if had_values && values.is_empty() && slot.default.is_none() {
                return None;
            }
        }
        let Some(default) = &slot.default else {
            return values;
        };
        let default = AbstractValue::Text(default.clone());
        let mut filled = Vec::new();
        for value in values.unwrap_or_else(|| vec![AbstractValue::Null]) {
            match value {
                AbstractValue::Missing(_) => filled.extend([default.clone(), value]),
                AbstractValue::Null => filled.push(default.clone()),
                other => filled.push(other),
            }
        }
        Some(filled)
    }

    /// Returns the values of a slot without its modifiers of names.
    fn plain_values(&self, slot: &Slot, cx: &Context) -> Option<Values> {
        if !slot.any.is_empty() {
            let mut alternatives = slot
                .any
                .iter()
                .filter(|one| !self.is_excluded(one, slot, cx));
            let first = alternatives.find_map(|one| self.values_in(one, cx))?;
            if !first.iter().any(|value| self.may_be_missing(value)) {
                return Some(first);
            }
            // Callers decide whether the first part is there.
            let next = alternatives.find_map(|one| self.values_in(one, cx));
            return Some(match next {
                Some(second) => reduced(Deferred::OrElse { first, second }),
                None => first,
            });
        }
        if !slot.each.is_empty() {
            let all = slot.each.iter().filter_map(|one| self.values_in(one, cx));
            let all: Vec<Values> = all.collect();
            return (!all.is_empty()).then(|| all.concat());
        }
        if !slot.join.is_empty() {
            let last = slot.join.len() - 1;
            let parts = slot.join.iter().enumerate();
            let parts: Option<Vec<Values>> = parts
                .map(|(number, part)| {
                    let separator = if number < last { &*slot.separator } else { "" };
                    self.joined(part, separator, cx)
                })
                .collect();
            return Some(concat(&parts?));
        }
        let mut base = self.base_values(slot, cx)?;
        if let Some(method) = &slot.method {
            let call = Arc::new(CallValue::asking(method.clone()));
            let results = base
                .iter()
                .flat_map(|one| self.eval.call_on(one, &call, cx));
            base = results.collect();
        }
        let found = self.descend(&base, slot, cx);
        let is_closed = |value: &AbstractValue| {
            matches!(
                value,
                AbstractValue::Map(_) | AbstractValue::Text(_) | AbstractValue::Instance(..)
            )
        };
        // A text, or a literal map without the entry, has no such part.
        let is_missing = slot.key.is_some()
            && !base.is_empty()
            && base.iter().all(is_closed)
            && found.iter().all(AbstractValue::is_null);
        (!is_missing).then_some(found)
    }

    /// Returns true for a named argument that the function around only gets if its callers pass it.
    fn may_be_missing(&self, value: &AbstractValue) -> bool {
        let AbstractValue::Param(reference) = value else {
            return false;
        };
        let parameters = &self.eval.index.function(reference.function).parameters;
        let parameter = parameters.get(reference.parameter as usize);
        !reference.path.is_empty()
            && parameter.is_some_and(|one| one.kind == ParameterKind::KeywordRest)
    }

    /// Returns the values of one part of a joined name, with the separator that follows it.
    fn joined(&self, part: &Slot, separator: &str, cx: &Context) -> Option<Values> {
        let found = self.values_in(part, cx);
        let mut values = match part.optional {
            true => found.unwrap_or_else(|| vec![AbstractValue::Null]),
            false => found?,
        };
        if !part.optional && !values.iter().all(AbstractValue::is_null) {
            // Without this part there is no name, so nothing is sent.
            values.retain(|value| !value.is_null());
        }
        if !part.optional {
            let required = |value: AbstractValue| {
                let required = value.then(Access::Required);
                required.unwrap_or(value)
            };
            values = values.into_iter().map(required).collect();
        }
        if separator.is_empty() {
            return Some(values);
        }
        let separator = AbstractValue::Text(separator.into());
        let values = values.into_iter().flat_map(|value| match value {
            AbstractValue::Null => vec![value],
            _ => concat(&[vec![value], vec![separator.clone()]]),
        });
        Some(values.collect())
    }
}

/// Returns false if a site shows without evaluation that a condition does not hold.
pub(crate) fn may_hold(condition: &Condition, site: &CallSite) -> bool {
    let slot = &condition.slot;
    let is_plain = slot.key.is_none() && slot.case.is_none() && slot.map.is_empty();
    let argument = match (slot.argument, &slot.keyword, &slot.attribute) {
        (Some(position), _, _) if slot.call.is_none() => site.position(position),
        (_, Some(keyword), _) if slot.call.is_none() => site.named(keyword),
        _ => return true,
    };
    match argument.map(|argument| &argument.value) {
        Some(Value::Text(text)) if is_plain && !condition.is.is_empty() => {
            condition.is.iter().any(|expected| expected == text)
        }
        None if is_plain && slot.default.is_none() => {
            condition.is.is_empty() || !site.arguments.is_empty()
        }
        _ => true,
    }
}

impl<'a> SlotReader<'_, 'a> {
    /// Returns the values of the part of a call that a slot reads, before its keys are applied.
    fn base_values(&self, slot: &Slot, cx: &Context) -> Option<Values> {
        if let Some(text) = &slot.text {
            Some(vec![AbstractValue::Text(text.clone())])
        } else if let Some(name) = &slot.capture {
            let mut captured = self.captured.iter();
            let (_, text) = captured.find(|(own, _)| own == name)?;
            Some(vec![AbstractValue::Text(text.clone())])
        } else if slot.method_name {
            let mut captured = self.captured.iter();
            let referred = captured.find(|(own, _)| *own == METHOD);
            let name = referred.map_or(&self.site()?.name, |(_, name)| name);
            Some(vec![AbstractValue::Text(name.clone())])
        } else if slot.class_name {
            Some(vec![AbstractValue::Text(self.eval.class_of(cx))])
        } else if slot.function_name {
            let function = self.eval.index.function(cx.function?);
            Some(vec![AbstractValue::Text(function.name.clone())])
        } else if let Some(method) = &slot.call {
            self.result_of_own(method, cx)
        } else if let Some(position) = slot.argument {
            match slot.call_argument {
                Some(inner) => self.argument_of_maker(position, inner),
                None => self.argument(position, slot.key.is_some(), cx),
            }
        } else if let Some(keyword) = &slot.keyword {
            self.keyword_argument(keyword, slot.key.is_some(), cx)
        } else if let Some(attribute) = &slot.attribute {
            self.attribute(attribute, slot.key.is_some(), cx)
        } else if let Some(position) = slot.receiver_argument {
            self.receiver_argument(position, cx)
        } else if let Some(constant) = &slot.receiver_constant {
            Some(self.receiver_constant(constant, cx))
        } else if let Some(position) = slot.mixin_argument {
            self.mixin_argument(position, cx)
        } else {
            None
        }
    }

    /// Applies the keys of a slot to values.
    fn descend(&self, base: &[AbstractValue], slot: &Slot, cx: &Context) -> Values {
        let mut values = base.to_vec();
        for key in slot.key.iter().flat_map(|path| path.split('.')) {
            let entry = |value: &AbstractValue| match value {
                AbstractValue::Instance(..) => self.eval.member_of(value, key, cx),
                other => member(&from_json(other), key),
            };
            values = values.iter().flat_map(entry).collect();
        }
        if slot.keys {
            let keys = values.into_iter().flat_map(|value| match value {
                AbstractValue::Map(entries) => entries.into_iter().map(|(key, _)| key).collect(),
                other => vec![other],
            });
            values = keys.collect();
        }
        values
    }

    /// Returns the call site.
    fn site(&self) -> Option<&'a CallSite> {
        self.at.map(|at| self.eval.index.site(at))
    }

    /// Evaluates an argument; without the call that encodes it as JSON if a key of it is read.
    fn evaluated(&self, value: &Value, has_key: bool, cx: &Context) -> Values {
        let traits = &self.eval.index.units[cx.unit as usize].language.traits;
        let value = match has_key {
            true => without_encoder(value, traits.json_encoders),
            false => value,
        };
        let values = self.eval.eval(value, cx).into_iter();
        values.map(|value| self.eval.fields_as_map(value)).collect()
    }
}
