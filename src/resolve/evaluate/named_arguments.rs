//! Named arguments, and maps that are spread among arguments.

use crate::facts::{Argument, Key, ParameterKind};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, ParameterRef, Values};
use crate::resolve::evaluate::combine::member;

impl Evaluator<'_> {
    /// Returns the values passed under a name, directly or in a spread map.
    pub(super) fn keyword_argument(
        &self,
        name: &str,
        arguments: &[Argument],
        cx: &Context,
    ) -> Option<Values> {
        let is_it = |key: &Key| matches!(key, Key::Name(given) if same_name(given, name));
        if let Some(argument) = arguments.iter().find(|argument| is_it(&argument.key)) {
            return Some(self.eval(&argument.value, cx));
        }
        let mut found: Values = Vec::new();
        for argument in arguments
            .iter()
            .filter(|argument| argument.key == Key::Spread)
        {
            let mut spread = self.eval(&argument.value, cx);
            spread.retain(|value| !self.takes_positions(value));
            found.extend(spread.iter().flat_map(|value| member(value, name)));
        }
        (!found.is_empty() && found != [AbstractValue::Null]).then_some(found)
    }

    /// Returns true for a reference to the rest of a function's positional arguments, where they have no names.
    pub(crate) fn takes_positions(&self, value: &AbstractValue) -> bool {
        let AbstractValue::Param(reference) = value else {
            return false;
        };
        let function = self.index.function(reference.function);
        let parameter = function.parameters.get(reference.parameter as usize);
        let has_names = function
            .parameters
            .iter()
            .any(|one| one.kind == ParameterKind::KeywordRest);
        reference.path.is_empty()
            && has_names
            && parameter.is_some_and(|parameter| parameter.kind == ParameterKind::Rest)
    }

    /// Returns true for a reference to the rest of a function's named arguments.
    pub(super) fn takes_names(&self, reference: &ParameterRef) -> bool {
        let parameter = self
            .index
            .function(reference.function)
            .parameters
            .get(reference.parameter as usize);
        reference.path.is_empty()
            && parameter.is_some_and(|parameter| parameter.kind == ParameterKind::KeywordRest)
    }

    /// Returns the named arguments as one map, without those that are `taken`.
    pub(crate) fn named_map(
        &self,
        arguments: &[Argument],
        taken: &[&str],
        cx: &Context,
    ) -> AbstractValue {
        let mut entries = Vec::new();
        for argument in arguments {
            match &argument.key {
                Key::Name(name) if !taken.contains(&name.as_str()) => {
                    entries.extend(
                        self.eval(&argument.value, cx)
                            .into_iter()
                            .map(|value| (AbstractValue::Text(name.clone()), value)),
                    );
                }
                Key::Spread => {
                    for term in self.eval(&argument.value, cx) {
                        match term {
                            AbstractValue::Map(more) => spread_in(&mut entries, more),
                            // A parameter reference keeps its members reachable when it is all there is.
                            reference @ AbstractValue::Param(_) if arguments.len() == 1 => {
                                return reference;
                            }
                            other => entries.push((AbstractValue::Null, other)),
                        }
                    }
                }
                _ => {}
            }
        }
        AbstractValue::Map(entries)
    }

    /// Returns true if an argument has this name.
    pub(super) fn is_named(&self, name: &str, arguments: &[Argument]) -> bool {
        let is_it = |key: &Key| matches!(key, Key::Name(given) if given == name);
        arguments.iter().any(|argument| is_it(&argument.key))
    }
}

/// Adds the entries of a map that is spread behind others. An entry without a value only hides what is spread in the map itself.
fn spread_in(
    entries: &mut Vec<(AbstractValue, AbstractValue)>,
    more: Vec<(AbstractValue, AbstractValue)>,
) {
    let known = entries.len();
    for (key, value) in more {
        let is_given = entries[..known].iter().any(|(own, _)| *own == key);
        if !(value.is_null() && is_given) {
            entries.push((key, value));
        }
    }
}

/// Returns true if an attribute or argument name is the parameter's: `track-action` fills `trackAction`.
fn same_name(given: &str, parameter: &str) -> bool {
    if given == parameter {
        return true;
    }
    given.contains('-')
        && given
            .chars()
            .filter(|c| *c != '-')
            .map(|c| c.to_ascii_lowercase())
            .eq(parameter.chars().map(|c| c.to_ascii_lowercase()))
}
