using System.Diagnostics;
using System.Globalization;

namespace Sonde.TestTargets;

/// <summary>
/// A real container run by runc, with a read-only root file system that holds only what the test puts into it. It is killed and
/// removed at the end. Needs root and runc.
/// </summary>
public sealed class RuncContainer : IDisposable
{
    private readonly string _folder;
    private readonly string? _cgroupsPath;
    private LineWatcher? _output;
    private LineWatcher? _errors;
    private Process? _starter;

    private RuncContainer(string id, string folder, string? cgroupsPath)
    {
        Id = id;
        _folder = folder;
        _cgroupsPath = cgroupsPath;
    }

    /// <summary>Container ID.</summary>
    public string Id { get; }

    /// <summary>The container's first process, as the host numbers it.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Its root file system on the host.</summary>
    public string RootFileSystem => Path.Combine(_folder, "rootfs");

    /// <summary>Lines written to stdout so far.</summary>
    public IReadOnlyList<string> Output => _output?.Lines ?? [];

    /// <summary>Lines written to stderr so far, by runc or the container.</summary>
    public IReadOnlyList<string> Errors => _errors?.Lines ?? [];

    /// <summary>Starts a container.</summary>
    /// <exception cref="InvalidOperationException">runc failed; the message holds what it said.</exception>
    public static RuncContainer Start(RuncOptions options)
    {
        string id = options.Id ?? $"sonde-test-{Guid.NewGuid():N}";
        string folder = Path.Combine(Path.GetTempPath(), "sonde-test-containers", id);
        var container = new RuncContainer(id, folder, options.CgroupsPath);
        try
        {
            container.FillRootFileSystem(options);
            File.WriteAllText(Path.Combine(folder, "config.json"), OciConfig.Write(options));
            container.Run();
            return container;
        }
        catch
        {
            container.Dispose();
            throw;
        }
    }

    /// <summary>Returns the next line on stdout that starts so; lines before it are passed over.</summary>
    /// <exception cref="TimeoutException">It did not come; the message holds what came.</exception>
    public string WaitForLine(string prefix, TimeSpan? timeout = null) =>
        (_output ?? throw new InvalidOperationException("not started")).WaitFor(
            line => line.StartsWith(prefix, StringComparison.Ordinal), timeout ?? Eventually.DefaultTimeout,
            () => $"'{prefix}' of container {Id}; stdout: {string.Join(" | ", Output)}; stderr: {string.Join(" | ", Errors)}");

    /// <summary>Runs a further program in the container, waits for its end and returns its stdout.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public string Execute(params string[] arguments)
    {
        using Process process = Runc(["exec", Id, .. arguments]);
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"runc exec failed: {output}{errors}");
    }

    /// <summary>Kills and removes the container with its files.</summary>
    public void Dispose()
    {
        // With --force, deleting a container that is not there is no error: what is asked for is that it is gone.
        using (Process delete = Runc(["delete", "--force", Id]))
            delete.WaitForExit();
        _starter?.Dispose();
        RemoveParentCgroups();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static Process Runc(IReadOnlyList<string> arguments) =>
        Process.Start(new ProcessStartInfo("runc", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("runc did not start");

    private void Run()
    {
        string pidFile = Path.Combine(_folder, "pid");
        // The container inherits the pipes: they stay readable after runc itself has ended.
        _starter = Runc(["run", "--detach", "--bundle", _folder, "--pid-file", pidFile, Id]);
        _starter.StandardInput.Close();
        _output = new LineWatcher(_starter.StandardOutput);
        _errors = new LineWatcher(_starter.StandardError);
        if (!_starter.WaitForExit(Eventually.DefaultTimeout) || _starter.ExitCode != 0)
            throw new InvalidOperationException($"runc run failed: {string.Join(" | ", Errors)}");
        ProcessId = int.Parse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture);
    }

    /// <summary>runc removes only the container's own cgroup, not those above it that it has made.</summary>
    private void RemoveParentCgroups()
    {
        for (string? path = Path.GetDirectoryName(_cgroupsPath); path is { Length: > 1 }; path = Path.GetDirectoryName(path))
        {
            // On version 2 the hierarchy is the folder itself, on version 1 there is one below it for each controller.
            foreach (string hierarchy in (string[])["/sys/fs/cgroup", .. Directory.GetDirectories("/sys/fs/cgroup")])
            {
                try
                {
                    if (Directory.Exists(hierarchy + path))
                        Directory.Delete(hierarchy + path);
                }
                catch (IOException)
                {
                    // Another container stands in it.
                }
            }
        }
    }

    private void FillRootFileSystem(RuncOptions options)
    {
        foreach (string mountPoint in (string[])["proc", "dev", "tmp", .. options.Binds.Keys])
            Directory.CreateDirectory(Inside(mountPoint));
        // runc gives the mounted folder the rights of the one that it hides.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Inside("tmp"), (UnixFileMode)0b1_111_111_111);
        foreach ((string inside, string host) in options.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Inside(inside))!);
            Copy(host, Inside(inside));
        }

        foreach ((string inside, string target) in options.Links)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Inside(inside))!);
            File.CreateSymbolicLink(Inside(inside), target);
        }
    }

    private string Inside(string path) => Path.Combine(RootFileSystem, path.TrimStart('/'));

    private static void Copy(string from, string to)
    {
        if (!Directory.Exists(from))
        {
            File.Copy(from, to, overwrite: true);
            return;
        }

        Directory.CreateDirectory(to);
        foreach (FileSystemInfo entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            string target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(target, link);
            else
                Copy(entry.FullName, target);
        }
    }
}
