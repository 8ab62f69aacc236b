//! Members that depend on the class of the current object: subclasses may set or override them.

use crate::facts::Text;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::project::ids::ItemId;

impl Evaluator<'_> {
    /// Returns the fields of this name that subclasses set. Files of subclasses are requested only if the class has the field too.
    pub(super) fn fields_of_subclasses(
        &self,
        class: &str,
        name: &str,
        is_own: bool,
    ) -> Vec<ItemId> {
        let subclasses = match is_own {
            true => self.index.file_subclasses(class),
            false => self.index.known_subclasses(class),
        };
        let own = |subclass: &Text| self.index.own_fields(subclass, name);
        subclasses.iter().flat_map(own).copied().collect()
    }

    /// Returns the values of the fields that the current object may have in the place of an accessor.
    pub(super) fn fields_beside(&self, class: &str, name: &str, cx: &Context) -> Values {
        if cx.class.is_some() || !self.index.is_per_file(cx.unit) {
            return Values::new();
        }
        let mut fields = match self.index.methods(class, name).is_empty() {
            true => self.index.fields(class, name),
            false => Vec::new(),
        };
        fields.extend(self.fields_of_subclasses(class, name, false));
        let key: Text = class.into();
        let bound = |at: &ItemId| self.guarded(*at, || self.bound(*at, Some(&key), None));
        fields.iter().filter_map(bound).flatten().collect()
    }

    /// Returns the values of a member of the current class itself: its own, or that of a subclass.
    pub(super) fn member_of_own_class(&self, class: &Text, name: &str, cx: &Context) -> Values {
        if cx.class.is_some() || !self.index.methods(class, name).is_empty() {
            return self.class_member(class, name, cx);
        }
        let mut fields: Vec<ItemId> = { self.index.fields(class, name).into_iter() }
            .take(1)
            .collect();
        fields.extend(self.fields_of_subclasses(class, name, !fields.is_empty()));
        match fields.is_empty() {
            true => self.class_member(class, name, cx),
            false => { fields.iter() }
                .flat_map(|at| self.values_of_constant(*at).unwrap_or_default())
                .collect(),
        }
    }

    /// Returns the class of an object, with its subclasses if the object is the current one.
    pub(super) fn classes_of_own(&self, class: &Text, cx: &Context) -> Values {
        let mut classes = vec![AbstractValue::Class(class.clone())];
        if cx.class.is_none() && *class == self.class_of(cx) {
            let subclasses = self.index.file_subclasses(class).into_iter();
            classes.extend(subclasses.map(AbstractValue::Class));
        }
        classes
    }
}
