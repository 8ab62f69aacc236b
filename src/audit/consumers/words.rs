//! Words about what is built from a name.

use crate::consumers::graph::Downstream;
use crate::consumers::reference::Reference;

/// Most names in a sentence.
const MOST: usize = 3;

/// Returns the sentence about the column that a value becomes, and what is built from it; none if nothing is known.
pub(crate) fn consequence(reference: &Reference, reach: &Downstream) -> Option<String> {
    let models = reach.models.len();
    let exposures = reach
        .exposures
        .iter()
        .map(|(name, kind)| (&**kind, &**name));
    let built = built(models, exposures.collect());
    match (&reference.becomes, built) {
        (Some(column), Some(built)) => {
            Some(format!("The value becomes column `{column}`, and {built}."))
        }
        (Some(column), None) => Some(format!("The value becomes column `{column}`.")),
        (None, Some(built)) => Some(capitalized(&format!("{built}."))),
        (None, None) => None,
    }
}

/// Returns a clause such as "10 models and pump `x` are built from it".
pub(crate) fn built(models: usize, exposures: Vec<(&str, &str)>) -> Option<String> {
    let mut parts = Vec::new();
    match models {
        0 => {}
        1 => parts.push("1 model".to_owned()),
        models => parts.push(format!("{models} models")),
    }
    let named = exposures.iter().take(MOST);
    parts.extend(named.map(|(kind, name)| format!("{kind} `{name}`")));
    match exposures.len().saturating_sub(MOST) {
        0 => {}
        more => parts.push(format!("{more} more")),
    }
    let (last, others) = parts.split_last()?;
    let is_one = others.is_empty() && models < 2;
    let verb = if is_one { "is" } else { "are" };
    Some(match others {
        [] => format!("{last} {verb} built from it"),
        others => format!("{} and {last} {verb} built from it", others.join(", ")),
    })
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_and_exposures_are_counted_and_named() {
        assert_eq!(built(0, Vec::new()), None);
        assert_eq!(
            built(1, Vec::new()).as_deref(),
            Some("1 model is built from it")
        );
        assert_eq!(
            built(10, vec![("pump", "a"), ("dashboard", "b")]).as_deref(),
            Some("10 models, pump `a` and dashboard `b` are built from it")
        );
    }
}
