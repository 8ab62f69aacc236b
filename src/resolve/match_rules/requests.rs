//! The first requests: words that a file must contain to be worth parsing.

use crate::facts::Text;
use crate::resolve::match_rules::{Matcher, SHORT_METHOD};
use crate::resolve::request::{FileRequest, FileRequests, LanguageGroup, Occurrence};
use crate::rules::CallRule;

impl Matcher<'_> {
    /// Returns requests for the words that a file with a match must contain.
    pub(crate) fn requests(&self) -> FileRequests {
        let mut requests: FileRequests = self
            .calls
            .iter()
            .flat_map(|call| required(call.rule))
            .collect();
        for attribute in &self.attributes {
            let among = LanguageGroup::of_all(&attribute.rule.languages);
            let event = &attribute.rule.event;
            requests.extend(
                spellings(event)
                    .into_iter()
                    .map(|word| FileRequest::new(Occurrence::Rule, among, word)),
            );
            // `data: { track: { action: … } }` has the parts of the name in maps of their own.
            let inner = event.strip_prefix("data-").unwrap_or(event);
            let outer = inner
                .match_indices('-')
                .flat_map(|(at, _)| spellings(&inner[..at]));
            requests.extend(outer.map(|word| FileRequest::new(Occurrence::RuleMap, among, word)));
        }
        requests
    }
}

/// Returns requests for the rarest literals of a rule.
fn required(rule: &CallRule) -> Vec<FileRequest> {
    let among = LanguageGroup::of_all(&rule.languages);
    let word = |word: Text| FileRequest::new(Occurrence::Rule, among, word);
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let methods = rule.method.iter().map(Text::len);
    let longest = methods.max().unwrap_or_default().max(SHORT_METHOD);
    if let Some(first) = &rule.first_argument
        && first.len() > longest
        && first.chars().all(is_word)
    {
        return vec![word(first.clone())];
    }
    let last = |path: &Text| -> Text { path.rsplit(['/', ':']).next().unwrap_or(path).into() };
    let owners = rule.receiver.iter().chain(&rule.descends);
    let mut others: Vec<Text> = owners.map(last).collect();
    let mixins = rule.mixin.iter().map(last);
    others.extend(mixins.map(|mixin| mixin.split('.').next().unwrap_or_default().into()));
    others.extend(rule.receiver_call.iter().cloned());
    let imports = rule.import.iter().map(last);
    let imports = imports.map(|import| FileRequest::new(Occurrence::RuleImport, among, import));
    let mut others: Vec<FileRequest> = others.into_iter().map(word).chain(imports).collect();
    others.retain(|request| request.name.len() > 1);
    let is_short = rule.method.iter().any(|method| method.len() < SHORT_METHOD);
    if is_short && !others.is_empty() && !rule.any_receiver && !rule.bare {
        return others;
    }
    rule.method.iter().cloned().map(word).collect()
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
