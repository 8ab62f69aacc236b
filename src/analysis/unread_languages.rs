//! Files in programming languages that tracklint does not read. They may hold tracking calls, so runs name them.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Endings of files in other programming languages.
const ENDINGS: &[&str] = &[
    "astro", "c", "cc", "clj", "coffee", "cpp", "cs", "dart", "ejs", "elm", "ex", "exs", "fs",
    "gradle", "groovy", "hbs", "java", "jl", "kt", "kts", "liquid", "lua", "m", "mm", "mustache",
    "php", "pl", "r", "scala", "slim", "svelte", "swift", "twig", "zig",
];

/// Number of files of a language below which they are no part worth a note.
const FEW: usize = 3;

/// Counts of files by ending.
pub(crate) struct UnreadLanguages {
    counts: Vec<AtomicUsize>,
}

impl Default for UnreadLanguages {
    fn default() -> Self {
        Self {
            counts: ENDINGS.iter().map(|_| AtomicUsize::new(0)).collect(),
        }
    }
}

impl UnreadLanguages {
    /// Counts a file, if it is in one of these languages.
    pub(crate) fn note(&self, path: &str) {
        let file = path.rsplit('/').next().unwrap_or(path);
        let ending = file.rsplit_once('.').map(|(_, ending)| ending);
        let number = ENDINGS.iter().position(|one| Some(*one) == ending);
        if let Some(number) = number {
            self.counts[number].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Returns the endings with their counts, the largest count first.
    pub(crate) fn counts(&self) -> Vec<(&'static str, usize)> {
        let counts = self
            .counts
            .iter()
            .map(|count| count.load(Ordering::Relaxed));
        let all = ENDINGS.iter().copied().zip(counts);
        let mut all: Vec<(&str, usize)> = all.filter(|(_, count)| *count >= FEW).collect();
        all.sort_by_key(|(ending, count)| (usize::MAX - count, *ending));
        all
    }
}
