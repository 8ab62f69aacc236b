//! Asks a person about entries of the feature list, one after the other.

use crate::analysis::Failure;
use crate::config::decisions::Decision;
use crate::report::list::{FeatureRow, ProposalCell};
use crate::report::map::{confirmed, write_entry};
use std::io::{BufRead, Write};

/// The answers to a question.
const HELP: &str = "numbers such as 1 or 1,3: they measure it; u: nothing does; x: not a feature; enter: skip; q: quit";

/// Saves one decision.
type Save<'s> = &'s dyn Fn((String, Decision)) -> Result<(), Failure>;

/// Asks about each entry and saves each decision at once. Returns the number of decisions.
///
/// # Errors
/// A failure to read, to write or to save.
pub(crate) fn ask(
    rows: &[&FeatureRow],
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    save: Save<'_>,
) -> Result<usize, Failure> {
    let mut number = 0;
    for (place, row) in rows.iter().enumerate() {
        writeln!(out, "\n[{} of {}]", place + 1, rows.len())?;
        write_entry(row, out)?;
        loop {
            let Some(answer) = line("decision (? for help): ", input, out)? else {
                return Ok(number);
            };
            match answer.as_str() {
                "" => break,
                "q" => return Ok(number),
                "?" => {
                    writeln!(out, "{HELP}")?;
                    continue;
                }
                _ => {}
            }
            if let Some(decision) = decision(row, &answer, input, out)? {
                save((row.id.clone(), decision))?;
                number += 1;
                break;
            }
            writeln!(out, "{HELP}")?;
        }
    }
    Ok(number)
}

/// Returns the decision of an answer, or none if it is not understood.
fn decision(
    row: &FeatureRow,
    answer: &str,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<Option<Decision>, Failure> {
    if let "u" | "x" = answer {
        let reason = line("reason: ", input, out)?.filter(|reason| !reason.is_empty());
        return Ok(reason.map(|reason| match answer {
            "u" => Decision::Unmeasured(reason),
            _ => Decision::Exempt(reason),
        }));
    }
    let proposals = row.proposals.as_deref().unwrap_or_default();
    let chosen = answer.split(',').map(|text| {
        let number = text.trim().parse::<usize>().ok()?.checked_sub(1)?;
        proposals.get(number)
    });
    let chosen: Option<Vec<&ProposalCell>> = chosen.collect();
    Ok(chosen.map(confirmed))
}

/// Asks for a line. Returns none at the end of the input.
fn line(
    prompt: &str,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<Option<String>, Failure> {
    write!(out, "{prompt}")?;
    out.flush()?;
    let mut text = String::new();
    let read = input.read_line(&mut text)?;
    Ok((read > 0).then(|| text.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn answers_become_decisions_until_the_input_ends() {
        let proposal = |metric: &str| ProposalCell {
            metrics: vec![metric.to_owned()],
            live: true,
            ..ProposalCell::default()
        };
        let row = |id: &str| FeatureRow {
            id: id.to_owned(),
            proposals: Some(vec![proposal("m.a"), proposal("m.b")]),
            ..FeatureRow::default()
        };
        let rows = [row("a"), row("b"), row("c"), row("d")];
        let rows: Vec<&FeatureRow> = rows.iter().collect();
        let mut answers = "1, 2\n7\n\nu\nnobody counts it\nq\n".as_bytes();
        let (mut out, saved) = (Vec::new(), RefCell::new(Vec::new()));
        let save = |decision| {
            saved.borrow_mut().push(decision);
            Ok(())
        };
        let number = ask(&rows, &mut answers, &mut out, &save).expect("it is written");
        let measured = Decision::Measured {
            events: Vec::new(),
            metrics: vec!["m.a".to_owned(), "m.b".to_owned()],
        };
        let unmeasured = Decision::Unmeasured("nobody counts it".to_owned());
        assert_eq!(number, 2);
        assert_eq!(
            saved.into_inner(),
            [("a".to_owned(), measured), ("c".to_owned(), unmeasured)]
        );
        assert!(String::from_utf8_lossy(&out).contains("[4 of 4]"));
    }
}
