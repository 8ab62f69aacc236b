//! Reads a unified diff.

/// What a diff says of one file.
#[derive(Debug, Default)]
pub struct FilePatch {
    /// Its path before; none for an added file.
    pub old: Option<String>,
    /// Its path after; none for a deleted file.
    pub new: Option<String>,
    /// The changed parts, in order.
    pub hunks: Vec<Hunk>,
    /// Whether its content is not text.
    pub binary: bool,
    /// One-based line of the diff where it begins.
    pub line: usize,
}

/// One changed part.
#[derive(Debug)]
pub struct Hunk {
    /// Zero-based line of the file after the change where it begins.
    pub start: usize,
    /// Sign (` `, `-`, `+`) and text with its line break.
    pub lines: Vec<(char, String)>,
    /// One-based line of the diff where it begins.
    pub line: usize,
}

/// Reads all files of a diff.
///
/// # Errors
/// One-based line and what is wrong there.
pub fn parse(text: &str) -> Result<Vec<FilePatch>, (usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut patches: Vec<FilePatch> = Vec::new();
    let mut at = 0;
    // A git header already began the file that `---` names.
    let mut headed = false;
    while at < lines.len() {
        let line = lines[at];
        let last = patches.last_mut();
        if let Some(names) = line.strip_prefix("diff --git ") {
            let (old, new) = both_names(names);
            patches.push(FilePatch {
                old,
                new,
                line: at + 1,
                ..FilePatch::default()
            });
            headed = true;
        } else if let (Some(old), Some(new)) = (line.strip_prefix("--- "), next(&lines, at, "+++ "))
        {
            if !headed {
                patches.push(FilePatch {
                    line: at + 1,
                    ..FilePatch::default()
                });
            }
            headed = false;
            if let Some(patch) = patches.last_mut() {
                (patch.old, patch.new) = stripped(name(old), name(new));
            }
            at += 1;
        } else if line.starts_with("@@ ")
            && let Some(patch) = last
        {
            let hunk = hunk(&lines, &mut at)?;
            patch.hunks.push(hunk);
            continue;
        } else if let Some(patch) = last.filter(|_| headed) {
            extended(patch, line);
        }
        at += 1;
    }
    patches.retain(|patch| patch.old.is_some() || patch.new.is_some());
    Ok(patches)
}

fn next<'l>(lines: &[&'l str], at: usize, prefix: &str) -> Option<&'l str> {
    lines.get(at + 1)?.strip_prefix(prefix)
}

/// The lines of git's header behind the first.
fn extended(patch: &mut FilePatch, line: &str) {
    if line.starts_with("new file mode") {
        patch.old = None;
    } else if line.starts_with("deleted file mode") {
        patch.new = None;
    } else if let Some(path) = line.strip_prefix("rename from ") {
        patch.old = name(path);
    } else if let Some(path) = line
        .strip_prefix("rename to ")
        .or_else(|| line.strip_prefix("copy to "))
    {
        patch.new = name(path);
    } else if line.starts_with("copy from ") {
        // The original is still there; only the copy was not.
        patch.old = None;
    } else if line.starts_with("Binary files ") || line.starts_with("GIT binary patch") {
        patch.binary = true;
    }
}

/// `@@ -1,2 +3,4 @@` and the lines that belong to it.
fn hunk(lines: &[&str], at: &mut usize) -> Result<Hunk, (usize, String)> {
    let begin = *at + 1;
    let broken = || {
        (
            begin,
            "a part of the diff begins here in a way that no diff does".to_owned(),
        )
    };
    let (ranges, _) = lines[*at][3..].split_once(" @@").ok_or_else(broken)?;
    let (old, new) = ranges.split_once(' ').ok_or_else(broken)?;
    let (_, mut old_left) = old.strip_prefix('-').and_then(range).ok_or_else(broken)?;
    let (start, mut new_left) = new.strip_prefix('+').and_then(range).ok_or_else(broken)?;
    // An empty range names the line before it.
    let start = if new_left == 0 {
        start
    } else {
        start.saturating_sub(1)
    };
    let mut hunk = Hunk {
        start,
        lines: Vec::new(),
        line: begin,
    };
    *at += 1;
    while old_left > 0 || new_left > 0 {
        let early = || (*at, "it breaks off in the middle of a part".to_owned());
        let line = lines.get(*at).ok_or_else(early)?;
        // Some mailers take the blank of an empty line away.
        let (sign, text) = if line.is_empty() {
            (' ', "")
        } else {
            line.split_at_checked(1)
                .map_or(('?', ""), |(s, t)| (first(s), t))
        };
        let (of_old, of_new) = match sign {
            ' ' => (1, 1),
            '-' => (1, 0),
            '+' => (0, 1),
            '\\' => {
                without_break(&mut hunk);
                *at += 1;
                continue;
            }
            _ => return Err((*at + 1, "it breaks off in the middle of a part".to_owned())),
        };
        if of_old > old_left || of_new > new_left {
            return Err((
                *at + 1,
                "a part of the diff is longer than it says".to_owned(),
            ));
        }
        (old_left, new_left) = (old_left - of_old, new_left - of_new);
        hunk.lines.push((sign, format!("{text}\n")));
        *at += 1;
    }
    if lines.get(*at).is_some_and(|line| line.starts_with('\\')) {
        without_break(&mut hunk);
        *at += 1;
    }
    Ok(hunk)
}

