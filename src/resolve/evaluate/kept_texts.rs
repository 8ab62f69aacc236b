//! Texts that templates keep for a layout under a key, and that the layout reads.

use crate::facts::{CallSite, CallValue, Key, ScopeKind, Text, Value};
use crate::languages::partials::{KEEPING, READING, is_layout, partial};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::distinct;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};
use std::collections::BTreeSet;

/// Mark of the numbers that guard the evaluation of kept texts.
const MARK: u32 = 1 << 29;

impl Evaluator<'_> {
    /// Returns the texts that a call reads; an unknown value if it is no such call.
    pub(super) fn kept_text(&self, call: &CallValue, cx: &Context) -> Values {
        let key = match &call.arguments[..] {
            [only] if READING.contains(&call.name.as_str()) => literal(&only.value),
            _ => None,
        };
        let kept = key.and_then(|key| self.kept_under(key, cx));
        kept.unwrap_or_else(|| self.unknown(cx, format!("result of `{}`", call.name)))
    }

    /// Returns the texts that are kept under a key; none if no call keeps one.
    fn kept_under(&self, key: &Text, cx: &Context) -> Option<Values> {
        let sites = KEEPING.iter().flat_map(|name| {
            if self.is_event.get() {
                let among = LanguageGroup::Project;
                self.index.request(Occurrence::EveryCall, among, name);
            }
            self.index.sites_named(name)
        });
        let is_meant = |site: &&ItemId| {
            let call = self.index.site(**site);
            keeps(call) && key_of(call).is_none_or(|own| own == key)
        };
        let sites: Vec<ItemId> = sites.filter(is_meant).copied().collect();
        if sites.is_empty() {
            return None;
        }
        // A template that keeps nothing gives the layout nothing.
        let mut found = vec![AbstractValue::Null];
        if !self.is_one_for_a_page(&sites) {
            found.extend(self.unknown(cx, format!("several texts that are kept as `{key}`")));
        }
        for site in sites {
            found.extend(self.kept_at(site));
        }
        Some(distinct(found))
    }

    /// Returns the text that a call keeps.
    fn kept_at(&self, site: ItemId) -> Values {
        let call = self.index.site(site);
        let text = call
            .arguments
            .iter()
            .find(|one| one.key == Key::Position(1));
        let is_clear = key_of(call).is_some() && !has_block(call);
        let Some(text) = text.filter(|_| is_clear) else {
            return self.unknown(&self.context_of(site), "a text that a block keeps".into());
        };
        let guard = ItemId::new(site.unit, MARK | site.item);
        let values = self.guarded(guard, || self.given_to(&text.value, site));
        let values = values.unwrap_or_default().into_iter();
        let shown = |value: AbstractValue| match &value {
            AbstractValue::Text(text) if text.contains(['&', '<', '>', '"', '\'']) => {
                self.unknown(&self.context_of(site), "a text that is escaped".into())
            }
            _ => vec![value],
        };
        values.flat_map(shown).collect()
    }

    /// Returns true if no page keeps two of the texts, which would be put together.
    fn is_one_for_a_page(&self, sites: &[ItemId]) -> bool {
        let is_page = |site: &ItemId| {
            let path = &self.index.unit(*site).path;
            let scope = ItemId::new(site.unit, self.index.site(*site).scope);
            let is_template = self.index.scope(scope).kind == ScopeKind::Template;
            is_template && partial(path).is_none() && (sites.len() == 1 || !is_layout(path))
        };
        let files: BTreeSet<u32> = sites.iter().map(|site| site.unit).collect();
        files.len() == sites.len() && sites.iter().all(is_page)
    }
}

/// Returns true if a call keeps a text, and does not read one.
fn keeps(call: &CallSite) -> bool {
    let is_text = |key: &Key| matches!(key, Key::Position(1) | Key::Spread);
    call.receiver.is_none()
        && (has_block(call) || call.arguments.iter().any(|one| is_text(&one.key)))
}

fn has_block(call: &CallSite) -> bool {
    call.arguments.iter().any(|one| one.key == Key::Block)
}

/// Returns the key under which a call keeps a text; none if it is computed.
fn key_of(call: &CallSite) -> Option<&Text> {
    let mut arguments = call.arguments.iter();
    let key = arguments.find(|one| one.key == Key::Position(0))?;
    literal(&key.value)
}

fn literal(value: &Value) -> Option<&Text> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
