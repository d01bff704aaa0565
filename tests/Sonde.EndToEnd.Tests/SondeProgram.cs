using System.Diagnostics;
using System.Runtime.InteropServices;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>
/// The real program: the published file that $SONDE names, else the one that was built with these tests. It lies in a folder
/// that every user may read.
/// </summary>
internal static class SondeProgram
{
    private static readonly Lazy<string> Copied = new(Copy);

    /// <summary>The folder of the program.</summary>
    public static string Folder => Copied.Value;

    /// <summary>The folder of the .NET runtime that it needs; null when it brings its own.</summary>
    public static string? RuntimeFolder { get; } = Published is null
        ? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."))
        : null;

    /// <summary>The words that start it.</summary>
    public static IReadOnlyList<string> Words => Published is null
        ? [Path.Combine(RuntimeFolder!, "dotnet"), Path.Combine(Folder, "sonde.dll")]
        : [Path.Combine(Folder, "sonde")];

    private static string? Published => Environment.GetEnvironmentVariable("SONDE") is { Length: > 0 } path ? path : null;

    /// <summary>Starts it and returns at once.</summary>
    public static RunningProgram Start(params string[] arguments) =>
        RunningProgram.Start(new ProcessStartInfo(Words[0], [.. Words.Skip(1), .. arguments]));

    /// <summary>Runs it to its end.</summary>
    public static SondeResult Run(params string[] arguments) => Run([], arguments);

    /// <summary>Runs it to its end behind another program, for example <c>setpriv</c>.</summary>
    public static SondeResult Run(IReadOnlyList<string> wrapper, params string[] arguments)
    {
        string[] words = [.. wrapper, .. Words, .. arguments];
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{words[0]} did not start");
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return new SondeResult(process.ExitCode, output.ToArray(), error.Result);
    }

    private static string Copy()
    {
        string folder = Directory.CreateTempSubdirectory("sonde-program-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        IEnumerable<string> files = Published is { } published
            ? [published]
            : Directory.GetFiles(AppContext.BaseDirectory).Where(IsOfProgram);
        foreach (string file in files)
            File.Copy(file, Path.Combine(folder, Published is null ? Path.GetFileName(file) : "sonde"));
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        return folder;
    }

    private static bool IsOfProgram(string path) => Path.GetFileName(path) is { } name
        && (name.StartsWith("sonde.", StringComparison.Ordinal) || name is "System.CommandLine.dll" or "Spectre.Console.dll" or "YamlDotNet.dll"
            || (name.StartsWith("Sonde.", StringComparison.Ordinal) && !name.Contains("Test", StringComparison.Ordinal)));
}
