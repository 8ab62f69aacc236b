//! Checkstyle XML: files with errors in them. Columns count characters.

use crate::report::model::Report;
use crate::report::text::{message_in_line, xml};
use crate::source::Encoding;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<checkstyle version="8.0">"#)?;
    let path = |numbered: &crate::finding::Numbered| numbered.finding.primary.span.file;
    for of_file in report.findings.chunk_by(|a, b| path(a) == path(b)) {
        for (index, numbered) in of_file.iter().enumerate() {
            let finding = &numbered.finding;
            let location = report.location(finding.primary.span, Encoding::Chars);
            if index == 0 {
                writeln!(out, r#"  <file name="{}">"#, xml(location.path))?;
            }
            let message = message_in_line(&finding.message, finding.help.as_deref());
            let (line, column, message) = (location.line, location.column, xml(&message));
            let (severity, lint) = (finding.severity, xml(finding.lint.name));
            writeln!(
                out,
                r#"    <error line="{line}" column="{column}" severity="{severity}" message="{message}" source="tracklint.{lint}"/>"#
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}