fn first(text: &str) -> char {
    text.chars().next().unwrap_or('?')
}

/// `\ No newline at end of file` speaks of the line before it.
fn without_break(hunk: &mut Hunk) {
    if let Some((_, text)) = hunk.lines.last_mut() {
        text.truncate(text.trim_end_matches('\n').len());
    }
}

/// `3,4`, or `3` for one line.
fn range(text: &str) -> Option<(usize, usize)> {
    let (start, count) = text.split_once(',').unwrap_or((text, "1"));
    Some((start.parse().ok()?, count.parse().ok()?))
}

/// A file name as it is written: quoted like a string of C, or up to a tab; `/dev/null` is no file.
fn name(text: &str) -> Option<String> {
    let name = match text.strip_prefix('"') {
        Some(quoted) => unquoted(quoted),
        None => text.split('\t').next().unwrap_or(text).to_owned(),
    };
    (name != "/dev/null" && !name.is_empty()).then_some(name)
}

fn unquoted(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => break,
            b'\\' => match rest.next() {
                Some(digit @ b'0'..=b'3') => {
                    let mut value = u32::from(digit - b'0');
                    while let Some(digit @ b'0'..=b'7') = rest.peek().copied() {
                        if value > 0o37 {
                            break;
                        }
                        value = value * 8 + u32::from(digit - b'0');
                        rest.next();
                    }
                    bytes.push(u8::try_from(value).unwrap_or(b'?'));
                }
                Some(b'n') => bytes.push(b'\n'),
                Some(b't') => bytes.push(b'\t'),
                Some(b'r') => bytes.push(b'\r'),
                Some(b'a') => bytes.push(7),
                Some(b'b') => bytes.push(8),
                Some(b'f') => bytes.push(12),
                Some(b'v') => bytes.push(11),
                Some(other) => bytes.push(other),
                None => break,
            },
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Both paths without the prefixes (`a/`, `b/`) that git puts in front; a folder of one letter is told by being on both sides.
fn stripped(old: Option<String>, new: Option<String>) -> (Option<String>, Option<String>) {
    fn prefix(name: Option<&String>) -> Option<&str> {
        let (first, _) = name?.split_once('/')?;
        matches!(first, "a" | "b" | "c" | "i" | "o" | "w" | "1" | "2").then_some(first)
    }
    let strip = match (&old, &new) {
        (Some(_), Some(_)) => {
            let (a, b) = (prefix(old.as_ref()), prefix(new.as_ref()));
            a.is_some() && b.is_some() && a != b
        }
        _ => prefix(old.as_ref().or(new.as_ref())).is_some(),
    };
    let cut = |name: Option<String>| match (strip, name) {
        (true, Some(name)) => name.split_once('/').map(|(_, rest)| rest.to_owned()),
        (_, name) => name,
    };
    (cut(old), cut(new))
}

/// The two names behind `diff --git`. Without quotes nothing separates them but that they are the same behind their prefixes;
/// where they are not, later lines name them.
fn both_names(text: &str) -> (Option<String>, Option<String>) {
    if text.starts_with('"') {
        return text.find("\" ").map_or((None, None), |end| {
            stripped(name(&text[..=end]), name(&text[end + 2..]))
        });
    }
    for (at, _) in text.match_indices(' ') {
        let (old, new) = stripped(name(&text[..at]), name(&text[at + 1..]));
        if old == new {
            return (old, new);
        }
    }
    (None, None)
}
