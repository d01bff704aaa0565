namespace Sonde.Linux.Demangling;

/// <summary>How an operator stands in an expression.</summary>
internal enum ItaniumOperatorShape : byte
{
    /// <summary>Only inside a braced list.</summary>
    None,

    /// <summary>Before its operand.</summary>
    Prefix,

    /// <summary>Before its operand if an underscore follows the code, else behind it.</summary>
    PrefixOrPostfix,

    /// <summary>Between its operands.</summary>
    Binary,

    /// <summary>Between an object and a member's name.</summary>
    Member,

    /// <summary>Subscript.</summary>
    Index,

    /// <summary>Call.</summary>
    Call,

    /// <summary><c>? :</c>.</summary>
    Conditional,

    /// <summary>A cast written as a word.</summary>
    NamedCast,

    /// <summary>Takes a type.</summary>
    OfType,

    /// <summary>Takes an expression that is always put in brackets.</summary>
    Wrapped,

    /// <summary><c>sizeof...</c>.</summary>
    PackSize,

    /// <summary><c>new</c>.</summary>
    New,

    /// <summary>Without an operand.</summary>
    Bare,
}
