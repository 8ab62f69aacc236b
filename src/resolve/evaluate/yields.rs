//! Arguments of blocks.

use crate::facts::CallValue;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Arguments, Context, Values};
use std::sync::Arc;

impl Evaluator<'_> {
    /// Returns what a method of the current object, or of the receiver, hands to its block.
    pub(super) fn yielded(&self, call: &Arc<CallValue>, cx: &Context) -> Values {
        let objects = match &call.receiver {
            Some(receiver) => self.eval(receiver, cx),
            None => vec![AbstractValue::Instance(
                self.class_of(cx),
                cx.made_from.clone(),
            )],
        };
        let handed = |object: &AbstractValue| {
            let (class, made_from) = match object {
                AbstractValue::Class(class) => (class, None),
                AbstractValue::Instance(class, made_from) => (class, made_from.clone()),
                _ => return self.unknown(cx, "the argument of a block".into()),
            };
            let methods = self.index.methods(class, &call.name);
            if methods.is_empty() {
                return self.unknown(cx, "the argument of a block".into());
            }
            let passed = Arguments::Call(call.clone());
            self.run(&methods, passed, cx, Some(class), made_from)
        };
        objects.iter().flat_map(handed).collect()
    }
}
