using System.Security.Cryptography;
using System.Text;
using Sonde.Diagnosis.Narrowing;

namespace Sonde.Cli.Diagnoses;

/// <summary>
/// Keeps the last diagnosis of each cluster and scope, for <c>--verify</c> to compare with: one small file each, for this user only.
/// </summary>
/// <param name="folder">Where; null: nowhere, because this user has no place for it.</param>
internal sealed class DiagnosisStore(string? folder)
{
    // A later program may keep more: it then writes beside this and not over it.
    private const string Version = "v1";

    /// <summary>That of this user: <c>$XDG_STATE_HOME/sonde</c>, else <c>~/.local/state/sonde</c> (XDG Base Directory Specification 0.8).</summary>
    public static DiagnosisStore OfUser()
    {
        string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        // A relative path there is to be ignored, says the specification.
        string? root = Path.IsPathRooted(state) ? state : home.Length > 0 ? Path.Combine(home, ".local", "state") : null;
        return new DiagnosisStore(root is null ? null : Path.Combine(root, "sonde", "diagnoses"));
    }

    /// <summary>What was kept of a scope; null when there is nothing, or it cannot be read.</summary>
    public Baseline? Read(string scope)
    {
        if (PathOf(scope) is not { } path || !File.Exists(path))
            return null;
        try
        {
            return Baseline.Read(File.ReadAllBytes(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a diagnosis. That it cannot be kept is no failure of the diagnosis.</summary>
    /// <returns>Why it was not kept; null when it was.</returns>
    public string? Keep(string scope, Baseline diagnosis)
    {
        if (PathOf(scope) is not { } path)
            return "this user has no home folder; set XDG_STATE_HOME";
        try
        {
            string parent = Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(parent);
            else
                Directory.CreateDirectory(parent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            string temporary = $"{path}.{Environment.ProcessId}.tmp";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(temporary, options))
                diagnosis.Keep(stream);
            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    // Names of clusters, namespaces and labels may hold anything, and need not be told by a folder's listing.
    private string? PathOf(string scope) => folder is null
        ? null
        : Path.Combine(folder, Version, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scope)))[..32] + ".json");
}
