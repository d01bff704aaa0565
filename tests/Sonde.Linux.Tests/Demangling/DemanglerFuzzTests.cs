using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sonde.Linux.Demangling;

namespace Sonde.Linux.Tests.Demangling;

/// <summary>A name is the target's to choose: whatever it is, demangling ends soon, with a text or without.</summary>
public sealed class DemanglerFuzzTests
{
    private const string Letters = "_ZRNSTKIEXLPJFADCUOMGVBHQWYtabcdefghijklmnopqrsuvwxyz0123456789.$";

    private static readonly string[] Seeds =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Demangling", "rust-names.txt")).Select(line => line.Split('\t')[0]),
        .. CppFilt.NamesOf("_Z", "-D", Tool.Run("g++", "-print-file-name=libstdc++.so.6").Trim()),
    ];

    private readonly Demangler _demangler = new();

    [Fact]
    public void Changed_names_are_survived()
    {
        Gen<(int At, int Kind, char Letter)> change =
            from at in Gen.Choose(0, 10_000)
            from kind in Gen.Choose(0, 3)
            from letter in Gen.Elements(Letters.ToCharArray())
            select (at, kind, letter);
        Gen<string> names =
            from seed in Gen.Elements(Seeds)
            from changes in Gen.NonEmptyListOf(change)
            select Change(seed, changes);
        Prop.ForAll(names.ToArbitrary(), Ends).Holds(20_000);
    }

    [Fact]
    public void Noise_is_survived()
    {
        Gen<string> names =
            from head in Gen.Elements("_Z", "_ZN", "_R", "_RI", "_ZN3foo17h")
            from tail in Gen.ListOf(Gen.Elements(Letters.ToCharArray()))
            select head + string.Concat(tail);
        Prop.ForAll(names.ToArbitrary(), Ends).Holds(10_000);
        Prop.ForAll<byte[]>(bytes => Ends([.. "_Z"u8, .. bytes ?? []]) && Ends([.. "_R"u8, .. bytes ?? []]))
            .Holds(2_000);
    }

    private static string Change(string name, IEnumerable<(int At, int Kind, char Letter)> changes)
    {
        var text = new StringBuilder(name);
        foreach ((int at, int kind, char letter) in changes.Take(4))
        {
            int place = 2 + (at % Math.Max(text.Length - 2, 1));
            if (place >= text.Length)
                continue;
            switch (kind)
            {
                case 0: text[place] = letter; break;
                case 1: text.Insert(place, letter); break;
                case 2: text.Remove(place, 1); break;
                default: text.Insert(place, text.ToString(place, Math.Min(9, text.Length - place))); break;
            }
        }

        return text.ToString();
    }

    private bool Ends(string name) => Ends(Encoding.UTF8.GetBytes(name));

    private bool Ends(byte[] name)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? text = _demangler.TryDemangle(name);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return (text is null || text.Length <= 70_000) && allocated < 16 << 20;
    }
}
