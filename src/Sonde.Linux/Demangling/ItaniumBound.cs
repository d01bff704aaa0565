namespace Sonde.Linux.Demangling;

/// <summary>A node together with the scope that says what the template parameters in it stand for.</summary>
internal readonly record struct ItaniumBound(int Node, int Scope);
