using System.Runtime.InteropServices;
using System.Text;
using Sonde.Linux;
using Sonde.Linux.Elf;

namespace Sonde.Inspection.EntryPoints;

/// <summary>
/// Says whether a container can start its program, and what is missing, without running anything: what the kernel's execve and the
/// dynamic loader would find in the container's root.
/// </summary>
/// <param name="root">The container's root.</param>
public sealed class EntryPointCheck(RootFiles root)
{
    /// <summary>Scripts whose interpreters are scripts: the kernel's own limit is 5 (BINPRM_MAX_RECURSION, older kernels 4).</summary>
    private const int MaxScripts = 5;

    /// <summary>The kernel reads so much of a script's first line (BINPRM_BUF_SIZE, include/uapi/linux/binfmts.h).</summary>
    private const int FirstLineLength = 256;

    /// <summary>More libraries than this no program has.</summary>
    private const int MaxLibraries = 2000;

    private readonly List<InspectionLine> _lines = [];
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    private static ElfMachine Machine =>
        RuntimeInformation.OSArchitecture == Architecture.Arm64 ? ElfMachine.Arm64 : ElfMachine.X64;

    /// <summary>Checks a program.</summary>
    /// <returns>Lines about what is wrong; one that says so when nothing is.</returns>
    /// <exception cref="TargetException">The root may not be read.</exception>
    public IReadOnlyList<InspectionLine> Run(EntryPoint entry)
    {
        _lines.Clear();
        _missing.Clear();
        if (Find(entry) is not { } path)
        {
            Bad("program", entry.Program.Contains('/', StringComparison.Ordinal)
                ? $"there is no {entry.Program} in the container" : $"there is no {entry.Program} in PATH ({entry.SearchPath})", "the container cannot start");
            return _lines;
        }

        CheckProgram(path, entry, 0);
        return _lines;
    }

    private string? Find(EntryPoint entry)
    {
        IEnumerable<string> candidates = entry.Program.Contains('/', StringComparison.Ordinal)
            ? [entry.Program] : entry.SearchPath.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => $"{folder.TrimEnd('/')}/{entry.Program}");
        foreach (string candidate in candidates)
        {
            using RootFile? file = root.TryOpen(candidate);
            if (file is not null)
                return candidate;
        }

