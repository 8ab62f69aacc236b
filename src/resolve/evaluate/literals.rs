//! Literal lists and maps.

use crate::facts::{Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::{elements, lists};
use crate::resolve::evaluate::methods::merged;
use rustc_hash::FxHashSet;

impl Evaluator<'_> {
    /// Returns the values of a list, with spread elements.
    pub(super) fn list(&self, values: &[Value], cx: &Context) -> Values {
        let mut items = Vec::with_capacity(values.len());
        for value in values {
            match value {
                Value::Spread(inner) => match &self.eval(inner, cx)[..] {
                    [AbstractValue::List(inner)] => {
                        items.extend(inner.iter().map(|item| vec![item.clone()]))
                    }
                    spread => {
                        items.extend(elements(spread.to_vec()).into_iter().map(|item| vec![item]))
                    }
                },
                value => items.push(self.eval(value, cx)),
            }
        }
        lists(items)
    }

    pub(super) fn entries(
        &self,
        entries: &[(Value, Value)],
        cx: &Context,
    ) -> Vec<(AbstractValue, AbstractValue)> {
        let mut found = Vec::new();
        // Only a known key can replace an earlier entry. Large tables have hundreds of keys.
        let mut known: FxHashSet<Text> = FxHashSet::default();
        for (key, value) in entries {
            if let Value::Spread(inner) = key {
                match &self.eval(inner, cx)[..] {
                    spread @ [_] => found = merged(found, spread),
                    spread => {
                        for value in spread {
                            match value {
                                AbstractValue::Map(inner) => found.extend(inner.iter().cloned()),
                                other => found.push((AbstractValue::Null, other.clone())),
                            }
                        }
                    }
                }
                known.extend(found.iter().filter_map(|(key, _)| text_of(key)));
                continue;
            }
            let keys = self.eval(key, cx);
            if let [key @ AbstractValue::Text(text)] = &keys[..]
                && known.contains(text)
            {
                found.retain(|(earlier, _)| earlier != key);
            }
            known.extend(keys.iter().filter_map(text_of));
            for key in keys {
                let values = self.eval(value, cx).into_iter().take(64);
                found.extend(values.map(|value| (key.clone(), value)));
            }
        }
        found
    }
}

fn text_of(value: &AbstractValue) -> Option<Text> {
    match value {
        AbstractValue::Text(text) => Some(text.clone()),
        _ => None,
    }
}
