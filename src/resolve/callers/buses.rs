//! Event buses: a function that listens to a key is called by those who send something under the key.

use crate::facts::{Argument, CallSite, SiteKind, Value};
use crate::resolve::callers::Callers;
use crate::resolve::project::ids::ItemId;

/// Offset of a message: the key is in front of what the listener gets.
const BEHIND_KEY: i16 = 1;

impl Callers<'_, '_> {
    /// Returns the sites that send something under a key that a function listens to, with their offsets.
    pub(crate) fn bus_sites(&self, function: ItemId) -> Vec<(ItemId, i16)> {
        let index = self.eval.index;
        let traits = &index.unit(function).language.traits;
        let name = &index.function(function).name;
        let mut found = Vec::new();
        let listening = traits.listening_calls.iter();
        for site in listening.flat_map(|word| index.sites_named(word)) {
            let Some((key, listener)) = listener_of(index.site(*site)) else {
                continue;
            };
            let is_named = match listener {
                Value::Name(own) | Value::Member(_, own) => own == name,
                _ => false,
            };
            let cx = self.eval.context_of(*site);
            if is_named && self.eval.functions_in(listener, &cx).contains(&function) {
                let sent = self.eval.sent_under(*site, key);
                found.extend(sent.into_iter().map(|site| (site, BEHIND_KEY)));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Returns the key and the function of a call that lets a function listen.
fn listener_of(site: &CallSite) -> Option<(&Value, &Value)> {
    match (&site.kind, &site.receiver, &site.arguments[..]) {
        (SiteKind::Call, Some(_), [key, listener, ..]) => {
            let value = |argument: &'_ Argument| matches!(argument.value, Value::Opaque);
            (!value(key)).then_some((&key.value, &listener.value))
        }
        _ => None,
    }
}
