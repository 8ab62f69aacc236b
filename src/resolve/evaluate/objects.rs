//! Objects: the constructors that make them, and what is read from them.

use crate::facts::{BindingKind, CallValue, FunctionKind, ParameterKind, Text};
use crate::languages::traits::LITERAL;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Arguments, CallFrame, Context, ParameterRef, Values,
};
use crate::resolve::project::ids::ItemId;
use std::rc::Rc;
use std::sync::Arc;

/// Limit of constructors that call each other by `super`.
const MOST_CONSTRUCTORS: usize = 16;

impl Evaluator<'_> {
    /// Returns the frame of the constructor of a superclass that the constructor of an object calls.
    pub(crate) fn frame_of_super(
        &self,
        constructor: ItemId,
        cx: &Context,
    ) -> Option<Rc<CallFrame>> {
        let mut frame = cx.made_from.clone()?;
        if self.index.function(constructor).kind != FunctionKind::Constructor
            || !self.index.is_per_file(constructor.unit)
        {
            return None;
        }
        for _ in 0..MOST_CONSTRUCTORS {
            let own = *frame.functions.first()?;
            let class = self.index.class_of_function(own);
            let lineage = self.index.ancestors(class);
            let behind = lineage.iter().filter(|ancestor| *ancestor != class);
            let next = behind.filter_map(|ancestor| self.index.own_constructor(ancestor));
            let next = next.into_iter().next()?;
            let super_call = self.index.unit(own).language.traits.super_call;
            let facts = self.index.facts(own.unit);
            let site = facts
                .calls
                .iter()
                .position(|site| site.function == Some(own.item) && site.name == super_call)?;
            let cx = Context {
                frame: Some(frame.clone()),
                ..self.context_of(ItemId::new(own.unit, site as u32))
            };
            let passed = Arguments::Site(ItemId::new(own.unit, site as u32));
            frame = Rc::new(self.frame(vec![next], passed, &cx, 0));
            if next == constructor {
                return Some(frame);
            }
        }
        None
    }

    /// Returns an instance of a class, constructed with these arguments.
    pub(crate) fn instance(&self, class: &str, passed: Arguments, cx: &Context) -> AbstractValue {
        let receiver = match &passed {
            Arguments::Call(call) => call.receiver.as_ref(),
            _ => None,
        };
        let constructor = self.constructor_meant(class, receiver, cx);
        let frame =
            constructor.map(|constructor| Rc::new(self.frame(vec![constructor], passed, cx, 0)));
        AbstractValue::Instance(class.into(), frame)
    }

    /// Returns the values of a field of a class whose objects are written as literals: those of the object's own literal, or else a
    /// reference that all literals supply.
    pub(super) fn field_of_literal(
        &self,
        class: &str,
        name: &str,
        made_from: Option<&Rc<CallFrame>>,
        cx: &Context,
    ) -> Option<Values> {
        let first = self.index.own_constructor(class)?;
        if !self.index.unit(first).language.traits.module_files {
            return None;
        }
        let made_by = self.made_by(class, made_from.map(|frame| &**frame));
        let constructor = made_by.or_else(|| self.constructor_meant(class, None, cx))?;
        let mut parameters = self.index.function(constructor).parameters.iter();
        let field = parameters
            .position(|one| one.kind == ParameterKind::Keyword && one.name == name)?
            as u16;
        if let Some(frame) = made_from.filter(|frame| frame.functions.contains(&constructor)) {
            return Some(self.given(frame, field));
        }
        let assigned = self.index.own_fields(class, name);
        let key = Text::from(class);
        let mut values: Values = assigned
            .iter()
            .filter_map(|at| self.guarded(*at, || self.bound(*at, Some(&key), None)))
            .flatten()
            .collect();
        let field = ParameterRef {
            function: constructor,
            parameter: field,
            of: Some(key),
            path: Vec::new(),
        };
        values.push(field.into());
        Some(values)
    }

    /// Returns the fields of an object, nearest class first, without those that a nearer class sets when the object is made.
    pub(super) fn nearest_fields(&self, fields: Vec<ItemId>) -> Vec<ItemId> {
        let mut set_by: Option<&Text> = None;
        let is_set = |at: &ItemId| {
            let binding = self.index.binding(*at);
            if binding.kind != BindingKind::Assign {
                return true;
            }
            let class = self.index.class_key(ItemId::new(at.unit, binding.scope));
            *set_by.get_or_insert(class) == class
        };
        fields.into_iter().filter(is_set).collect()
    }

    /// Returns an object that is written as a literal as the map of its fields; any other value as it is.
    pub(crate) fn fields_as_map(&self, value: AbstractValue) -> AbstractValue {
        let AbstractValue::Instance(_, Some(frame)) = &value else {
            return value;
        };
        match &frame.passed {
            Arguments::Call(call) if call.name == LITERAL => {
                self.named_map(&call.arguments, &[], &frame.caller)
            }
            _ => value,
        }
    }

    /// Returns the member of an object or class that is passed, or the result of a method of it; none for other values.
    pub(crate) fn read_object(
        &self,
        value: &AbstractValue,
        step: &Access,
        cx: &Context,
    ) -> Option<Values> {
        let is_object = matches!(
            value,
            AbstractValue::Class(_)
                | AbstractValue::Instance(..)
                | AbstractValue::Module(_)
                | AbstractValue::Variant(_)
        );
        match step {
            Access::Member(name) | Access::Own(name) if is_object => {
                Some(self.member_of(value, name, cx))
            }
            Access::Result(call) if is_object => {
                let rows = call.arguments.as_ref()?;
                rows.iter().all(Vec::is_empty).then(|| {
                    let call = Arc::new(CallValue::asking(call.name.clone()));
                    self.call_on(value, &call, cx)
                })
            }
            _ => None,
        }
    }
}
