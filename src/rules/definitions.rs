//! stub
#[derive(Debug, Clone, Default, serde::Deserialize)]
/// stub
pub struct DefinitionRule {}
