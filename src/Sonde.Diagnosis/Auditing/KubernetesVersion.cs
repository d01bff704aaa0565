using System.Globalization;

namespace Sonde.Diagnosis.Auditing;

/// <summary>A minor version of Kubernetes.</summary>
/// <param name="Major">1.</param>
/// <param name="Minor">33, for example.</param>
internal readonly record struct KubernetesVersion(int Major, int Minor) : IComparable<KubernetesVersion>
{
    /// <summary>Reads <c>1.33</c>, <c>v1.33.2</c>, <c>v1.29.4-gke.100</c>; null when it is none.</summary>
    public static KubernetesVersion? Parse(string text)
    {
        string[] parts = text.TrimStart('v').Split('.');
        if (parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major))
            return null;
        string digits = new([.. parts[1].TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int minor) ? new KubernetesVersion(major, minor) : null;
    }

    /// <inheritdoc/>
    public int CompareTo(KubernetesVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
