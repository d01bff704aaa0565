namespace Sonde.Linux.Demangling;

/// <summary>What an encoding must know of its name before its parameters can be read.</summary>
internal struct ItaniumNameState
{
    /// <summary>The name is a constructor, a destructor or a conversion: no return type is mangled.</summary>
    public bool NoReturnType;

    /// <summary>The name ends with template arguments: a return type is mangled.</summary>
    public bool EndsWithArguments;

    /// <summary>Qualifiers of a member function.</summary>
    public ItaniumFlags Qualifiers;
}
