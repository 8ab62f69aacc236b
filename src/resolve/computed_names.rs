//! The limit of computed names.

use crate::calls::Call;
use crate::facts::Text;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Limit of the computed names of one tracking system. Each is compared with all events. Real projects have some hundreds.
const MOST: usize = 2_000;

/// Makes the computed names beyond the limit unknown. Returns the first call with one, and the reason.
pub(crate) fn cut(calls: &mut [Call]) -> Option<(Span, String)> {
    let reason = format!("the limit of {MOST} computed names is reached, so this one is unknown");
    let mut kept: FxHashSet<Text> = FxHashSet::default();
    let mut first = None;
    for call in calls {
        let before = call.event.patterns.len();
        call.event.patterns.retain(|glob| {
            let has_room = kept.len() < MOST || kept.contains(glob);
            if has_room {
                kept.insert(glob.clone());
            }
            has_room || &**glob == "*"
        });
        if call.event.patterns.len() < before {
            call.event.patterns.insert("*".into());
            call.event.unknown = Some((reason.clone(), call.name_span));
            first.get_or_insert(call.span);
        }
    }
    first.map(|span| (span, reason))
}
