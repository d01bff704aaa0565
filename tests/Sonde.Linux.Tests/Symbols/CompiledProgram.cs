using System.Security.Cryptography;
using System.Text;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Symbols;

/// <summary>Compiles the C++ and C sources of <c>tests/TestTargets</c> with any compiler; the same flags only once.</summary>
internal static class CompiledProgram
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "sonde-test-symbols");

    /// <summary>Compiles a source and returns the program's path.</summary>
    public static string Compile(string compiler, string source, params string[] flags)
    {
        string path = TargetSources.PathOf(source);
        string key = string.Join('\0', [compiler, File.ReadAllText(path), .. flags]);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
        string folder = Path.Combine(Folder, hash);
        string program = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        if (File.Exists(program))
            return program;
        Directory.CreateDirectory(folder);
        string output = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        Tool.Run(compiler, [path, "-o", output, .. flags]);
        File.Move(output, program, overwrite: true);
        return program;
    }

    /// <summary>A fresh folder below the temporary one.</summary>
    public static string NewFolder()
    {
        string folder = Path.Combine(Folder, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The functions with a size in a program's symbol table.</summary>
    public static List<(ulong Start, ulong Size)> Functions(string program)
    {
        var functions = new List<(ulong, ulong)>();
        foreach (string line in Tool.Run("nm", "-S", "--defined-only", program).Split('\n'))
        {
            string[] fields = line.Split(' ', 4);
            if (fields.Length == 4 && fields[2] is "t" or "T" or "w" or "W")
                functions.Add((Convert.ToUInt64(fields[0], 16), Convert.ToUInt64(fields[1], 16)));
        }

        return functions;
    }

    /// <summary>Addresses inside the functions, the same ones each time.</summary>
    public static List<ulong> Addresses(string program, int count)
    {
        List<(ulong Start, ulong Size)> functions = Functions(program);
        var random = new Random(1);
        long total = functions.Sum(function => (long)function.Size);
        var result = new List<ulong>();
        for (int i = 0; i < count; i++)
        {
            long place = random.NextInt64(total);
            foreach ((ulong start, ulong size) in functions)
            {
                if (place < (long)size)
                {
                    result.Add(start + (ulong)place);
                    break;
                }

                place -= (long)size;
            }
        }

        return result;
    }
}
