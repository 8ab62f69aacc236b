//! Slots: the one grammar by which rules say where a part of a call, an element or a record is.

use crate::facts::Text;
use crate::rules::one_or_many::OneOrMany;
use crate::rules::pattern::TextPattern;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The location of a value. It has one source, and modifiers that are applied in the order of the fields.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Slot {
    /// Source: the argument at this position, from 0.
    pub(crate) argument: Option<u16>,
    /// Source: the argument of this name.
    pub(crate) keyword: Option<Text>,
    /// Source: the attribute of this name.
    pub(crate) attribute: Option<Text>,
    /// Source: a path in a record (definitions and consumers).
    pub(crate) path: Option<String>,
    /// Source: a fixed text.
    pub(crate) text: Option<Text>,
    /// Source: the text that `{name}` matched in the method or the receiver path.
    pub(crate) capture: Option<Text>,
    /// Source: the argument at this position of the call that made the receiver.
    pub(crate) receiver_argument: Option<u16>,
    /// Source: a constant of the receiver's class.
    pub(crate) receiver_constant: Option<Text>,
    /// Source: the argument at this position of the call that made the mixin.
    pub(crate) mixin_argument: Option<u16>,
    /// Source: the name of the function around the call.
    pub(crate) function_name: bool,
    /// Source: the name of the class around the call.
    pub(crate) class_name: bool,
    /// Source: the name of the called method.
    pub(crate) method_name: bool,
    /// Source: the value of a constant, member or entry (definitions in code).
    pub(crate) value: bool,
    /// Source: the parameters of a function (definitions in code).
    pub(crate) parameters: bool,
    /// Source: the text behind this tag in the doc comment of a definition in code.
    pub(crate) tag: Option<Text>,
    /// Source: the result of this method of the class around the call; with `argument`, the argument of a call of this function
    /// inside a definition in code.
    pub(crate) call: Option<Text>,
    /// Source: these parts in a row.
    pub(crate) join: Vec<Slot>,
    /// Source: the first of these that has a value.
    pub(crate) any: Vec<Slot>,
    /// Source: the values of all of these.
    pub(crate) each: Vec<Slot>,
    /// Modifier: the result of this method of the value.
    pub(crate) method: Option<Text>,
    /// Modifier: the entry of this name in the value; dots descend.
    pub(crate) key: Option<Text>,
    /// Modifier: the keys of the map.
    pub(crate) keys: bool,
    /// Modifier: the part of the text that the capture of this pattern stands for. Other texts have no value.
    #[serde(rename = "match")]
    pub(crate) pattern: Option<TextPattern>,
    /// Modifier of `argument`: the argument at this position of the call that makes the value.
    pub(crate) call_argument: Option<u16>,
    /// Modifier: the letter case of the name.
    pub(crate) case: Option<Case>,
    /// Modifier: other texts for some values.
    pub(crate) map: BTreeMap<Text, Text>,
    /// Modifier: the value if the part is missing or null.
    pub(crate) default: Option<Text>,
    /// Modifier of `join`: the text between the parts.
    pub(crate) separator: Text,
    /// Modifier of a part of `join`: a null part is left out, with its separator.
    pub(crate) optional: bool,
    /// Modifier: the slot has a value only where this holds.
    pub(crate) when: Option<Box<Condition>>,
}

/// Limit of the position of an argument.
const MAX_ARGUMENT: u16 = 255;

/// The letter case of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Case {
    /// `order_placed`.
    Snake,
    /// `order-placed`.
    Kebab,
    /// `orderPlaced`.
    Camel,
    /// `OrderPlaced`.
    Pascal,
    /// Lower case, otherwise as written.
    Lower,
    /// Upper case, otherwise as written.
    Upper,
    /// `Order Placed`.
    Title,
}

/// A condition on the value of a slot.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Condition {
    /// The slot.
    #[serde(flatten)]
    pub(crate) slot: Slot,
    /// Values of which the slot must have one. Without it and `is-not`, the slot must have a value.
    pub(crate) is: OneOrMany,
    /// Values that the slot must not have.
    pub(crate) is_not: OneOrMany,
}

impl Slot {
    /// Returns this slot and all slots inside it.
    pub(crate) fn all(&self) -> Vec<&Slot> {
        let inner = self.join.iter().chain(&self.any).chain(&self.each);
        let inner = inner.chain(self.when.as_ref().map(|when| &when.slot));
        std::iter::once(self)
            .chain(inner.flat_map(Slot::all))
            .collect()
    }

