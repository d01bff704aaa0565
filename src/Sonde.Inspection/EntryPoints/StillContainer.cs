using Sonde.Linux.Images;
using Sonde.Linux.Namespaces;

namespace Sonde.Inspection.EntryPoints;

/// <summary>A container that does not run: a root folder or an image, and what it would be told to start.</summary>
public static class StillContainer
{
    /// <summary>Shells; an entry point in shell form starts one (Dockerfile reference, "Shell form").</summary>
    private static readonly string[] Shells = ["sh", "bash", "dash", "ash"];

    /// <summary>Checks an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="path">The file it is in.</param>
    /// <param name="program">Another program than its own; null for that.</param>
    /// <exception cref="Linux.TargetException">It can no longer be read.</exception>
    public static InspectionReport Inspect(OciImage image, string path, string? program)
    {
        ContainerCommand command = image.Command;
        List<InspectionLine> about =
        [
            new InspectionLine
            {
                Name = "image",
                Text = $"{(image.Name.Length > 0 ? Figures.Printable(image.Name) + ", " : "")}{Figures.Printable(image.Platform)}, {Figures.Count(image.LayerCount, "layer", "layers")}, "
                    + $"{Figures.Bytes(image.UnpackedBytes)} unpacked",
                Reason = image.ImageCount > 1 ? $"the file holds {image.ImageCount} images: this is the first that is for this machine" : "",
                Measures = [new("layers", image.LayerCount, "count"), new("unpacked", image.UnpackedBytes, "bytes")],
            },
        ];
        about.AddRange(Describe(command, program));
        return Report($"image {Figures.Printable(path)}", about, new ImageFiles(image), command, program);
    }

    /// <summary>Checks a folder.</summary>
    /// <param name="folder">The root.</param>
    /// <param name="command">What its <c>config.json</c> tells to start; null when there is none.</param>
    /// <param name="program">Another program than that; null for that.</param>
    /// <exception cref="Linux.TargetException">It may not be read, or no program is named anywhere.</exception>
    public static InspectionReport Inspect(string folder, ContainerCommand? command, string? program)
    {
        EnsureReadable(folder);
        return Report(
            $"root {Figures.Printable(folder)}", [.. Describe(command ?? new ContainerCommand(), program)], new FolderFiles(new RootFolder(Path.GetFullPath(folder))),
            command ?? new ContainerCommand(), program);
    }

    /// <summary>In a folder that may not be looked into, every file would seem to be missing.</summary>
    private static void EnsureReadable(string folder)
    {
        if (File.Exists(folder))
            throw new Linux.TargetException(Linux.TargetError.Unsupported, $"{folder} is no folder: for an image file write image:{folder}");
        try
        {
            using IEnumerator<string> entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
            entries.MoveNext();
        }
        catch (DirectoryNotFoundException)
        {
            throw new Linux.TargetException(
                Linux.TargetError.NotFound, $"there is no folder {folder}: PATH in root:PATH is the folder that the container would have as /");
        }
        catch (UnauthorizedAccessException)
        {
            throw new Linux.TargetException(Linux.TargetError.PermissionDenied, $"reading {folder} is not permitted: run as a user who may, or as root");
        }
    }

    private static IEnumerable<InspectionLine> Describe(ContainerCommand command, string? program)
    {
        if (command.Words.Count > 0)
            yield return Starts(command);
        if (command.User.Length > 0)
            yield return new InspectionLine { Name = "user", Text = Figures.Printable(command.User) };
        if (command.StopSignal.Length > 0)
            yield return new InspectionLine { Name = "stop signal", Text = Figures.Printable(command.StopSignal), Reason = "sent instead of SIGTERM" };
        if (program is not null)
            yield return new InspectionLine { Name = "checked", Text = $"{Figures.Printable(program)} instead" };
    }

    private static InspectionLine Starts(ContainerCommand command)
    {
        bool isShell = command.Words is [{ } first, "-c", { } script, ..] && Shells.Contains(first[(first.LastIndexOf('/') + 1)..])
            && !script.TrimStart().StartsWith("exec ", StringComparison.Ordinal);
        return new InspectionLine
        {
            Name = "starts",
            Text = Figures.Printable(string.Join(' ', command.Words)),
            Judgement = isShell ? Judgement.Warn : Judgement.Ok,
            Reason = isShell ? "a shell as the first process swallows SIGTERM: write the command in exec form, or with exec" : "",
            Answer = "The program is started by a shell, which swallows SIGTERM",
            Weight = 10,
        };
    }

    private static InspectionReport Report(
        string title, List<InspectionLine> about, RootFiles files, ContainerCommand command, string? program)
    {
        string wanted = program ?? (command.Words is [{ } first, ..] ? first : null) ?? throw new Linux.TargetException(
            Linux.TargetError.Unsupported, $"{title} does not say which program it starts: name one with --entrypoint");
        // A relative path starts in the working folder (execve(2)); a bare name is looked up.
        if (wanted.Contains('/', StringComparison.Ordinal) && !wanted.StartsWith('/'))
            wanted = $"{command.Folder.TrimEnd('/')}/{wanted}";
        EntryPoint entry = new EntryPoint(wanted) with { LibraryPath = command.Variable("LD_LIBRARY_PATH") ?? "" };
        if (command.Variable("PATH") is { } path)
            entry = entry with { SearchPath = path };
        List<SectionReport> sections = [];
        if (about.Count > 0)
            sections.Add(new SectionReport("Image", about, []));
        sections.Add(new SectionReport("Entry point", new EntryPointCheck(files).Run(entry), []));
        return new InspectionReport(title, DateTimeOffset.UtcNow, null, sections);
    }
}
