//! The first requests: words that a file must contain to be worth parsing.

use crate::facts::Text;
use crate::languages::{self, kebab};
use crate::resolve::match_rules::{Matcher, SHORT_METHOD};
use crate::resolve::request::{FileRequest, FileRequests, LanguageGroup, Occurrence};
use crate::rules::CallRule;
use crate::rules::pattern::{Method, Pattern, plain_names};
use crate::rules::receiver::Receiver;

impl Matcher<'_> {
    /// Returns requests for the words that a file with a match must contain.
    pub(crate) fn requests(&self) -> FileRequests {
        let calls = self.calls.iter();
        let mut requests: FileRequests = calls.flat_map(|call| required(call.rule)).collect();
        for element in &self.elements {
            let among = LanguageGroup::of_all(&element.rule.languages.0);
            let mut word = |how: Occurrence, words: Vec<Text>| {
                requests.extend(
                    words
                        .into_iter()
                        .map(|word| FileRequest::new(how, among, word)),
                );
            };
            // All attributes must be there, so the longest is searched for.
            let Some(attribute) = element.required.iter().max_by_key(|name| name.len()) else {
                let names = element.rule.element.iter();
                word(
                    Occurrence::Rule,
                    names
                        .flat_map(|name| [name.clone(), kebab(name).into()])
                        .collect(),
                );
                continue;
            };
            word(Occurrence::Rule, spellings(attribute));
            // `data: { track: { action: … } }` has the parts of the name in maps of their own.
            let inner = attribute.strip_prefix("data-").unwrap_or(attribute);
            let outer = inner.match_indices('-');
            word(
                Occurrence::RuleMap,
                outer.flat_map(|(at, _)| spellings(&inner[..at])).collect(),
            );
        }
        requests
    }

    /// Returns the literal texts of method patterns, of which a file with a match contains one.
    pub(crate) fn literals(&self) -> Vec<&str> {
        let methods = self.calls.iter().flat_map(|call| call.rule.method.iter());
        let literals = methods.filter_map(|method| match method {
            Method::Pattern(pattern) => Some(pattern.literal()),
            _ => None,
        });
        literals.collect()
    }
}

/// Returns requests for the rarest literals of a rule.
fn required(rule: &CallRule) -> Vec<FileRequest> {
    let among = LanguageGroup::of_all(&rule.languages.0);
    let word = |word: Text| FileRequest::new(Occurrence::Rule, among, word);
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let longest = plain_names(&rule.method).map(Text::len).max();
    let longest = longest.unwrap_or_default().max(SHORT_METHOD);
    // A literal argument is rarer than a short method.
    for condition in rule.when.iter() {
        let is_argument = condition.slot.argument.is_some() || condition.slot.keyword.is_some();
        let mut texts = condition.is.iter();
        if is_argument
            && !condition.is.is_empty()
            && texts.all(|text| text.len() > longest && text.chars().all(is_word))
        {
            return condition.is.iter().map(|text| word(text.into())).collect();
        }
    }
    if let Some(sites) = &rule.sites {
        return sites
            .methods_of
            .iter()
            .map(|class| word(last(class)))
            .collect();
    }
    let is_short = plain_names(&rule.method).any(|name| name.len() < SHORT_METHOD);
    let owners: Option<Vec<Vec<(Occurrence, Text)>>> = rule.on.iter().map(owner_words).collect();
    // An instance that a file hands out is used without the name of its class.
    let hands_out = rule
        .on
        .iter()
        .any(|shape| matches!(shape, Receiver::Type(_)))
        && !rule.languages.is_empty()
        && rule.languages.iter().all(|language| {
            languages::named(language).is_some_and(|language| language.traits.exports_all)
        });
    if let (true, Some(owners)) = (is_short && !hands_out, owners) {
        let owners = owners.into_iter().flatten();
        return owners
            .map(|(how, name)| FileRequest::new(how, among, name))
            .collect();
    }
    plain_names(&rule.method).cloned().map(word).collect()
}

/// Returns the last part of a path of modules or classes.
fn last(path: &Text) -> Text {
    path.rsplit(['/', ':', '.']).next().unwrap_or(path).into()
}

/// Returns the words of which a file contains one if a receiver has this shape; none if the shape does not name any.
fn owner_words(shape: &Receiver) -> Option<Vec<(Occurrence, Text)>> {
    let words = |names: Vec<Text>, how: Occurrence| {
        let named = names.iter().all(|name| name.len() > 1);
        named.then(|| names.into_iter().map(|name| (how, name)).collect())
    };
    match shape {
        Receiver::Nothing | Receiver::Own | Receiver::Anything => None,
        Receiver::Import(modules) | Receiver::Passes(modules) => {
            // A package that names a folder of another one is searched by its own name.
            let names = modules
                .iter()
                .map(|module| module.rsplit(['/', ':']).next().unwrap_or(module).into());
            words(names.collect(), Occurrence::RuleImport)
        }
        Receiver::Type(names) | Receiver::Global(names) => {
            words(names.iter().map(last).collect(), Occurrence::Rule)
        }
        Receiver::ResultOf(names) => words(names.0.clone(), Occurrence::Rule),
        Receiver::Written(texts) => {
            let bare = |text: &Text| last(text).trim_start_matches(['@', '$']).into();
            words(texts.iter().map(bare).collect(), Occurrence::Rule)
        }
        Receiver::Path(paths) => {
            let first = |path: &Pattern| path.text.split(['.', ':', '{']).next().map(Text::from);
            let first: Option<Vec<Text>> = paths.iter().map(first).collect();
            words(first?, Occurrence::Rule)
        }
        Receiver::Mixin(names) => {
            let owner = |name: &Text| last(&name.split('.').next().unwrap_or_default().into());
            words(names.iter().map(owner).collect(), Occurrence::Rule)
        }
    }
}

/// Returns the spellings of an attribute: with dashes, with underscores and in camel case.
pub(crate) fn spellings(attribute: &str) -> Vec<Text> {
    let short = attribute.strip_prefix("data-").unwrap_or(attribute);
    let mut parts = short.split('-');
    let mut camel = parts.next().unwrap_or_default().to_owned();
    camel.extend(parts.map(capitalised));
    vec![short.into(), short.replace('-', "_").into(), camel.into()]
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