    /// Returns the number of sources that the slot names.
    fn sources(&self) -> usize {
        [
            // `call` takes an argument of the call.
            self.argument.is_some() && self.call.is_none(),
            self.keyword.is_some() && self.call.is_none(),
            self.attribute.is_some(),
            self.path.is_some(),
            self.text.is_some(),
            self.capture.is_some(),
            self.receiver_argument.is_some(),
            self.receiver_constant.is_some(),
            self.mixin_argument.is_some(),
            self.function_name,
            self.class_name,
            self.method_name,
            self.value,
            self.parameters,
            self.tag.is_some(),
            self.call.is_some(),
            !self.join.is_empty(),
            !self.any.is_empty(),
            !self.each.is_empty(),
        ]
        .into_iter()
        .filter(|is_set| *is_set)
        .count()
    }

    /// Returns the texts that name a source or a part of a value, with their keys.
    fn words(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let texts = [
            ("keyword", &self.keyword),
            ("attribute", &self.attribute),
            ("text", &self.text),
            ("capture", &self.capture),
            ("receiver-constant", &self.receiver_constant),
            ("tag", &self.tag),
            ("call", &self.call),
            ("key", &self.key),
        ];
        let path = self.path.as_deref().map(|path| ("path", path));
        let texts = texts.into_iter();
        texts
            .filter_map(|(key, text)| Some((key, text.as_deref()?)))
            .chain(path)
    }

    /// Checks that every slot has exactly one source, which can have a value.
    ///
    /// # Errors
    /// A message about the first slot that has none or several.
    pub(crate) fn validate(&self) -> Result<(), String> {
        for slot in self.all() {
            if let Some((key, _)) = slot.words().find(|(_, text)| text.is_empty()) {
                return Err(format!("`{key}` is empty"));
            }
            let positions = [slot.argument, slot.receiver_argument, slot.mixin_argument];
            if let Some(position) = positions.iter().flatten().find(|one| **one > MAX_ARGUMENT) {
                return Err(format!("no call has {position} arguments"));
            }
            match slot.sources() {
                1 => {}
                0 => return Err("a slot has no source, such as `argument: 0`".to_owned()),
                _ => return Err("a slot has several sources; `any` takes the first that has a value, `join` puts parts in a row".to_owned()),
            }
        }
        Ok(())
    }
}

impl Case {
    /// Brings a name into this case.
    pub(crate) fn apply(self, name: &str) -> String {
        let words = || split_words(name);
        let joined = |joint: &str| words().join(joint);
        match self {
            Case::Snake => joined("_"),
            Case::Kebab => joined("-"),
            Case::Camel => {
                let mut words = words().into_iter();
                let first = words.next().unwrap_or_default();
                first + &words.map(|word| capitalised(&word)).collect::<String>()
            }
            Case::Pascal => words().iter().map(|word| capitalised(word)).collect(),
            Case::Lower => name.to_lowercase(),
            Case::Upper => name.to_uppercase(),
            Case::Title => {
                let words: Vec<String> = words().iter().map(|word| capitalised(word)).collect();
                words.join(" ")
            }
        }
    }
}

/// Returns a word with a capital first letter.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Splits a name into its words, in lower case: at other characters than letters and digits, and where the case changes
/// (`HTTPServer2Up` has the words `http`, `server2` and `up`).
fn split_words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = at.checked_sub(1).map(|at| letters[at]);
        let is_lower = |letter: Option<char>| {
            letter.is_some_and(|letter| letter.is_lowercase() || letter.is_numeric())
        };
        let ends_capitals = before.is_some_and(char::is_uppercase)
            && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (is_lower(before) || ends_capitals) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_splits_names_into_words() {
        let all = |name: &str| {
            use Case::*;
            [Snake, Kebab, Camel, Pascal, Lower, Upper, Title].map(|case| case.apply(name))
        };
        let expected = [
            "order_placed",
            "order-placed",
            "orderPlaced",
            "OrderPlaced",
            "orderplaced",
            "ORDERPLACED",
            "Order Placed",
        ];
        assert_eq!(all("OrderPlaced"), expected);
        assert_eq!(Case::Snake.apply("HTTPServer2Up"), "http_server2_up");
        assert_eq!(Case::Snake.apply("Order placed-now"), "order_placed_now");
        assert_eq!(Case::Camel.apply("ORDER_PLACED"), "orderPlaced");
    }

    #[test]
    fn a_slot_has_exactly_one_source() {
        let one = Slot {
            argument: Some(0),
            ..Slot::default()
        };
        assert_eq!(one.validate(), Ok(()));
        let two = Slot {
            keyword: Some("name".into()),
            ..one.clone()
        };
        let join = Slot {
            join: vec![one.clone(), Slot::default()],
            ..Slot::default()
        };
        assert!(two.validate().is_err_and(|why| why.contains("several")));
        assert!(join.validate().is_err_and(|why| why.contains("no source")));
        let argument_of_call = Slot {
            call: Some("track".into()),
            ..one
        };
        assert_eq!(argument_of_call.validate(), Ok(()));
    }
}
