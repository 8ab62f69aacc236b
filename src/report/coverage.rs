//! Feature coverage: how much of what is listed can be seen, and what cannot.

use super::list::EvidenceCell;
use super::table::{self, Align};
use super::text::{counted, markdown, one_line, shorten};
use super::write_json;
use serde::Serialize;
use std::io::{self, Write};

/// What a row sums up; also the order of the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CoverageKind {
    /// Sections of the product.
    Section,
    /// Stages.
    Stage,
    /// Groups.
    Group,
    /// Categories.
    Category,
    /// Tiers it is sold in.
    Tier,
    /// Single features.
    Feature,
}

impl CoverageKind {
    /// All of them, in the order they are shown.
    pub const ALL: [CoverageKind; 6] = [
        CoverageKind::Section,
        CoverageKind::Stage,
        CoverageKind::Group,
        CoverageKind::Category,
        CoverageKind::Tier,
        CoverageKind::Feature,
    ];

    fn title(self) -> &'static str {
        match self {
            CoverageKind::Section => "Section",
            CoverageKind::Stage => "Stage",
            CoverageKind::Group => "Group",
            CoverageKind::Category => "Category",
            CoverageKind::Tier => "Tier",
            CoverageKind::Feature => "Feature",
        }
    }
}

/// How many features of something have which verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoverageRow {
    /// What is summed up.
    pub kind: CoverageKind,
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Features it has.
    pub features: usize,
    /// Calls and definitions.
    pub instrumented: usize,
    /// Calls without definitions.
    pub calls_only: usize,
    /// Definitions without calls.
    pub definitions_only: usize,
    /// Code, but neither.
    pub uninstrumented: usize,
    /// Listed, nothing found.
    pub no_code: usize,
    /// Excused in the configuration.
    pub exempt: usize,
    /// Instrumented among those that have code and are not exempt; none when there are no such features.
    pub ratio: Option<f64>,
}

impl CoverageRow {
    /// An empty row.
    pub fn new(kind: CoverageKind, id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            title: title.into(),
            features: 0,
            instrumented: 0,
            calls_only: 0,
            definitions_only: 0,
            uninstrumented: 0,
            no_code: 0,
            exempt: 0,
            ratio: None,
        }
    }

    /// Features that can be instrumented.
    pub fn countable(&self) -> usize {
        self.instrumented + self.calls_only + self.definitions_only + self.uninstrumented
    }

    /// Sets the features' number and the ratio from the other numbers.
    #[must_use]
    pub fn summed(mut self) -> Self {
        let countable = self.countable();
        self.features = countable + self.no_code + self.exempt;
        self.ratio = (countable > 0).then(|| self.instrumented as f64 / countable as f64);
        self
    }
}

/// A feature with code that nobody can see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Uninstrumented {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The group that owns it.
    pub group: Option<String>,
    /// Its surfaces: where a call belongs.
    pub places: Vec<EvidenceCell>,
}

/// What `coverage` reports.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// The sums.
    pub coverage: Vec<CoverageRow>,
    /// The backlog.
    pub uninstrumented: Vec<Uninstrumented>,
    /// What a person should know about the run.
    pub notes: Vec<String>,
}

/// How coverage is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CoverageFormat {
    /// Tables with bars.
    Terminal,
    /// Tables for a page or a note.
    Markdown,
    /// One JSON document.
    Json,
}

/// What part of the coverage a person sees.
#[derive(Debug, Clone, Copy)]
pub struct CoverageView {
    /// Only rows of this kind; without one, all kinds but single features.
    pub by: Option<CoverageKind>,
    /// How many uninstrumented features are listed.
    pub show: usize,
}

/// Places listed with one uninstrumented feature.
const PLACES: usize = 3;

/// Writes coverage.
///
/// # Errors
/// Those of `out`.
pub fn write(coverage: &Coverage, format: CoverageFormat, view: CoverageView, out: &mut dyn Write) -> io::Result<()> {
    match format {
        CoverageFormat::Terminal => terminal(coverage, view, out),
        CoverageFormat::Markdown => as_markdown(coverage, view, out),
        CoverageFormat::Json => write_json(coverage, out),
    }
}

fn sections(coverage: &Coverage, view: CoverageView) -> Vec<(CoverageKind, Vec<&CoverageRow>)> {
    let wanted = |kind: &CoverageKind| view.by.map_or(*kind != CoverageKind::Feature, |by| by == *kind);
    let rows = |kind| coverage.coverage.iter().filter(|row| row.kind == kind).collect::<Vec<_>>();
    let all = CoverageKind::ALL.into_iter().filter(wanted).map(|kind| (kind, rows(kind)));
    all.filter(|(_, rows)| !rows.is_empty()).collect()
}

