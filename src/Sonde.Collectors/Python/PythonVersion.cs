using System.Globalization;

namespace Sonde.Collectors.Python;

/// <summary>The version of a CPython.</summary>
/// <param name="Major">3 in 3.11.2.</param>
/// <param name="Minor">11 in 3.11.2.</param>
/// <param name="Micro">2 in 3.11.2; null when only the file's name told the version.</param>
public readonly record struct PythonVersion(int Major, int Minor, int? Micro)
{
    /// <summary>Decodes <c>PY_VERSION_HEX</c> (Include/patchlevel.h): one byte each of major, minor, micro.</summary>
    public static PythonVersion FromHex(ulong hex) =>
        new((int)(hex >> 24) & 0xff, (int)(hex >> 16) & 0xff, (int)(hex >> 8) & 0xff);

    /// <inheritdoc/>
    public override string ToString() => Micro is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}")
        : string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Micro}");
}
