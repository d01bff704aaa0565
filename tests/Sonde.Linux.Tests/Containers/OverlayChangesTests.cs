using System.Diagnostics;
using Sonde.Linux.Containers;

namespace Sonde.Linux.Tests.Containers;

/// <summary>A real overlay: what is done in it is what its upper folder tells.</summary>
[Trait("Needs", "root")]
public sealed class OverlayChangesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sonde-overlay-");

    [Fact]
    public void What_was_added_changed_and_removed_is_told_as_docker_diff_does()
    {
        // A memory file system takes the upper folder also where /tmp is an overlay itself.
        Run("mount", "-t", "tmpfs", "none", _folder.FullName);
        string lower = Make("lower"), upper = Make("upper"), work = Make("work"), merged = Make("merged");
        Directory.CreateDirectory(lower + "/etc/old");
        Directory.CreateDirectory(lower + "/srv");
        File.WriteAllText(lower + "/etc/changed", "1");
        File.WriteAllText(lower + "/etc/removed", "1");
        File.WriteAllText(lower + "/etc/old/x", "1");
        Run("mount", "-t", "overlay", "overlay", "-o", $"lowerdir={lower},upperdir={upper},workdir={work}", merged);
        File.AppendAllText(merged + "/etc/changed", "2");
        File.Delete(merged + "/etc/removed");
        Directory.Delete(merged + "/etc/old", recursive: true);
        Directory.CreateDirectory(merged + "/etc/old");
        Directory.CreateDirectory(merged + "/srv/new");
        File.WriteAllText(merged + "/srv/new/file", new string('x', 10_000));

        string line = File.ReadLines("/proc/self/mountinfo").Single(known => known.Contains($" {merged} ", StringComparison.Ordinal)).Replace($" {merged} ", " / ", StringComparison.Ordinal);
        OverlayChanges overlay = OverlayChanges.Find([line])!;
        Assert.True(overlay.IsVisible);
        Assert.Equal(
            ["Added /srv/new/", "Added /srv/new/file", "Changed /etc/changed", "Deleted /etc/old/", "Deleted /etc/removed"],
            overlay.Walk(1000).Select(change => $"{change.Kind} {change.Path}").Order(StringComparer.Ordinal));
        Assert.InRange(overlay.Walk(1000).Single(change => change.Path == "/srv/new/file").Bytes, 10_000, 20_000);
    }

    [Fact]
    public void Relative_layers_of_docker_lie_beside_the_folder_of_the_upper_one()
    {
        Assert.Equal(
            "/var/lib/docker/overlay2/abc/diff",
            OverlayChanges.Find(["100 1 0:50 / / rw - overlay overlay rw,lowerdir=l/X:l/Y,upperdir=/var/lib/docker/overlay2/abc/diff,workdir=/w"])?.UpperFolder);
        Assert.Null(OverlayChanges.Find(["100 1 8:1 / / rw - ext4 /dev/sda1 rw"]));
        Assert.Null(OverlayChanges.Find(["100 1 0:50 / /other rw - overlay overlay rw,lowerdir=/a,upperdir=/b,workdir=/w"]));
    }

    public void Dispose()
    {
        foreach (string mount in (string[])[_folder.FullName + "/merged", _folder.FullName])
        {
            using Process process = Process.Start(new ProcessStartInfo("umount", ["-l", mount]) { RedirectStandardError = true })!;
            process.WaitForExit();
        }

        _folder.Delete(recursive: true);
    }

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
