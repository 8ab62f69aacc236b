//! An entry of the feature list with what may measure it, for a decision.

use crate::config::decisions::Decision;
use crate::report::list::{FeatureRow, ProposalCell};
use crate::report::text::{one_line, shorten};
use std::io::{self, Write};

/// Names listed with one proposal.
const MOST_NAMES: usize = 3;

/// Width of the texts that are cut.
const WIDTH: usize = 160;

/// Writes an entry with its numbered proposals.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn write_entry(row: &FeatureRow, out: &mut dyn Write) -> io::Result<()> {
    let mut facts = vec![row.state_words()];
    facts.extend(row.group.clone().map(|group| format!("group {group}")));
    facts.extend((!row.tiers.is_empty()).then(|| row.tiers.join(", ")));
    facts.extend(row.link.clone());
    writeln!(out, "{}: {}", one_line(&row.id), one_line(&row.title))?;
    writeln!(out, "  {}", one_line(&facts.join(" · ")))?;
    if let Some(description) = &row.description {
        writeln!(out, "  {}", shorten(&one_line(description), WIDTH))?;
    }
    let proposals = row.proposals.as_deref().unwrap_or_default();
    for (place, proposal) in proposals.iter().enumerate() {
        let names = one_line(&names(proposal));
        writeln!(out, "  {} {names}", place + 1)?;
        writeln!(out, "    {}", one_line(&proposal.reason))?;
    }
    if proposals.is_empty() {
        writeln!(out, "  nothing has a word in common with it")?;
    }
    writeln!(out)
}

fn names(proposal: &ProposalCell) -> String {
    let events = proposal.events.iter().map(|event| event.notation.clone());
    let names: Vec<String> = events.chain(proposal.metrics.iter().cloned()).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    let mut text = names[..names.len() - more].join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// Returns the decision that proposals measure an entry.
pub(crate) fn confirmed<'p>(proposals: impl IntoIterator<Item = &'p ProposalCell>) -> Decision {
    let (mut events, mut metrics) = (Vec::new(), Vec::new());
    for proposal in proposals {
        events.extend(proposal.events.iter().map(|event| event.notation.clone()));
        metrics.extend(proposal.metrics.iter().cloned());
    }
    Decision::Measured { events, metrics }
}
