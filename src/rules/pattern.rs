//! Patterns of names with captures: `trigger_{name}_event`, `telemetry.{event}`.

use crate::facts::Text;
use crate::rules::one_or_many::OneOrMany;
use regex::Regex;
use serde::{Deserialize, Deserializer};

/// Texts that a pattern captured, by name.
pub(crate) type Captures = Vec<(Text, Text)>;

/// A pattern of a name. `{name}` captures a word, that is, letters, digits and `_`.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// The pattern as written.
    pub(crate) text: Text,
    regex: Regex,
}

/// A pattern of a text with one capture: `iglu:*/{name}/jsonschema/*`. `*` stands for any text, and `{name}` for text without blanks
/// and slashes.
#[derive(Debug, Clone)]
pub(crate) struct TextPattern {
    text: Text,
    regex: Regex,
}

impl PartialEq for TextPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl TextPattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// A message about a pattern without one capture, or without literal text.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let parts = text.split_once('{').and_then(|(before, rest)| {
            let (name, behind) = rest.split_once('}')?;
            (!name.is_empty() && !behind.contains(['{', '}'])).then_some((before, behind))
        });
        let Some((before, behind)) = parts else {
            return Err(format!("`{text}` needs one capture, such as `{{name}}`"));
        };
        if [before, behind]
            .iter()
            .all(|part| part.trim_matches('*').is_empty())
        {
            return Err(format!(
                "`{text}` has no literal text and matches every text"
            ));
        }
        let literal = |part: &str| regex::escape(part).replace(r"\*", ".*?");
        let regex = format!(r"(?s)^{}([^\s/]+){}$", literal(before), literal(behind));
        let regex = Regex::new(&regex).map_err(|error| format!("`{text}`: {error}"))?;
        Ok(Self {
            text: text.into(),
            regex,
        })
    }

    /// Returns the captured part of a text; none if the text does not match.
    pub(crate) fn part_of(&self, text: &str) -> Option<Text> {
        let found = self.regex.captures(text)?;
        found.get(1).map(|part| part.as_str().into())
    }
}

impl<'de> Deserialize<'de> for TextPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// The name of a method, function or macro in a rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Method {
    /// This name.
    Name(Text),
    /// A name that matches the pattern.
    Pattern(Pattern),
    /// A handle of the definition rule with this id.
    DefinedBy(Text),
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// Returns true if a text has a capture.
    pub(crate) fn is_pattern(text: &str) -> bool {
        text.contains('{')
    }

    /// Compiles a pattern.
    ///
    /// # Errors
    /// A message about braces that do not hold a name, or a pattern without literal text, which would match every name.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let mut regex = String::from("^");
        let mut rest = text;
        while let Some((literal, behind)) = rest.split_once('{') {
            let (name, behind) = behind
                .split_once('}')
                .ok_or_else(|| format!("`{text}`: a `{{` without `}}`"))?;
            let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if name.is_empty() || !is_word || name.starts_with(|c: char| c.is_ascii_digit()) {
                return Err(format!("`{text}`: `{{{name}}}` is no name of a capture"));
            }
            regex += &format!(r"{}(?<{name}>\w+?)", regex::escape(literal));
            rest = behind;
        }
        regex += &format!("{}$", regex::escape(rest));
        let regex = Regex::new(&regex).map_err(|error| format!("`{text}`: {error}"))?;
        let pattern = Self {
            text: text.into(),
            regex,
        };
        match pattern.literal() {
            "" => Err(format!(
                "`{text}` has no literal text and matches every name"
            )),
            _ => Ok(pattern),
        }
    }

    /// Returns the longest literal part.
    pub(crate) fn literal(&self) -> &str {
        let parts = self.text.split('{');
        let literals = parts.map(|part| part.rsplit('}').next().unwrap_or_default());
        literals.max_by_key(|part| part.len()).unwrap_or_default()
    }

    /// Returns the names of the captures.
    pub(crate) fn capture_names(&self) -> impl Iterator<Item = &str> {
        self.regex.capture_names().flatten()
    }

    /// Returns what the pattern captures in a name; none if the name does not match.
    pub(crate) fn captures(&self, name: &str) -> Option<Captures> {
        let found = self.regex.captures(name)?;
        let names = self.regex.capture_names().flatten();
        let captured =
            names.filter_map(|name| Some((name.into(), found.name(name)?.as_str().into())));
        Some(captured.collect())
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Method {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Method;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a name, a pattern or `defined-by: RULE`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Method, E> {
                match Pattern::is_pattern(text) {
                    true => Pattern::new(text).map(Method::Pattern).map_err(E::custom),
                    false => Ok(Method::Name(text.into())),
                }
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Method, A::Error> {
                let map = serde::de::value::MapAccessDeserializer::new(map);
                DefinedBy::deserialize(map).map(|by| Method::DefinedBy(by.defined_by))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DefinedBy {
    defined_by: Text,
}

/// Returns the plain names among methods.
pub(crate) fn plain_names(methods: &OneOrMany<Method>) -> impl Iterator<Item = &Text> {
    methods.iter().filter_map(|method| match method {
        Method::Name(name) => Some(name),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_captures_words() {
        let pattern = Pattern::new("trigger_{name}_event").expect("it is valid");
        let captured = pattern.captures("trigger_order_placed_event");
        assert_eq!(captured, Some(vec![("name".into(), "order_placed".into())]));
        assert_eq!(pattern.captures("trigger_event"), None);
        assert_eq!(pattern.captures("trigger__event"), None);
        assert_eq!(pattern.literal(), "trigger_");
        let path = Pattern::new("telemetry.{event}").expect("it is valid");
        assert!(path.captures("telemetry.cart_opened").is_some());
        assert_eq!(path.captures("telemetry.a.b"), None);
    }

    #[test]
    fn a_pattern_of_a_text_takes_one_part() {
        let part = |pattern, text: &str| {
            TextPattern::new(pattern)
                .expect("it is valid")
                .part_of(text)
        };
        let address = "iglu:com.acme/place_order/jsonschema/1-0-0";
        assert_eq!(
            part("iglu:*/{name}/jsonschema/*", address),
            Some("place_order".into())
        );
        assert_eq!(part("iglu:*/{name}/jsonschema/*", "place_order"), None);
        let class = "btn plausible-event-name=Signup big";
        assert_eq!(
            part("*plausible-event-name={name}*", class),
            Some("Signup".into())
        );
        for text in ["a", "{name}", "*{name}*", "{a}/{b}", "a{"] {
            assert!(TextPattern::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_pattern_that_matches_everything_or_nothing_is_refused() {
        for text in ["{name}", "a{", "a{}", "a{1}", "a{b-c}"] {
            assert!(Pattern::new(text).is_err(), "{text}");
        }
    }
}
