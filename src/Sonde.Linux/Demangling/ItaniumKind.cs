namespace Sonde.Linux.Demangling;

/// <summary>What a node of a parsed C++ name is; A, B and C are the fields of <see cref="ItaniumNode"/>.</summary>
internal enum ItaniumKind : byte
{
    None,

    /// <summary>Bytes A … A+B of the mangled name.</summary>
    Slice,

    /// <summary>Fixed text number A.</summary>
    Text,

    /// <summary>B inside A, printed with <c>::</c>.</summary>
    Nested,

    /// <summary>B local to the function A; C is the number of the default argument plus one, or 0.</summary>
    Local,

    /// <summary>Template A with arguments B.</summary>
    Template,

    /// <summary>Count B of nodes from list position A.</summary>
    List,

    /// <summary>An argument pack as it stands in an argument list; A is its list.</summary>
    ArgumentPack,

    /// <summary>The pattern A repeated for each element of the packs in it.</summary>
    PackExpansion,

    /// <summary>
    /// Template parameter A. What it stands for is known only where it is written: a substitution repeats the parameter,
    /// not its argument.
    /// </summary>
    Parameter,

    /// <summary>Name A with the ABI tag B.</summary>
    AbiTag,

    /// <summary>Constructor of the class whose name is A.</summary>
    Constructor,

    /// <summary>Destructor of the class whose name is A.</summary>
    Destructor,

    /// <summary>Conversion to the type A.</summary>
    Conversion,

    /// <summary>Operator with the fixed text A.</summary>
    Operator,

    /// <summary>User-defined literal with the suffix A.</summary>
    LiteralOperator,

    /// <summary>Closure type number B with parameters A.</summary>
    Lambda,

    /// <summary>Unnamed type number A.</summary>
    Unnamed,

    /// <summary>The names A of a structured binding.</summary>
    Binding,

    /// <summary>Text A in front of B.</summary>
    Special,

    /// <summary>The virtual table of B while a C is constructed.</summary>
    ConstructionTable,

    /// <summary>Function B with parameters C and return type A (0 for none); flags are its qualifiers.</summary>
    Encoding,

    /// <summary>Clone of A with the suffix at B, length C.</summary>
    Clone,

    /// <summary>Type A with the qualifiers in flags.</summary>
    Qualified,

    /// <summary>Type A with the vendor's qualifier B.</summary>
    VendorQualified,

    Pointer,
    LeftReference,
    RightReference,

    /// <summary>Type A with the fixed text B behind it.</summary>
    Suffixed,

    /// <summary>Pointer to the member of class A with the type B.</summary>
    MemberPointer,

    /// <summary>Array of A with the dimension B (0 for none).</summary>
    Array,

    /// <summary>Function type: returns A, takes B, throws C; flags are its qualifiers.</summary>
    Function,

    /// <summary>Vector of A with B elements.</summary>
    Vector,

    /// <summary><c>decltype</c> of A.</summary>
    Decltype,

    /// <summary>Placeholder type with the fixed text A.</summary>
    Literal,

    /// <summary>Negative literal: type A, digits B.</summary>
    NegativeLiteral,

    /// <summary>Operator text A before the operand B.</summary>
    Unary,

    /// <summary>Operator text A behind the operand B.</summary>
    Postfix,

    /// <summary>Operands B and C around operator text A.</summary>
    Binary,

    /// <summary>B and C are joined by member access A, without brackets around C.</summary>
    Member,

    /// <summary>Element C of B.</summary>
    Index,

    /// <summary>A ? B : C.</summary>
    Conditional,

    /// <summary>Call of A with the arguments B.</summary>
    Call,

    /// <summary>Operator text A, a type B in angle brackets, an operand C.</summary>
    NamedCast,

    /// <summary>Type A around the expression list B.</summary>
    Cast,

    /// <summary>Type A (0 for none) with the braced list B.</summary>
    Braced,

    /// <summary>Operator text A with B in brackets.</summary>
    Wrapped,

    /// <summary>Number of elements of the pack A.</summary>
    SizeOfPack,

    /// <summary>Function parameter number A.</summary>
    FunctionParameter,

    /// <summary>Fold: operator text A, pack B, other operand C; flags tell left from right.</summary>
    Fold,

    /// <summary>New expression: placement list A, type B, initialiser list C.</summary>
    New,
}
