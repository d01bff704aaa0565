using System.Globalization;

namespace Sonde.Diagnosis.Model;

/// <summary>A port by its number or by the name that a container gives it.</summary>
/// <param name="Number">The number; 0 when it is named.</param>
/// <param name="Name">The name; empty when it is a number.</param>
public readonly record struct PortRef(int Number, string Name)
{
    // The default value, of what has no port, has no name either.
    private readonly string? _name = Name;

    /// <summary>The name; empty when it is a number.</summary>
    public string Name
    {
        get => _name ?? "";
        init => _name = value;
    }

    /// <summary>No port is named at all.</summary>
    public bool IsEmpty => Number == 0 && Name.Length == 0;

    /// <inheritdoc/>
    public override string ToString() => Number != 0 ? Number.ToString(CultureInfo.InvariantCulture) : Name;
}
