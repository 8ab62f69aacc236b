//! `rules`: tools for people who write rule packs.

use crate::analysis::Failure;
use crate::analysis::rule_examples::{self, TestedRule};
use crate::cli::args::{Global, Rules, RulesAction};
use crate::cli::exit_code::{CLEAN, FINDINGS};
use crate::cli::output::Streams;
use crate::cli::settings;
use crate::report::text::{counted, one_line};
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn run(
    global: &Global,
    command: &Rules,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    match &command.action {
        RulesAction::Test { packs } => {
            let tested = if packs.is_empty() {
                let settings = settings::load(global, Path::new("."), streams.is_watched)?;
                rule_examples::test_configured(&settings)?
            } else {
                rule_examples::test_files(packs)?
            };
            write_results(&tested, &mut streams.out)?;
            let failed = tested.iter().any(|rule| !rule.faults.is_empty());
            Ok(if failed { FINDINGS } else { CLEAN })
        }
    }
}

fn write_results(tested: &[TestedRule], out: &mut dyn Write) -> io::Result<()> {
    for TestedRule { rule, faults } in tested {
        if faults.is_empty() {
            writeln!(out, "ok      {}", one_line(rule))?;
        }
        for fault in faults {
            writeln!(out, "failed  {}: {}", one_line(rule), one_line(fault))?;
        }
    }
    let failed = tested.iter().filter(|rule| !rule.faults.is_empty()).count();
    let rules = counted(tested.len(), "rule", "rules");
    writeln!(out, "{rules}, {failed} failed")
}
