namespace Sonde.Linux.Demangling;

/// <summary>One node of a parsed C++ name; nodes name each other by index.</summary>
internal readonly record struct ItaniumNode(ItaniumKind Kind, int A, int B, int C, ItaniumFlags Flags);
