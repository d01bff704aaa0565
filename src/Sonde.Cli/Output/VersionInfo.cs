using System.Reflection;
using System.Runtime.InteropServices;
using Sonde.Linux.Processes;

namespace Sonde.Cli.Output;

/// <summary>What <c>sonde version</c> tells.</summary>
/// <param name="ApiVersion">Version of this document's shape.</param>
/// <param name="Kind">Kind of document.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Commit">Commit that it was built from; null when the build did not know.</param>
/// <param name="Runtime">The .NET runtime that is built in.</param>
/// <param name="Architecture">For example <c>linux-x64</c>.</param>
/// <param name="OperatingSystem">The distribution around the program.</param>
/// <param name="Kernel">Release of the running kernel.</param>
internal sealed record VersionInfo(
    string ApiVersion,
    string Kind,
    string Version,
    string? Commit,
    string Runtime,
    string Architecture,
    string OperatingSystem,
    string Kernel)
{
    /// <summary>Digits of a commit that are enough to find it.</summary>
    private const int ShortCommit = 12;

    /// <summary>The version alone.</summary>
    public static string Number => Informational().Split('+')[0];

    /// <summary>About the program that runs.</summary>
    public static VersionInfo OfThisProgram()
    {
        string[] parts = Informational().Split('+', 2);
        return new VersionInfo(
            SondeJson.ApiVersion,
            "Version",
            parts[0],
            parts is [_, { Length: > 0 } commit] ? commit[..Math.Min(ShortCommit, commit.Length)] : null,
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.RuntimeIdentifier,
            RuntimeInformation.OSDescription,
            KernelRelease.Read());
    }

    /// <summary>The build appends <c>+COMMIT</c> (SourceRevisionId).</summary>
    private static string Informational() =>
        typeof(VersionInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
