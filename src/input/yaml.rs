//! YAML.

/// Reads one document into a type of the program's own.
///
/// # Errors
/// The reader's message with line and column.
pub fn from_str<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}
