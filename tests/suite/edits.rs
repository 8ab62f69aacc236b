//! Edits as they come while somebody types, chosen by a seed.

/// Numbers by a seed (splitmix64).
pub struct Random(u64);

impl Random {
    /// Those of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of the numbers below a limit; 0 where there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % (limit as u64).max(1)) as usize
    }
}

/// A text with one edit, and what was done.
pub fn edited(text: &str, random: &mut Random) -> (&'static str, String) {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let line = random.below(lines.len());
    let other = lines[random.below(lines.len())];
    let what = match random.below(8) {
        0 => {
            lines.insert(line, "");
            "an empty line"
        }
        1 => {
            lines.remove(line);
            "a line gone"
        }
        2 => {
            lines.insert(line, lines[line]);
            "a line twice"
        }
        3 => {
            lines.insert(line, other);
            "a line from elsewhere"
        }
        4 => {
            let next = (line + 1) % lines.len();
            lines.swap(line, next);
            "two lines swapped"
        }
        5 => return ("a comment at the end", format!("{text}\n# Nothing new.\n")),
        6 => return ("a literal changed", changed(text, &quoted(text), random)),
        _ => return ("a word changed", changed(text, &words(text), random)),
    };
    (what, lines.join("\n"))
}

/// A text with one of these pieces put in the place of another.
fn changed(text: &str, pieces: &[(usize, &str)], random: &mut Random) -> String {
    let Some((at, piece)) = pieces.get(random.below(pieces.len())) else {
        return format!("{text}\n");
    };
    let (_, other) = pieces[random.below(pieces.len())];
    let new = if other == *piece {
        format!("{piece}_2")
    } else {
        other.to_owned()
    };
    format!("{}{new}{}", &text[..*at], &text[at + piece.len()..])
}

/// What stands between single quotes on one line.
fn quoted(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let quotes: Vec<usize> = line.match_indices('\'').map(|(at, _)| at).collect();
        found.extend(
            quotes
                .chunks_exact(2)
                .map(|pair| (start + pair[0] + 1, &line[pair[0] + 1..pair[1]])),
        );
        start += line.len();
    }
    found
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_part(letter)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    found
}
