using Sonde.Collectors.Session;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Tests.Session;

/// <summary>A target whose processes a test decides, and a procfs that knows their executables.</summary>
internal sealed class FakeTarget : TargetProcesses
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sonde-session-");
    private readonly Func<int, ProcessIdentity[]> _alive;
    private int _look;

    /// <param name="alive">The processes at each look, which are numbered from 0.</param>
    public FakeTarget(Func<int, ProcessIdentity[]> alive)
    {
        _alive = alive;
        // Long after all of them have started: they are settled.
        File.WriteAllText(Path.Combine(_root.FullName, "uptime"), "1000.00 0.00\n");
    }

    public ProcFileSystem Proc => new(_root.FullName);

    public override string Title => "target";

    public override IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string> { ["container"] = "box" };

    public override IReadOnlyDictionary<string, string> Labels => new Dictionary<string, string> { ["container"] = "box" };

    /// <summary>Called before each look with its number.</summary>
    public Action<int> BeforeLook { get; set; } = _ => { };

    public static ProcessIdentity Process(int id, ulong start = 1) => new(new ProcessId(id), start);

    /// <summary>What exec does to <c>/proc/PID/exe</c>.</summary>
    public void SetProgram(int process, string path)
    {
        string folder = Path.Combine(_root.FullName, $"{process}"), link = Path.Combine(folder, "exe");
        Directory.CreateDirectory(folder);
        File.Delete(link);
        File.CreateSymbolicLink(link, path);
    }

    public override void Refresh(List<ProcessIdentity> alive)
    {
        BeforeLook(_look);
        alive.Clear();
        alive.AddRange(_alive(_look++));
    }

    protected override void Dispose(bool disposing)
    {
        _root.Delete(recursive: true);
        base.Dispose(disposing);
    }
}
