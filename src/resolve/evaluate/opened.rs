//! Objects as maps of the members that are asked for, where no evaluation can follow.

use crate::facts::Text;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, Context, Values};

impl Evaluator<'_> {
    /// Returns the values that a reference with these accesses gets: an object becomes a map with the members on the way.
    pub(crate) fn opened_for(&self, values: Values, path: &[Access], cx: &Context) -> Values {
        let names = path.iter().map_while(|access| match access {
            Access::Member(name) | Access::Own(name) => Some(name),
            _ => None,
        });
        let names: Vec<&Text> = names.collect();
        self.opened(values, &names, cx)
    }

    /// Returns the values with objects as maps that have the members on the way along `names`.
    pub(crate) fn opened(&self, values: Values, names: &[&Text], cx: &Context) -> Values {
        let Some((name, rest)) = names.split_first() else {
            return values;
        };
        let open = |value: AbstractValue| match value {
            AbstractValue::Instance(..) => {
                let inner = self.member_of(&value, name, cx);
                let inner = self.opened(inner, rest, cx).into_iter();
                let entry = |member| (AbstractValue::Text((*name).clone()), member);
                AbstractValue::Map(inner.map(entry).collect())
            }
            other => other,
        };
        values.into_iter().map(open).collect()
    }
}
