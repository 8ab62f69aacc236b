//! Messages of the YAML parser, reworded for the author of a file.

/// Messages for the author of a file, by the beginning of the parser's message.
const MESSAGES: &[(&str, &str)] = &[
    (
        "budget breached: Depth",
        "the nesting is too deep for a definition; the rest of the file is not read",
    ),
    (
        "budget breached: Nodes",
        "the file has more than 250,000 values; split it",
    ),
    (
        "budget breached",
        "the file is larger than tracklint reads; split it",
    ),
    (
        "recursion limit exceeded",
        "the nesting is too deep for a definition; the rest of the file is not read",
    ),
    (
        "recursive references",
        "the alias refers to a node that contains it",
    ),
    (
        "alias replay limit exceeded",
        "aliases expand to too much text; write out their values",
    ),
    ("alias references unknown anchor", "unknown anchor"),
];

/// Turns a message of the parser into one line without control characters and without the position.
pub(crate) fn plain(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    let line = line.find("line ").map_or(line, |at| {
        let rest = line[at..].splitn(5, [' ', ':']).nth(4).unwrap_or_default();
        if at == 0 && !rest.is_empty() {
            rest.trim_start()
        } else {
            line
        }
    });
    match MESSAGES.iter().find(|(begin, _)| line.starts_with(begin)) {
        Some((_, message)) => (*message).to_owned(),
        None => one_line(line.find(" at line ").map_or(line, |at| &line[..at])),
    }
}

/// Escapes control characters, so that the text is one line.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}
