//! An event is defined and nothing sends it.

use crate::audit::verdicts::EventVerdict;
use crate::audit::{Context, doubted};
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;
use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The lint.
pub static LINT: Lint = Lint {
    name: "unused-event",
    summary: "an event is defined and nothing sends it",
    docs: r#"A definition declares an event, and no call sends it: neither by its full name nor by a computed name that could be it. Where code that was read says the name all the same, in no call that is understood, the finding is only information and shows the place.

## Why

Who reads the definition believes that the figure exists. Metrics that count the event stay at zero.

## What to do

Send the event, or mark the definition as removed. If the event is sent from another repository, list it under `external_events`; if from a place that cannot be analysed, put a comment `tracklint: uses NAME -- reason` there.

## Bad

```yaml
# config/events/view_cart.yml, and no call sends view_cart
action: view_cart
```

## Good

```yaml
action: view_cart
status: removed
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let unused: Vec<_> = cx.links.events.iter().filter(|event| event.verdict == EventVerdict::Unused).collect();
    let said = said(cx, &unused.iter().map(|event| event.name.as_str()).collect::<Vec<_>>());
    for event in unused {
        let Some(span) = cx.declared_at(event).into_iter().next() else { continue };
        let mut finding = Finding::new(&LINT, span, event.name.as_str(), format!("nothing sends event `{}`", event.name))
            .help("Send it, or mark the definition as removed.")
            .owner(cx.owner(event));
        for metric in event.metrics.iter().take(3) {
            let metric = &cx.inputs.catalog.metrics[*metric];
            finding = finding.related(metric.key_path.span, "this metric counts it");
        }
        let Some(definition) = cx.definitions(event).next() else {
            out.push(cx.lowered(cx.unless_blind(finding)));
            continue;
        };
        if let Some(place) = said.get(event.name.as_str()) {
            finding = doubted(finding, "Code says its name, and no call was found that gets it from there.");
            finding = finding.related(*place, "its name stands here");
        }
        out.push(cx.lowered_for(cx.unless_blind(finding), &definition.ownership));
    }
}

/// The first place in code that says each of these names. A name of one word is in code by chance, so it is not looked for.
fn said<'n>(cx: &Context<'_>, names: &[&'n str]) -> BTreeMap<&'n str, Span> {
    let names: Vec<&'n str> = names.iter().copied().filter(|name| name.contains(|c: char| !c.is_alphanumeric())).collect();
    let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names);
    let mut found: BTreeMap<&'n str, Span> = BTreeMap::new();
    // Too many names for one search: then nothing is known of where they stand.
    let Ok(search) = search else { return found };
    let files = cx.inputs.facts.par_iter().map(|(file, ..)| {
        let text = &*cx.inputs.sources.file(*file).text;
        let part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let bytes = text.as_bytes();
        let whole = |at: &aho_corasick::Match| {
            !part(at.start().checked_sub(1).and_then(|before| bytes.get(before))) && !part(bytes.get(at.end()))
        };
        let hits = search.find_iter(text).filter(whole);
        hits.map(|hit| (names[hit.pattern().as_usize()], Span::new(*file, hit.start(), hit.end()))).collect::<Vec<_>>()
    });
    for (name, span) in files.collect::<Vec<_>>().into_iter().flatten() {
        found.entry(name).or_insert(span);
    }
    found
}
