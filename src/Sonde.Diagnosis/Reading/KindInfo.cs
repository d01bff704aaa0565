using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Reading;

/// <summary>A kind that is read in detail.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="GroupVersion">Where it is served: <c>v1</c>, <c>apps/v1</c>.</param>
/// <param name="Plural">Its name in URLs.</param>
/// <param name="IsNamespaced">Its objects live in namespaces.</param>
/// <param name="Read">Reads one.</param>
internal sealed record KindInfo(
    string Kind, string GroupVersion, string Plural, bool IsNamespaced, Func<Field, Metadata, KubeObject> Read)
{
    /// <summary>It is an add-on's: a server without it lacks nothing.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The path that lists its objects, in one namespace or (null) in all.</summary>
    public string ListPath(string? space)
    {
        string root = GroupVersion.Contains('/') ? $"/apis/{GroupVersion}" : $"/api/{GroupVersion}";
        return IsNamespaced && space is not null ? $"{root}/namespaces/{space}/{Plural}" : $"{root}/{Plural}";
    }
}
