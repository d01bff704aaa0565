namespace Sonde.Linux.Demangling;

/// <summary>Qualifiers of types and functions.</summary>
[Flags]
internal enum ItaniumFlags : byte
{
    None = 0,
    Const = 1,
    Volatile = 2,
    Restrict = 4,
    LeftReference = 8,
    RightReference = 16,
    Noexcept = 32,
    TransactionSafe = 64,

    /// <summary>Of a fold: the left one; of a new expression or of <c>delete</c>: the one with brackets.</summary>
    Variant = 128,
}
