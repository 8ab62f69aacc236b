//! Reading: the file walk and the YAML reader. Nothing else opens a file of the audited project.

pub mod yaml;
