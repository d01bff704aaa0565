using System.Diagnostics;
using System.Globalization;
using Sonde.Linux.Demangling;
using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;

namespace Sonde.Linux.Tests.Symbols;

/// <summary>What addr2line and what <see cref="ModuleSymbols"/> say about addresses, in one form.</summary>
internal static class AddressLine
{
    /// <summary>Frames as <c>addr2line -i -f -C</c> prints them: function, then file:line, the innermost first.</summary>
    public static List<List<(string Function, string Place)>> OfTool(string program, IReadOnlyList<ulong> addresses)
    {
        using Process process = Process.Start(new ProcessStartInfo("addr2line", ["-a", "-i", "-f", "-C", "-e", program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Task writing = Task.Run(() =>
        {
            foreach (ulong address in addresses)
                process.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"0x{address:x}\n"));
            process.StandardInput.Close();
        });
        string[] lines = process.StandardOutput.ReadToEnd().TrimEnd('\n').Split('\n');
        writing.Wait();
        process.WaitForExit();
        var result = new List<List<(string, string)>>();
        for (int i = 0; i < lines.Length;)
        {
            if (lines[i].StartsWith("0x", StringComparison.Ordinal))
            {
                result.Add([]);
                i++;
                continue;
            }

            result[^1].Add((lines[i].Split(" [clone")[0], Normalize(lines[i + 1])));
            i += 2;
        }

        return result;
    }

    /// <summary>The same of this project.</summary>
    public static List<List<(string Function, string Place)>> OfSonde(
        string program, IEnumerable<ulong> addresses, DebugFiles? debugFiles = null)
    {
        using ElfFile file = ElfFile.Open(program);
        using var symbols = new ModuleSymbols(file, program, debugFiles ?? DebugFiles.OfThisMachine, new Demangler());
        var result = new List<List<(string, string)>>();
        var frames = new List<ResolvedFrame>();
        foreach (ulong address in addresses)
        {
            frames.Clear();
            symbols.TryFind(address, frames);
            result.Add([.. frames.Select(frame => (frame.Function, Normalize($"{frame.File}:{frame.Line}")))]);
        }

        Assert.Empty(symbols.Problems);
        return result;
    }

    /// <summary>Shares of addresses with the same number of frames, the same places and the same names.</summary>
    public static (double Depth, double Places, double Names) Compare(
        List<List<(string Function, string Place)>> expected, List<List<(string Function, string Place)>> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        int depth = 0, places = 0, names = 0;
        for (int i = 0; i < expected.Count; i++)
        {
            depth += expected[i].Count == actual[i].Count ? 1 : 0;
            places += expected[i].Select(frame => frame.Place).SequenceEqual(actual[i].Select(frame => frame.Place)) ? 1 : 0;
            // Without lines the name is one of the symbol's aliases: which one is a matter of taste.
            bool isSymbol = expected[i][0].Place.Length == 0;
            names += isSymbol || expected[i].Select(frame => frame.Function).SequenceEqual(actual[i].Select(frame => frame.Function)) ? 1 : 0;
        }

        double count = expected.Count;
        return (depth / count, places / count, names / count);
    }

    // "??:0", "crtstuff.c:?", ":0": nothing is known. "file.c:12 (discriminator 3)" is file.c:12.
    private static string Normalize(string place)
    {
        place = place.Split(" (")[0];
        if (place.EndsWith(":?", StringComparison.Ordinal))
            place = place[..^1] + "0";
        return place.Contains('/') ? place : "";
    }
}
