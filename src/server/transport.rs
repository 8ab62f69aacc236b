//! Messages on the standard streams, with limits. A message that is no JSON is refused, and the session goes on.

use crate::server::event::{Event, Outgoing};
use lsp_server::Message;
use std::io::{self, BufRead, Read, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// Size limit of one message in bytes.
const MAX_SIZE: usize = 64 << 20;
/// Size limit of one line of a header.
const MAX_LINE: u64 = 4 << 10;

/// Starts the threads that read and write. Returns the channel of messages to the client.
pub(crate) fn start(events: &Sender<Event>) -> Sender<Outgoing> {
    let (outbox, messages) = mpsc::channel();
    let events = events.clone();
    // A thread that cannot be started closes its channel, which ends the session.
    let _ = thread::Builder::new().spawn(move || write_all(&messages));
    let _ = thread::Builder::new().spawn(move || {
        read_all(&mut io::stdin().lock(), &events);
        let _ = events.send(Event::Closed);
    });
    outbox
}

fn write_all(messages: &Receiver<Outgoing>) {
    let mut out = io::stdout().lock();
    for message in messages {
        let written = match message {
            Outgoing::Message(message) => message.write(&mut out),
            Outgoing::Raw(json) => {
                let text = json.to_string();
                write!(out, "Content-Length: {}\r\n\r\n{text}", text.len())
                    .and_then(|()| out.flush())
            }
            Outgoing::Done(done) => {
                let _ = done.send(());
                Ok(())
            }
        };
        if written.is_err() {
            return;
        }
    }
}

/// Reads messages until the stream ends or its framing is lost.
fn read_all(input: &mut dyn BufRead, events: &Sender<Event>) {
    while let Ok(Some(length)) = read_header(input) {
        let event = match length {
            Some(length) if length <= MAX_SIZE => {
                let mut body = vec![0; length];
                if input.read_exact(&mut body).is_err() {
                    return;
                }
                match serde_json::from_slice::<Message>(&body) {
                    Ok(message) => Event::Message(message),
                    Err(error) => Event::Unreadable(error.to_string()),
                }
            }
            Some(length) => {
                let _ = events.send(Event::Unreadable(format!(
                    "a message of {length} bytes is too large"
                )));
                return;
            }
            None => {
                let _ = events.send(Event::Unreadable(
                    "the header has no Content-Length".to_owned(),
                ));
                return;
            }
        };
        if events.send(event).is_err() {
            return;
        }
    }
}

/// Reads a header. Returns none at the end of the stream, and the length that the header states otherwise.
fn read_header(input: &mut dyn BufRead) -> io::Result<Option<Option<usize>>> {
    let (mut length, mut lines) = (None, 0);
    loop {
        let mut line = Vec::new();
        (&mut *input).take(MAX_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if text.is_empty() {
            match lines {
                // Blank lines in front of a header.
                0 => continue,
                _ => return Ok(Some(length)),
            }
        }
        lines += 1;
        if let Some((name, value)) = text.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let (events, inbox) = mpsc::channel();
        read_all(&mut text.as_bytes(), &events);
        drop(events);
        inbox
            .into_iter()
            .map(|event| match event {
                Event::Message(Message::Notification(one)) => one.method,
                Event::Unreadable(_) => "unreadable".to_owned(),
                _ => "other".to_owned(),
            })
            .collect()
    }

    #[test]
    fn a_message_that_is_no_json_costs_only_itself() {
        let good = r#"{"jsonrpc":"2.0","method":"a"}"#;
        let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let text = framed("{nothing") + &framed(good);
        assert_eq!(read(&text), ["unreadable", "a"]);
    }

    #[test]
    fn a_message_that_is_too_large_is_not_read() {
        assert_eq!(
            read("Content-Length: 99999999999\r\n\r\n{}"),
            ["unreadable"]
        );
        assert_eq!(read("Content-Length: many\r\n\r\n{}"), ["unreadable"]);
    }
}
