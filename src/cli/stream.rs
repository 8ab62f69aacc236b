//! Writers for the standard streams. The exit code is the verdict, whoever stops reading.

use std::io::{self, ErrorKind, Write};
use std::time::Duration;

/// Pause before a full stream is tried again.
const PAUSE: Duration = Duration::from_millis(1);

/// A writer that waits for a full stream, and drops the rest once nobody reads.
pub(crate) struct Lasting<W> {
    inner: W,
    is_closed: bool,
    /// True if other errors close the stream too, because a failure to write on it cannot be reported.
    is_lenient: bool,
}

impl<W: Write> Lasting<W> {
    /// Returns a writer for results: errors other than a closed pipe are failures.
    pub(crate) fn results(inner: W) -> Self {
        Self {
            inner,
            is_closed: false,
            is_lenient: false,
        }
    }

    /// Returns a writer for messages: no error is a failure.
    pub(crate) fn messages(inner: W) -> Self {
        Self {
            is_lenient: true,
            ..Self::results(inner)
        }
    }

    fn retried<T>(
        &mut self,
        dropped: T,
        mut work: impl FnMut(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        while !self.is_closed {
            match work(&mut self.inner) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(PAUSE),
                Err(error) if self.is_lenient || error.kind() == ErrorKind::BrokenPipe => {
                    self.is_closed = true;
                }
                other => return other,
            }
        }
        Ok(dropped)
    }
}

impl<W: Write> Write for Lasting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.retried(bytes.len(), |inner| inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.retried((), Write::flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe that is full at first, takes one byte and is closed then.
    struct Pipe(Vec<ErrorKind>, Vec<u8>);

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match self.0.pop() {
                Some(kind) => Err(kind.into()),
                None => {
                    self.1.push(bytes[0]);
                    self.0 = vec![ErrorKind::BrokenPipe];
                    Ok(1)
                }
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_pipe_is_waited_for_and_a_closed_one_takes_the_rest() {
        let mut pipe = Pipe(vec![ErrorKind::WouldBlock; 3], Vec::new());
        let mut stream = Lasting::results(&mut pipe);
        assert!(stream.write_all(b"abc").is_ok());
        assert!(stream.write_all(b"def").is_ok());
        assert!(stream.flush().is_ok());
        assert_eq!(pipe.1, b"a");
    }

    #[test]
    fn a_full_disk_is_a_failure_of_results_and_not_of_messages() {
        let full = || Pipe(vec![ErrorKind::StorageFull], Vec::new());
        assert!(Lasting::results(full()).write_all(b"a").is_err());
        assert!(Lasting::messages(full()).write_all(b"a").is_ok());
    }
}
