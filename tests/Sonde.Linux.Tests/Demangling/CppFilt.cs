using System.Diagnostics;

namespace Sonde.Linux.Tests.Demangling;

/// <summary>GNU's own demangler and the mangled names of this machine's libraries.</summary>
internal static class CppFilt
{
    /// <summary>Demangles many names at once, without implementation details: <c>std::string</c>, no hashes.</summary>
    public static string[] Demangle(IReadOnlyCollection<string> names)
    {
        using Process process = Process.Start(new ProcessStartInfo("c++filt", ["-i"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Task writing = Task.Run(() =>
        {
            foreach (string name in names)
                process.StandardInput.Write(name + "\n");
            process.StandardInput.Close();
        });
        string output = process.StandardOutput.ReadToEnd();
        writing.Wait();
        process.WaitForExit();
        return output.TrimEnd('\n').Split('\n');
    }

    /// <summary>All names in a file's symbol tables that start with a prefix, without versions, each once.</summary>
    public static string[] NamesOf(string prefix, params IEnumerable<string> arguments) =>
    [
        .. Tool.Run("nm", [.. arguments]).Split('\n')
            .Select(line => line.Split(' ')[^1])
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name.Split('@')[0])
            .Distinct(),
    ];
}
