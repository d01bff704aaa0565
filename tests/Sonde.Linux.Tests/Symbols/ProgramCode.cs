namespace Sonde.Linux.Tests.Symbols;

/// <summary>The functions of a program as nm tells them.</summary>
internal static class ProgramCode
{
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
