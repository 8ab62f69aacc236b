//! Classes that types declare for parameters and fields.

use crate::facts::Value;
use crate::languages::rust::scanner::Scanner;
use syn::punctuated::Punctuated;
use syn::{
    FnArg, GenericArgument, GenericParam, Generics, PathArguments, Signature, Token, Type,
    TypeParamBound, WherePredicate,
};

/// Types that only hold a value of another type.
const HOLDERS: [&str; 8] = [
    "Arc",
    "Box",
    "Cow",
    "MutexGuard",
    "Option",
    "Pin",
    "Rc",
    "RefMut",
];

/// Types of the standard library that no project defines.
const PLAIN: [&str; 10] = [
    "BTreeMap", "Duration", "HashMap", "HashSet", "Instant", "PathBuf", "Result", "Self", "String",
    "Vec",
];

/// Nesting of a type that is followed.
const MOST_DEPTH: usize = 8;

impl Scanner {
    /// Returns the class or trait that a type names, behind references and what only holds it.
    pub(super) fn class_of(&self, written: &Type) -> Option<Value> {
        self.class_to(written, MOST_DEPTH)
    }

    fn class_to(&self, written: &Type, left: usize) -> Option<Value> {
        let left = left.checked_sub(1)?;
        match written {
            Type::Reference(inner) => self.class_to(&inner.elem, left),
            Type::Paren(inner) => self.class_to(&inner.elem, left),
            Type::Group(inner) => self.class_to(&inner.elem, left),
            Type::TraitObject(inner) => self.trait_of(&inner.bounds),
            Type::ImplTrait(inner) => self.trait_of(&inner.bounds),
            Type::Path(path) => {
                let last = path.path.segments.last()?;
                if HOLDERS.iter().any(|holder| last.ident == holder)
                    && let PathArguments::AngleBracketed(list) = &last.arguments
                {
                    return list.args.iter().find_map(|one| match one {
                        GenericArgument::Type(inner) => self.class_to(inner, left),
                        _ => None,
                    });
                }
                let name = self.path(&path.path);
                let mut bounds = self.bounds.iter().rev();
                if let Some((_, bound)) = bounds.find(|(own, _)| *own == name) {
                    return Some(bound.clone());
                }
                let is_class = last.ident.to_string().starts_with(char::is_uppercase);
                let is_other = is_class && !PLAIN.iter().any(|plain| last.ident == plain);
                is_other.then_some(Value::Name(name))
            }
            _ => None,
        }
    }

    /// Returns the first trait of some bounds.
    fn trait_of(&self, bounds: &Punctuated<TypeParamBound, Token![+]>) -> Option<Value> {
        bounds.iter().find_map(|bound| match bound {
            TypeParamBound::Trait(bound) => Some(Value::Name(self.path(&bound.path))),
            _ => None,
        })
    }

    /// Notes the traits that type parameters must have. Returns the number of those that were known before.
    pub(super) fn bound(&mut self, generics: &Generics) -> usize {
        let before = self.bounds.len();
        for one in &generics.params {
            if let GenericParam::Type(one) = one
                && let Some(bound) = self.trait_of(&one.bounds)
            {
                self.bounds.push((one.ident.to_string().into(), bound));
            }
        }
        let conditions = generics.where_clause.iter();
        for condition in conditions.flat_map(|clause| &clause.predicates) {
            if let WherePredicate::Type(one) = condition
                && let Type::Path(own) = &one.bounded_ty
                && let Some(bound) = self.trait_of(&one.bounds)
            {
                self.bounds.push((self.path(&own.path), bound));
            }
        }
        before
    }

    /// Returns the classes that types declare for the parameters of a function, without `self`.
    pub(super) fn declared_classes(&self, signature: &Signature) -> Vec<Option<Value>> {
        let typed = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(parameter) => Some(self.class_of(&parameter.ty)),
            FnArg::Receiver(_) => None,
        });
        typed.collect()
    }
}
