namespace Sonde.Architecture.Tests;

/// <summary>
/// Which room may reference which: DESIGN's "Direction of dependency". Rooms that do not exist yet already have their
/// place; a room that is not in the table has none and fails.
/// </summary>
internal static class Walls
{
    private static readonly string[] Bottom = ["Sonde.Profiles", "Sonde.Linux", "Sonde.Kubernetes"];

    private static readonly string[] Middle =
        ["Sonde.Places", "Sonde.Diagnosis", "Sonde.Inspection", "Sonde.Collectors", "Sonde.Tracing"];

    /// <summary>For each assembly the Sonde assemblies it may reference.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Sonde.Profiles"] = [],
        ["Sonde.Linux"] = [],
        ["Sonde.Kubernetes"] = [],
        ["Sonde.Collectors"] = ["Sonde.Profiles", "Sonde.Linux"],
        ["Sonde.Tracing"] = ["Sonde.Profiles", "Sonde.Linux"],
        ["Sonde.Inspection"] = Bottom,
        ["Sonde.Diagnosis"] = Bottom,
        ["Sonde.Places"] = Bottom,
        ["sonde"] = [.. Middle, .. Bottom],
    };

    /// <summary>Packages (anything that is not part of .NET itself) and the only assemblies that may reference them.</summary>
    public static IReadOnlyDictionary<string, string[]> PackageUsers { get; } = new Dictionary<string, string[]>
    {
        ["Spectre.Console"] = ["sonde"],
        ["System.CommandLine"] = ["sonde"],
        ["YamlDotNet"] = ["Sonde.Kubernetes"],
    };

    /// <summary>Says in one line each what is wrong with an assembly's references; empty when nothing is.</summary>
    /// <param name="assembly">The assembly's name.</param>
    /// <param name="references">Names of the assemblies it references.</param>
    /// <param name="isPlatform">True for the name of an assembly that is part of .NET.</param>
    public static IEnumerable<string> Breaches(string assembly, IEnumerable<string> references, Func<string, bool> isPlatform)
    {
        if (!Allowed.TryGetValue(assembly, out string[]? allowed))
        {
            yield return $"{assembly} has no place yet: give it one in DESIGN's \"Direction of dependency\" and in Walls.cs";
            yield break;
        }

        foreach (string reference in references)
        {
            if (Allowed.ContainsKey(reference) || reference.StartsWith("Sonde", StringComparison.OrdinalIgnoreCase))
            {
                if (!allowed.Contains(reference))
                {
                    string list = allowed.Length == 0 ? "no Sonde assembly" : string.Join(", ", allowed);
                    yield return $"{assembly} references {reference}; it may reference {list}";
                }
            }
            else if (!isPlatform(reference) && !PackageUsers.GetValueOrDefault(reference, []).Contains(assembly))
            {
                yield return $"{assembly} references the package {reference}, which Walls.cs does not grant it";
            }
        }
    }
}
