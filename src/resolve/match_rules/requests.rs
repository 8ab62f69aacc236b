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
    let longest = rule
        .method
        .iter()
        .map(Text::len)
        .max()
        .unwrap_or_default()
        .max(SHORT_METHOD);
    if let Some(first) = rule
        .first_argument
        .as_ref()
        .filter(|first| first.len() > longest && first.chars().all(is_word))
    {
        return vec![word(first.clone())];
    }
    let last = |path: &Text| -> Text { path.rsplit(['/', ':']).next().unwrap_or(path).into() };
    let mut others: Vec<Text> = rule
        .receiver
        .iter()
        .chain(&rule.descends)
        .map(last)
        .collect();
    others.extend(
        rule.mixin
            .iter()
            .map(|mixin| last(mixin).split('.').next().unwrap_or_default().into()),
    );
    others.extend(rule.receiver_call.iter().cloned());
    let imports = rule
        .import
        .iter()
        .map(last)
        .map(|import| FileRequest::new(Occurrence::RuleImport, among, import));
    let others: Vec<FileRequest> = others
        .into_iter()
        .map(word)
        .chain(imports)
        .filter(|request| request.name.len() > 1)
        .collect();
    let short = rule.method.iter().any(|method| method.len() < SHORT_METHOD);
    let by_others = short && !others.is_empty() && !rule.any_receiver && !rule.bare;
    if by_others {
        others
    } else {
        rule.method.iter().cloned().map(word).collect()
    }
}

/// Returns the spellings of an attribute: with dashes, with underscores and in camel case.
pub(crate) fn spellings(attribute: &str) -> Vec<Text> {
    let short = attribute.strip_prefix("data-").unwrap_or(attribute);
    let camel: String = short
        .split('-')
        .enumerate()
        .map(|(index, part)| {
            if index == 0 {
                part.to_owned()
            } else {
                capitalised(part)
            }
        })
        .collect();
    vec![short.into(), short.replace('-', "_").into(), camel.into()]
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