        return null;
    }

    private void CheckProgram(string path, EntryPoint entry, int depth)
    {
        using RootFile? opened = root.TryOpen(path);
        if (opened is null)
        {
            Bad("interpreter", $"there is no {path} in the container", "the script cannot run");
            return;
        }

        if (!opened.IsExecutable)
        {
            Bad("program", $"{path} is not executable", "exec fails with \"permission denied\": chmod +x it in the image");
            return;
        }

        byte[] start = opened.Read(FirstLineLength);
        if (start.AsSpan().StartsWith("#!"u8))
        {
            CheckScript(path, start, entry, depth);
            return;
        }

        try
        {
            using ElfFile file = opened.OpenElf(path);
            CheckElf(file, path, entry);
        }
        catch (TargetException error)
        {
            Bad("program", error.Message, "exec fails with \"exec format error\"; a script needs #! and an interpreter in its first line");
        }
    }

    private void CheckScript(string path, byte[] start, EntryPoint entry, int depth)
    {
        int end = start.AsSpan().IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(start, 2, (end < 0 ? start.Length : end) - 2);
        if (line.EndsWith('\r'))
        {
            Bad("script", $"{path} has Windows line ends", $"the kernel looks for the interpreter \"{line.Trim()}\\r\": save it with \\n");
            return;
        }

        string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || depth >= MaxScripts)
        {
            Bad("script", words.Length == 0 ? $"{path} names no interpreter after #!" : $"{path}: too many scripts run each other", "exec fails");
            return;
        }

        CheckProgram(words[0], entry, depth + 1);
        if (!words[0].EndsWith("/env", StringComparison.Ordinal) || words.Skip(1).FirstOrDefault(word => !word.StartsWith('-')) is not { } program)
            return;
        if (Find(entry with { Program = program }) is { } found)
            CheckProgram(found, entry, depth + 1);
        else
            Bad("interpreter", $"there is no {program} in PATH, which {path} asks env for", "the script cannot run");
    }

    private void CheckElf(ElfFile file, string path, EntryPoint entry)
    {
        if (file.Machine != Machine)
        {
            Bad("architecture", $"{path} is for {Word(file.Machine)}, this node is {Word(Machine)}", "exec fails with \"exec format error\": the image is for another platform");
            return;
        }

        ElfDependencies program = ElfDependencies.Read(file);
        if (program.Loader.Length == 0 && program.Libraries.Count == 0)
        {
            Fine($"{path} is static and needs no library", 0);
            return;
        }

        using (RootFile? loader = program.Loader.Length > 0 ? root.TryOpen(program.Loader) : null)
        {
            if (program.Loader.Length > 0 && loader is null)
            {
                Bad("loader", $"{path} needs the loader {program.Loader}, which is not in the container", program.Loader.Contains("musl", StringComparison.Ordinal)
                    ? "it was built for Alpine (musl): exec fails with \"no such file or directory\"" : "it was built for glibc: exec fails with \"no such file or directory\", though the program is there");
                return;
            }
        }

        int before = _lines.Count;
        int count = CheckLibraries(program, path, new LibrarySearch(root, file.Machine, program.Loader, entry.LibraryPath));
        if (_lines.Count == before)
            Fine($"{path} finds its loader and {Figures.Count(count, "library", "libraries")} with the versions needed", count);
    }

    /// <summary>Walks the libraries breadth first, as the loader does; each name is loaded once.</summary>
    private int CheckLibraries(ElfDependencies program, string path, LibrarySearch search)
    {
        var known = new Dictionary<string, ElfDependencies>(StringComparer.Ordinal);
        var pending = new Queue<(ElfDependencies File, string Path, IReadOnlyList<string> Inherited)>([(program, path, [])]);
        while (pending.TryDequeue(out (ElfDependencies File, string Path, IReadOnlyList<string> Inherited) user) && known.Count < MaxLibraries)
        {
            string origin = user.Path[..Math.Max(0, user.Path.LastIndexOf('/'))];
            string[] passedOn = [.. LibrarySearch.OwnRpath(user.File, origin), .. user.Inherited];
            foreach (string name in user.File.Libraries)
            {
                // musl's loader is its libc; glibc's loader is loaded before anything else.
                if (known.ContainsKey(name) || (search.IsMusl && IsPartOfMusl(name)))
                    continue;
                using ElfFile? library = search.TryFind(name, user.File, origin, user.Inherited, out string found);
                if (library is null)
                {
                    if (_missing.Add(name))
                        Bad("library", $"{name} is not found, which {user.Path} needs", "the loader ends the program before it begins");
                    continue;
                }

                ElfDependencies dependencies = ElfDependencies.Read(library);
                known[name] = dependencies;
                pending.Enqueue((dependencies, found, passedOn));
            }

            if (!search.IsMusl)
                CheckVersions(user.File, user.Path, known);
        }

        return known.Count;
    }

    private void CheckVersions(ElfDependencies user, string path, Dictionary<string, ElfDependencies> known)
    {
        foreach (NeededVersion need in user.NeededVersions)
        {
            // A library without any version satisfies all (glibc says so only when it is asked to be verbose).
            if (need.IsWeak || !known.TryGetValue(need.Library, out ElfDependencies? library) || library.DefinedVersions.Count == 0
                || library.DefinedVersions.Contains(need.Version))
                continue;
            if (_missing.Add($"{need.Library}\0{need.Version}"))
            {
                Bad("version", $"{need.Library} has no version {need.Version}, which {path} needs",
                    "the loader ends the program: it was built against a newer library than the image has");
            }
        }
    }

    private static bool IsPartOfMusl(string name) =>
        name.StartsWith("libc.musl-", StringComparison.Ordinal)
        || name is "libc.so" or "libm.so" or "libpthread.so" or "librt.so" or "libdl.so" or "libutil.so" or "libxnet.so";

    private static string Word(ElfMachine machine) => machine switch
    {
        ElfMachine.X64 => "x86-64",
        ElfMachine.Arm64 => "arm64",
        _ => $"another processor (ELF machine {(int)machine})",
    };

    private void Bad(string name, string text, string reason) => _lines.Add(new InspectionLine
    {
        Name = name,
        Text = Figures.Printable(text),
        Judgement = Judgement.Bad,
        Reason = reason,
        Answer = $"Cannot start: {Figures.Printable(text)}",
        Weight = 95,
    });

    private void Fine(string text, int libraries) =>
        _lines.Add(new InspectionLine { Name = "starts", Text = Figures.Printable(text), Measures = [new("libraries", libraries, "count")] });
}
