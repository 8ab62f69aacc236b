//! Parses a unified diff.

/// The part of a diff that concerns one file.
#[derive(Debug, Default)]
pub(crate) struct FilePatch {
    /// Path before the change; none for an added file.
    pub(crate) old: Option<String>,
    /// Path after the change; none for a deleted file.
    pub(crate) new: Option<String>,
    /// The hunks, in order.
    pub(crate) hunks: Vec<Hunk>,
    /// True if the content is not text.
    pub(crate) binary: bool,
    /// One-based line of the diff at which it begins.
    pub(crate) line: usize,
}

/// A changed part of a file.
#[derive(Debug)]
pub(crate) struct Hunk {
    /// Zero-based line of the changed file at which it begins.
    pub(crate) start: usize,
    /// Sign (` `, `-`, `+`) and text with its line break.
    pub(crate) lines: Vec<(char, String)>,
    /// One-based line of the diff at which it begins.
    pub(crate) line: usize,
}

/// Parses all files of a diff.
///
/// # Errors
/// The one-based line of the first error, and its description.
pub(crate) fn parse(text: &str) -> Result<Vec<FilePatch>, (usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut patches: Vec<FilePatch> = Vec::new();
    let mut at = 0;
    // True if a git header has begun the file that `---` names.
    let mut headed = false;
    while at < lines.len() {
        let line = lines[at];
        let is_combined = ["@@@ ", "@@@@ ", "diff --cc ", "diff --combined "];
        if is_combined.iter().any(|start| line.starts_with(start)) {
            let advice = "it is a combined diff of a merge, which has no single base; \
                          compare with one parent (`git diff PARENT`)";
            return Err((at + 1, advice.to_owned()));
        }
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
            if let Some(patch) = patches.last_mut() {
                (patch.old, patch.new) = stripped(name(old), name(new));
                // Without a header of git, the names are those of any two files, and the current file is the changed one.
                if !headed && patch.old.is_some() && patch.new.is_some() {
                    patch.old.clone_from(&patch.new);
                }
            }
            headed = false;
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

/// Applies a line of git's extended header.
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

/// Parses `@@ -1,2 +3,4 @@` and the lines of the hunk.
fn hunk(lines: &[&str], at: &mut usize) -> Result<Hunk, (usize, String)> {
    let line = *at + 1;
    let (start, mut old_left, mut new_left) =
        ranges(lines[*at]).ok_or_else(|| (line, "invalid hunk header".to_owned()))?;
    let mut hunk = Hunk {
        start,
        lines: Vec::new(),
        line,
    };
    *at += 1;
    while old_left > 0 || new_left > 0 {
        let truncated = |at| (at, "the diff ends inside a hunk".to_owned());
        let line = lines.get(*at).ok_or_else(|| truncated(*at))?;
        // Some mailers strip the blank of an empty line.
        let mut chars = line.chars();
        let (sign, text) = (chars.next().unwrap_or(' '), chars.as_str());
        let (of_old, of_new) = match sign {
            ' ' => (1, 1),
            '-' => (1, 0),
            '+' => (0, 1),
            '\\' => {
                without_break(&mut hunk);
                *at += 1;
                continue;
            }
            _ => return Err(truncated(*at + 1)),
        };
        if of_old > old_left || of_new > new_left {
            return Err((
                *at + 1,
                "the hunk is longer than its header says".to_owned(),
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

/// Parses the header of a hunk: zero-based start after the change, and the counts of old and new lines.
fn ranges(header: &str) -> Option<(usize, usize, usize)> {
    let (ranges, _) = header[3..].split_once(" @@")?;
    let (old, new) = ranges.split_once(' ')?;
    let (_, old_count) = range(old.strip_prefix('-')?)?;
    let (start, new_count) = range(new.strip_prefix('+')?)?;
    // An empty range names the line before it.
    let before = usize::from(new_count > 0);
    Some((start.saturating_sub(before), old_count, new_count))
}

/// Removes the line break of the last line, as `\ No newline at end of file` demands.
fn without_break(hunk: &mut Hunk) {
    if let Some((_, text)) = hunk.lines.last_mut() {
        text.truncate(text.trim_end_matches('\n').len());
    }
}

/// Parses `3,4`, or `3` for one line.
fn range(text: &str) -> Option<(usize, usize)> {
    let (start, count) = text.split_once(',').unwrap_or((text, "1"));
    Some((start.parse().ok()?, count.parse().ok()?))
}

/// Parses a file name: quoted like a C string, or up to a tab. `/dev/null` is no file.
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

/// Strips the prefixes (`a/`, `b/`) of git from both paths. A real folder of one letter is on both sides.
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

/// Parses the two names after `diff --git`. Unquoted names are only separable if they are equal without their prefixes; otherwise
/// later lines name them.
fn both_names(text: &str) -> (Option<String>, Option<String>) {
    if text.starts_with('"') {
        return text.find("\" ").map_or((None, None), |end| {
            stripped(name(&text[..=end]), name(&text[end + 2..]))
        });
    }
    // Equal names have the same length, so the blank between them is in the middle.
    let middle = text.len() / 2;
    match (text.get(..middle), text.get(middle..)) {
        (Some(old), Some(new)) if new.starts_with(' ') => {
            let (old, new) = stripped(name(old), name(&new[1..]));
            if old == new { (old, new) } else { (None, None) }
        }
        _ => (None, None),
    }
}
