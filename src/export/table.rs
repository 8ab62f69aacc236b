//! Tables, their columns and their values.

use std::fmt::Write;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnType {
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// True or false.
    Bool,
    /// A number.
    Double,
    /// A time in UTC, in seconds.
    Time,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// Name.
    pub(crate) name: &'static str,
    /// Type.
    pub(crate) kind: ColumnType,
    /// Description.
    pub(crate) comment: &'static str,
    /// True if it is a part of the key, and therefore never null.
    pub(crate) is_key: bool,
}

/// Returns a column that may be null.
pub(crate) const fn column(name: &'static str, kind: ColumnType, comment: &'static str) -> Column {
    Column {
        name,
        kind,
        comment,
        is_key: false,
    }
}

/// Returns a column of the key.
pub(crate) const fn key(name: &'static str, kind: ColumnType, comment: &'static str) -> Column {
    Column {
        name,
        kind,
        comment,
        is_key: true,
    }
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Table {
    /// Name.
    pub(crate) name: &'static str,
    /// Description.
    pub(crate) comment: &'static str,
    /// Columns.
    pub(crate) columns: &'static [Column],
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// No value.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
    /// A number.
    Double(f64),
    /// Seconds since 1970 in UTC.
    Time(i64),
}

impl Value {
    /// Returns the value as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        match self {
            Value::Null => serde_json::Value::Null,
            Value::Text(text) => text.as_str().into(),
            Value::Int(number) => (*number).into(),
            Value::Bool(is) => (*is).into(),
            Value::Double(number) => (*number).into(),
            Value::Time(seconds) => timestamp(*seconds).into(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<&crate::facts::Text> for Value {
    fn from(text: &crate::facts::Text) -> Self {
        Value::Text(text.to_string())
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Value::Bool(is)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Value::Int(i64::from(number))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Double(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// The rows of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FilledTable {
    /// The table.
    pub(crate) table: &'static Table,
    /// The rows, sorted by key. Each has a value for each column.
    pub(crate) rows: Vec<Vec<Value>>,
}

/// Returns a time as `2022-08-17T19:12:55Z`.
pub(crate) fn timestamp(seconds: i64) -> String {
    let seconds = u64::try_from(seconds).unwrap_or_default();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let days = days + 719_468;
    let (cycle, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = cycle * 400 + year + u64::from(month <= 2);
    let mut text = String::new();
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    // A text in memory can always be written.
    let _ = write!(
        text,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
    );
    text
}