fn percent(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{:.0}%", ratio * 100.0))
}

/// Ten cells, each in eighths: full only when the ratio is.
fn bar(ratio: Option<f64>) -> String {
    let Some(ratio) = ratio else { return String::new() };
    let eighths = (ratio.clamp(0.0, 1.0) * 80.0).floor() as usize;
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    let filled = format!("{}{partial}", "█".repeat(eighths / 8));
    format!("{filled}{}", "·".repeat(10 - filled.chars().count()))
}

fn terminal(coverage: &Coverage, view: CoverageView, out: &mut dyn Write) -> io::Result<()> {
    for (kind, rows) in sections(coverage, view) {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                let numbers = [row.instrumented, row.calls_only, row.definitions_only, row.uninstrumented, row.no_code];
                let head = [row.title.clone(), bar(row.ratio), percent(row.ratio)];
                head.into_iter().chain(numbers.iter().map(usize::to_string)).collect()
            })
            .collect();
        let columns = [
            (kind.title(), Align::Left),
            ("", Align::Left),
            ("seen", Align::Right),
            ("yes", Align::Right),
            ("calls", Align::Right),
            ("defs", Align::Right),
            ("none", Align::Right),
            ("no code", Align::Right),
        ];
        table::write(out, &columns, &cells, Some(80))?;
        writeln!(out)?;
    }
    if coverage.coverage.is_empty() {
        writeln!(out, "There is no feature list to hold the code against.")?;
    }
    let backlog = &coverage.uninstrumented;
    if !backlog.is_empty() {
        writeln!(out, "{} with code that nobody can see:", counted(backlog.len(), "feature", "features"))?;
    }
    for feature in backlog.iter().take(view.show) {
        let group = feature.group.as_ref().map(|group| format!(" ({group})")).unwrap_or_default();
        writeln!(out, "  {}", shorten(&one_line(&format!("{}{group}", feature.title)), 78))?;
        for place in feature.places.iter().take(PLACES) {
            writeln!(out, "    {}:{} {}", one_line(&place.path), place.line, one_line(&place.text))?;
        }
        if feature.places.len() > PLACES {
            writeln!(out, "    and {} more places", feature.places.len() - PLACES)?;
        }
    }
    if backlog.len() > view.show {
        writeln!(out, "  and {} more (--show all)", backlog.len() - view.show)?;
    }
    for note in &coverage.notes {
        writeln!(out, "note: {}", one_line(note))?;
    }
    Ok(())
}

fn as_markdown(coverage: &Coverage, view: CoverageView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Instrumentation coverage")?;
    for (kind, rows) in sections(coverage, view) {
        let title = kind.title();
        writeln!(out, "\n## {title}\n")?;
        writeln!(
            out,
            "| {title} | features | instrumented | calls only | definitions only | uninstrumented | no code | exempt | ratio |"
        )?;
        writeln!(out, "|---|---:|---:|---:|---:|---:|---:|---:|---:|")?;
        for row in rows {
            let numbers = [
                row.features,
                row.instrumented,
                row.calls_only,
                row.definitions_only,
                row.uninstrumented,
                row.no_code,
                row.exempt,
            ];
            let cells: Vec<String> = numbers.iter().map(usize::to_string).collect();
            writeln!(out, "| {} | {} | {} |", markdown(&row.title), cells.join(" | "), percent(row.ratio))?;
        }
    }
    if !coverage.uninstrumented.is_empty() {
        writeln!(out, "\n## Uninstrumented features\n\n| feature | group | where |\n|---|---|---|")?;
    }
    for feature in coverage.uninstrumented.iter().take(view.show) {
        let place = |place: &EvidenceCell| markdown(&format!("{}:{}", place.path, place.line));
        let mut places: Vec<String> = feature.places.iter().take(PLACES).map(place).collect();
        if feature.places.len() > PLACES {
            places.push(format!("and {} more", feature.places.len() - PLACES));
        }
        let group = feature.group.as_deref().unwrap_or("");
        writeln!(out, "| {} | {} | {} |", markdown(&feature.title), markdown(group), places.join("<br>"))?;
    }
    if coverage.uninstrumented.len() > view.show {
        writeln!(out, "\nand {} more", coverage.uninstrumented.len() - view.show)?;
    }
    for note in &coverage.notes {
        writeln!(out, "\n> {}", markdown(note))?;
    }
    Ok(())
}
