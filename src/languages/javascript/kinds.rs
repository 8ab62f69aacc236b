//! Kinds of nodes, the same for all grammars of the family.

macro_rules! names {
    ($(#[$doc:meta])* $enum:ident { $($variant:ident = [$($name:literal),*]),* $(,)? }) => {
        $(#[$doc])*
        #[allow(missing_docs)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $enum { Other, $($variant),* }

        impl $enum {
            pub(crate) fn of(name: &str) -> Self {
                match name {
                    $($($name)|* => $enum::$variant,)*
                    _ => $enum::Other,
                }
            }
        }
    };
}

names! {
    /// Kind of a node, the same for all grammars of the family.
    Kind {
        Skip = ["type_annotation", "type_arguments", "type_parameters", "interface_declaration", "type_alias_declaration",
            "accessibility_modifier", "override_modifier", "implements_clause", "function_signature", "jsx_text",
            "optional_chain", "asserts_annotation", "type_predicate_annotation", "hash_bang_line", "import_attribute",
            "html_character_reference", "jsx_closing_element", "empty_statement"],
        Comment = ["comment", "html_comment"],
        Program = ["program"],
        Import = ["import_statement"],
        ImportWord = ["import"],
        ImportClause = ["import_clause"],
        NamespaceImport = ["namespace_import"],
        NamedImports = ["named_imports"],
        Export = ["export_statement"],
        ExportClause = ["export_clause"],
        NamespaceExport = ["namespace_export"],
        Declarator = ["variable_declarator"],
        FunctionDeclaration = ["function_declaration", "generator_function_declaration"],
        Arrow = ["arrow_function"],
        FunctionExpression = ["function_expression", "function", "generator_function"],
        MethodDefinition = ["method_definition"],
        Class = ["class", "class_declaration", "abstract_class_declaration"],
        ClassBody = ["class_body"],
        ClassHeritage = ["class_heritage"],
        ExtendsClause = ["extends_clause"],
        FieldDefinition = ["field_definition", "public_field_definition"],
        Enum = ["enum_declaration"],
        Namespace = ["internal_module"],
        Call = ["call_expression"],
        New = ["new_expression"],
        Arguments = ["arguments"],
        Member = ["member_expression"],
        Subscript = ["subscript_expression"],
        Object = ["object"],
        Pair = ["pair"],
        Spread = ["spread_element"],
        Array = ["array"],
        String = ["string"],
        Template = ["template_string"],
        Substitution = ["template_substitution"],
        Regex = ["regex"],
        Fragment = ["string_fragment", "escape_sequence"],
        Number = ["number"],
        True = ["true"],
        False = ["false"],
        Null = ["null", "undefined"],
        Identifier = ["identifier", "property_identifier", "private_property_identifier", "statement_identifier",
            "jsx_namespace_name", "nested_identifier"],
        This = ["this", "super"],
        ShorthandProperty = ["shorthand_property_identifier"],
        ShorthandPattern = ["shorthand_property_identifier_pattern"],
        ComputedName = ["computed_property_name"],
        Parenthesized = ["parenthesized_expression"],
        Await = ["await_expression"],
        Typed = ["as_expression", "non_null_expression", "satisfies_expression", "type_assertion"],
        Sequence = ["sequence_expression"],
        Binary = ["binary_expression"],
        Unary = ["unary_expression"],
        Ternary = ["ternary_expression"],
        Assignment = ["assignment_expression"],
        Augmented = ["augmented_assignment_expression"],
        AssignmentPattern = ["assignment_pattern", "object_assignment_pattern"],
        ObjectPattern = ["object_pattern"],
        PairPattern = ["pair_pattern"],
        ArrayPattern = ["array_pattern"],
        RestPattern = ["rest_pattern"],
        Parameters = ["formal_parameters"],
        TypedParameter = ["required_parameter", "optional_parameter"],
        ForIn = ["for_in_statement"],
        If = ["if_statement"],
        Branch = ["while_statement", "do_statement", "switch_statement", "try_statement", "for_statement"],
        Block = ["statement_block"],
        ExpressionStatement = ["expression_statement"],
        Return = ["return_statement"],
        Leave = ["throw_statement", "continue_statement", "break_statement"],
        JsxOpening = ["jsx_opening_element"],
        JsxSelfClosing = ["jsx_self_closing_element"],
        JsxElement = ["jsx_element"],
        JsxAttribute = ["jsx_attribute"],
        JsxExpression = ["jsx_expression"],
    }
}

names! {
    /// Words and signs that decide what the node around them is.
    Sign {
        Get = ["get"],
        Set = ["set"],
        Static = ["static"],
        Default = ["default"],
        Or = ["||", "??", "||=", "??="],
        And = ["&&"],
        Plus = ["+", "+="],
        Not = ["!"],
        Equal = ["==", "==="],
        NotEqual = ["!=", "!=="],
        Let = ["let", "var"],
    }
}

names! {
    /// The part a node plays in its parent.
    Field {
        Function = ["function"],
        Arguments = ["arguments"],
        Object = ["object"],
        Property = ["property"],
        Index = ["index"],
        Constructor = ["constructor"],
        Name = ["name"],
        Alias = ["alias"],
        Source = ["source"],
        Value = ["value"],
        Key = ["key"],
        Left = ["left"],
        Right = ["right"],
        Body = ["body"],
        Parameters = ["parameters"],
        Parameter = ["parameter"],
        Pattern = ["pattern"],
        Condition = ["condition"],
        Consequence = ["consequence"],
        Alternative = ["alternative"],
        Declaration = ["declaration"],
    }
}
