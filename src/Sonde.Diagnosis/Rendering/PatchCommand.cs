using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rendering;

/// <summary>The command that applies a patch.</summary>
internal static class PatchCommand
{
    public static string Of(ObjectRef subject, string patch)
    {
        string space = subject.Namespace.Length > 0 ? $" -n {subject.Namespace}" : "";
        return $"kubectl patch {subject.Kind.ToLowerInvariant()}{space} {subject.Name} -p '{patch.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
