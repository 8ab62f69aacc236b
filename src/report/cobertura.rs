//! Cobertura XML. Each surface is a line, hit if a tracking call makes it visible.
//!
//! GitLab marks the lines in a merge request's diff. It reads only `source`, the file names and the lines, takes at most 10 MiB
//! a file, and resolves file names below the project's root. The DTD of the format requires the rest.

use crate::report::model::Report;
use crate::report::text::xml;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Most bytes that readers accept, less the head and the end of the document.
const MOST_BYTES: usize = (10 << 20) - (4 << 10);

/// The XML of one file, with the number of its lines.
struct Class {
    text: String,
    lines: usize,
    hit: usize,
}

/// Returns the files that fit, in order, and the number of the others.
fn classes(report: &Report) -> (Vec<Class>, usize) {
    let mut files: BTreeMap<&str, BTreeMap<u32, usize>> = BTreeMap::new();
    for surface in &report.surfaces {
        let lines = files.entry(report.sources.path(surface.span)).or_default();
        *lines
            .entry(report.sources.lines(surface.span).0)
            .or_default() += usize::from(surface.tracked);
    }
    let number = files.len();
    let mut room = MOST_BYTES;
    let fits = |(path, lines): (&str, BTreeMap<u32, usize>)| {
        let class = class(path, &lines);
        room = room.checked_sub(class.text.len())?;
        Some(class)
    };
    let kept: Vec<Class> = files.into_iter().map_while(fits).collect();
    let lost = number - kept.len();
    (kept, lost)
}

fn class(path: &str, lines: &BTreeMap<u32, usize>) -> Class {
    let hit = lines.values().filter(|hits| **hits > 0).count();
    let (path, rate) = (xml(path), rate(hit, lines.len()));
    let mut text = format!(
        "        <class name=\"{path}\" filename=\"{path}\" line-rate=\"{rate}\" branch-rate=\"0\" complexity=\"0\">\n"
    );
    text.push_str("          <methods/>\n          <lines>\n");
    for (line, hits) in lines {
        text.push_str(&format!(
            "            <line number=\"{line}\" hits=\"{hits}\"/>\n"
        ));
    }
    text.push_str("          </lines>\n        </class>\n");
    Class {
        text,
        lines: lines.len(),
        hit,
    }
}

fn rate(hit: usize, all: usize) -> String {
    let share = if all == 0 {
        0.0
    } else {
        hit as f64 / all as f64
    };
    format!("{share:.4}")
}

/// Returns a sentence about the part that exceeds the limits.
pub(crate) fn left_out(report: &Report) -> Option<String> {
    let (_, lost) = classes(report);
    (lost > 0).then(|| omitted(lost))
}

fn omitted(files: usize) -> String {
    format!("the surfaces of {files} files are omitted, because readers accept at most 10 MiB")
}

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (classes, lost) = classes(report);
    let (covered, valid) = classes.iter().fold((0, 0), |(hit, lines), class| {
        (hit + class.hit, lines + class.lines)
    });
    let rate = rate(covered, valid);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    // No document type, because some readers would fetch it.
    writeln!(
        out,
        "<!-- after http://cobertura.sourceforge.net/xml/coverage-04.dtd -->"
    )?;
    if lost > 0 {
        writeln!(out, "<!-- {} -->", omitted(lost))?;
    }
    // The time is fixed so that the same project gives the same bytes.
    writeln!(
        out,
        "<coverage line-rate=\"{rate}\" branch-rate=\"0\" lines-covered=\"{covered}\" lines-valid=\"{valid}\" \
         branches-covered=\"0\" branches-valid=\"0\" complexity=\"0\" version=\"{}\" timestamp=\"0\">",
        env!("CARGO_PKG_VERSION")
    )?;
    writeln!(
        out,
        "  <sources>\n    <source>.</source>\n  </sources>\n  <packages>"
    )?;
    writeln!(
        out,
        "    <package name=\"surfaces\" line-rate=\"{rate}\" branch-rate=\"0\" complexity=\"0\">\n      <classes>"
    )?;
    for class in &classes {
        out.write_all(class.text.as_bytes())?;
    }
    writeln!(
        out,
        "      </classes>\n    </package>\n  </packages>\n</coverage>"
    )
}
